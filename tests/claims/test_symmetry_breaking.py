"""What the text of 05 says in numbers, and claims without a check of its own, is computed here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.build.material import material
from autograder.catalogue import CATALOGUE
from autograder.catalogue.symmetry_breaking.breaking import starts
from autograder.catalogue.symmetry_breaking.network import X, Y, descend
from backhand import (
    half_squared_error_gradient,
    network_backward,
    network_forward,
    relu,
    sigmoid,
)
from backhand.initialization import he_normal, xavier_normal
from backhand.symmetry import History, different_units, spread, train

TEXT = (material("solutions") / "05_symmetry_breaking.md").read_text(encoding="utf-8")


def says(*phrases: str) -> None:
    """The text contains these words, however its lines are broken."""
    text = " ".join(TEXT.split())
    assert [phrase for phrase in phrases if phrase not in text] == []


def gradients(W1: Any, W2: Any, activation: str = "sigmoid") -> Any:
    none = np.zeros(len(W1)), np.zeros(len(W2))
    trace = network_forward(X, [W1, W2], none, activation)
    upstream = half_squared_error_gradient(trace.post[-1], Y, "mean")
    return network_backward(upstream, trace, [W1, W2], activation).weights


def run(name: str) -> History:
    history = descend(*starts()[name])
    assert history is not None
    return history


def test_the_loss_of_equal_units_falls_as_printed() -> None:
    losses = run("both 0.5").losses[[0, -1]]
    says("the loss falls from {:.3f} to {:.3f}".format(*losses))


def test_more_different_units_have_lower_losses() -> None:
    says(
        "one unit stays above 0.21, two units above 0.11, three get below 0.09, and four below 0.08"
    )
    ends = [run(name) for name in starts()]
    left = [(different_units(e.incoming[-1], e.outgoing[-1]), e.losses[-1]) for e in ends]
    assert all(loss > 0.21 for units, loss in left if units == 1)
    assert all(0.11 < loss < 0.21 for units, loss in left if units == 2)
    assert all(0.08 < loss < 0.09 for units, loss in left if units == 3)
    assert all(loss < 0.08 for units, loss in left if units == 4)


def test_a_tiny_nudge_grows_a_hundredfold_in_200_steps() -> None:
    says("about a hundredfold or more in every 200 steps")
    W1, W2 = starts()["both 0.5"]
    nudge = 1e-12 * starts()["W1 random, W2 0.5"][0]
    apart = spread(train(W1 + nudge, W2, X, Y, 1000, 2.0, "sigmoid"))[::200]
    assert (apart[1:] / apart[:-1] > 90).all()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_different_biases_make_units_differ_from_zero_weights(activation: str) -> None:
    says("Biases that differ from unit to unit, on the other hand, make sigmoid and tanh units")
    b1, b2 = np.array([0.1, 0.4, -0.3, 0.7]), np.zeros(2)
    end = train(np.zeros((4, 3)), np.zeros((2, 4)), X, Y, 50, 1.0, activation, b1, b2)
    assert different_units(end.incoming[-1], end.outgoing[-1]) == 4


def test_twins_survive_momentum_weight_decay_and_adam() -> None:
    says("It holds for every depth, and also for momentum, weight decay and Adam")
    rng = np.random.default_rng(3)
    weights = [rng.normal(size=(4, 3)), rng.normal(size=(2, 4))]
    weights[0][1], weights[1][:, 1] = weights[0][0], weights[1][:, 0]
    first, second = [0 * W for W in weights], [0 * W for W in weights]
    for step in range(1, 101):
        found = [dW + 0.01 * W for dW, W in zip(gradients(*weights), weights, strict=True)]
        first = [0.9 * m + 0.1 * g for m, g in zip(first, found, strict=True)]
        second = [0.99 * v + 0.01 * g**2 for v, g in zip(second, found, strict=True)]
        for W, m, v in zip(weights, first, second, strict=True):
            W -= 0.02 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
    assert np.abs(weights[0][0] - weights[0][1]).max() < 1e-9
    assert np.abs(weights[1][:, 0] - weights[1][:, 1]).max() < 1e-9
    assert different_units(*weights) == 3


def test_no_wrong_formula_gives_the_numbers_of_the_samples_in_c2() -> None:
    right = CATALOGUE["from_zero_by_hand"].task.expected()
    x, p, y = np.array([1.0, 2.0]), 0.5, 1.0
    deltas = (p - y, y - p, p, (p - y) * p * (1 - p), -y / p, 0.0 - y, (p - y) ** 2)
    assert [delta == right["delta"] for delta in deltas] == [True] + 6 * [False]
    assert [np.allclose(delta * x, right["dw"]) for delta in deltas] == [True] + 6 * [False]
    X, P, T = np.diag([3.0, 6.0]), np.full((2, 3), 1 / 3), np.eye(3)[:2]
    tables = (P - T, T - P, P, 2 * (P - T), (P - T) * P * (1 - P), -T * (1 - P), -T / P, -T)
    rows = np.array([right[f"class {k}"] for k in (1, 2, 3)])
    for number, table in enumerate(tables):
        wrong = ~np.isclose(table.T @ X / 2, rows).all(axis=1)
        assert wrong.any() == (number > 0)


def log_loss(x: Any, y: Any, w: Any) -> float:
    return float(np.mean(np.logaddexp(0, x @ w) - y * (x @ w)))


def test_the_printed_steps_go_round_and_the_best_w_is_as_printed() -> None:
    says("5/3, -5/3, 5 for # ever, while the best w is log(2)/10")
    x, y, w, seen = np.full(3, 10.0), np.array([1.0, 1.0, 0.0]), 0.0, []
    for _ in range(9):
        w -= float(np.mean((sigmoid(w * x) - y) * x))
        seen.append(w)
    np.testing.assert_allclose(seen[:3] * 3, seen, atol=1e-5)
    np.testing.assert_allclose(seen[:3], [5 / 3, -5 / 3, 5], atol=1e-5)
    best = np.log(2) / 10
    assert float(np.mean((sigmoid(best * x) - y) * x)) == pytest.approx(0, abs=1e-12)


def test_only_a_line_through_the_origin_leaves_no_best_w() -> None:
    says("If a line through the origin separates the classes, no best $w$ exists")
    y, long = np.array([0.0, 1.0, 1.0]), np.array([1.0, 10.0, 100.0, 1000.0])
    apart = np.array([[-1.0], [0.5], [2.0]])  # separated at 0
    losses = [log_loss(apart, y, np.array([w])) for w in long]
    assert all(np.diff(losses) < 0) and losses[-1] < 1e-12
    shifted = apart + 2.0  # separated at 1.5
    assert min(log_loss(shifted, y, np.array([w])) for w in np.linspace(0, 5, 101)) > 0.3
    with_bias = np.hstack([shifted, np.ones((3, 1))])
    assert log_loss(with_bias, y, 1000 * np.array([1.0, -1.75])) < 1e-12


def test_dependent_features_have_many_best_weights() -> None:
    says("if some feature is a linear combination of the others")
    x, y = np.array([[1.0, 2.0], [3.0, 6.0], [-1.0, -2.0]]), np.array([1.0, 0.0, 1.0])
    along = np.array([2.0, -1.0])  # x @ along = 0
    w = np.array([0.3, -0.2])
    assert log_loss(x, y, w) == pytest.approx(log_loss(x, y, w + 5 * along), rel=1e-12)


def test_half_way_to_the_exchanged_network_the_tangent_is_level() -> None:
    says("units 0 and 3 are twins, and the tangent is level")
    R1, R2 = starts()["W1 random, W2 0.5"][0], starts()["W1 0, W2 random"][1]
    V1, V2 = 4 * R1[[3, 1, 2, 0]], 4 * R2[:, [3, 1, 2, 0]]
    dW1, dW2 = gradients((4 * R1 + V1) / 2, (4 * R2 + V2) / 2)
    slope = np.sum(dW1 * (V1 - 4 * R1)) + np.sum(dW2 * (V2 - 4 * R2))
    assert slope == pytest.approx(0, abs=1e-12)


def test_nothing_has_to_be_known_about_the_mean_of_the_inputs() -> None:
    says("Nothing else is known about them")
    rng = np.random.default_rng(0)
    x = relu(rng.normal(0.7, 1.0, 256))
    z = np.concatenate([he_normal(256, 256, rng) @ x for _ in range(40)])
    assert np.mean(z**2) == pytest.approx(2 * np.mean(x**2), rel=0.05)
    assert np.mean(relu(z) ** 2) == pytest.approx(np.mean(x**2), rel=0.05)


def test_half_or_twice_he_is_a_millionth_or_a_million() -> None:
    says("shrink to about a millionth, and with twice as much they grow a millionfold")
    np.testing.assert_allclose([0.5**20, 2.0**20], [1e-6, 1e6], rtol=0.05)


def test_ten_sigmoid_layers_shrink_delta_to_a_quarter_each() -> None:
    says("shrink to about a quarter in every layer, and in all by a factor of several hundred")
    rng = np.random.default_rng(0)
    weights = [xavier_normal(256, 256, rng) for _ in range(10)]
    trace = network_forward(rng.normal(size=(50, 256)), weights, [np.zeros(256)] * 10, "sigmoid")
    upstream = rng.normal(size=(50, 256))
    deltas = network_backward(upstream, trace, weights, "sigmoid").deltas
    sizes = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    shares = sizes[:-1] / sizes[1:]
    assert (shares > 0.2).all() and (shares < 0.26).all()
    assert 2e5 < sizes[-1] / sizes[0] < 9e5
