"""Write the stages of a derivation into its question, and compare its stub with the catalogue.

A line `<!-- stages: ID -->` in a notebook's text becomes what a student has to know: the indices of
the answer, the symbols, and for each stage what its line is written in and what form it has.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.boundary.errors import unknown
from autograder.build.fence import fences
from autograder.build.solution import solutions, without_solutions
from autograder.derivations.latex import shown
from autograder.derivations.tree import Place, Symbol
from autograder.exercises.derivation import Derivation, Stage
from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import Asked

Notebook = Any
Catalogue = Mapping[str, Exercise]

MARKER = re.compile(r"^<!-- *stages: *([^\s>]*) *-->$", re.M)
#: Letters for indices that a question does not name.
LETTERS = "kmnpqrst"
ENTRIES = (
    "`sum(k, …)` adds up over $k$, and `sum(k, m, …)` over both; `(k == i)` is the Kronecker "
    "delta, 1 where $k = i$ and 0 elsewhere. `+`, `-`, `*`, `/`, `**` and numbers mean what they "
    "mean in Python."
)
MATRICES = (
    "In the lines of matrices, vectors are columns, `@` multiplies, `*` multiplies entry by "
    "entry, and `.T` transposes."
)


def write_stages(notebook: Notebook, catalogue: Catalogue) -> None:
    """Replace each marker by the table of its exercise."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = MARKER.sub(lambda found: _table(catalogue[found[1]]), cell.source)


def marker_mistakes(notebook: Notebook, catalogue: Catalogue) -> Iterator[str]:
    """One line for each marker of no derivation, and for each derivation without a marker."""
    known = [e.id for e in catalogue.values() if isinstance(e.task, Derivation)]
    yield from misplaced(notebook, MARKER, "stages", "a derivation", known)


def misplaced(
    notebook: Notebook, marker: re.Pattern[str], word: str, what: str, known: Sequence[str]
) -> Iterator[str]:
    """One line for each marker `<!-- WORD: ID -->` of no known id, and for each id without one."""
    marked = [
        name
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for name in marker.findall(cell.source)
    ]
    for name in marked:
        if name not in known:
            yield str(unknown(f"the id of {what} in <!-- {word}: ID -->", name, known))
    for fence in fences(notebook):
        if fence.kind == "check" and fence.id in known and marked.count(fence.id) != 1:
            count = marked.count(fence.id)
            yield (
                f"{fence}: expected one line <!-- {word}: {fence.id} --> in the question, which "
                f"the build replaces by its {word}, got {count or 'none'}"
            )


def stub_mistakes(answer: str, call: Asked, task: Derivation) -> Iterator[str]:
    """One line, unless what is released is a dictionary of the stages with empty lines."""
    where = f'answer="{call.exercise}"'
    names = [stage.name for stage in task.stages]
    for what, code, is_stub in (
        ("above the solution", without_solutions(answer), True),
        ("as the solution", "\n".join(solutions(answer)), False),
    ):
        found = _last_dictionary(code, call.name)
        if found is None or list(found) != names or (is_stub and set(found.values()) != {""}):
            wanted = ", ".join(f'"{name}": {chr(34) * 2 if is_stub else "…"}' for name in names)
            yield (
                f"{where}: expected {call.name} = {{{wanted}}} {what}, with the stages that the "
                f"catalogue has, got {_got(found, names)}"
            )


def _got(found: Mapping[str, object] | None, names: list[str]) -> str:
    if found is None:
        return "no dictionary of texts"
    return "other values" if list(found) == names else f"the stages {', '.join(found)}"


def _last_dictionary(code: str, name: str) -> dict[str, object] | None:
    """The last dictionary of texts that code assigns to a name; None if there is none."""
    found = None
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            try:
                found = ast.literal_eval(node.value)
            except ValueError:
                found = None
    is_one = isinstance(found, dict) and all(isinstance(key, str) for key in found)
    return found if is_one else None


def _table(exercise: Exercise) -> str:
    task = exercise.task
    assert isinstance(task, Derivation)
    lines = [
        _answer(task),
        "",
        *_columns(task),
        *(_row(task, name) for name in task.symbols),
        *(_count(task, name, axis) for name, axis in task.extras.counts.items()),
        *(_function(task, name) for name in task.functions),
        "",
        "| stage | written in | has |",
        "| --- | --- | --- |",
        *(_stage(task, stage) for stage in task.stages),
        "",
        " ".join(_notes(task)),
    ]
    return "\n".join(lines).rstrip()


def _columns(task: Derivation) -> list[str]:
    """The head of the table of symbols; without indices where all of them are single numbers."""
    if task.axes:
        return ["| in your lines | stands for | its indices run over |", "| --- | --- | --- |"]
    return ["| in your lines | stands for |", "| --- | --- |"]


def _notes(task: Derivation) -> Iterator[str]:
    """What else the lines may have."""
    if task.axes:
        yield ENTRIES
    if task.extras.chance:
        random = ", ".join(f"`{name}`" for name in task.extras.chance)
        yield f"`E(…)` is a mean; what is random ({random}) stands inside one."
    if any(stage.matrices for stage in task.stages):
        yield MATRICES


def _answer(task: Derivation) -> str:
    indices = [f"${letter}$ runs over {axis}" for letter, axis in task.answer.items()]
    return f"In the answer {' and '.join(indices)}." if indices else "The answer is one number."


def _count(task: Derivation, name: str, axis: str) -> str:
    formula = shown(Symbol(name), task.language_of([name], task.answer))
    return f"| `{name}` | ${formula}$ | the number of {axis} |"


def _row(task: Derivation, name: str) -> str:
    symbol = Symbol(name, tuple(Place(((1, letter),)) for letter in _letters(task, name)))
    typed = f"{name}[{', '.join(_letters(task, name))}]" if symbol.places else name
    formula = shown(symbol, task.language_of([*task.symbols], task.answer))
    indices = f" {', '.join(task.symbols[name]) or '—'} |" if task.axes else ""
    return f"| `{typed}` | ${formula}$ |{indices}"


def _function(task: Derivation, name: str) -> str:
    return f"| `{name}(…)` | ${task.functions[name].latex}$ |{' each entry |' if task.axes else ''}"


def _letters(task: Derivation, name: str) -> list[str]:
    """Letters for a symbol's indices: those of its formula, of the answer, or free ones."""
    template = next((key for key in task.latex if key.partition("[")[0] == name), "")
    if "[" in template:
        return [one.strip() for one in template.partition("[")[2].rstrip("]").split(",")]
    found: list[str] = []
    spare = [letter for letter in LETTERS if letter not in task.answer]
    for axis in task.symbols[name]:
        own = [i for i, of in task.answer.items() if of == axis and i not in found]
        found.append(own[0] if own else spare.pop(0))
    return found


def _stage(task: Derivation, stage: Stage) -> str:
    names = ", ".join(f"`{name}`" for name in stage.symbols.split())
    form = task.form(stage).words()
    return f"| {stage.name} | {names}{', as matrices' * stage.matrices} | {form or '—'} |"
