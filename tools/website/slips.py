"""The pages of slips: each with its words, its question, the exercises that know it, and a formula.

A slip of a step is known wherever the step occurs, so its exercises are found by trying it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.catalogue import CATALOGUE
from autograder.devel.slip_proof import applicable
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Computed, Entries, Exercise
from autograder.exercises.ordering import Ordering
from autograder.slips import SLIPS, Slip
from autograder.slips.batch import BATCH
from autograder.slips.chain import CHAIN
from autograder.slips.linear import LINEAR
from autograder.slips.nonlinearity import NONLINEARITY
from autograder.slips.output import OUTPUT
from autograder.slips.shared import SHARED
from autograder.slips.slopes import SLOPES
from autograder.slips.softmax import SOFTMAX
from autograder.slips.upstream import UPSTREAM

#: The steps, each with the slips that are known wherever it occurs.
STEPS: dict[str, tuple[str, Sequence[Slip]]] = {
    "linear": ("The linear layer", LINEAR),
    "output": ("The error at the output", OUTPUT),
    "softmax": ("Softmax", SOFTMAX),
    "nonlinearity": ("Through a nonlinearity", NONLINEARITY),
    "slopes": ("Slopes", SLOPES),
    "chain": ("From layer to layer", CHAIN),
    "shared": ("Shared weights", SHARED),
    "batch": ("Batches", BATCH),
    "upstream": ("What comes from above", UPSTREAM),
}


@dataclass
class Known:
    """All that is said about one slug."""

    slug: str
    words: dict[str, str] = field(default_factory=dict)
    exercises: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    def add(self, exercise: str, clause: str, question: str, item: str, formula: str) -> None:
        """Note one declaration, as far as it says something new."""
        self.words.setdefault(clause, question)
        for place, new in (
            (self.exercises, exercise),
            (self.items, item),
            (self.formulas, formula),
        ):
            if new and new not in place:
                place.append(new)


def declared(exercise: Exercise) -> Iterator[tuple[str, str, str, str, str]]:
    """Slug, clause, question, item and formula of each slip that an exercise can name."""
    task = exercise.task
    if isinstance(task, Computed):
        for slip in applicable(task):
            yield _of(slip)
    elif isinstance(task, Entries):
        yield from map(_of, task.own)
    elif isinstance(task, Derivation):
        for stage in task.stages:
            for wrong in stage.wrong:
                yield wrong.slug, wrong.clause, wrong.question, "", wrong.line
    elif isinstance(task, Ordering):
        for stray in task.strays:
            yield stray.slug, stray.clause, stray.question, "", ""


def _of(slip: Slip) -> tuple[str, str, str, str, str]:
    formula = source(slip.formula or slip.values)
    return slip.slug, slip.clause, slip.question, slip.item, formula


def source(formula: Callable[..., Any] | None) -> str:
    """The lines of a formula below its docstring; none where a program made it."""
    if formula is None or "<locals>" in formula.__qualname__ or formula.__name__ == "<lambda>":
        return ""
    text = textwrap.dedent(inspect.getsource(formula))
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[bool(ast.get_docstring(function)) :]
    return textwrap.dedent("\n".join(text.splitlines()[body[0].lineno - 1 :]))


def known() -> dict[str, Known]:
    """Every slug, in the order of the slips and then of the course."""
    found = {slip.slug: Known(slip.slug) for slip in SLIPS}
    for name, exercise in CATALOGUE.items():
        for slug, *rest in declared(exercise):
            found.setdefault(slug, Known(slug)).add(name, *rest)
    return {slug: one for slug, one in found.items() if one.exercises}


def pages() -> dict[str, str]:
    """The file of each page → its text."""
    found = known()
    groups: dict[str, tuple[str, list[Known]]] = {}
    for name, (title, slips) in STEPS.items():
        slugs = dict.fromkeys(slip.slug for slip in slips if slip.slug in found)
        groups[name] = title, [found.pop(slug) for slug in slugs]
    for one in found.values():
        notebook = CATALOGUE[one.exercises[0]].notebook
        groups.setdefault(notebook, (f"Exercises of {notebook}", []))[1].append(one)
    made = {f"slips/{name}.md": page(*group) for name, group in groups.items()}
    counts = sum(len(group[1]) for group in groups.values())
    made["slips/index.md"] = INDEX.format(count=counts, contents="\n".join(groups))
    return made


def page(title: str, slips: Sequence[Known]) -> str:
    """One page: a section for each slug."""
    return "\n\n".join([f"# {title}", *map(section, slips)]) + "\n"


def section(one: Known) -> str:
    """One slug: its words, its questions, its exercises, the derivations, and the formulas."""
    parts = [f"(slip-{one.slug})=\n## {one.slug}"]
    for question in dict.fromkeys(one.words.values()):
        clauses = [clause for clause, asked in one.words.items() if asked == question]
        parts += [f"This equals what you get if {clause}." for clause in clauses]
        parts += [f"> {question}"]
    named = ", ".join(f"`{name}`" for name in one.exercises)
    items = ", ".join(f"[{item}](#{item.lower()})" for item in one.items)
    about = f" About {items}." if items else ""
    parts.append(f"{{.uses}}\nKnown in {len(one.exercises)}: {named}.{about}")
    if one.formulas:
        formulas = "\n\n".join(f"```python\n{text}\n```" for text in one.formulas)
        parts.append(f"<details><summary>Formula</summary>\n\n{formulas}\n\n</details>")
    return "\n\n".join(parts)


INDEX = """\
# Every slip

{count} slips have a name and a question of their own. When an answer is wrong, the judge looks for
the slip that gives exactly its numbers on every draw, and says *This equals what you get if …*; it
never says who made a mistake, and never the right formula. [How the judge works](../judge.md) tells
how it decides, and [what the diagnosis knows](../slips.md) counts the slips of each exercise.

A slip of a step is declared once, as a formula in place of the right one (`right`), and is known
in every exercise that takes the step. The first pages are about these, the others about slips of
single exercises.

```{{toctree}}
:maxdepth: 1

{contents}
```
"""
