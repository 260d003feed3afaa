"""Each kind of cause is told with its name, words, question, item and blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from judging.diagnosis.test_true_names import edited
from judging.test_diagnosis import sum_of_uses
from judging.verdicts import judged

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed, Exercise
from autograder.exercises.items import ITEMS
from autograder.judging.judge import judge
from autograder.slips import Slip
from autograder.slips.slip import at

Answer = Callable[..., Any]
BATCH, NETWORK, UNROLLED = "batch_gradients", "network_gradients", "unrolled_gradients"


def batch(**wrong: Answer) -> Answer:
    """An answer to `batch_gradients` that is right but for these blocks."""

    def answer(D: Any, X: Any, W: Any) -> Any:
        each = np.einsum("no,ni->noi", D, X)
        right = {"per_sample": each, "dW": D.T @ X, "db": D.sum(axis=0), "dX": D @ W}
        return {**right, **{block: value(D, X, W) for block, value in wrong.items()}}

    return answer


def joined(delta1: Answer) -> Answer:
    """An answer to `loss_on_both_uses` whose sum over the arrows is `delta1` of the two terms."""

    def answer(g1: Any, g2: Any, W: Any, x: Any, b: Any) -> Any:
        back = W.T @ g2
        return delta1(g1, back), np.outer(g2, W @ x + b) + np.outer(g1 + back, x)

    return answer


def biased(db: Answer) -> Answer:
    """An answer to `unrolled_gradients` that is right but for `db`, made of the δ of each use."""

    def answer(*given: Any) -> Any:
        deltas, dW, _ = sum_of_uses(lambda use: use.sum(axis=0))(*given)
        return deltas, dW, db(deltas)

    return answer


def network(**wrong: str) -> Answer:
    """An answer to `network_gradients` with these expressions for gradients of the weights."""
    right = {"dW2": "delta2.T @ A1", "dW1": "delta1.T @ X"}
    last = "return delta2, {dW2}, delta2.sum(axis=0), delta1, {dW1}, delta1.sum(axis=0)"
    return edited(NETWORK, last.format(**right), last.format(**{**right, **wrong}))


class Case(NamedTuple):
    """An answer, and its only cause: slugs, the end of the clause, item and blocks."""

    name: str
    answer: Answer
    slugs: str
    words: str
    item: str
    block: str


CASES = [
    Case(BATCH, batch(per_sample=lambda D, X, W: np.einsum("no,ni->oin", D, X)),
         "axes-swapped", "as in another storage layout", "B11", "per_sample"),
    Case(BATCH, batch(dX=lambda D, X, W: (D @ W)[:, None]),
         "axis-of-length-one", "an axis of length 1 too many", "", "dX"),
    Case(BATCH, batch(dW=lambda D, X, W: np.einsum("no,ni->noi", D, X)),
         "batch-not-summed", "are not summed", "B6", "dW"),
    Case(BATCH, batch(dX=lambda D, X, W: len(X) * D @ W),
         "factor-n", "N times too large, N the number of samples", "", "dX"),
    Case(BATCH, batch(dX=lambda D, X, W: 5 * D @ W), "", "multiplied by 5", "", "dX"),
    Case(NETWORK, edited(NETWORK, "/ len(X)", "/ len(X) * 5"), "", "multiplied by 5", "B12",
         "delta2"),
    Case(BATCH, batch(dX=lambda D, X, W: X), "", "X itself stands in its place", "", "dX"),
    Case(BATCH, batch(dX=lambda D, X, W: 2 * D @ W.T), "missing-transpose-w factor-two",
         "a second thing, a factor 2 is in it that does not belong", "S4", "dX"),
    Case(BATCH, batch(dW=lambda D, X, W: -X.T @ D), "outer-order-swapped sign-flipped",
         "a second thing, its sign is turned", "S3", "dW"),
    # Not `batch-divided-twice`: the slips of one step are not two if the first leaves nothing.
    Case(NETWORK, network(dW1="delta2.T @ X / len(X)"), "delta-of-other-layer factor-one-over-n",
         "a second thing, it is divided by N, the number of samples", "M3", "dW1"),
    Case(UNROLLED, sum_of_uses(lambda use: use[1:].sum(axis=0)), "use-missing",
         "the first use's contribution is not there", "N9", "dW"),
    Case(UNROLLED, biased(lambda use: use.sum(axis=0) + use[-2]), "use-double-counted",
         "the last but one use's contribution is counted twice", "N9", "db"),
    Case("loss_on_both_uses", joined(lambda own, back: own - back), "path-sign-turned",
         "the last arrow's contribution has its sign turned", "G5", "delta1"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}: {case.words}")
def test_a_cause_has_its_name_words_question_item_and_block(case: Case) -> None:
    (cause,) = judged(case.name, case.answer).causes
    assert cause.slugs == tuple(case.slugs.split())
    assert cause.clause.endswith(case.words), cause.clause
    assert "?" in cause.question
    assert (cause.item, cause.blocks) == (case.item, (case.block,))
    assert not cause.item or cause.item in ITEMS


def test_a_slip_that_is_told_of_one_block_is_not_told_again_with_the_constant_of_another() -> None:
    swapped, scaled = judged(NETWORK, network(dW2="A1.T @ delta2", dW1="2 * X.T @ delta1")).causes
    assert (swapped.slugs, swapped.blocks) == (("outer-order-swapped",), ("dW2",))
    assert (scaled.slugs, scaled.blocks) == (("factor-two",), ("dW1",))
    assert scaled.clause == "a factor 2 is in it that does not belong"
    assert (scaled.question, scaled.item) == (swapped.question, swapped.item)


def test_a_pair_of_slips_is_not_named_if_it_would_change_a_block_that_has_no_cause() -> None:
    pair = {"outer-order-swapped", "batch-divided-twice"}
    divided = "A1.T @ delta2 / len(X)"
    assert {*judged(NETWORK, network(dW2=divided)).slugs} == pair
    found = judged(NETWORK, network(dW2=divided, dW1="np.cos(delta1.T @ X)"))
    assert found.unknown == ("dW1",)
    assert found.slugs == ("outer-order-swapped", "factor-one-over-n")


def with_slips(**scales: float) -> Exercise:
    """`weight_gradient` with more slips: the outer product with δ³, times these numbers."""
    exercise = CATALOGUE["weight_gradient"]
    assert isinstance(exercise.task, Computed)

    def cubed(scale: float) -> Any:
        return at("weight", lambda before, context, delta: scale * (delta**3).T @ context.here.x)

    own = tuple(Slip(s, f"it is {s}", "?", "S3", cubed(scale)) for s, scale in scales.items())
    return replace(exercise, task=replace(exercise.task, own=own))


@pytest.mark.parametrize("factor", [1, 2])
def test_a_slip_is_not_named_if_another_one_comes_close(factor: int) -> None:
    answer = LocalAnswer(lambda delta, x: factor * np.outer(delta**3, x))
    constants = ("factor-two",) * (factor - 1)
    # A slip whose formula `cubed` replaces is not the first of two either.
    assert judge(with_slips(other=3.0, cubed=1.0), answer, [1]).slugs == ("cubed", *constants)
    found = judge(with_slips(other=3.0, cubed=1.0, close=1.0002), answer, [1])
    assert (found.slugs, found.unknown, found.remarks) == ((), ("dW",), ())
