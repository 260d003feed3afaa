"""Every right way is accepted without blame; every wrong one is caught, and named so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from answers import RIGHT, WRONG
from judging.verdicts import judged

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import RECTANGULAR, Computed, Entries, Example
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.probe_draws import Draws
from autograder.judging.verdict import Verdict

#: Kinds of exercise that are answered by writing something, and so in many ways.
WRITTEN = ("derive", "implement", "repair")


def _wrong_cases() -> list[Any]:
    """Each answer on one draw, of three in turn: the slips themselves are tried on many."""
    return [
        pytest.param(name, case, 1 + k % 3, id=f"{name}-{k}-{1 + k % 3}")
        for name, cases in WRONG.items()
        for k, case in enumerate(cases)
    ]


def _right_cases() -> list[Any]:
    """Each way on one draw; an exercise's first two on another as well, to keep a run short."""
    return [
        pytest.param(name, answer, seed, id=f"{name}-{k}-{seed}")
        for name, answers in RIGHT.items()
        for k, answer in enumerate(answers)
        for seed in ((1, 2) if k < 2 else (1,))
    ]


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_exercise_has_right_and_wrong_answers(name: str) -> None:
    assert RIGHT.get(name), f"{name} has no right answer in tests/answers"
    assert len(WRONG.get(name, [])) >= 4, f"{name} has fewer than four wrong answers"


@pytest.mark.parametrize("name", [n for n, e in CATALOGUE.items() if e.kind in WRITTEN])
def test_what_is_written_has_eight_right_ways(name: str) -> None:
    different = {id(answer) for answer in RIGHT[name]}
    assert len(different) >= 8, f"{name} has {len(different)} right ways in tests/answers"


@pytest.mark.parametrize(("name", "answer", "seed"), _right_cases())
def test_right_answers_score_full_and_are_not_accused(name: str, answer: Any, seed: int) -> None:
    verdict = judged(name, answer, seed)
    assert verdict.score == CATALOGUE[name].points, render(verdict)
    assert verdict.slugs == ()


@pytest.mark.parametrize(("name", "case", "seed"), _wrong_cases())
def test_wrong_answers_score_less_and_are_named(name: str, case: Any, seed: int) -> None:
    slug, answer = case
    verdict = judged(name, answer, seed)
    assert verdict.score < CATALOGUE[name].points, render(verdict)
    assert verdict.slugs == ((slug,) if slug else ()), render(verdict)


def _computed() -> list[str]:
    return [name for name, e in CATALOGUE.items() if isinstance(e.task, Computed)]


@pytest.mark.parametrize("name", _computed())
def test_zeros_and_echoed_inputs_and_a_flipped_sign_fail(name: str) -> None:
    exercise = CATALOGUE[name]
    task = exercise.task
    assert isinstance(task, Computed)

    def reference(*given: Any) -> Any:
        inputs = task.draw(np.random.default_rng(0), RECTANGULAR[0])
        return right(dict(zip(inputs, given, strict=False)))

    def right(inputs: dict[str, Any]) -> dict[str, Any]:
        from autograder.reference.rules import RIGHT as rules

        return task.reference(inputs, rules)

    def zeros(*given: Any) -> Any:
        return {n: np.zeros_like(v) for n, v in reference(*given).items()}

    def negative(*given: Any) -> Any:
        return {n: -np.asarray(v) for n, v in reference(*given).items()}

    def echo(k: int) -> Any:
        return lambda *given: {b.name: given[k % len(given)] for b in task.blocks}

    draws = Draws(task, [5])

    def verdict(answer: Any) -> Verdict:
        return judge(exercise, LocalAnswer(answer), [5], draws)

    assert verdict(reference).score == exercise.points
    for answer in (zeros, negative, *(echo(k) for k in range(4))):
        assert verdict(answer).score < exercise.points
    assert verdict(zeros).slugs == ()


@pytest.mark.parametrize("name", CATALOGUE)
def test_guessing_earns_nothing(name: str) -> None:
    task = CATALOGUE[name].task
    if isinstance(task, Entries | Example):
        for guess in task.guesses():
            assert judge(CATALOGUE[name], LocalAnswer(guess), [0]).score == 0


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_computed_solution_of_entries_and_examples_is_right(name: str) -> None:
    exercise = CATALOGUE[name]
    if isinstance(exercise.task, Entries):
        assert judge(exercise, LocalAnswer(exercise.task.expected()), [0]).state == "right"
    elif isinstance(exercise.task, Example):
        assert judge(exercise, LocalAnswer(exercise.task.model()), [0]).state == "right"


@pytest.mark.parametrize("name", CATALOGUE)
@pytest.mark.parametrize("blank", [None, ..., {}])
def test_a_blank_answer_earns_nothing(name: str, blank: Any) -> None:
    exercise = CATALOGUE[name]
    answer = (lambda *given: blank) if isinstance(exercise.task, Computed) else blank
    assert judge(exercise, LocalAnswer(answer), [0]).score == 0
