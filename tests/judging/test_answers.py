"""Every right answer is accepted without a cause; every wrong one is caught and its slip named."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
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
from autograder.mutations.words import SLUG

#: Exercises whose answers are written by the student, so that different algorithms are possible.
WRITTEN = [n for n, e in CATALOGUE.items() if e.kind in ("derive", "implement", "repair")]
#: The exercises among them that are answered by a function.
FUNCTIONS = [name for name in WRITTEN if isinstance(CATALOGUE[name].task, Computed)]


def _wrong_cases() -> list[Any]:
    """Each answer on one of three draws in turn; other tests try the slips on many draws."""
    return [
        pytest.param(name, case, 1 + k % 3, id=f"{name}-{k}-{1 + k % 3}")
        for name, cases in WRONG.items()
        for k, case in enumerate(cases)
    ]


def _right_cases() -> list[Any]:
    """Each answer on two draws."""
    return [
        pytest.param(name, answer, seed, id=f"{name}-{k}-{seed}")
        for name, answers in RIGHT.items()
        for k, answer in enumerate(answers)
        for seed in (1, 2)
    ]


def _algebra(source: str) -> str:
    """A function's syntax tree, without its docstring and with its own names numbered."""
    (function,) = ast.parse(textwrap.dedent(source)).body
    assert isinstance(function, ast.FunctionDef)
    if ast.get_docstring(function) is not None:
        del function.body[0]
    nodes = list(ast.walk(function))
    own = {n.arg for n in nodes if isinstance(n, ast.arg)}
    own |= {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    numbers: dict[str, int] = {}
    for node in nodes:
        for field in ("arg", "name", "id"):
            name = getattr(node, field, None)
            if name in own:
                setattr(node, field, f"_{numbers.setdefault(name, len(numbers))}")
    return ast.dump(function)


def _source(answer: Callable[..., Any]) -> str:
    return inspect.getsource(inspect.unwrap(answer))


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_exercise_has_right_and_wrong_answers(name: str) -> None:
    assert RIGHT.get(name), f"{name} has no right answer in tests/answers"
    assert len(WRONG.get(name, [])) >= 4, f"{name} has fewer than four wrong answers"


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_has_four_right_answers(name: str) -> None:
    assert len(RIGHT[name]) >= 4, f"{name} has {len(RIGHT[name])} right answers in tests/answers"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_right_answers_say_their_algorithms_and_differ_in_them(name: str) -> None:
    algorithms = [inspect.getdoc(answer) for answer in RIGHT[name]]
    assert all(algorithms)
    assert len(set(algorithms)) == len(algorithms)
    assert len({_algebra(_source(answer)) for answer in RIGHT[name]}) == len(algorithms)


def test_answers_that_differ_in_letters_are_the_same_algorithm() -> None:
    one = 'def one(g, z):\n    """Closed."""\n    a = f(z)\n    return [g * v for v in a]'
    two = "def two( d,x ):\n    s = f(x)\n    return [ (d*u) for u in s ]  # in other letters"
    assert _algebra(one) == _algebra(two)
    assert _algebra(one) != _algebra(two.replace("f(x)", "h(x)"))
    assert _algebra(one) != _algebra(two.replace("d*u", "d+u"))


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
    if slug is None:
        # No slip of its own; it may be one change of the model answer.
        assert all(found.startswith(SLUG) for found in verdict.slugs), render(verdict)
    else:
        assert set(verdict.slugs) == set(slug.split()), render(verdict)


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
