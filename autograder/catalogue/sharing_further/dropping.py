"""Part C: random masks, forward and backward, and when evaluating (F9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer, OwnSlip, Rng, block_slip
from autograder.exercises.draws import positive, values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import Array, Rules


def _activations(rng: Rng, *shape: int) -> Array:
    """What a ReLU has left: positive numbers and, in each row, zeros."""
    X = positive(rng, *shape, low=0.4, high=1.6)
    for row in X:
        row[rng.integers(shape[1])] = 0.0
    return X


def _draw_dropout(rng: Rng, s: Sizes) -> Answer:
    """A mask that drops something of the first row, and keeps the zeros of the last."""
    X = _activations(rng, s.N, s.n_hidden)
    mask = (rng.uniform(size=X.shape) < 0.6).astype(float)
    mask[-1, X[-1] == 0] = 1.0
    mask[0, X[0].argmax()] = 0.0
    rate = float(rng.uniform(0.2, 0.4))
    return {"X": X, "G": values(rng, *X.shape), "mask": mask, "rate": rate}


def _dropped(given: Inputs, factor: Array) -> Answer:
    """Forward and backward in training, with one factor for both."""
    return {"Y": given["X"] * factor, "dX": given["G"] * factor}


def _factor(given: Inputs) -> Array:
    return np.asarray(given["mask"] / (1 - given["rate"]))


_SCALE = (
    "Half of the units are dropped. By what must the others be multiplied, so that their sum stays "
    "the same on average?"
)
_SLOPE = "Y = factor ∘ X with a factor that is fixed once the mask is drawn. What is its slope?"
_WHICH = "Which entries of the mask can a nudge of X change?"
_EVALUATED = "On average over the masks, what is Y in training? What should it be here?"


def _dropout_slip(
    slug: str,
    question: str,
    clause: str,
    changed: Callable[[Any, Answer], Answer],
) -> OwnSlip:
    return block_slip(slug, "F9", question=question, clause=clause)(changed)


def _factors(slug: str, question: str, words: str, factor: Callable[[Any], Any]) -> list[OwnSlip]:
    """The slips by which forward, backward, or both have another factor than mask / (1 − rate)."""

    def of(where: str, blocks: tuple[str, ...]) -> OwnSlip:
        def changed(given: Inputs, right: Answer) -> Answer:
            found = _dropped(given, factor(given))
            return {name: found[name] for name in blocks}

        return _dropout_slip(slug, question, f"{where}, {words}", changed)

    return [
        of("forward and backward", ("Y", "dX")),
        of("on the way forward", ("Y",)),
        of("on the way back", ("dX",)),
    ]


def _evaluations(slug: str, words: str, factor: Callable[[Any], Any]) -> list[OwnSlip]:
    """The same when evaluating, where the right factor is 1."""

    def of(blocks: tuple[str, ...], clause: str) -> OwnSlip:
        def changed(given: Inputs, right: Answer) -> Answer:
            once = factor(given)
            whole = {"Y_eval": given["X"] * once, "dX_eval": given["G"] * once}
            return {name: whole[name] for name in blocks}

        return _dropout_slip(slug, _EVALUATED, clause, changed)

    return [
        of(("Y_eval", "dX_eval"), f"when evaluating, {words}"),
        of(("Y_eval",), f"when evaluating, {words} on the way forward"),
        of(("dX_eval",), f"when evaluating, {words} on the way back"),
    ]


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=1,
    items="F9",
    takes="X: N n_hidden, G: N n_hidden, mask: N n_hidden, rate",
    gives="Y: N n_hidden, dX: N n_hidden, Y_eval: N n_hidden, dX_eval: N n_hidden",
    draw=_draw_dropout,
    own=[
        *_factors(
            "dropout-scale-missing",
            _SCALE,
            "the mask is there without a scale",
            lambda given: given["mask"],
        ),
        *_factors(
            "rate-for-keep",
            "With rate 0.1, how many of ten units are kept on average?",
            "the scale is 1/rate, which is that of the units dropped",
            lambda given: given["mask"] / given["rate"],
        ),
        *_factors(
            "scale-inverted",
            _SCALE,
            "the scale is the other way up, so that what is kept becomes smaller",
            lambda given: given["mask"] * (1 - given["rate"]),
        ),
        *_factors(
            "mask-inverted",
            "Is an entry of the mask 1 for what is kept or for what is dropped?",
            "the entries are kept where the mask is 0",
            lambda given: (1 - given["mask"]) / (1 - given["rate"]),
        ),
        *_factors(
            "scale-from-mask",
            "The expected share of kept units, or the share of this mask: which does the text say?",
            "the scale is taken from the share of ones in this mask",
            lambda given: given["mask"] / given["mask"].mean(),
        ),
        *_factors(
            "dropout-mask-missing",
            _SLOPE,
            "the scale is there without the mask",
            lambda given: np.full_like(given["mask"], 1 / (1 - given["rate"])),
        ),
        _dropout_slip(
            "dropout-mask-missing",
            _SLOPE,
            "on the way back, G goes through as if nothing had been dropped",
            lambda given, right: {"dX": given["G"]},
        ),
        _dropout_slip(
            "mask-from-zeros",
            _WHICH,
            "the mask of the way back is where Y is not 0, so that a unit that was kept, and is 0, "
            "counts as dropped",
            lambda given, right: {"dX": given["G"] * (right["Y"] != 0) / (1 - given["rate"])},
        ),
        _dropout_slip(
            "value-for-slope",
            _SLOPE,
            "the gradient is multiplied by Y itself",
            lambda given, right: {"dX": given["G"] * right["Y"]},
        ),
        _dropout_slip(
            "scale-twice",
            _SLOPE,
            "the scale is multiplied in twice on the way back",
            lambda given, right: {"dX": right["dX"] / (1 - given["rate"])},
        ),
        _dropout_slip(
            "upstream-missing",
            "If the loss were twice as large, would this be?",
            "G is left out on the way back",
            lambda given, right: {"dX": _factor(given)},
        ),
        *_evaluations(
            "scaled-when-evaluating",
            "everything is scaled down by the share that is kept",
            lambda given: 1 - given["rate"],
        ),
        *_evaluations(
            "scaled-when-evaluating",
            "everything is scaled up as in training",
            lambda given: 1 / (1 - given["rate"]),
        ),
        *_evaluations("dropped-when-evaluating", "the mask and the scale are used", _factor),
        *_evaluations("dropped-when-evaluating", "the mask is used", lambda given: given["mask"]),
    ],
    requires=[ONE_SAMPLE],
)
def dropout(given: Inputs, rules: Rules) -> Answer:
    """Y = X ∘ mask / (1 − rate) and the same factor for G; when evaluating, no factor at all."""
    return {**_dropped(given, _factor(given)), "Y_eval": given["X"], "dX_eval": given["G"]}
