"""Compare a text notebook with the catalogue; each difference is one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.build.definitions import definition_mistakes
from autograder.build.fence import Fence, fence_of, fences
from autograder.build.proof_lines import lines_mistakes
from autograder.build.stages import Catalogue, marker_mistakes
from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import asked, imports_check

Notebook = Any

#: Without a fence, cells run into each other, and the lower one is lost.
FENCE_MISSING = "a fence ``` above or below is missing"


def disagreements(name: str, notebook: Notebook, catalogue: Catalogue) -> Iterator[str]:
    """One line for each difference between a notebook's checks and the catalogue.

    A notebook that does not import `check` from `autograder` may have exercises of its own, with
    their points and minutes on the fences.
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
            yield f"{fence}: expected another id, got that of an exercise in the catalogue"
    for exercise in catalogue.values():
        if exercise.notebook == name and exercise.id not in {*checks, *unknown}:
            yield _missing_check(exercise.id, notebook)
    for exercise_id in checks:
        if exercise_id not in unknown:
            yield from _answer_mistakes(exercise_id, said)
    yield from _definition_mistakes(notebook, catalogue)
    yield from marker_mistakes(notebook, catalogue)
    yield from lines_mistakes(notebook, catalogue)


def _known_mistakes(name: str, fence: Fence, exercise: Exercise) -> Iterator[str]:
    if exercise.notebook != name:
        yield (
            f"{fence}: expected in {exercise.notebook}.md, according to the catalogue, got it "
            "here; likely a moved cell or a renamed file"
        )
    amounts = {"points": fence.points, "minutes": fence.minutes}
    given = [f"{word}={amount:g}" for word, amount in amounts.items() if amount is not None]
    if given:
        yield (
            f"{fence}: expected points and minutes only in the catalogue, got {' '.join(given)} "
            "on the fence too; delete it there"
        )


def _unknown(fence: Fence, catalogue: Catalogue, *, own: bool) -> str:
    """The line on a check whose exercise is unknown, or is the notebook's own without points."""
    near = _near(fence.id, catalogue)
    if own and not near:
        return (
            f"{fence}: expected points=... and minutes=... on a check of the notebook's own, as "
            "the catalogue has no such exercise, got none"
        )
    likely = f"likely {near[0]!r} is meant" if near else "likely it is not declared yet"
    return f"{fence}: expected the id of an exercise in the catalogue, got {fence.id!r}; {likely}"


def _missing_check(exercise: str, notebook: Notebook) -> str:
    calls = [asked(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    if any(call.exercise == exercise for call in calls if call is not None):
        likely = f'it is missing on the fence of the cell that calls check("{exercise}", ...)'
    else:
        likely = f"its cells are not written yet, or {FENCE_MISSING}"
    return (
        f'expected a cell check="{exercise}", as the catalogue has it in this notebook, got none; '
        f"likely {likely}"
    )


def _answer_mistakes(exercise: str, said: list[Fence]) -> Iterator[str]:
    """One line, unless the answer to a check is above it."""
    order = [(fence.kind, fence.id) for fence in said]
    answer, check = ("answer", exercise), ("check", exercise)
    if answer not in order:
        unchecked = [f.id for f in said if f.kind == "answer" and ("check", f.id) not in order]
        near = _near(exercise, unchecked)
        likely = f'answer="{near[0]}" is misspelt' if near else FENCE_MISSING
        yield (
            f'check="{exercise}": expected a cell answer="{exercise}" above it, got none; '
            f"likely {likely}"
        )
    elif order.index(answer) > order.index(check):
        yield f'check="{exercise}": expected answer="{exercise}" above it, got it below'


def _definition_mistakes(notebook: Notebook, catalogue: Catalogue) -> Iterator[str]:
    """One line for each model answer that is not what its check hands over."""
    answers: dict[str, str] = {}
    for cell in notebook.cells:
        fence = fence_of(cell)
        if fence is not None and fence.kind == "answer":
            answers[fence.id] = cell.source
        elif fence is not None and fence.kind == "check" and fence.id in answers:
            call = asked(cell.source)
            if call is not None:
                yield from definition_mistakes(answers[fence.id], call, catalogue.get(fence.id))


def _near(name: str, names: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(name, names, n=1)


def _imports_check(notebook: Notebook) -> bool:
    """Whether a locked cell imports `check` from `autograder`."""
    code = [(cell, fence_of(cell)) for cell in notebook.cells if cell.cell_type == "code"]
    locked = [cell for cell, fence in code if fence is not None and fence.kind == "locked"]
    return any(imports_check(cell.source) for cell in locked)
