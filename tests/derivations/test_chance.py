"""Means are exact: what follows from the declared moments holds, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.derivations.chance import correlated, independent
from autograder.derivations.language import Function, Language, Unreadable
from autograder.derivations.reading import read

FORWARD = Language(
    answer={"i": "outputs"},
    symbols={"w": ("outputs", "inputs"), "x": ("inputs",), "v": (), "s": ()},
    functions={"relu": Function(r"\operatorname{relu}", lambda z: np.maximum(z, 0))},
    counts={"n": "inputs"},
    conditions=True,
    chance={"w": "weights", "x": "input"},
)
SIZES = {"outputs": 3, "inputs": 4}


def draw() -> dict[str, Any]:
    rng = np.random.default_rng(3)
    return {
        "w": independent(rng, (3, 4), 0.7),
        "x": correlated(rng, (4,), 1.3),
        "v": 0.7,
        "s": 1.3,
    }


RIGHT = [
    "E(sum(j, w[i, j] * x[j]) ** 2)",
    "E(sum(j, w[i, j] * x[j]) * sum(k, w[i, k] * x[k]))",
    "sum(j, k, E(w[i, j] * w[i, k] * x[j] * x[k]))",
    "sum(j, k, E(w[i, j] * w[i, k]) * E(x[j] * x[k]))",
    "sum(j, k, (j == k) * v * E(x[j] * x[k]))",
    "sum(j, E(w[i, j]**2) * E(x[j]**2))",
    "sum(j, v * E(x[j]**2))",
    "n * v * s",
    "2 * E(relu(sum(j, w[i, j] * x[j])) ** 2)",
    "2 * E((sum(j, w[i, j] * x[j]) > 0)) * n * v * s",
]
WRONG = [
    "v * s",
    "E(sum(j, w[i, j] * x[j])) ** 2",
    "sum(j, k, E(w[i, j] * w[i, k]) * E(x[j]) * E(x[k]))",
    "sum(j, k, v * E(x[j] * x[k]))",
    "E(relu(sum(j, w[i, j] * x[j])) ** 2)",
]


@pytest.mark.parametrize("text", RIGHT)
def test_the_forward_variance_follows(text: str) -> None:
    assert read(text, FORWARD).value(draw(), SIZES) == pytest.approx(np.full(3, 4 * 0.7 * 1.3))


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_step_does_not(text: str) -> None:
    value = read(text, FORWARD).value(draw(), SIZES)
    assert np.abs(value - 4 * 0.7 * 1.3).max() > 0.1


def test_what_is_random_stands_in_a_mean() -> None:
    with pytest.raises(Unreadable, match="w is random: it stands inside E"):
        read("sum(j, w[i, j]) * v", FORWARD)


def test_a_mean_of_more_factors_than_declared_is_refused() -> None:
    with pytest.raises(Unreadable, match="mean of a product of 4 factors from the weights"):
        read("sum(j, E(w[i, j] ** 4))", FORWARD)


def test_independent_entries_have_the_moments_of_independence() -> None:
    w = independent(np.random.default_rng(0), (2, 3), 2.0).reshape(-1, 6)
    assert w.mean(axis=0) == pytest.approx(np.zeros(6), abs=1e-12)
    assert np.einsum("oa,ob->ab", w, w) / len(w) == pytest.approx(2 * np.eye(6), abs=1e-12)
    assert np.einsum("oa,ob,oc->abc", w, w, w) == pytest.approx(np.zeros((6, 6, 6)), abs=1e-9)


def test_a_mean_is_shown() -> None:
    line = read("sum(j, v * E(x[j]**2))", FORWARD)
    assert line.latex() == r"\sum_{j} v \, \mathbb{E}[x_{j}^{2}]"
    assert line.features.expectations == 1
