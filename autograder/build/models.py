"""Collect the model answers of the text notebooks, from which mutants are made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from autograder.build.fence import fence_of
from autograder.build.solution import without_marks, without_solutions
from autograder.build.text import read_text
from autograder.catalogue.models import Changeable, packed
from autograder.exercises.exercise import EQUAL, SQUARE, Computed, Exercise
from autograder.judging.diagnosis.changed_models import usable
from autograder.judging.probe_draws import Draws
from autograder.mutations.grow import Grown
from autograder.mutations.model import Model

#: How mathematics writes a name: \delta_1 is delta1.
_IN_NAMES = re.compile(r"[\\_{}$]|\\hat|\\mathrm")
_WORD = re.compile(r"[A-Za-z]\w*")
#: What a notebook imports for its answers, besides names of the library.
_NUMPY = "import numpy as np"


def models(
    solutions: Path, catalogue: Mapping[str, Exercise], before: Mapping[str, Changeable]
) -> bytes:
    """The content of the file of model answers.

    Which changes are slips is found by running them all, which takes some seconds. What is known
    from `before` is not found again.
    """
    found = {}
    for name, model in model_answers(solutions, catalogue).items():
        task, known = catalogue[name].task, before.get(name)
        assert isinstance(task, Computed)
        key = _key(task, model)
        changes = known.changes if known and known.key == key else usable(task, model)
        found[name] = Changeable(model, changes, key)
    return packed(found)


def _key(task: Computed, model: Model) -> str:
    """Another one for another code, other changes of it, or other draws."""
    changes = (f"{one.kind} {one.place} {one.about}" for one in Grown(model).changes)
    right = (
        f"{block} {value.shape} {np.linalg.norm(value):.9g}"
        for sizes in (*SQUARE, *EQUAL)
        for block, value in Draws(task, [0]).at(0, sizes).right.items()
    )
    text = "\n".join([model.given, model.source, *changes, *right])
    return sha256(text.encode()).hexdigest()[:16]


def model_answers(solutions: Path, catalogue: Mapping[str, Exercise]) -> dict[str, Model]:
    """The model answers of all exercises that are answered by a function, by exercise."""
    found: dict[str, Model] = {}
    for path in sorted(solutions.glob("*.md")):
        found |= dict(_of_notebook(read_text(path), catalogue))
    return found


def _of_notebook(notebook: Any, catalogue: Mapping[str, Exercise]) -> Iterator[tuple[str, Model]]:
    given: dict[str, ast.stmt] = {}
    answers: dict[str, ast.stmt] = {}
    text = ""
    for cell in notebook.cells:
        fence = fence_of(cell)
        if cell.cell_type == "markdown":
            text = cell.source if cell.source.startswith("#") else text + cell.source
            continue
        text += cell.source if fence is None else ""
        if fence is None or fence.kind not in ("answer", "locked"):
            continue
        code = ast.parse(without_marks(cell.source))
        (given if fence.kind == "locked" else answers).update(_definitions(code))
        task = catalogue[fence.id].task if fence.id in catalogue else None
        if fence.kind == "answer" and isinstance(task, Computed):
            stub = without_solutions(cell.source)
            yield fence.id, _model(task, code, given, answers, text + stub)


def _model(
    task: Computed,
    code: ast.Module,
    given: Mapping[str, ast.stmt],
    answers: Mapping[str, ast.stmt],
    text: str,
) -> Model:
    own = _definitions(code)
    needed = _used(own, {**given, **answers})
    before = [_NUMPY, *(ast.unparse(given[name]) for name in given if name in needed)]
    changed = [ast.unparse(answers[name]) for name in answers if name in {*needed, *own}]
    blocks = tuple(block.name for block in task.blocks)
    arguments = _WORD.findall(task.signature.partition("(")[2])
    source = "\n\n".join(changed)
    known = {*arguments, *_words(text)} & set(_WORD.findall(source)) | {*blocks}
    return Model(source, task.name, blocks, frozenset(known), "\n\n".join(before))


def _definitions(code: ast.Module) -> dict[str, ast.stmt]:
    """What a cell defines, or imports from the library, by name."""
    found: dict[str, ast.stmt] = {}
    for line in ast.walk(code):
        if isinstance(line, ast.ImportFrom) and line.module == "backhand":
            found |= {one.name: ast.ImportFrom("backhand", [one], 0) for one in line.names}
    for line in code.body:
        if isinstance(line, ast.FunctionDef | ast.ClassDef):
            found[line.name] = line
    return found


def _used(own: Mapping[str, ast.stmt], there: Mapping[str, ast.stmt]) -> set[str]:
    """The names that definitions use, and those that these use in turn."""
    found, waiting = set[str](), list(own.values())
    while waiting:
        for node in ast.walk(waiting.pop()):
            name = node.id if isinstance(node, ast.Name) else ""
            if name in there and name not in own and name not in found:
                found.add(name)
                waiting.append(there[name])
    return found


def _words(text: str) -> set[str]:
    """The names in a text, also where mathematics writes them."""
    return {*_WORD.findall(text), *_WORD.findall(_IN_NAMES.sub("", text))}
