"""What the library's tests share: a Generator and derivative oracles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from backhand import complex_step, relative_error


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20240229)


@pytest.fixture
def agrees() -> Callable[..., bool]:
    """Say whether a formula's gradient equals the complex step of f at x."""

    def compare(gradient, f, x, tolerance=1e-12) -> bool:
        measured = complex_step(f, x)
        assert np.linalg.norm(measured) > 1e-8, "a gradient of zero would prove nothing"
        return np.shape(gradient) == measured.shape and bool(
            relative_error(gradient, measured) < tolerance
        )

    return compare


@pytest.fixture
def jvp() -> Callable[..., np.ndarray]:
    """Push a direction forward through an array-valued analytic function."""
    return lambda f, x, d, h=1e-30: np.imag(f(np.asarray(x) + 1j * h * np.asarray(d))) / h


@pytest.fixture
def jacobian() -> Callable[..., np.ndarray]:
    """Give the Jacobian (outputs, inputs) of a vector function by the complex step."""

    def columns(f, x, h=1e-30) -> np.ndarray:
        steps = np.eye(x.size).reshape(x.size, *x.shape)
        return np.stack([np.ravel(np.imag(f(x + 1j * h * e)) / h) for e in steps], axis=1)

    return columns
