"""Slips of shared weights (misconceptions, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, need
from autograder.slips.slip import Slip, at, both


def _only(k: int) -> Any:
    def wrong(before: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(terms[k])

    return wrong


def _times_count(k: int) -> Any:
    def wrong(before: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(len(terms) * terms[k])

    return wrong


def _averaged(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    return np.asarray(before(p, terms) / len(terms))


def _same_delta(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    delta = p.adjoints.delta[len(p.layers) - 1]
    return before(p, [delta.T @ need(layer.x) for layer in p.layers])


def _same_delta_bias(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    return before(p, [terms[-1]] * len(terms))


def _summed_over_units(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    return np.stack(list(terms)).sum(axis=1)


def _same_input(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    x = need(p.layers[0].x)
    return before(p, [p.adjoints.delta[t].T @ x for t in range(len(terms))])


def _last_shifted(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    last = p.adjoints.delta[len(terms) - 1].T @ need(p.layers[-1].a)
    return before(p, [*terms[:-1], last])


def _transposed_term(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    return before(p, [*terms[:-1], terms[-1].T])


_MANY = "How many times does W appear in the forward formula? How many terms are there?"
_EQUAL = "Are the contributions of the uses equal? Compare their inputs."
_OWN = "Does each use have its own input and its own δ?"


def _everywhere(wrong: Any) -> Any:
    return both(at("uses_weight", wrong), at("uses_bias", wrong))


SHARED = (
    Slip(
        "shared-one-application",
        "only the last use of the shared W is counted",
        _MANY,
        "N7",
        at("uses_weight", _only(-1)),
    ),
    Slip(
        "shared-one-application",
        "only the first use of the shared W is counted",
        _MANY,
        "N7",
        at("uses_weight", _only(0)),
    ),
    Slip(
        "shared-one-application",
        "only the last use of the shared b is counted",
        _MANY,
        "N8",
        at("uses_bias", _only(-1)),
    ),
    Slip(
        "shared-one-application",
        "only the first use of the shared b is counted",
        _MANY,
        "N8",
        at("uses_bias", _only(0)),
    ),
    Slip(
        "shared-one-application",
        "only the last use of the shared W and b is counted",
        _MANY,
        "N9",
        _everywhere(_only(-1)),
    ),
    Slip(
        "shared-one-application",
        "only the first use of the shared W and b is counted",
        _MANY,
        "N9",
        _everywhere(_only(0)),
    ),
    Slip(
        "shared-times-count",
        "the last use is counted as often as W is used",
        _EQUAL,
        "N9",
        at("uses_weight", _times_count(-1)),
    ),
    Slip(
        "shared-times-count",
        "the first use is counted as often as W is used",
        _EQUAL,
        "N9",
        at("uses_weight", _times_count(0)),
    ),
    Slip(
        "shared-averaged",
        "the contributions of the uses are averaged",
        "Is there a 1/T in the loss?",
        "N9",
        at("uses_weight", _averaged),
    ),
    Slip(
        "shared-averaged",
        "the contributions of the uses to b are averaged",
        "Is there a 1/T in the loss?",
        "N9",
        at("uses_bias", _averaged),
    ),
    Slip(
        "shared-averaged",
        "the contributions of the uses to W and to b are averaged",
        "Is there a 1/T in the loss?",
        "N9",
        _everywhere(_averaged),
    ),
    Slip(
        "shared-same-delta",
        "every use of W is given the δ of the last use",
        _OWN,
        "N9",
        at("uses_weight", _same_delta),
    ),
    Slip(
        "shared-same-delta",
        "every use of b is given the δ of the last use",
        _OWN,
        "N8",
        at("uses_bias", _same_delta_bias),
    ),
    Slip(
        "db-wrong-axis",
        "the bias gradient is summed over units, not over uses",
        "How many entries should db have, and what is each a sum over?",
        "N8",
        at("uses_bias", _summed_over_units),
    ),
    Slip(
        "shared-same-input",
        "every use of W is given the first input x",
        _OWN,
        "N9",
        at("uses_weight", _same_input),
    ),
    Slip(
        "layer-output-as-input",
        "the last use of W pairs its δ with what leaves it, not with what enters it",
        "For each use of W, which vector was multiplied by W on the forward pass?",
        "N7",
        at("uses_weight", _last_shifted),
    ),
    Slip(
        "tied-transpose-lost",
        "the contributions are added without bringing both to the layout of W",
        "Are all contributions in the shape and the layout of W before they are added?",
        "N9",
        at("uses_weight", _transposed_term),
    ),
)
