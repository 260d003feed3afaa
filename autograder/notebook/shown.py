"""What a check shows in a student's own notebook: a card, or the same as plain text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import indent

from autograder.catalogue.headings import heading_of
from autograder.judging.deviation import Deviation
from autograder.judging.message import render, wrapped
from autograder.judging.verdict import Formula, Verdict, where
from autograder.notebook.progress import Progress

MODEL = "the model derivation"
EXAMPLE = "a worked example with small numbers"


@dataclass(frozen=True)
class Shown:
    """A verdict, and what is shown beside it.

    Attributes
    ----------
    deviations : tuple of Deviation
        How wrong blocks differ from the truth. Never shown when grading.
    example : str
        A worked example, as code.
    model : tuple of Formula
        The model derivation, once an answer to a derivation is right.
    solution : str
        The model solution, where the instructor has handed it out.
    note : str
        Lines on exercises that the answer may call, and on what cannot be kept.
    progress : Progress, optional
        Of the notebook.
    """

    verdict: Verdict
    deviations: tuple[Deviation, ...] = ()
    example: str = ""
    model: tuple[Formula, ...] = ()
    solution: str = ""
    note: str = ""
    progress: Progress | None = None

    def text(self) -> str:
        """Everything that the card says, as plain text."""
        lines = [render(self.verdict, title_of(self.verdict))]
        lines += [wrapped(line) for one in self.deviations for line in deviation_lines(one)]
        if self.example:
            lines += [f"For comparison, {EXAMPLE}:", indent(self.example, "    ")]
        if self.model:
            lines += [f"{MODEL.capitalize()}:", *(f"  {m.stage}: {m.text}" for m in self.model)]
        if self.solution:
            lines.append(f'The model solution: solution("{self.verdict.exercise}")')
        lines += filter(None, [self.note.strip(), str(self.progress or "")])
        return "\n".join(lines)

    def show(self) -> None:
        """Show a card in a notebook; print the text anywhere else."""
        from autograder.notebook.card import card

        show(self.text(), "text/html", lambda: card(self))


def show(text: str, kind: str, rich: Callable[[], str]) -> None:
    """Display the rich form in a notebook, with the text beside it; print the text elsewhere."""
    if not _in_notebook():
        print(text)
        return
    from IPython.display import display

    try:
        shown = {kind: rich(), "text/plain": text}
    except Exception as failure:  # a card must not cost the message
        print(text, f"(No card: {where(failure)}.)", sep="\n")
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
