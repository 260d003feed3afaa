"""Slips of shared weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, need
from autograder.slips.slip import Slips

_MANY = "How many times does W appear in the forward formula? How many terms are there?"
_EQUAL = "Are the contributions of the uses equal? Compare their inputs."
_OWN = "Does each use have its own input and its own δ?"


SHARED = Slips()
slip = SHARED.slip


def _only(k: int) -> Any:
    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(terms[k])

    return wrong


for _steps, _item, _what in (
    ("uses_weight", "N7", "W"),
    ("uses_bias", "N8", "b"),
    ("uses_weight uses_bias", "N9", "W and b"),
):
    for _k, _which in ((-1, "last"), (0, "first")):
        slip(
            _steps,
            "shared-one-application",
            _item,
            question=_MANY,
            clause=f"only the {_which} use of the shared {_what} is counted",
        )(_only(_k))


def _times_count(k: int) -> Any:
    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(len(terms) * terms[k])

    return wrong


for _k, _which in ((-1, "last"), (0, "first")):
    slip(
        "uses_weight",
        "shared-times-count",
        "N9",
        question=_EQUAL,
        clause=f"the {_which} use is counted as often as W is used",
    )(_times_count(_k))


def _averaged(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    return np.asarray(right(p, terms) / len(terms))


slip(
    "uses_weight",
    "shared-averaged",
    "N9",
    question="Is there a 1/T in the loss?",
    clause="the contributions of the uses are averaged",
)(_averaged)


slip(
    "uses_bias",
    "shared-averaged",
    "N9",
    question="Is there a 1/T in the loss?",
    clause="the contributions of the uses to b are averaged",
)(_averaged)


slip(
    "uses_weight uses_bias",
    "shared-averaged",
    "N9",
    question="Is there a 1/T in the loss?",
    clause="the contributions of the uses to W and to b are averaged",
)(_averaged)


@slip("uses_weight", "shared-same-delta", "N9", question=_OWN)
def _same_delta(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use of W is given the δ of the last use"""
    delta = p.adjoints.delta[len(p.layers) - 1]
    return right(p, [delta.T @ need(layer.x) for layer in p.layers])


@slip("uses_bias", "shared-same-delta", "N8", question=_OWN)
def _same_delta_bias(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use of b is given the δ of the last use"""
    return right(p, [terms[-1]] * len(terms))


@slip(
    "uses_bias",
    "db-wrong-axis",
    "N8",
    question="How many entries should db have, and what is each a sum over?",
)
def _summed_over_units(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the bias gradient is summed over units, not over uses"""
    return np.stack(list(terms)).sum(axis=1)


@slip("uses_weight", "shared-same-input", "N9", question=_OWN)
def _same_input(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use of W is given the first input x"""
    x = need(p.layers[0].x)
    return right(p, [p.adjoints.delta[t].T @ x for t in range(len(terms))])


@slip(
    "uses_weight",
    "layer-output-as-input",
    "N7",
    question="For each use of W, which vector was multiplied by W on the forward pass?",
)
def _last_shifted(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the last use of W pairs its δ with what leaves it, not with what enters it"""
    last = p.adjoints.delta[len(terms) - 1].T @ need(p.layers[-1].a)
    return right(p, [*terms[:-1], last])


def _transposed_term(k: int) -> Any:
    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        turned = list(terms)
        turned[k] = turned[k].T
        return np.asarray(right(p, turned))

    return wrong


for _k in (-1, 0):
    slip(
        "uses_weight",
        "tied-transpose-lost",
        "N9",
        question="Are all contributions in the shape and the layout of W before they are added?",
        clause="the contributions are added without bringing both to the layout of W",
    )(_transposed_term(_k))
