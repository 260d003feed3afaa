"""Find the mistakes in text notebooks; each is one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from autograder.build.agreement import disagreements
from autograder.build.fence import Fence, fence_mistakes, fence_of, fences
from autograder.build.heading import heading_mistakes, lines_by_hand
from autograder.build.solution import BEGIN, END
from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import asked, points_said

Cell = Any
Notebook = Any

#: A paragraph of text is one line; so many characters of it tell which one is meant.
LONGEST_LINE = 60
NOT_PYTHON = "its fence is not ```python, or a fence ``` above or below is missing"


def mistakes(notebooks: Mapping[str, Notebook], catalogue: Mapping[str, Exercise]) -> list[str]:
    """One line for each mistake in the notebooks, which are given by name.

    Cells are checked first, then ids, the catalogue and headings. The first of these with mistakes
    is the last, because later mistakes may only be consequences.
    """
    return (
        _each(notebooks, lambda name, notebook: _cell_mistakes(notebook))
        or list(_repeated_ids(notebooks))
        or _each(notebooks, lambda name, notebook: disagreements(name, notebook, catalogue))
        or _each(notebooks, lambda name, notebook: heading_mistakes(notebook))
    )


def _each(
    notebooks: Mapping[str, Notebook], find: Callable[[str, Notebook], Iterable[str]]
) -> list[str]:
    return [f"{name}.md: {line}" for name, found in notebooks.items() for line in find(name, found)]


def _cell_mistakes(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.cells:
        fence = fence_of(cell)
        found = list(fence_mistakes(cell))
        if not found:
            found += _solution_mistakes(cell, fence)
        if fence is not None and fence.kind == "check" and not found:
            found += _check_mistakes(cell, fence)
        where = str(fence) if fence is not None else f"cell {_first_line(cell)!r}"
        yield from (f"{where}: {line}" for line in found)


def _solution_mistakes(cell: Cell, fence: Fence | None) -> Iterator[str]:
    # nbgrader looks for the markers without their leading "###".
    begins, ends = cell.source.count(BEGIN[4:]), cell.source.count(END[4:])
    kind = fence.kind if fence is not None else "neither"
    if begins != ends:
        yield f"expected as many {END} as {BEGIN}, got {ends} and {begins}"
    elif begins and kind not in ("answer", "written"):
        likely = f"; likely {NOT_PYTHON}" if cell.cell_type == "markdown" else ""
        yield f'expected answer="ID" or written="ID" on a cell with {BEGIN}, got {kind}{likely}'
    elif kind == "answer" and not begins:
        yield f"expected a region {BEGIN} ... {END} in an answer, got none"
    if cell.cell_type == "markdown":
        for text in lines_by_hand(cell.source):
            yield f"expected no line on points and minutes, got {text!r}; the build writes it"


def _check_mistakes(cell: Cell, fence: Fence) -> Iterator[str]:
    """One line, unless the check is a single call that asks for its own exercise."""
    call = asked(cell.source)
    if call is None:
        yield f'expected one call check("{fence.id}", NAME), got {_first_line(cell)!r}'
    elif call.exercise != fence.id:
        yield (
            f'expected it to ask for its own exercise, got check("{call.exercise}", {call.name}); '
            "likely a copied cell"
        )
    elif points_said(cell.source) is not None:
        yield "expected no points in the call, as the build writes them, got some; delete them"


def _first_line(cell: Cell) -> str:
    line = str(cell.source).strip().partition("\n")[0]
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE].rstrip() + " ..."


def _repeated_ids(notebooks: Mapping[str, Notebook]) -> Iterator[str]:
    seen = dict[str, tuple[str, Fence]]()
    for name, notebook in notebooks.items():
        for fence in fences(notebook):
            if fence.grade_id in seen:
                where, other = seen[fence.grade_id]
                yield (
                    f"{name}.md: {fence}: expected each id once in the course, got {other} also "
                    f"in {where}.md; likely a copied cell that kept its id"
                )
            seen[fence.grade_id] = name, fence
