"""An answer with one change of the model answer is told so in three steps, and nothing else is."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from every import every
from judging.verdicts import judged

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.catalogue.models import course_models
from autograder.exercises.exercise import RECTANGULAR, SQUARE, Computed
from autograder.judging.diagnosis.changed_models import usable
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.probe_draws import Draws, shared_draws
from autograder.judging.verdict import Verdict
from autograder.mutations.model import Model
from autograder.mutations.program import Program
from autograder.mutations.words import SLUG
from autograder.notebook.hinting import growing_hint, now_seen

NAMES = list(course_models())


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def target_added(x: Any, y: Any, W1: Any, W2: Any) -> Any:
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega, Lambda = np.diag(a2 * (1 - a2)), np.diag(a1 * (1 - a1))
    da1 = W2.T @ Omega @ (a2 + y)
    return Omega, np.outer(Omega @ (a2 - y), a1), da1, Lambda, np.outer(Lambda @ da1, x)


def slope_doubled(X: Any, w: Any) -> Any:
    p = sigmoid(X @ w)
    beta = np.linalg.eigvalsh(X.T @ X / len(X))[-1] / 4
    return X.T @ ((p * (2 - p))[:, None] * X) / len(X), 2 / beta


def bias_for_input(W: Any, x: Any, b: Any, k: Any, i: Any, j: Any) -> Any:
    return W[k, i] * b[j]


@pytest.mark.parametrize(
    ("name", "answer", "kind", "place", "about"),
    [
        ("diagonal_view", target_added, "sign", "da1", "y"),
        ("curvature", slope_doubled, "number", "hessian", ""),
        ("rule_two", bias_for_input, "name", "partial", "b"),
    ],
)
def test_an_edit_in_one_place_is_named(
    name: str, answer: Callable[..., Any], kind: str, place: str, about: str
) -> None:
    verdict = judged(name, answer)
    (cause,) = verdict.causes
    assert cause.slugs == (f"{SLUG}-{kind}",), render(verdict)
    assert (cause.place, verdict.unknown) == (place, ()), render(verdict)
    assert about in cause.about, render(verdict)


def test_the_three_hints_say_where_then_what_then_which() -> None:
    verdict, seen = judged("diagonal_view", target_added), {}
    said = []
    for answer in ("first", "second", "third"):
        seen = now_seen(verdict, answer, seen)
        said.append(render(growing_hint(verdict, seen).verdict))
    assert "One thing is off in da1." in said[0] and "sign" not in said[0]
    assert "if one sign is turned in da1" in said[1] and "made of y" not in said[1]
    assert "It is a sign of the part made of y." in said[2]


def mutants(name: str, most: int) -> list[Verdict]:
    """The verdicts on answers with one change, for some of an exercise's changes."""
    exercise, one = CATALOGUE[name], course_models()[name]
    draws = shared_draws(exercise, [4])
    assert draws is not None
    program = Program(one.model, set(one.changes))
    names = list(draws.at(0, RECTANGULAR[0]).inputs)

    def with_change(number: int) -> Callable[..., Any]:
        return lambda *given: program.run(number, dict(zip(names, given, strict=True)))

    numbers = random.Random(name).sample(one.changes, min(most, len(one.changes)))
    return [judge(exercise, LocalAnswer(with_change(n)), [4], draws) for n in numbers]


@pytest.mark.parametrize("name", every(3, NAMES))
def test_no_message_holds_an_expression_of_the_model_answer(name: str) -> None:
    source = course_models()[name].model.source
    parts = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.UnaryOp)
    }
    for verdict in mutants(name, 4):
        assert verdict.score < CATALOGUE[name].points
        for cause in verdict.causes:
            if cause.slugs and cause.slugs[0].startswith(SLUG):
                words = f"{cause.clause} {cause.about} {cause.place}"
                assert not any(len(part) > 2 and part in words for part in parts), words


def test_random_expressions_are_not_named() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        c = rng.normal(size=4)

        def answer(g: Any, z: Any, c: Any = c) -> Any:
            return c[0] * g * np.cos(c[1] * z) + c[2] * z**2 + c[3]

        assert judged("sigmoid_delta", answer).causes == ()


def test_a_change_of_a_model_answer_from_outside_the_course_is_named() -> None:
    exercise = CATALOGUE["sigmoid_slope"]
    assert isinstance(exercise.task, Computed)
    cube = Model("def f(z):\n    return z**3 + 4 * z\n", "f", ("slope",), frozenset({"z"}))

    def reference(given: Any, rules: Any) -> Any:
        return {"slope": given["z"] ** 3 + 4 * given["z"]}

    task = replace(exercise.task, reference=reference, own=(), code=cube)
    found = judge(replace(exercise, task=task), LocalAnswer(lambda z: z**3 - 4 * z), [1])
    assert (found.slugs, found.remarks) == ((f"{SLUG}-sign",), ())


ENDLESS = """
def f(x):
    total, left = 0.0, 5
    while left > 0:
        left -= 1
        total += x[left % len(x)]
    return total
"""


def test_changes_that_never_end_or_raise_are_left_out() -> None:
    task = CATALOGUE["squared_error_delta"].task
    assert isinstance(task, Computed)
    model = Model(ENDLESS, "f", ("y",), frozenset({"x"}))

    def total(given: Any, rules: Any) -> Any:
        return {"y": np.asarray(sum(given["x"][k % len(given["x"])] for k in range(5)))}

    summed = replace(
        task,
        signature="f(x)",
        blocks=(replace(task.blocks[0], name="y", axes=()),),
        draw=lambda rng, sizes: {"x": rng.normal(size=sizes.n_in)},
        reference=total,
        own=(),
        code=model,
    )
    program, numbers = Program(model), usable(summed, model)
    kinds = {program.changes[n].kind for n in numbers}
    assert "update" in kinds and len(numbers) < len(program.changes)
    draw = Draws(summed, [0]).at(0, SQUARE[0])
    for number in numbers:
        program.run(number, draw.inputs)  # ends
    verdict = judge(
        replace(CATALOGUE["squared_error_delta"], task=summed),
        LocalAnswer(lambda x: -sum(x[k % len(x)] for k in range(4))),
        [1],
    )
    assert verdict.score == 0
