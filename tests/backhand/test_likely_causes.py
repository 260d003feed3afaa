"""Messages whose likely cause depends on the argument: each cause is named for its own case."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import backhand

ONE, H0, STEPS = np.ones((1, 1)), np.zeros((3, 2)), np.zeros((4, 3, 5))


def _recurrent(*shape: int) -> object:
    return backhand.recurrent_forward(H0, STEPS, np.eye(2), np.ones(shape), np.zeros(2), "tanh")


@pytest.mark.parametrize(
    ("call", "likely"),
    [
        (lambda: _recurrent(5, 2), "U is stored (n_u, n): pass U.T"),
        (lambda: _recurrent(3, 5), "U or W belongs to another layer"),
        (
            lambda: backhand.network_loss_and_gradients(ONE, ONE, [ONE], [[0]], "tanh", abs),
            "a function of your own: wrap it as Loss(name, function, gradient)",
        ),
        (
            lambda: backhand.network_loss_and_gradients(ONE, ONE, [ONE], [[0]], "tanh", 3),
            "two arguments were swapped, or one was left out",
        ),
    ],
)
def test_the_likely_cause_fits_the_case(call: Callable[[], object], likely: str) -> None:
    with pytest.raises((TypeError, ValueError)) as failure:
        call()
    assert str(failure.value).endswith(f"likely {likely}")


def test_a_layer_used_again_and_again_that_overflows_is_named() -> None:
    with pytest.raises(ValueError) as failure:
        backhand.shared_forward([[1e200]], [[1e200]], [0.0], "relu", 2)
    assert "a finite result of shared_forward(X, W, b), got inf" in str(failure.value)
