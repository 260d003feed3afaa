"""Leaving out of a page what its reader needs least, where it would become too large.

A student has the notebook, but not what others have to say about it. Figures go before text: few of
them are as large as all of it, and where all points were earned nobody has to look at them again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from autograder.feedback.cells import PageCell, Piece

#: In the order in which they go: figures and other code between the exercises, and of those with
#: all points; text between them; questions with all points; what belongs to the other exercises;
#: then long pieces of answers, verdicts and comments, each with a line in its place.
FIGURES, ASIDE, OF_RIGHT, OF_OTHER, OWN = range(5)
GONE = '<p class="out">({size} kB are left out here: they are in your notebook.)</p>'
MISSING = "To keep this page small, some of your notebook is not repeated here: {what}."


def leave_out(cells: Sequence[PageCell], excess: int) -> str:
    """Leave out at least so many bytes if there are as many, and say in a line what is gone."""
    gone: Counter[tuple[str, str]] = Counter()
    ranked = [(rank, -len(piece.html), cell, piece) for rank, cell, piece in _ranked(cells)]
    for rank, size, cell, piece in sorted(ranked, key=lambda one: one[:2]):
        if excess <= 0:
            break
        left = GONE.format(size=-(size // 1000)) if rank == OWN else ""
        if len(left) >= -size:
            continue
        gone[_kind(cell, piece)] += 1
        excess -= len(piece.html.encode()) - len(left)
        piece.html = left
    what = [f"{count} {kinds[count > 1]}" for kinds, count in gone.items()]
    return MISSING.format(what=", ".join(what)) if what else ""


def _kind(cell: PageCell, piece: Piece) -> tuple[str, str]:
    """What it is called, one and several of it."""
    if cell.kind == "text":
        return "passage", "passages"
    if cell.kind == "code":
        picture = "<img" in piece.html
        return ("figure", "figures") if picture else ("cell of code", "cells of code")
    return "long part of an answer or verdict", "long parts of answers and verdicts"


def _ranked(cells: Sequence[PageCell]) -> Iterator[tuple[int, PageCell, Piece]]:
    """Each piece with how soon it goes."""
    for number, cell in enumerate(cells):
        rank = OWN
        if cell.kind == "text":
            rank = _of(_next(cells, number)) if _is_question(cells, number) else ASIDE
        elif cell.kind == "code":
            rank = _of(next((one for one in cells[number::-1] if one.mark), None))
            rank = rank if rank == OF_OTHER else FIGURES
        for piece in cell.all_pieces:
            yield rank, cell, piece


def _is_question(cells: Sequence[PageCell], number: int) -> bool:
    """Whether the next cell is where it is answered."""
    return number + 1 < len(cells) and cells[number + 1].kind in ("answer", "card")


def _next(cells: Sequence[PageCell], number: int) -> PageCell | None:
    return next((one for one in cells[number:] if one.mark), None)


def _of(exercise: PageCell | None) -> int:
    """How soon something goes that belongs to an exercise."""
    mark = exercise.mark if exercise else None
    if mark is None:
        return ASIDE
    return OF_OTHER if mark.pending or mark.score < mark.points else OF_RIGHT
