"""What a check shows in a student's own notebook: a card, or the same as plain text."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from autograder.catalogue.headings import heading_of
from autograder.judging.deviation import Deviation
from autograder.judging.message import STEP, render, wrapped
from autograder.judging.verdict import Verdict, where
from autograder.notebook.progress import Progress


@dataclass(frozen=True)
class Shown:
    """A verdict, and what is shown beside it.

    Attributes
    ----------
    level : int
        How much is said about the cause.
    deviations : tuple of Deviation
        How wrong blocks differ from the truth. Never shown when grading.
    note : str
        A line on exercises that the answer may call.
    progress : Progress, optional
        Of the notebook.
    """

    verdict: Verdict
    level: int = STEP
    deviations: tuple[Deviation, ...] = ()
    note: str = ""
    progress: Progress | None = None

    def text(self) -> str:
        """Everything that the card says, as plain text."""
        lines = [render(self.verdict, self.level, title_of(self.verdict))]
        lines += [wrapped(line) for one in self.deviations for line in deviation_lines(one)]
        lines += filter(None, [self.note.strip(), str(self.progress or "")])
        return "\n".join(lines)

    def show(self) -> None:
        """Show a card in a notebook; print the text anywhere else."""
        if not _in_notebook():
            print(self.text())
            return
        from IPython.display import display

        from autograder.notebook.card import card

        try:
            shown = {"text/html": card(self), "text/plain": self.text()}
        except Exception as failure:  # a card must not cost the message
            print(render(self.verdict, self.level), f"(No card: {where(failure)}.)", sep="\n")
            return
        display(shown, raw=True)


def title_of(verdict: Verdict) -> str:
    """The heading of the exercise; its id, if it is not one of the course's."""
    heading = heading_of(verdict.exercise)
    return heading.title if heading else verdict.exercise


def deviation_lines(found: Deviation) -> list[str]:
    """A deviation in words."""
    pattern = [f"{found.block}: {found.pattern}."] if found.pattern else []
    return [worst_entry(found), *pattern]


def worst_entry(found: Deviation) -> str:
    """The entry that is farthest off, `dW at [0, 2]: yours 0.42, expected −0.42`."""
    at = f" at [{', '.join(map(str, found.at))}]" if found.at else ""
    yours, expected = different(float(found.got[found.at]), float(found.right[found.at]))
    return f"{found.block}{at}: yours {yours}, expected {expected}"


def different(one: float, other: float) -> tuple[str, str]:
    """Two numbers, with as many digits as it takes to tell them apart."""
    pair = ("", "")
    for digits in (4, 7, 10, 17):
        pair = number(one, digits), number(other, digits)
        if pair[0] != pair[1]:
            break
    return pair


def number(value: float, digits: int) -> str:
    """A number in print, with a true minus."""
    # Adding 0.0 turns -0.0 into 0.0.
    return f"{value + 0.0:.{digits}g}".replace("-", "−")


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and (hasattr(shell, "kernel") or "pyodide" in sys.modules)
