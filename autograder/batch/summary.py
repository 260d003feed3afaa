"""Lines at the end of a run: whose score has changed, and which hand scores to look at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.batch.progress import Progress
from autograder.repair.files import shown
from autograder.report.table import number

#: Lines of each kind, before the rest is only counted.
MOST = 20


def change_lines(progress: Progress) -> Iterator[str]:
    """Say what a run has changed, and what a person should look at."""
    if progress.rescored:
        yield "Scores that changed, after late penalties:"
        yield from _few([_rescored(progress, one) for one in sorted(progress.rescored)])
    if progress.by_hand:
        yield "Scores given by hand that count as they are, but were given under other points:"
        yield from _few(
            [
                f"{shown([one.student])}: {shown([one.cell])}, {number(one.score)} given of "
                f"{number(under)}, now of {number(one.points)}"
                + (", above the maximum" if one.score > one.points else "")
                for one, under in progress.by_hand
            ]
        )


def _rescored(progress: Progress, student: str) -> str:
    line = f"{shown([student])}: {_arrow(progress.rescored[student])} of {number(progress.points)}"
    if student in progress.penalties:
        line += f" (late penalty {_arrow(progress.penalties[student])})"
    return line


def _arrow(change: tuple[float, float]) -> str:
    return " → ".join(map(number, change))


def _few(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MOST])
    if len(lines) > MOST:
        yield f"  and {len(lines) - MOST} more"
