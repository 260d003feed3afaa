"""The numbers and claims that the text of `02_multi_layer` states are those of its own cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.build.source import read_sources

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
TEXT = (SOLUTIONS / "02_multi_layer.md").read_text(encoding="utf-8")
#: Beginning of a figure's cell to what it shows.
Shown = dict[str, list[Any]]


@pytest.fixture(scope="module")
def notebook() -> tuple[dict[str, Any], Shown]:
    """The names after the solved notebook has run without its checks, and what it displayed."""
    space: dict[str, Any] = {}
    shown: Shown = {}
    for cell in read_sources(SOLUTIONS)["02_multi_layer"].cells:
        if cell.cell_type == "code" and not cell.source.startswith(("check(", "from autograder")):
            space["display"] = shown.setdefault(cell.source.partition("\n")[0], []).append
            exec(cell.source, space)
    return space, shown


def blocks(shown: Shown, start: str) -> dict[str, Any]:
    (picture,) = shown[start]
    return {block["name"]: block for block in picture.numbers["blocks"]}


def wrong_everywhere(block: dict[str, Any]) -> bool:
    return min(block["errors"]) > 1e-6


def test_the_order_of_the_products_costs_what_the_text_says() -> None:
    n, matrices = 100, 3
    first = (matrices - 1) * n**3 + n**2
    vectors = matrices * n**2
    assert f"{first:,}".replace(",", " ") in TEXT and f"{vectors:,}".replace(",", " ") in TEXT
    assert "the first way takes 2 010 000" in TEXT and "The second takes 30 000" in TEXT


def test_the_linear_formula_promises_more_than_the_loss_does(notebook: Any) -> None:
    _, shown = notebook
    (repaired,) = shown["with your_answers():"]
    assert repaired.numbers["slope"] == pytest.approx(repaired.numbers["measured"], rel=1e-3)
    space = notebook[0]
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=4), rng.normal(size=3)
    W1, W2 = 0.8 * rng.normal(size=(5, 4)), rng.normal(size=(3, 5))
    linear = np.outer(W2.T @ (W2 @ np.tanh(W1 @ x) - y), x)
    assert np.linalg.norm(linear) > 1.2 * repaired.numbers["slope"]
    assert "changes more slowly than the formula says" in TEXT and space["sigmoid"](0) == 0.5


def test_of_the_printed_line_the_last_two_gradients_pass(notebook: Any) -> None:
    _, shown = notebook
    start = "x, y, weights = rng.normal(size=3), 0.5, [rng.normal(size=s) for s in"
    (key,) = (cell for cell in shown if cell.startswith(start))
    found = blocks(shown, key)
    assert [block["passed"] for block in found.values()] == [False, False, True, True]
    assert wrong_everywhere(found["dW1"]) and wrong_everywhere(found["dW2"])


def test_both_plain_readings_of_the_closed_form_are_wrong_in_every_entry(notebook: Any) -> None:
    start = "W2, W3, k = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)"
    found = blocks(notebook[1], start)
    assert len(found) == 2 and all(map(wrong_everywhere, found.values()))


def test_the_network_has_43_parameters_and_86_forward_passes_measure_them(notebook: Any) -> None:
    found = blocks(notebook[1], "X, Y = rng.normal(size=(6, 4)), rng.uniform(size=(6, 3))")
    count = sum(len(block["errors"]) for block in found.values())
    assert count == 43 and all(block["passed"] for block in found.values())
    assert "each of the 43 weights and biases" in TEXT and f"{2 * count} forward passes" in TEXT


def test_averaged_slopes_fail_for_both_matrices(notebook: Any) -> None:
    found = blocks(notebook[1], "A1 = np.tanh(X @ W1.T + b1)")
    assert all(map(wrong_everywhere, found.values())) and len(found) == 2


def test_the_error_of_the_hasty_step_grows_with_the_rate(notebook: Any) -> None:
    found = blocks(
        notebook[1], "weights = [rng.normal(size=size) for size in [(5, 4), (6, 5), (3, 6)]]"
    )
    errors = [block["error"] for block in found.values()]
    assert errors == sorted(errors) and errors[0] > 1e-6


def test_all_three_results_of_the_hasty_step_are_wrong(notebook: Any) -> None:
    space = notebook[0]
    rng = np.random.default_rng(1)
    given = rng.normal(size=4), rng.normal(size=3)
    weights = [rng.normal(size=size) for size in [(5, 4), (6, 5), (3, 6)]]
    hasty = space["hasty_step"](*given, weights, 0.3)
    right = space["deep_step"](*given, weights, 0.3)
    assert not any(np.allclose(one, other) for one, other in zip(hasty, right, strict=True))


def test_an_untransposed_matrix_breaks_the_adjoint_identity(notebook: Any) -> None:
    space = notebook[0]
    assert np.isclose(space["there"], space["back"]) and not np.isclose(
        space["there"], space["wrong"]
    )


def test_the_jacobian_that_nobody_stores_has_the_sizes_of_the_text() -> None:
    n = 100
    K = np.kron(np.ones((1, n)), np.eye(n))
    assert (K.size, np.count_nonzero(K), n + n) == (1_000_000, 10_000, 200)
    assert (
        "has 1 000 000 entries" in TEXT and "At most 10 000" in TEXT and "the 200 numbers" in TEXT
    )


def test_the_network_of_modules_learns(notebook: Any) -> None:
    losses = notebook[0]["losses"]
    assert len(losses) == 300 and losses[-1] < 0.5 * losses[0]
    assert "takes 300 steps" in TEXT and "200 samples" in TEXT
