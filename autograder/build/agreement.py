"""Where a text notebook and the catalogue do not agree, each difference as one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from autograder.build.fence import Fence, fence_of, fences
from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import asked, imports_check

Notebook = Any
Catalogue = Mapping[str, Exercise]


def disagreements(name: str, notebook: Notebook, catalogue: Catalogue) -> Iterator[str]:
    """One line for each difference between a notebook's checks and the catalogue.

    A notebook that does not take its `check` from `autograder` has exercises of its own, and
    says their points and minutes itself.
    """
    said = fences(notebook)
    checks = {fence.id: fence for fence in said if fence.kind == "check"}
    own = not _imports_check(notebook)
    unknown = set[str]()
    for fence in checks.values():
        if fence.id in catalogue:
            yield from _known_mistakes(name, fence, catalogue[fence.id])
        elif not own or fence.points is None or fence.minutes is None:
            yield _unknown(fence, catalogue, own=own)
            unknown |= {fence.id, *_near(fence.id, catalogue)}
    for fence in said:
        if fence.kind in ("locked", "written") and fence.id in catalogue:
            yield f"{fence}: expected another id, as the catalogue has an exercise of this one"
    for exercise in catalogue.values():
        if exercise.notebook == name and exercise.id not in {*checks, *unknown}:
            yield _missing_check(exercise.id, notebook)
    for exercise_id in checks:
        if exercise_id not in unknown:
            yield from _answer_mistakes(exercise_id, said)


def _known_mistakes(name: str, fence: Fence, exercise: Exercise) -> Iterator[str]:
    if exercise.notebook != name:
        yield (
            f"{fence}: expected it in {exercise.notebook}.md, where the catalogue has it, got it "
            "here; likely a moved cell or a renamed file"
        )
    amounts = {"points": fence.points, "minutes": fence.minutes}
    given = [f"{word}={amount:g}" for word, amount in amounts.items() if amount is not None]
    if given:
        yield (
            f"{fence}: expected points and minutes in the catalogue alone, got {' '.join(given)} "
            "on the fence as well; delete it there"
        )


def _unknown(fence: Fence, catalogue: Catalogue, *, own: bool) -> str:
    """A check of no exercise; or of the notebook's own, which does not say what it is worth."""
    near = _near(fence.id, catalogue)
    if own and not near:
        return (
            f"{fence}: expected points=... and minutes=... on a check that is the notebook's own, "
            "got none; the catalogue does not have it"
        )
    likely = f"likely {near[0]!r}" if near else "likely it still has to be declared"
    return f"{fence}: expected the id of an exercise in the catalogue, got {fence.id!r}; {likely}"


def _missing_check(exercise: str, notebook: Notebook) -> str:
    calls = [asked(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    if any(call.exercise == exercise for call in calls if call is not None):
        likely = f'the fence of the cell that calls check("{exercise}", ...) does not say so'
    else:
        likely = "its cells are still to be written"
    return (
        f'expected a cell check="{exercise}", as the catalogue has this exercise here, got none; '
        f"likely {likely}"
    )


def _answer_mistakes(exercise: str, said: list[Fence]) -> Iterator[str]:
    """Look whether the answer to a check stands above it."""
    order = [(fence.kind, fence.id) for fence in said]
    answer, check = ("answer", exercise), ("check", exercise)
    if answer not in order:
        unchecked = [f.id for f in said if f.kind == "answer" and ("check", f.id) not in order]
        near = _near(exercise, unchecked)
        likely = f'; likely answer="{near[0]}" is misspelt' if near else ""
        yield f'check="{exercise}": expected a cell answer="{exercise}" above it, got none{likely}'
    elif order.index(answer) > order.index(check):
        yield f'check="{exercise}": expected answer="{exercise}" above it, got it below'


def _near(name: str, names: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(name, names, n=1)


def _imports_check(notebook: Notebook) -> bool:
    """Whether a locked cell takes `check` from `autograder`."""
    code = [(cell, fence_of(cell)) for cell in notebook.cells if cell.cell_type == "code"]
    locked = [cell for cell, fence in code if fence is not None and fence.kind == "locked"]
    return any(imports_check(cell.source) for cell in locked)
