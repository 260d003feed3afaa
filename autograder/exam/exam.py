"""An exam of a class: which questions it asks, and each as an exercise with a student's numbers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from autograder.exam.numbers import TOLERANCE, drawn, slips_of, with_slip
from autograder.exam.pool import POOL
from autograder.exam.question import Question
from autograder.exercises.exercise import Entries, Exercise
from autograder.judging.probe_draws import Draw
from autograder.slips import Slip

#: The slip of an answer that is right for the numbers of someone else, its clause and question.
ANOTHERS = "numbers-of-another"
ANOTHERS_WORDS = (
    "the numbers are not those of your notebook",
    "Which numbers stand above your answer, and are they the ones that you were given?",
)
#: With fewer numbers than this, an answer can agree with someone else's by chance.
TELLING = 4


@dataclass(frozen=True)
class Exam:
    """One exam of a class.

    Attributes
    ----------
    name : str
        Of its assignment.
    seed : int
        Another one draws other numbers.
    asked : tuple of str
        The ids of the exercises that its questions are made of, in order.
    students : tuple of str
        To whom it has been handed out. Scores do not depend on them.
    """

    name: str
    seed: int
    asked: tuple[str, ...]
    students: tuple[str, ...] = field(default=(), repr=False)

    @property
    def questions(self) -> list[Question]:
        """Its questions, in order."""
        return [POOL[about] for about in self.asked]

    def numbers(self, question: Question, student: str | None, secret: bytes | None) -> Draw:
        """The numbers of a question for a student; for None, those of the released notebook."""
        own = (b"", b"") if student is None else (secret or b"", student.encode("utf-8", ESCAPE))
        parts = (self.name.encode(), str(self.seed).encode(), question.about.encode(), own[1])
        said = b"".join(hashlib.sha256(part).digest() for part in parts)
        return drawn(question, tuple(hmac.digest(own[0], said, "sha256")))

    def exercises(
        self, student: str | None = None, secret: bytes | None = None
    ) -> dict[str, Exercise]:
        """Each question as an exercise, which expects the answer for this student's numbers."""
        return {one.id: self._exercise(one, student, secret) for one in self.questions}

    def _exercise(self, question: Question, student: str | None, secret: bytes | None) -> Exercise:
        about, draw = question.exercise, self.numbers(question, student, secret)
        others = [one for one in self.students if one != student] if student is not None else []
        own = [
            *_slips(question, draw),
            *(_anothers(partial(self.numbers, question, one, secret), draw) for one in others),
        ]
        return Exercise(
            question.id,
            self.name,
            "worksheet",
            points=about.points,
            minutes=about.minutes,
            difficulty=about.difficulty,
            items=about.items,
            task=Entries(
                lambda: dict(draw.right),
                guesses=lambda: [{name: 0 * value for name, value in draw.right.items()}],
                partial=True,
                shares=True,
                own=tuple(own),
                tolerance=TOLERANCE,
            ),
        )


#: Names of folders that are not UTF-8.
ESCAPE = "surrogateescape"


def _slips(question: Question, draw: Draw) -> list[Slip]:
    """The slips of the exercise, as slips of an answer in numbers."""

    def wrong(slip: Slip, right: Mapping[str, Any]) -> dict[str, Any]:
        return with_slip(question, slip, draw) or {}

    return [
        Slip(one.slug, one.clause, one.question, one.item, values=partial(wrong, one))
        for one in slips_of(question)
    ]


def _anothers(theirs: Callable[[], Draw], mine: Draw) -> Slip:
    """The slip of an answer that is right for the numbers of one other student."""

    def wrong(right: Mapping[str, Any]) -> dict[str, Any]:
        count = sum(value.size for value in mine.right.values())
        return dict(theirs().right) if count >= TELLING else {}

    return Slip(ANOTHERS, *ANOTHERS_WORDS, "", values=wrong)
