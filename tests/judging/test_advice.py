"""What a student is told to read, and what is said of an answer that is not written yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.catalogue.headings import heading_of
from autograder.exercises.exercise import Example
from autograder.judging.advice import DERIVED, EXAMPLE, ORDERED, advised, where_to_read
from autograder.judging.judge import judge
from autograder.judging.verdict import Verdict


def test_no_exercise_sends_a_student_to_the_heading_under_which_it_stands() -> None:
    sent = 0
    for exercise in CATALOGUE.values():
        heading = heading_of(exercise.id)
        said = where_to_read(exercise)
        assert heading is not None and f"Look again at: {heading.title}" not in said
        sent += "Look again at: " in said
    assert sent > len(CATALOGUE) // 4


def test_where_to_read_ends_the_last_of_three_lines() -> None:
    exercise = CATALOGUE["elementwise_fails"]
    wrong = Verdict(exercise.id, 0.0, exercise.points, "wrong")
    *_, last = advised(exercise, wrong).advice
    assert len(advised(exercise, wrong).advice) == 3 and where_to_read(exercise)
    assert last.endswith(f" {where_to_read(exercise)}")


@pytest.mark.parametrize(
    ("exercise", "unknown", "lines"),
    [
        ("derive_weight_gradient", ("chain rule",), DERIVED),
        ("derive_weight_gradient", (), ("", *DERIVED[1:])),
        ("prove_symmetry", (), ORDERED),
        ("elementwise_fails", (), EXAMPLE),
    ],
)
def test_the_advice_fits_the_kind_of_answer(
    exercise: str, unknown: tuple[str, ...], lines: tuple[str, str, str]
) -> None:
    verdict = advised(CATALOGUE[exercise], Verdict(exercise, 0.0, 1, "wrong", unknown=unknown))
    assert verdict.advice[:2] == lines[:2] and verdict.advice[2].startswith(lines[2])


@pytest.mark.parametrize("end", ["", "."])
def test_the_advice_of_an_exercise_may_end_with_a_full_stop_or_without(end: str) -> None:
    exercise = replace(CATALOGUE["gradient_ranks"], advice=f"Count the samples{end}")
    verdict = advised(exercise, Verdict(exercise.id, 0.0, exercise.points, "wrong"))
    assert verdict.advice[1] == "Count the samples."


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


def test_an_entry_of_an_example_that_is_no_number_is_refused_by_its_name() -> None:
    exercise = CATALOGUE["elementwise_fails"]
    assert isinstance(exercise.task, Example)
    entries = {
        name: np.ones([n or 1 for n in shape]) for name, shape in exercise.task.shapes.items()
    }
    name = next(iter(entries))
    verdict = judge(exercise, LocalAnswer({**entries, name: "one"}), [0])
    assert (verdict.exercise, verdict.state) == (exercise.id, "wrong")
    assert verdict.problem.startswith(f"{name} ")  # and then what is wrong with it
