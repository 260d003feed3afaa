"""What a student is told to read, and what is said of an answer that is not written yet."""

from __future__ import annotations

import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.catalogue.headings import heading_of
from autograder.judging.advice import advised
from autograder.judging.judge import judge
from autograder.judging.verdict import Verdict


def test_no_exercise_sends_a_student_to_the_heading_under_which_it_stands() -> None:
    sent = 0
    for exercise in CATALOGUE.values():
        heading = heading_of(exercise.id)
        wrong = Verdict(exercise.id, 0.0, exercise.points, "wrong")
        _, _, last = advised(exercise, wrong).advice
        assert heading is not None and f"Look again at: {heading.title}" not in last
        sent += "Look again at: " in last
    assert sent > len(CATALOGUE) // 4


@pytest.mark.parametrize(
    ("exercise", "blank", "said"),
    [
        ("elementwise_fails", {}, "nothing is filled in yet"),
        ("weight_gradient", None, "nothing is returned yet: is there a `return` line?"),
    ],
)
def test_an_answer_that_is_blank_is_not_written_yet_and_no_error(
    exercise: str, blank: object, said: str
) -> None:
    verdict = judge(CATALOGUE[exercise], LocalAnswer(blank), [0])
    assert (verdict.state, verdict.problem) == ("unwritten", said)
