"""Slips of a softmax: of its probabilities, and of its Jacobian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slips
from backhand.activations import sigmoid, softmax, softmax_vjp

_TERMS = "The Jacobian is diag(p) − p pᵀ. What does each of its two parts do to g?"
_PROBABILITIES = "Are these numbers positive, and do those that belong together add up to 1?"
_BUILT = "The entries of a softmax Jacobian are built from probabilities. Are all of these?"
_LOG = "Write −log of the output as a function of z before differentiating. What is left?"
_SIGN = "If the probability of a class is too high, should its δ be positive or negative?"
_OF_LOSS = "Which quantity is differentiated: the loss, or the probabilities?"
_COLUMNS = "Each δ is a sum with one term for each entry of g. Are all terms kept?"

SOFTMAX = Slips()


def _dot(p: Array, g: Array) -> Array:
    return np.asarray((p * g).sum(axis=-1, keepdims=True))


def _exponentials(z: Array) -> Array:
    return np.asarray(np.exp(z))


def _over_maximum(z: Array) -> Array:
    return np.asarray(np.exp(z - z.max(axis=-1, keepdims=True)))


def _expect_rows(z: Array) -> None:
    if len(z) == 1:
        raise NotApplicable("one sample only")


def _over_all(z: Array) -> Array:
    _expect_rows(z)
    e = _over_maximum(z)
    return np.asarray(e / e.sum())


def _over_samples(z: Array) -> Array:
    _expect_rows(z)
    e = _over_maximum(z)
    return np.asarray(e / e.sum(axis=0, keepdims=True))


def _of_minus_z(z: Array) -> Array:
    return softmax(-z)


#: What stands in place of the probabilities: the slug, the words, the function of z.
_PLACES: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    ("softmax-left-out", "there is no softmax: the logits stand where p belongs", lambda z: z),
    ("sigmoid-for-softmax", "a sigmoid of each entry stands where the softmax belongs", sigmoid),
    ("softmax-not-normalised", "e^z is not divided by its sum", _exponentials),
    (
        "softmax-not-normalised",
        "e^z is divided by its largest entry, not by its sum",
        _over_maximum,
    ),
    ("softmax-of-minus-z", "the softmax is taken of −z", _of_minus_z),
    (
        "softmax-wrong-axis",
        "the softmax is normalised over the samples, not over the classes",
        _over_samples,
    ),
    (
        "softmax-wrong-axis",
        "the softmax is normalised by one sum, over classes and samples",
        _over_all,
    ),
)


def _wrong_error(place: Callable[[Array], Array]) -> Any:
    return lambda right, p: place(need(p.here.z)) - need(p.y)


def _wrong_jacobian(place: Callable[[Array], Array]) -> Any:
    def wrong(right: Any, p: Context, g: Array) -> Array:
        q = place(need(p.here.z))
        return q * (g - _dot(q, g))

    return wrong


for _slug, _clause, _place in _PLACES:
    SOFTMAX.slip("logit_error", _slug, "S11", question=_PROBABILITIES, clause=_clause, alone=True)(
        _wrong_error(_place)
    )
    # With logits for p in every place it is called `softmax-jacobian-at-logits`.
    if _slug not in ("softmax-left-out", "softmax-wrong-axis"):
        SOFTMAX.slip("softmax", _slug, "S11", question=_PROBABILITIES, clause=_clause, alone=True)(
            _wrong_jacobian(_place)
        )


#: A wrong δ from p and y: the slug, the words, the question, the function of p and y.
_ERRORS: tuple[tuple[str, str, str, Callable[[Array, Array], Array]], ...] = (
    ("target-missing", "p stands alone, without y", _SIGN, lambda p, y: p),
    ("error-added", "p and y are added, not subtracted", _SIGN, lambda p, y: p + y),
    ("output-missing", "y stands alone, without p", _SIGN, lambda p, y: -y),
    (
        "jacobian-again",
        "p − y goes through the Jacobian of the softmax once more",
        _LOG,
        lambda p, y: p * (p - y - _dot(p, p - y)),
    ),
    ("error-squared", "the errors are squared", _LOG, lambda p, y: (p - y) ** 2),
    ("upstream-missing", "the error is left out", _OF_LOSS, lambda p, y: np.ones_like(p)),
)

for _slug, _clause, _question, _error in _ERRORS:
    SOFTMAX.slip("logit_error", _slug, "S11", question=_question, clause=_clause, alone=True)(
        lambda right, p, error=_error: error(softmax(need(p.here.z)), need(p.y))
    )


#: A wrong product of Jacobian and g: the slug, the words, the question, the function of p, z, g.
_JACOBIANS: tuple[tuple[str, str, str, Callable[[Array, Array, Array], Array]], ...] = (
    (
        "softmax-jacobian-mixed",
        "the diagonal of the softmax Jacobian is p(1 − z), with a logit for a probability",
        _BUILT,
        lambda p, z, g: p * (1 - z) * g - p * (_dot(p, g) - p * g),
    ),
    (
        "softmax-jacobian-mixed",
        "beside the diagonal the softmax Jacobian is −p_i z_j, with a logit for a probability",
        _BUILT,
        lambda p, z, g: p * (1 - p) * g - p * (_dot(z, g) - z * g),
    ),
    (
        "softmax-jacobian-mixed",
        "the second part of the softmax Jacobian is −p zᵀ, with logits for probabilities",
        _BUILT,
        lambda p, z, g: p * (g - _dot(z, g)),
    ),
    (
        "softmax-jacobian-mixed",
        "the second part of the softmax Jacobian is −z pᵀ, with logits for probabilities",
        _BUILT,
        lambda p, z, g: p * g - z * _dot(p, g),
    ),
    (
        "softmax-jacobian-mixed",
        "the factor in front is a logit, where a probability belongs",
        _BUILT,
        lambda p, z, g: z * (g - _dot(p, g)),
    ),
    (
        "softmax-term-missing",
        "the factor p in front is left out",
        _TERMS,
        lambda p, z, g: g - _dot(p, g),
    ),
    (
        "softmax-identity-for-diagonal",
        "the first part of the softmax Jacobian is the identity, where diag(p) belongs",
        _TERMS,
        lambda p, z, g: g - p * _dot(p, g),
    ),
    (
        "upstream-taken-for-target",
        "the incoming gradient g is treated as a target: p − g",
        _OF_LOSS,
        lambda p, z, g: p - g,
    ),
    (
        "softmax-diagonal-only",
        "⟨p, g⟩ is taken entry by entry: p ⊙ (g − p ⊙ g), with nothing summed",
        _TERMS,
        lambda p, z, g: p * (g - p * g),
    ),
    (
        "upstream-missing",
        "g is left out: what stands here is the diagonal of the Jacobian",
        _OF_LOSS,
        lambda p, z, g: p * (1 - p),
    ),
    (
        "softmax-cross-term-sign",
        "the diagonal is right, and the entries beside it are added with a plus",
        _TERMS,
        lambda p, z, g: p * (1 - p) * g + p * _dot(p, g),
    ),
    (
        "softmax-diagonal-twice",
        "p² is subtracted twice on the diagonal of the Jacobian",
        _TERMS,
        lambda p, z, g: p * (1 - p) * g - p * _dot(p, g),
    ),
    (
        "output-fprime-extra",
        "the result is multiplied by another slope as well",
        _TERMS,
        lambda p, z, g: p * (g - _dot(p, g)) * (1 - p),
    ),
    (
        "jacobian-again",
        "the Jacobian of the softmax is applied twice",
        _TERMS,
        lambda p, z, g: softmax_vjp(softmax_vjp(g, z), z),
    ),
    (
        "softmax-term-overwritten",
        "only the last column of the Jacobian is kept",
        _COLUMNS,
        lambda p, z, g: (
            p * ((np.arange(p.shape[-1]) == p.shape[-1] - 1) - p[..., -1:]) * g[..., -1:]
        ),
    ),
    (
        "softmax-mean-unweighted",
        "⟨p, p⟩ is subtracted, where ⟨p, g⟩ belongs",
        _TERMS,
        lambda p, z, g: p * (g - _dot(p, p)),
    ),
    (
        "softmax-mean-unweighted",
        "⟨g, g⟩ is subtracted, where ⟨p, g⟩ belongs",
        _TERMS,
        lambda p, z, g: p * (g - _dot(g, g)),
    ),
    (
        "softmax-mean-unweighted",
        "the sum of g is multiplied by p², where each g has its own p",
        _TERMS,
        lambda p, z, g: p * g - p**2 * g.sum(axis=-1, keepdims=True),
    ),
    (
        "softmax-p-twice",
        "the factor p in front stands twice",
        _TERMS,
        lambda p, z, g: p**2 * (g - _dot(p, g)),
    ),
)

for _slug, _clause, _question, _product in _JACOBIANS:
    SOFTMAX.slip("softmax", _slug, "S11", question=_question, clause=_clause, alone=True)(
        lambda right, p, g, product=_product: product(softmax(need(p.here.z)), need(p.here.z), g)
    )


@SOFTMAX.slip("softmax", "sign-flipped", "S11", question=_SIGN)
def _minus(right: Any, p: Context, g: Array) -> Array:
    """the sign is turned"""
    return -np.asarray(right(p, g))
