"""Gradients of a network are compared with nudges of every parameter."""

from __future__ import annotations

import numpy as np
import pytest

from backhand import draw
from backhand.figures.picture import Picture, completed

RNG = np.random.default_rng(4)
X, Y = RNG.normal(size=(6, 4)), RNG.uniform(size=(6, 3))
W1, b1, W2, b2 = (RNG.normal(size=shape) for shape in [(5, 4), 5, (3, 5), 3])
NETWORK = (X, Y, W1, b1, W2, b2)


def gradients():
    A1 = np.tanh(X @ W1.T + b1)
    A2 = 1 / (1 + np.exp(-(A1 @ W2.T + b2)))
    delta2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return {"dW1": delta1.T @ X, "db1": delta1.sum(0), "dW2": delta2.T @ A1, "db2": delta2.sum(0)}


def test_right_gradients_pass_and_a_wrong_one_fails():
    found = gradients()
    assert draw.nudged_network(found, *NETWORK).alt.count(" pass,") == 4
    wrong = {**found, "dW1": 2 * found["dW1"]}
    assert "dW1 not yet" in draw.nudged_network(wrong, *NETWORK).alt


def test_it_can_be_drawn_later():
    picture = draw.nudged_network(gradients(), *NETWORK)
    assert Picture.from_json(picture.to_json()).alt == picture.alt


def test_numbers_can_be_left_for_the_one_who_draws():
    left = {"h": [{"later": ["measured_slope", 3.0, 1.0, 0.5]}]}
    assert completed(left) == {"h": [{"measured": 4.0}]}
    with pytest.raises(ValueError, match="one that is drawn later"):
        completed({"later": ["no_such_function"]})


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({}, "expected at least one gradient, got none"),
        ({"W1": W1}, "expected some of dW1, db1, dW2, db2, got W1"),
        ({"dW1": W1.T}, "expected dW1 of shape (5, 4), got (4, 5)"),
    ],
)
def test_other_gradients_are_refused(found, message):
    with pytest.raises(ValueError) as refusal:
        draw.nudged_network(found, *NETWORK)
    assert str(refusal.value).startswith(message)
