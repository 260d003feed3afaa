"""A right answer is right for the same inputs again, and for inputs that it alone is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from answers import RIGHT

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import RECTANGULAR, Computed, Sizes
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.probe_draws import Draw, own_draw, shared_draws
from autograder.judging.verdict import Verdict
from autograder.reference.rules import RIGHT as RULES

COMPUTED = [name for name, e in CATALOGUE.items() if isinstance(e.task, Computed)]
SEED = [3]
#: Their inputs have no sizes, or the same ones in each draw.
SIZED_OTHERWISE = ["worksheet_gradients", "first_weights", "path_products"]


def shapes(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The shapes of inputs; of a number, the whole value."""
    return {
        name: [np.shape(v) for v in value] if isinstance(value, list) else np.shape(value) or value
        for name, value in inputs.items()
        if not callable(value) and not isinstance(value, float)
    }


def own(name: str, seed: int) -> Draw:
    found = own_draw(CATALOGUE[name], seed)
    assert found is not None
    return found


def judged(name: str, answer: Callable[..., Any], seed: int = 1) -> Verdict:
    exercise = CATALOGUE[name]
    draws = shared_draws(exercise, SEED)
    return judge(exercise, LocalAnswer(answer), SEED, draws, own(name, seed))


@pytest.mark.parametrize("name", COMPUTED)
def test_every_right_answer_is_right_on_draws_of_its_own(name: str) -> None:
    for seed, answer in enumerate(RIGHT[name] * 2):
        verdict = judged(name, answer, seed)
        assert verdict.state == "right", render(verdict)


@pytest.mark.parametrize("name", COMPUTED)
def test_own_draws_have_finite_truths_far_from_zero(name: str) -> None:
    for seed in range(10):
        for block in own(name, 1000 + seed).right.values():
            # The number of a row may be 0.
            is_number_of_a_row = np.ndim(block) == 0 and block == round(float(block))
            assert is_number_of_a_row or 1e-5 < np.linalg.norm(block) < 1e6
            assert np.isfinite(block).all()


def test_the_sizes_of_own_draws_vary_and_all_differ() -> None:
    found = {own("layer_gradients", seed).sizes for seed in range(20)}
    assert len(found) > 10
    assert all(len(set(sizes)) == len(sizes) for sizes in found)


def test_no_size_of_an_own_draw_is_one_that_everybody_knows() -> None:
    for sizes in (own("layer_gradients", seed).sizes for seed in range(50)):
        assert all(n not in known for n, *known in zip(sizes, *RECTANGULAR, strict=True))


@pytest.mark.parametrize("name", [n for n in COMPUTED if n not in SIZED_OTHERWISE])
def test_an_answer_that_is_right_for_the_graded_sizes_alone_is_wrong(name: str) -> None:
    task = CATALOGUE[name].task
    assert isinstance(task, Computed)
    draws = shared_draws(CATALOGUE[name], SEED)
    assert draws is not None
    known = [shapes(draw.inputs) for draw in draws.grading_draws()]

    def answer(*given: Any) -> Any:
        found = task.reference(dict(zip(known[0], given, strict=True)), RULES)
        if shapes(dict(zip(known[0], given, strict=True))) in known:
            return found
        return {block: 0 * np.asarray(value) for block, value in found.items()}

    for seed in range(5):
        verdict = judged(name, answer, seed)
        assert verdict.score < verdict.points, render(verdict)


def test_an_exercise_that_is_not_made_for_all_sizes_gets_other_inputs_of_known_sizes() -> None:
    exercise = CATALOGUE["weight_gradient"]
    assert isinstance(exercise.task, Computed)
    draw = exercise.task.draw

    def narrow(rng: np.random.Generator, sizes: Sizes) -> dict[str, Any]:
        if sizes not in RECTANGULAR:
            raise ValueError("not made for that")
        return draw(rng, sizes)

    from dataclasses import replace

    found = own_draw(replace(exercise, task=replace(exercise.task, draw=narrow)), 1)
    assert found is not None and found.sizes == RECTANGULAR[0]


def test_a_table_of_earlier_inputs_earns_nothing() -> None:
    task = CATALOGUE["weight_gradient"].task
    assert isinstance(task, Computed)
    draws = shared_draws(CATALOGUE["weight_gradient"], SEED)
    assert draws is not None
    table = {d.inputs["x"].tobytes(): d.right["dW"] for d in draws.grading_draws()}

    def answer(delta: Any, x: Any) -> Any:
        return table.get(x.tobytes(), np.zeros((delta.size, x.size)))

    verdict = judged("weight_gradient", answer)
    assert (verdict.score, verdict.state) == (0.0, "wrong")
    assert (
        "right on the first inputs, and wrong on others, of the shapes delta (" in verdict.problem
    )
    assert verdict.causes == ()


def test_a_block_with_a_size_written_into_it_loses_its_share_alone() -> None:
    sizes = {sizes.N for sizes in RECTANGULAR}
    name = "batch_gradients"
    right = RIGHT[name][0]
    seed = next(k for k in range(99) if own(name, k).sizes.N not in sizes)

    def answer(*given: Any) -> Any:
        found = right(*given)
        blocks = list(found.values()) if isinstance(found, dict) else list(found)
        if given[0].shape[0] not in sizes:
            blocks[0] = 0 * np.asarray(blocks[0])
        return tuple(blocks)

    verdict = judged(name, answer, seed)
    assert verdict.state == "partial" and 0 < verdict.score < verdict.points
    assert [b.right for b in verdict.blocks].count(False) == 1


def test_an_answer_that_changes_what_it_should_keep_is_told_so_whatever_it_returns() -> None:
    def answer(f: Any, W: Any, h: Any) -> Any:
        found = RIGHT["numerical_gradient"][0](f, W.copy(), h)
        W += 1
        return found

    verdict = judged("numerical_gradient", answer)
    assert (verdict.score, verdict.slugs) == (0.0, ("changes-its-input",))
    assert "Whatever it returns, it changes W in place" in render(verdict, width=1000)


def counting() -> Callable[..., Any]:
    calls: list[int] = []

    def answer(delta: Any, x: Any) -> Any:
        calls.append(1)
        return np.outer(delta, x) * (1 if len(calls) < 3 else 2)

    return answer


def failing() -> Callable[..., Any]:
    seen: list[bytes] = []

    def answer(delta: Any, x: Any) -> Any:
        if x.tobytes() in seen:
            raise ValueError("seen")
        seen.append(x.tobytes())
        return np.outer(delta, x)

    return answer


def test_an_answer_that_gives_two_results_for_the_same_inputs_is_told_so() -> None:
    verdict = judged("weight_gradient", counting())
    assert verdict.score == 0
    said = " ".join(render(verdict).split())
    assert "A second call with the same inputs gives another value: it keeps something" in said
    said = " ".join(render(judged("weight_gradient", failing())).split())
    assert "A second call with the same inputs raised ValueError: seen" in said
    assert "it keeps something between calls (the name `seen` of the function around it)." in said


def test_a_wrong_answer_that_is_random_is_told_so_too() -> None:
    verdict = judged("weight_gradient", lambda delta, x: np.random.rand(delta.size, x.size))
    assert "two different results" in verdict.problem


def test_rounding_differs_without_harm() -> None:
    rng = np.random.default_rng(0)
    answer = lambda delta, x: np.outer(delta, x) * (1 + 1e-8 * rng.normal())  # noqa: E731
    assert judged("weight_gradient", answer).state == "right"


@pytest.mark.parametrize("value", [None, "x", [[1], [1, 2]], float("nan")])
def test_what_is_no_result_is_not_compared_with_itself(value: Any) -> None:
    assert "two different" not in render(judged("weight_gradient", lambda delta, x: value))
