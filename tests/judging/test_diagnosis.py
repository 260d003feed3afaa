"""A slip is named as itself, a pair of slips as a pair; unrecognised causes are called unknown."""

from __future__ import annotations

import operator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from every import every

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.devel import slip_proof
from autograder.devel.slip_proof import applicable, is_named, nonsense, ties, unnamed
from autograder.exercises.exercise import Block, Computed, Entries, Exercise
from autograder.judging.judge import DIAGNOSIS_FAILED, judge
from autograder.judging.message import render
from autograder.judging.probe_draws import RECTANGULAR, Draws
from autograder.judging.verdict import Verdict
from autograder.reference.graph_program import worksheet_backward
from autograder.reference.rules import RIGHT as RULES
from backhand.worksheet import INSTANCES

COMPUTED = [e for e in CATALOGUE.values() if isinstance(e.task, Computed)]
IDS = [e.id for e in COMPUTED]
ID_OF = operator.attrgetter("id")
#: Slips that give the same numbers on every input, by exercise: one message names both.
TIES: dict[str, set[tuple[str, str]]] = {
    # With one weight per layer, the δ of the layer above equals a δ that skipped its weight.
    "chain_step": {("delta-of-other-layer", "weight-factor-missing")},
    # If each unit meets only its own δ, that is the entrywise product, summed over nothing.
    "masked_layer": {("elementwise-vs-matrix", "output-sum-missing")},
    # The same step, whether the gradient or the rate has the factor 2 or ½.
    "deep_step": {("loss-factor-two", "step-scaled")},
    "step_in_place": {("loss-factor-two", "step-scaled")},
    "symmetric_step": {("loss-factor-two", "step-scaled")},
}


def task_of(exercise: Exercise) -> Computed:
    assert isinstance(exercise.task, Computed)
    return exercise.task


def verdict(name: str, answer: Any, seed: int = 1) -> Verdict:
    return judge(CATALOGUE[name], LocalAnswer(answer), [seed])


@pytest.mark.parametrize("exercise", COMPUTED, ids=IDS)
def test_every_slip_is_named_as_itself(exercise: Exercise) -> None:
    draws = Draws(task_of(exercise), [1])
    slips = applicable(draws.task)
    assert [(s.slug, s.clause) for s in slips if not is_named(exercise, s, draws)] == []


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.parametrize("exercise", COMPUTED, ids=IDS)
def test_every_slip_is_named_as_itself_on_many_seeds(exercise: Exercise) -> None:
    task = task_of(exercise)
    slips = applicable(task)
    assert [found for seed in range(20) for found in unnamed(task, slips, seed)] == []


def test_a_batch_of_labels_has_both_so_that_no_slip_gives_zeros() -> None:
    task = task_of(CATALOGUE["logistic_gradient"])
    labels = [Draws(task, [seed]).at(0, RECTANGULAR[0]).inputs["y"] for seed in range(100)]
    assert all(0 < y.mean() < 1 for y in labels)


@pytest.mark.parametrize("exercise", COMPUTED, ids=IDS)
def test_two_slips_are_told_apart_or_declared_a_tie(exercise: Exercise) -> None:
    task = task_of(exercise)
    found = {(min(pair), max(pair)) for pair in ties(task, applicable(task))}
    assert found == TIES.get(exercise.id, set())


@pytest.mark.parametrize("exercise", every(3, COMPUTED, ID_OF))
def test_nonsense_is_never_named(exercise: Exercise) -> None:
    for seed in (1, 2):
        draws = Draws(task_of(exercise), [seed])
        for kind, answer in nonsense(draws.task, seed):
            found = judge(exercise, LocalAnswer(answer), [seed], draws)
            assert found.slugs == (), (kind, render(found))
            assert found.score < exercise.points
            assert not any(DIAGNOSIS_FAILED in remark for remark in found.remarks)


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def test_three_slips_at_once_are_reported_as_unknown() -> None:
    def answer(x: Any, y: Any, W: Any, b: Any) -> Any:
        a = sigmoid(W @ x + b)
        delta = 2 * (y - a) * a  # a factor 2, the error's sign turned, the slope without 1 − a
        return delta, np.outer(delta, x), delta, W.T @ delta

    found = verdict("layer_gradients", answer)
    assert found.slugs == ()
    assert found.unknown == ("delta",) and found.follows == ("dW", "db", "dx")


def test_a_pair_of_slips_is_named() -> None:
    def answer(x: Any, y: Any, W: Any, b: Any) -> Any:
        a = sigmoid(W @ x + b)
        delta = (y - a) * a
        return delta, np.outer(delta, x), delta, W.T @ delta

    found = verdict("layer_gradients", answer)
    assert set(found.slugs) == {"sign-flipped-error", "f-for-fprime"}
    assert "a second thing" in render(found)


def test_later_blocks_are_explained_from_the_students_own_earlier_ones() -> None:
    def answer(x: Any, y: Any, W: Any, b: Any) -> Any:
        delta = np.sin(W @ x + b) + y  # recognised by nobody
        return delta, np.outer(delta, x), delta, W @ delta if len(x) == len(y) else W.T @ delta

    found = verdict("layer_gradients", answer)
    assert found.unknown == ("delta",)
    assert found.follows == ("dW", "db")
    assert found.slugs == ("missing-transpose-w",)
    assert found.causes[0].blocks == ("dx",)


def test_an_answer_right_for_one_sample_gets_a_remark() -> None:
    def answer(Delta: Any, X: Any, W: Any) -> Any:
        each = np.einsum("no,ni->noi", Delta, X)
        return each, each[0], Delta[0], Delta @ W

    found = verdict("batch_gradients", answer)
    assert any("single sample" in remark for remark in found.remarks)


def test_an_answer_right_where_sizes_are_equal_gets_a_remark() -> None:
    def answer(delta: Any, x: Any) -> Any:
        right = np.outer(delta, x)
        return right if len(delta) == len(x) else right + 1

    found = verdict("weight_gradient", answer)
    assert any("all sizes are equal" in remark for remark in found.remarks)
    assert found.slugs == ()


def test_a_constant_that_varies_with_n_is_named_and_another_one_only_described() -> None:
    def batch(factor: Any) -> Any:
        def answer(Delta: Any, X: Any, W: Any) -> Any:
            each = np.einsum("no,ni->noi", Delta, X)
            return each, Delta.T @ X, Delta.sum(axis=0), factor(Delta) * (Delta @ W)

        return answer

    moving = verdict("batch_gradients", batch(len))
    assert moving.slugs == ("factor-n",)
    fixed = verdict("batch_gradients", batch(lambda Delta: 5))
    assert fixed.slugs == () and "multiplied by 5" in render(fixed)


def test_samples_that_are_not_summed_are_recognised_by_their_extra_axis() -> None:
    def answer(Delta: Any, X: Any, W: Any) -> Any:
        each = np.einsum("no,ni->noi", Delta, X)
        return each, each, Delta.sum(axis=0), Delta @ W

    assert verdict("batch_gradients", answer).slugs == ("batch-not-summed",)


def test_float32_slips_are_named_too() -> None:
    def answer(delta: Any, x: Any) -> Any:
        return np.outer(x, delta).astype(np.float32)

    assert verdict("weight_gradient", answer).slugs == ("outer-order-swapped",)


def test_an_exception_is_shown_with_its_line_and_not_diagnosed_further() -> None:
    def answer(delta: Any, x: Any) -> Any:
        raise KeyError("nowhere")

    found = verdict("weight_gradient", answer)
    assert found.slugs == () and "KeyError: 'nowhere'" in render(found)


def test_a_tie_gets_one_neutral_message() -> None:
    from dataclasses import replace

    from autograder.slips import Slip

    exercise = CATALOGUE["weight_gradient"]
    twins = tuple(
        Slip(
            slug,
            f"clause {slug}",
            "?",
            "S3",
            values=lambda g: {"dW": np.outer(g["x"] ** 3, g["x"])},
        )
        for slug in ("one", "two")
    )
    task = replace(task_of(exercise), own=twins)
    found = judge(
        replace(exercise, task=task), LocalAnswer(lambda delta, x: np.outer(x**3, x)), [0]
    )
    assert set(found.slugs) == {"one", "two"}
    assert "the numbers are the same" in render(found)


def test_a_missing_or_doubled_term_is_named_by_its_place() -> None:
    from autograder.reference.programs import shared_backward, shared_layers
    from autograder.reference.rules import RIGHT

    def draw(rng: Any, sizes: Any) -> dict[str, Any]:
        n = sizes.n_out
        return {"W": rng.normal(size=(n, n)) / 2, "x": rng.normal(size=(sizes.N, n)), "T": sizes.T}

    def run(given: Any, rules: Any) -> Any:
        layers = shared_layers(given["x"], given["W"], 0 * given["x"][0] + 0.3, "tanh", given["T"])
        return shared_backward(layers, rules, upstream=np.ones_like(given["x"]) / 3), layers

    def reference(given: Any, rules: Any) -> dict[str, Any]:
        return {"dW": run(given, rules)[0].weight}

    def wrong(sign: int) -> Any:
        def answer(W: Any, x: Any, T: int) -> Any:
            found, layers = run({"W": W, "x": x, "T": T}, RIGHT)
            return found.weight + sign * found.deltas[1].T @ layers[1].x

        return answer

    task = Computed("f(W, x, T)", (Block("dW", ("n", "n")),), draw, reference)
    exercise = Exercise("made_up", "none", "implement", 1, 1, 1, (), task)
    missing = judge(exercise, LocalAnswer(wrong(-1)), [3])
    assert missing.slugs == ("use-missing",) and "the second use" in render(missing)
    doubled = judge(exercise, LocalAnswer(wrong(+1)), [3])
    assert doubled.slugs == ("use-double-counted",)


def test_right_blocks_in_the_wrong_order_are_recognised() -> None:
    def answer(x: Any, y: Any, W: Any, b: Any) -> Any:
        a = sigmoid(W @ x + b)
        delta = (a - y) * a * (1 - a)
        return np.outer(delta, x), W.T @ delta, delta, 1 * delta

    def swapped(Delta: Any, X: Any, W: Any) -> Any:
        each = np.einsum("no,ni->noi", Delta, X)
        return each, Delta.T @ X, Delta @ W, Delta.sum(axis=0)

    assert verdict("batch_gradients", swapped).slugs == ("blocks-out-of-order",)
    # delta and db are the same numbers here; the one that stands in its own place is taken for it.
    found = verdict("layer_gradients", answer)
    assert found.slugs == ("blocks-out-of-order",)
    assert found.causes[0].blocks == ("delta", "dW", "dx")


def test_an_unknown_word_is_answered_with_the_words_to_choose_from() -> None:
    name = "vanish_or_explode"
    task = CATALOGUE[name].task
    assert isinstance(task, Entries)
    found = verdict(name, dict.fromkeys(task.expected(), "vanishes away"))
    assert "expected one of the words" in render(found)


@pytest.mark.slow
@pytest.mark.whole
def test_the_page_of_slips_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "slips.md"
    assert page.read_text(encoding="utf-8") == slip_proof.page(), "run make docs"


def unrolled(answer: Any) -> Any:
    """An answer to `unrolled_gradients`, given a function that computes the δ of each use."""

    def function(g: Any, W: Any, x: Any, b: Any, T: int) -> Any:
        h = [x]
        for _ in range(T):
            h.append(np.tanh(W @ h[-1] + b))
        deltas = answer(g, W, np.array(h), T)
        return deltas, deltas.T @ np.array(h[:-1]), deltas.sum(axis=0)

    return function


def test_sums_over_uses_follow_from_the_students_own_deltas() -> None:
    def odd(g: Any, W: Any, h: Any, T: int) -> Any:
        return np.array([np.cos(3 * g + t) * h[t] for t in range(T)])

    found = verdict("unrolled_gradients", unrolled(odd))
    assert found.unknown == ("deltas",) and found.follows == ("dW", "db")
    assert found.slugs == ()


def test_the_diagonal_view_continues_from_the_students_own_slopes() -> None:
    def answer(x: Any, y: Any, W1: Any, W2: Any) -> Any:
        a1 = sigmoid(W1 @ x)
        a2 = sigmoid(W2 @ a1)
        Omega, Lambda = np.diag(np.cos(a2) + 2), np.diag(a1 * (1 - a1))  # recognised by nobody
        da1 = W2.T @ Omega @ (a2 - y)
        return Omega, np.outer(Omega @ (a2 - y), a1), da1, Lambda, np.outer(Lambda @ da1, x)

    found = verdict("diagonal_view", answer)
    assert found.unknown == ("Omega",)
    assert found.follows == ("dW2", "da1", "dW1")


def test_a_right_delta_rules_out_a_slip_that_comes_before_it() -> None:
    def answer(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        A1 = np.tanh(X @ W1.T + b1)
        A2 = sigmoid(A1 @ W2.T + b2)
        delta2 = (A2 - Y) / len(X) * A2 * (1 - A2)
        delta1 = (delta2 @ W2) * (1 - A1**2)
        dW1, db1 = delta1.T @ X / len(X), delta1.sum(axis=0) / len(X)
        return delta2, delta2.T @ A1, delta2.sum(axis=0), delta1, dW1, db1

    # Not `constant-reapplied-per-layer`, whose numbers these are: delta1 is right.
    assert verdict("network_gradients", answer).slugs == ("batch-divided-twice",)


def test_one_width_is_not_mistaken_for_another() -> None:
    def answer(delta: Any, x: Any) -> Any:
        return np.outer(delta, x) / len(x)

    found = verdict("weight_gradient", answer)
    assert found.slugs == ("factor-one-over-inputs",)
    assert "loss" not in render(found)


def test_an_answer_that_fails_with_equal_widths_is_run_with_all_sizes_equal() -> None:
    found = verdict("columns_module", lambda A, H, W: (H.T @ A, A @ W.T))
    assert found.slugs == ("row-convention-formula",)


def sum_of_uses(change: Any) -> Any:
    """An answer to `unrolled_gradients` with `change(per_use)` for dW."""

    def answer(g: Any, W: Any, x: Any, b: Any, T: Any) -> Any:
        h = [x]
        for _ in range(T):
            h.append(np.tanh(W @ h[-1] + b))
        deltas = np.zeros((T, len(x)))
        for t in reversed(range(T)):
            deltas[t] = g * (1 - h[t + 1] ** 2)
            g = W.T @ deltas[t]
        per_use = np.einsum("to,ti->toi", deltas, h[:-1])
        return deltas, change(per_use), deltas.sum(axis=0)

    return answer


def test_several_miscounted_uses_are_named_by_their_places() -> None:
    found = verdict("unrolled_gradients", sum_of_uses(lambda use: use[:-1].sum(axis=0) + use[0]))
    assert set(found.slugs) == {"use-missing", "use-double-counted"}
    said = " ".join(render(found).split())
    assert "the first use's contribution is counted twice" in said
    assert "the last use's contribution is not there" in said


def test_numbers_that_overflow_are_not_explained() -> None:
    answer = sum_of_uses(lambda use: 1e308 * np.sign(use.sum(axis=0)))
    found = verdict("unrolled_gradients", answer)
    assert found.slugs == () and found.unknown == ("dW",)
    assert found.remarks == ()


def test_a_use_with_the_wrong_sign_is_named() -> None:
    def answer(g1: Any, g2: Any, W: Any, x: Any, b: Any) -> Any:
        delta1 = g1 + W.T @ g2
        return delta1, np.outer(g2, W @ x + b) - np.outer(delta1, x)

    assert verdict("loss_on_both_uses", answer).slugs == ("use-sign-turned",)


WORKSHEETS = [e for e in CATALOGUE.values() if isinstance(e.task, Entries) and e.task.follows]


@pytest.mark.parametrize("exercise", WORKSHEETS, ids=lambda e: e.id)
def test_a_worksheet_is_explained_from_its_own_first_number(exercise: Exercise) -> None:
    assert isinstance(exercise.task, Entries)
    doubled = {name: 2 * value for name, value in exercise.task.expected().items()}
    found = judge(exercise, LocalAnswer(doubled), [0])
    assert set(found.follows) == set(exercise.task.follows)
    assert found.score == 0


def test_a_worksheet_number_that_does_not_follow_is_not_reported_as_following() -> None:
    exercise = CATALOGUE["worksheet_backward"]
    assert isinstance(exercise.task, Entries)
    own = exercise.task.expected()
    # A wrong term, carried correctly to the sum and to one weight, but not to the other.
    own["dJ/dh1 via h4"] += 5
    own["dJ/dw11"] *= (own["dJ/dh1"] + 5) / own["dJ/dh1"]
    own["dJ/dh1"] += 5
    own["dJ/dw21"] = 99.0
    found = judge(exercise, LocalAnswer(own), [0])
    assert found.follows == ("dJ/dh1", "dJ/dw11")
    assert "right steps from what came before" in render(found)


def test_the_numbers_of_the_worksheet_depend_on_each_other_as_declared() -> None:
    task = CATALOGUE["worksheet_backward"].task
    assert isinstance(task, Entries)
    instance = INSTANCES["hand"]
    there, elsewhere = (
        _named(worksheet_backward(instance.weights, instance.x, t, RULES))
        for t in (instance.t, instance.t + 1.5)
    )
    for name, earlier in task.follows.items():
        for found in (there, elsewhere):
            multiple = there[name] / there[earlier[0]] if len(earlier) == 1 else 1.0
            assert found[name] == pytest.approx(multiple * sum(found[e] for e in earlier))


def _named(found: dict[str, Any]) -> dict[str, Any]:
    return {f"dJ/d{name}": value for name, value in found.items()}
