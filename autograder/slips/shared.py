"""Slips of shared weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slips

_MANY = "How often is the parameter used on the way forward? How many terms are there?"
_EQUAL = "Are the contributions of the uses equal? Compare their inputs."
_OWN = "Does each use have its own input and its own δ?"


SHARED = Slips()
slip = SHARED.slip


def only(k: int) -> Any:
    """The formula that takes one term for the sum of all."""

    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(terms[k])

    return wrong


for _steps, _item, _what in (
    ("uses_weight", "N7", "weights"),
    ("uses_bias", "N8", "bias"),
    ("uses_weight uses_bias", "N9", "weights and bias"),
):
    for _k, _which in ((-1, "last"), (0, "first")):
        slip(
            _steps,
            "shared-one-application",
            _item,
            question=_MANY,
            clause=f"only the {_which} use of the shared {_what} is counted",
        )(only(_k))


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
        clause=f"the {_which} use is counted as often as there are uses",
    )(_times_count(_k))


def _averaged(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    return np.asarray(right(p, terms) / len(terms))


slip(
    "uses_weight",
    "shared-averaged",
    "N9",
    question="Does the loss divide by the number of uses?",
    clause="the contributions of the uses are averaged",
)(_averaged)


slip(
    "uses_bias",
    "shared-averaged",
    "N9",
    question="Does the loss divide by the number of uses?",
    clause="the contributions of the uses to the bias gradient are averaged",
)(_averaged)


slip(
    "uses_weight uses_bias",
    "shared-averaged",
    "N9",
    question="Does the loss divide by the number of uses?",
    clause="the contributions of the uses are averaged, to the weights and to the bias",
)(_averaged)


@slip("uses_weight", "shared-same-delta", "N9", question=_OWN)
def _same_delta(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use is given the δ of the last use"""
    delta = p.adjoints.delta[len(p.layers) - 1]
    return right(p, [delta.T @ need(layer.x) for layer in p.layers])


@slip("uses_weight", "shared-same-delta", "N9", question=_OWN, alone=True)
def _first_delta(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use of the weights is given the δ of the first use"""
    return right(p, [p.adjoints.delta[0].T @ need(layer.x) for layer in p.layers])


@slip("uses_weight", "shared-same-input", "N9", question=_OWN, alone=True)
def _last_input(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use of the weights is given the input of the last use"""
    x = need(p.layers[-1].x)
    return right(p, [p.adjoints.delta[t].T @ x for t in range(len(terms))])


@slip("uses_weight", "shared-order-reversed", "N9", question=_OWN, alone=True)
def _inputs_reversed(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the δ of the first use is paired with the input of the last, and so on"""
    last = len(terms) - 1
    return right(p, [p.adjoints.delta[t].T @ need(p.layers[last - t].x) for t in range(last + 1)])


@slip("uses_weight", "summed-separately", "N9", question=_OWN, alone=True)
def _sums_multiplied(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the δs of all uses are added up, their inputs too, and then the sums are multiplied"""
    deltas = right(p, [p.adjoints.delta[t] for t in range(len(terms))])
    return np.asarray(deltas.T @ right(p, [need(layer.x) for layer in p.layers]))


_COMBINE = "All uses move at once when the parameter moves. How do their effects combine?"


def _multiplied(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    product = np.asarray(np.prod(np.stack(list(terms)), axis=0))
    if not product.any():
        # No entry of the parameter is in every use, as with the rows of a table.
        raise NotApplicable("the product of the contributions is zero")
    return product


def _halved(k: int) -> Any:
    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(right(p, terms) - terms[k] / 2)

    return wrong


for _step, _item, _what in (("uses_weight", "N9", "the weights"), ("uses_bias", "N8", "the bias")):
    slip(
        _step,
        "paths-multiplied",
        _item,
        question=_COMBINE,
        clause=f"the contributions of the uses of {_what} are multiplied",
        alone=True,
    )(_multiplied)
    for _k, _which in ((-1, "last"), (0, "first")):
        slip(
            _step,
            "use-halved",
            _item,
            question="Which constant of the loss would make one use count less than another?",
            clause=f"the {_which} use of {_what} is counted half",
            alone=True,
        )(_halved(_k))


@slip("uses_bias", "shared-same-delta", "N8", question=_OWN)
def _same_delta_bias(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use of the bias is given the δ of the last use"""
    return right(p, [terms[-1]] * len(terms))


@slip(
    "uses_bias",
    "db-wrong-axis",
    "N8",
    question="How many entries does the bias have? Over what is each entry of its gradient summed?",
)
def _summed_over_units(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the bias gradient is summed over units, not over uses"""
    return np.stack(list(terms)).sum(axis=1)


@slip("uses_weight", "shared-same-input", "N9", question=_OWN)
def _same_input(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """every use is given the first input"""
    x = need(p.layers[0].x)
    return right(p, [p.adjoints.delta[t].T @ x for t in range(len(terms))])


@slip(
    "uses_weight",
    "layer-output-as-input",
    "N7",
    question="For each use, which vector was multiplied by the weights on the forward pass?",
)
def _last_shifted(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the last use pairs its δ with what leaves it, not with what enters it"""
    last = p.adjoints.delta[len(terms) - 1].T @ need(p.layers[-1].a)
    return right(p, [*terms[:-1], last])


@slip(
    "uses_weight",
    "tied-transpose-lost",
    "N9",
    question="Are all contributions in the layout of the weights before they are added?",
)
def _transposed_term(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the contributions are added without bringing all of them to the layout of the weights"""
    return right(p, [*terms[:-1], terms[-1].T])


@slip(
    "uses_weight",
    "tied-transpose-lost",
    "N9",
    question="Are all contributions in the shape and layout of the weights before they are added?",
)
def _first_term_transposed(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """the first use's contribution is added with its rows and columns exchanged"""
    return right(p, [terms[0].T, *terms[1:]])
