"""What the text of parts D and E of `07_sharing_further` claims holds in its own cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers.derivatives import complex_step
from answers.sharing_further.long_chains import truncated

from autograder.build.source import read_sources

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    """The names after the solved parts D and E ran, and all pictures in `drawn`."""
    drawn: list[Any] = []
    space: dict[str, Any] = {"display": drawn.append}
    cells = read_sources(SOLUTIONS)["07_sharing_further"].cells
    start = next(k for k, c in enumerate(cells) if "## D. Long chains" in c.source)
    end = next(k for k, c in enumerate(cells) if "## What you can now do" in c.source)
    setup = next(c for c in cells if "needs_version" in c.source)
    for cell in [setup, *cells[start:end]]:
        if cell.cell_type == "code" and "check(" not in cell.source:
            exec(cell.source, space)
    return {**space, "drawn": drawn}


def runs(notebook: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    """The lines of the picture that has such a line."""
    found = [picture.numbers.get(key, {}) for picture in notebook["drawn"]]
    return next(lines for lines in found if name in lines)


def test_windows_agree_in_the_last_and_begin_anew_before_it(notebook: Any) -> None:
    sizes = runs(notebook, "runs", "K = 5")
    five, ten, whole = (np.array(sizes[f"K = {K}"]) for K in (5, 10, 20))
    np.testing.assert_array_equal(five[15:], whole[15:])
    np.testing.assert_array_equal(ten[10:], whole[10:])
    for last in (4, 9, 14):
        assert five[last + 1] > 2 * five[last] and whole[last] > 2 * five[last]


def test_of_the_three_gradients_that_of_relu_alone_passes(notebook: Any) -> None:
    weights = [notebook[name] for name in ("W1", "b1", "W2")]
    found = {
        name: abs(notebook["scaling_component"](*weights, *notebook["gradients"](*case, *weights)))
        for name, case in notebook["cases"].items()
    }
    assert found["ReLU"].max() < 1e-14
    assert found["tanh"].min() > 0.05
    assert found["ReLU, slope forgotten"].max() > 0.04


def test_a_wrong_delta_at_the_outputs_is_not_seen(notebook: Any) -> None:
    weights = W1, b1, W2 = [notebook[name] for name in ("W1", "b1", "W2")]
    X, relu = notebook["X"], notebook["relu"]
    Z, wrong = X @ W1.T + b1, np.random.default_rng(1).normal(size=(len(X), len(W2)))
    Delta1 = (wrong @ W2) * (Z > 0)
    gradients = Delta1.T @ X, Delta1.sum(axis=0), wrong.T @ relu(Z)
    assert abs(notebook["scaling_component"](*weights, *gradients)).max() < 1e-13


def test_equal_networks_start_at_one_loss_and_learn_differently(notebook: Any) -> None:
    losses = runs(notebook, "losses", "c = 1")
    assert len({round(loss[0], 12) for loss in losses.values()}) == 1
    ends = sorted(loss[-1] for loss in losses.values())
    assert min(np.diff(ends)) > 0.01
    assert all(loss[-1] < loss[0] / 2 for loss in losses.values())


def test_entries_cut_off_turn_a_gradient_by_less_than_90_degrees() -> None:
    rng = np.random.default_rng(3)
    for scale in (0.1, 1.0, 100.0):
        g = scale * rng.standard_cauchy((1000, 3))
        assert ((g * np.clip(g, -1, 1)).sum(axis=1) > 0).all()


def test_what_truncation_leaves_is_not_the_gradient_of_a_loss() -> None:
    rng = np.random.default_rng(5)
    g, u = rng.normal(size=(2, 4, 2))
    h0, W = rng.normal(size=2), rng.normal(size=(2, 2))

    def asymmetry(K: int) -> float:
        def dW(V: Any) -> Any:
            # Complex numbers pass through only where no array of real ones is filled.
            h, deltas, later = [h0], [], 0 * V[0]
            for step in u:
                h.append(np.tanh(V @ h[-1] + step))
            for t in reversed(range(4)):
                later = 0 * later if (t + 1) % K == 0 else later
                deltas.insert(0, (g[t] + later) * (1 - h[t + 1] ** 2))
                later = V.T @ deltas[0]
            return np.array(deltas).T @ np.array(h[:-1])

        np.testing.assert_allclose(dW(W), truncated(g, u, h0, W, K)[1])
        hessian = complex_step(dW, W).reshape(4, 4)
        return float(abs(hessian - hessian.T).max())

    assert asymmetry(4) < 1e-12
    assert asymmetry(2) > 0.01
