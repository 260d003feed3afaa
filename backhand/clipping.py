"""Clipping: gradients that are too long together are shortened, all by the same factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, as_number, expect_shape, public


@public
def clip_by_norm(gradients: Sequence[ArrayLike], limit: float) -> tuple[tuple[Array, ...], float]:
    """Shorten a set of gradients to a norm of at most `limit`, keeping its direction.

    c = min(1, limit / ‖all‖),  ‖all‖ = √(Σ_k Σ_ij (G_k)_ij²),  G_k ← c G_k

    Gradients whose norm is at most `limit` come back as they are, bit for bit.

    Parameters
    ----------
    gradients : list or tuple of ndarray, of any shapes
        Of all parameters that take the step together.
    limit : float
        The largest norm, greater than 0.

    Returns
    -------
    clipped : tuple of ndarray, shapes of `gradients`
        New arrays.
    factor : float
        c.

    Raises
    ------
    ValueError
        If `limit` is not greater than 0 or an entry is not finite.
    TypeError
        If `gradients` is not a list or tuple, or is all that a backward pass returns, where the
        gradients of its inputs would count; or if `limit` is not a number.

    Examples
    --------
    >>> clip_by_norm([[3.0, 0.0], [[4.0]]], limit=2.5)
    ((array([1.5, 0. ]), array([[2.]])), 0.5)

    Derivation: F14.
    """
    if not isinstance(gradients, (list, tuple)) or hasattr(gradients, "inputs"):
        raise TypeError(
            f"expected gradients as a list of arrays, got {type(gradients).__name__}; "
            f"likely pass {_likely_list(gradients)}"
        )
    arrays = [as_array(f"gradients[{k}]", g) for k, g in enumerate(gradients)]
    factor = _factor(arrays, _as_limit(limit))
    return tuple(factor * g for g in arrays), factor


@public
def clip_by_norm_vjp(upstream: ArrayLike, gradient: ArrayLike, limit: float) -> Array:
    """Pull back through the clipping of one array v, for those who differentiate through it.

    G ↦ (limit / ‖v‖) (G - u ⟨u, G⟩), u = v / ‖v‖, if ‖v‖ > limit; otherwise G ↦ G

    What is clipped has a fixed norm: the part of G along u is lost.

    Parameters
    ----------
    upstream : ndarray, shape of `gradient`
        G, the gradient with respect to the clipped array.
    gradient : ndarray, shape (...)
        v, the array before it was clipped.
    limit : float
        The largest norm, greater than 0.

    Returns
    -------
    dv : ndarray, shape of `gradient`

    Raises
    ------
    ValueError
        If shapes disagree, `limit` is not greater than 0 or an entry is not finite.

    Examples
    --------
    >>> clip_by_norm_vjp([1.0, 1.0], [0.0, 4.0], limit=2.0)
    array([0.5, 0. ])

    Derivation: F14.
    """
    G, v = as_array("upstream", upstream), as_array("gradient", gradient)
    expect_shape("upstream", G, v.shape, "it belongs to another array")
    factor = _factor([v], _as_limit(limit))
    if factor == 1:
        return G.copy()
    largest, ratio = _norm([v])
    u = v / largest / ratio
    return factor * (G - u * (u * G).sum())


def _likely_list(gradients: object) -> str:
    if isinstance(gradients, tuple):
        return "the gradients of parameters alone, such as [*found.weights, *found.biases]"
    if isinstance(gradients, Mapping):
        return "list(gradients.values())"
    several = isinstance(gradients, Iterable) and not isinstance(gradients, (np.ndarray, str))
    return "list(gradients)" if several else "[gradient]"


def _factor(arrays: Sequence[Array], limit: float) -> float:
    largest, ratio = _norm(arrays)
    if largest == 0:
        return 1.0
    factor = limit / largest / ratio
    return factor if factor.real < 1 else 1.0


def _norm(arrays: Sequence[Array]) -> tuple[float, float]:
    """Return the largest absolute entry, and the norm divided by it: squares may overflow."""
    largest = max((float(np.abs(g.real).max(initial=0.0)) for g in arrays), default=0.0)
    if largest == 0:
        return 0.0, 1.0
    ratio: float = np.sqrt(sum(((g / largest) ** 2).sum() for g in arrays)).item()
    return largest, ratio


def _as_limit(value: float) -> float:
    limit = as_number("limit", value)
    if limit <= 0:
        raise ValueError(
            f"expected limit > 0, got {limit:g}; likely a gradient of zero was wanted: "
            "leave the step out"
        )
    return limit
