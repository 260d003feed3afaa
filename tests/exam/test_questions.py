"""The questions of an exam: numbers of each student's own, right answers, and named slips."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import as_answer
from autograder.catalogue import CATALOGUE
from autograder.exam.exam import ANOTHERS, Exam
from autograder.exam.numbers import slips_of, with_slip, written
from autograder.exam.pool import DEFAULT, POOL
from autograder.exam.question import Question
from autograder.exam.text import text_of
from autograder.judging.judge import judge
from autograder.judging.verdict import Verdict

SECRET = b"a secret of a class, longer than 32"
EXAM = Exam("exam", 0, tuple(POOL), ("ada", "bob", "carol"))


def judged(question: Question, student: str, answer: Any) -> Verdict:
    exam = Exam(EXAM.name, EXAM.seed, (question.about,), EXAM.students)
    (exercise,) = exam.exercises(student, SECRET).values()
    return judge(exercise, as_answer(answer), [0])


@pytest.mark.parametrize("question", POOL.values(), ids=lambda one: one.about)
def test_each_student_has_numbers_of_one_decimal_and_other_ones(question: Question) -> None:
    drawn = [EXAM.numbers(question, one, SECRET) for one in (*EXAM.students, None)]
    texts = [written(one.inputs) for one in drawn]
    assert len(set(texts)) == len(texts)
    for given in drawn[0].inputs.values():
        values = list(given.values()) if isinstance(given, dict) else given
        assert np.array_equal(np.round(values, 1), values)
    again = Exam("exam", 1, EXAM.asked).numbers(question, "ada", SECRET)
    assert written(again.inputs) != texts[0]


@pytest.mark.parametrize("question", POOL.values(), ids=lambda one: one.about)
def test_a_rounded_right_answer_is_right_for_its_own_student_alone(question: Question) -> None:
    right = EXAM.numbers(question, "ada", SECRET).right
    rounded = {name: [float(f"{x:.4g}") for x in np.ravel(v)] for name, v in right.items()}
    answer = {
        name: np.reshape(values, right[name].shape).tolist() for name, values in rounded.items()
    }
    assert judged(question, "ada", answer).state == "right"
    assert judged(question, "bob", answer).state != "right"
    assert judged(question, "ada", dict.fromkeys(answer)).score == 0


@pytest.mark.parametrize("question", POOL.values(), ids=lambda one: one.about)
def test_each_slip_is_wrong_and_gets_no_other_name(question: Question) -> None:
    draw, named = EXAM.numbers(question, "ada", SECRET), 0
    for slip in slips_of(question):
        wrong = with_slip(question, slip, draw)
        assert wrong is not None
        found = judged(question, "ada", wrong)
        assert found.score < found.points, slip.slug
        assert [c.slugs for c in found.causes] in ([], [(slip.slug,)])
        named += bool(found.causes)
    assert named >= 0.5 * len(slips_of(question))


def test_an_answer_for_the_numbers_of_another_student_is_named() -> None:
    question = POOL["two_linear_layers"]
    answer = dict(EXAM.numbers(question, "bob", SECRET).right)
    (cause,) = judged(question, "ada", answer).causes
    assert cause.slugs == (ANOTHERS,)


def test_every_block_earns_its_share() -> None:
    question = POOL["two_linear_layers"]
    right = EXAM.numbers(question, "ada", SECRET).right
    found = judged(question, "ada", {**right, "dW1": np.zeros((2, 2))})
    assert found.score == pytest.approx(found.points * 2 / 3, abs=0.01)


def test_the_default_takes_about_90_minutes_and_every_notebook_has_a_question() -> None:
    assert 80 <= sum(CATALOGUE[about].minutes for about in DEFAULT) <= 100
    notebooks = {one.notebook for one in CATALOGUE.values()}
    assert {CATALOGUE[about].notebook for about in DEFAULT} == notebooks


def test_the_text_names_every_quantity_that_is_given_and_asked_for() -> None:
    text = text_of(EXAM)
    for question in POOL.values():
        draw = EXAM.numbers(question, None, None)
        for name in (*draw.inputs, *draw.right):
            assert f"{name} = " in text or f'"{name}": None' in text
