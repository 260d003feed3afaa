"""Derivatives taken from the function itself, for answers that use no formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def differences(f: Callable[[Any], Any], v: Any, h: float = 1e-5) -> Any:
    """Central differences of a number or an array `f(v)`; the axes of `v` come last."""
    return _each_entry(lambda step: (f(v + h * step) - f(v - h * step)) / (2 * h), v)


def complex_step(f: Callable[[Any], Any], v: Any, h: float = 1e-30) -> Any:
    """Im f(v + ih) / h of an analytic `f`; the axes of `v` come last."""
    return _each_entry(lambda step: np.imag(f(v + 1j * h * step)) / h, v)


def _each_entry(quotient: Callable[[Any], Any], v: Any) -> Any:
    """The quotient for a unit step at every entry of `v`."""
    steps = np.eye(np.size(v)).reshape(-1, *np.shape(v))
    columns = np.stack([quotient(step) for step in steps], axis=-1)
    return columns.reshape((*columns.shape[:-1], *np.shape(v)))
