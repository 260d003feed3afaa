"""Around a step: the first weights, the mini-batches of an epoch, and the accuracy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.exercises.draws import values
from autograder.exercises.exercise import Block, Computed, Exercise, Inputs, Sizes
from autograder.reference.rules import Array
from autograder.slips import Slip
from autograder.slips.slip import WrongFormula
from autograder.slips.update import FACTORS
from backhand.activations import softmax

_exercise = partial(Exercise, notebook="06_training_by_hand")
Rng = np.random.Generator

# ---- first weights ---------------------------------------------------------------------------


def _factor_slip(wrong: WrongFormula) -> Slip:
    return wrong.slip(
        "Y9", lambda given: {"W": given["noise"] * wrong.formula(*given["noise"].shape)}
    )


HE = _exercise(
    id="he_start",
    kind="implement",
    points=1,
    minutes=4,
    difficulty=1,
    items=("Y9",),
    task=Computed(
        "he_start(noise)",
        (Block("W", ("n_out", "n_in")),),
        # The sizes T and n_in differ on the diagnosing draws too: outputs taken for inputs show.
        draw=lambda rng, s: {"noise": values(rng, s.T, s.n_in)},
        reference=lambda given, rules: {
            "W": given["noise"] * np.sqrt(2.0 / given["noise"].shape[1])
        },
        own=tuple(map(_factor_slip, FACTORS)),
    ),
)

# ---- mini-batches ----------------------------------------------------------------------------


def _draw_order(rng: Rng, s: Sizes) -> dict[str, Any]:
    # Three full batches and a shorter one, so short that four equal pieces are something else.
    size = s.n_in + 2
    return {"order": rng.permutation(3 * size + 2), "size": size}


def _batches(pieces: list[Array]) -> dict[str, Any]:
    return {f"batch {k}": piece for k, piece in enumerate(pieces, start=1)}


def _cut(order: Array, size: int) -> dict[str, Any]:
    return _batches([order[start : start + size] for start in range(0, len(order), size)])


def _full(order: Array, size: int) -> list[Array]:
    """The first three batches."""
    return list(_cut(order, size).values())[:3]


def _cut_slip(
    slug: str, clause: str, question: str, pieces: Callable[[Array, int], list[Array]]
) -> Slip:
    return Slip(
        slug,
        clause,
        question,
        "B6",
        values=lambda given: _batches(pieces(given["order"], given["size"])),
    )


_ONCE = "Write the batches one after the other. Does each sample stand there once?"
_IN_ORDER = "Where does the shuffled order come into the answer?"

BATCHES = _exercise(
    id="mini_batches",
    kind="implement",
    points=2,
    minutes=5,
    difficulty=1,
    items=(),
    task=Computed(
        "mini_batches(order, size)",
        (
            Block("batch 1", ("size",)),
            Block("batch 2", ("size",)),
            Block("batch 3", ("size",)),
            Block("batch 4", ("rest",)),
        ),
        draw=_draw_order,
        reference=lambda given, rules: _cut(given["order"], given["size"]),
        own=(
            _cut_slip(
                "order-ignored",
                "the samples are taken as they lie, and the shuffled order is not used",
                _IN_ORDER,
                lambda order, size: list(_cut(np.arange(len(order)), size).values()),
            ),
            _cut_slip(
                "order-ignored",
                "the samples are put back in file order before they are cut",
                _IN_ORDER,
                lambda order, size: list(_cut(np.sort(order), size).values()),
            ),
            _cut_slip(
                "batches-overlap",
                "each batch begins one sample after the one before, not one batch after it",
                _ONCE,
                lambda order, size: [order[k : k + size] for k in range(4)],
            ),
            _cut_slip(
                "last-batch-filled-up",
                "the last batch is filled up with samples that came before",
                _ONCE,
                lambda order, size: [*_full(order, size), order[-size:]],
            ),
            _cut_slip(
                "last-batch-filled-up",
                "the last batch is filled up from the beginning of the order",
                _ONCE,
                lambda order, size: [
                    *_full(order, size),
                    np.take(order, range(3 * size, 4 * size), mode="wrap"),
                ],
            ),
            _cut_slip(
                "batches-strided",
                "every fourth sample goes into a batch: the batches are not of the size asked for",
                "How many samples should the first batch have?",
                lambda order, size: [order[k::4] for k in range(4)],
            ),
            _cut_slip(
                "batches-even",
                "the order is cut into four pieces as equal as can be",
                "How many samples should the first batch have?",
                lambda order, size: list(np.array_split(order, 4)),
            ),
        ),
    ),
)

# ---- accuracy --------------------------------------------------------------------------------


def _draw_answers(rng: Rng, s: Sizes) -> dict[str, Any]:
    # More hits than misses, and misses of every kind: no two ways of counting give one number.
    n = 5 * s.N * s.T
    P = softmax(values(rng, n, s.n_out, high=2.5))
    missed = rng.permutation(n) >= rng.integers(11 * n // 20, 15 * n // 20)
    other = rng.integers(1, s.n_out, n)
    return {"P": P, "labels": (P.argmax(axis=1) + missed * other) % s.n_out}


def _hits(given: Inputs) -> Array:
    return np.asarray(given["P"].argmax(axis=1) == given["labels"])


def _accuracy_slip(
    slug: str, clause: str, question: str, formula: Callable[[Inputs], float]
) -> Slip:
    return Slip(slug, clause, question, "S11", values=lambda given: {"accuracy": formula(given)})


_BETWEEN = "Is the answer between 0 and 1, and is 1 the best?"

ACCURACY = _exercise(
    id="digits_accuracy",
    kind="implement",
    points=1,
    minutes=3,
    difficulty=1,
    items=(),
    task=Computed(
        "digits_accuracy(P, labels)",
        (Block("accuracy"),),
        draw=_draw_answers,
        reference=lambda given, rules: {"accuracy": np.mean(_hits(given))},
        own=(
            _accuracy_slip(
                "accuracy-as-count",
                "the hits are counted and not divided by the number of samples",
                _BETWEEN,
                lambda given: float(np.sum(_hits(given))),
            ),
            _accuracy_slip(
                "error-rate-for-accuracy",
                "the samples that are wrong are counted",
                _BETWEEN,
                lambda given: float(np.mean(~_hits(given))),
            ),
            _accuracy_slip(
                "accuracy-in-percent",
                "the fraction is given in percent",
                _BETWEEN,
                lambda given: float(100 * np.mean(_hits(given))),
            ),
            _accuracy_slip(
                "probability-for-hit",
                "the probability of the true class is averaged; nothing is decided",
                "For one sample the answer is a hit or a miss. What decides which?",
                lambda given: float(
                    np.mean(given["P"][np.arange(len(given["P"])), given["labels"]])
                ),
            ),
            _accuracy_slip(
                "least-likely-class",
                "the class with the smallest probability is taken as the answer",
                "Which class should a network name?",
                lambda given: float(np.mean(given["P"].argmin(axis=1) == given["labels"])),
            ),
            _accuracy_slip(
                "half-for-largest",
                "a class counts when its probability is above one half",
                "With ten classes, how large must the largest probability be?",
                lambda given: float(
                    np.mean(given["P"][np.arange(len(given["P"])), given["labels"]] > 0.5)
                ),
            ),
        ),
    ),
)
