"""A wrong block as a small table: a mark for each entry, or a few numbers and their ratio."""

from __future__ import annotations

from html import escape

import numpy as np

from autograder.judging.deviation import MARKS, Deviation
from autograder.notebook.shown import different, number
from autograder.reference.rules import Array

#: The most rows and columns that are shown, and the most entries with their numbers.
MOST, NUMBERS = 12, 4


def picture(found: Deviation) -> str:
    """What shows best how the block differs; nothing for a block of one number, or of zeros."""
    if found.marks.size == 1 or not np.any(found.got):
        return ""
    return ratios(found) if np.all(np.isin(found.marks, ["×", "±"])) else grid(found)


def ratios(found: Deviation) -> str:
    """Some entries beside the expected ones: every row has the same ratio, yours to expected."""
    rows = ["<tr><th>entry</th><th>yours</th><th>expected</th><th>ratio</th></tr>"]
    largest = np.argsort(-np.abs(found.right), axis=None)[:NUMBERS]
    for flat in (k for k in largest if found.right.flat[k]):
        at = [int(k) for k in np.unravel_index(flat, found.right.shape)]
        one, other = found.got.flat[flat], found.right.flat[flat]
        cells = (f"{found.block}{at}", *different(one, other), number(one / other, 4))
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    return f'<table class="numbers">{"".join(rows)}</table>'


def grid(found: Deviation) -> str:
    """The block as HTML: an image to a screen reader, and a readable table without any style."""
    marks, where = _matrix(found)
    rows, columns = (_window(n, at) for n, at in zip(marks.shape, _position(found), strict=True))
    shown = marks[np.ix_(rows, columns)]
    more = "<td>…</td>" if len(columns) < marks.shape[1] else ""
    lines = ["".join(map(_cell, row)) + more for row in shown.tolist()]
    if len(rows) < marks.shape[0]:
        lines.append("<td>…</td>" * len(columns))
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    table = f'<table class="grid" role="img" aria-label="{escape(alt(found))}">{body}</table>'
    return f"{table}<p>{escape(where + legend(shown))}</p>"


def alt(found: Deviation) -> str:
    """The picture in words."""
    kinds = [f"{int(np.count_nonzero(found.marks == m))} {MARKS[m]}" for m in _present(found.marks)]
    return f"{found.block}, {found.marks.size} entries: {', '.join(kinds)}"


def legend(marks: Array) -> str:
    """What the marks mean that occur."""
    return " · ".join(f"{mark} {MARKS[mark]}" for mark in _present(marks))


def _present(marks: Array) -> list[str]:
    return [mark for mark in MARKS if np.any(marks == mark)]


def _matrix(found: Deviation) -> tuple[Array, str]:
    """The marks as a matrix, and which part of a larger array that is."""
    marks = found.marks
    if marks.ndim < 3:
        return np.atleast_2d(marks), ""
    fixed = found.at[:-2]
    return marks[fixed], f"{found.block}[{', '.join(map(str, fixed))}, :, :]: "


def _position(found: Deviation) -> tuple[int, int]:
    """The row and the column of the worst entry in that matrix."""
    row, column = (0, 0, *found.at)[-2:]
    return row, column


def _window(size: int, at: int) -> range:
    """The rows or columns to show: all, or as many as fit, with the worst entry among them."""
    start = max(0, min(at - MOST // 2, size - MOST))
    return range(start, min(size, start + MOST))


def _cell(mark: str) -> str:
    return f"<td>{mark}</td>" if mark == "=" else f'<td class="x">{mark}</td>'
