"""What a question of an exam is: an exercise of the course, to be worked out for printed numbers.

The catalogue draws the inputs and computes the answer; the question adds sizes that suit pen and
paper, and words that stand by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed, Exercise, Inputs, Sizes

#: Before the id of an exercise, it makes the id of the question.
PREFIX = "exam_"
#: Few enough numbers for a page. All widths are the same: a slip such as a missing transpose then
#: gives wrong numbers, which are named, and no error of shapes.
SMALL = Sizes(N=3, n_in=2, n_hidden=2, n_more=2, n_out=2, T=3)


def anything(given: Inputs) -> bool:
    """No further condition on the numbers."""
    return True


@dataclass(frozen=True, eq=False)
class Question:
    """An exercise of the course as a question of an exam.

    Attributes
    ----------
    about : str
        The id of the exercise, which is answered by a function.
    title, text : str
        The heading, and what is asked for, in Markdown.
    sizes : Sizes
        Of the numbers that are drawn.
    suits : callable
        Whether rounded numbers suit the question.
    """

    about: str
    title: str
    text: str
    sizes: Sizes = SMALL
    suits: Callable[[Inputs], bool] = anything

    @property
    def id(self) -> str:
        """The id of the question, and the name of the answer."""
        return PREFIX + self.about

    @property
    def exercise(self) -> Exercise:
        """The exercise of the course."""
        return CATALOGUE[self.about]

    @property
    def task(self) -> Computed:
        """What draws the inputs and computes the answer."""
        task = self.exercise.task
        if not isinstance(task, Computed):
            raise TypeError(f"expected {self.about} to be answered by a function")
        return task


class Pool(dict[str, Question]):
    """Questions by the ids of their exercises, in the order of the course."""

    def ask(
        self,
        about: str,
        title: str,
        text: str,
        sizes: Mapping[str, int] | None = None,
        suits: Callable[[Any], bool] = anything,
    ) -> None:
        """Add a question; `sizes` are those that are not `SMALL`'s."""
        self[about] = Question(about, title, text, SMALL._replace(**(sizes or {})), suits)
