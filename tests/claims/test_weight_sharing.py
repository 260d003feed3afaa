"""The numbers and claims that the text of `03_weight_sharing` states are those of its own cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.build.source import read_sources

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
TEXT = (SOLUTIONS / "03_weight_sharing.md").read_text(encoding="utf-8")


def shown_by(marker: str) -> tuple[dict[str, Any], list[Any]]:
    """The names after the solved notebook ran up to the cell with `marker`, and what that drew."""
    space: dict[str, Any] = {}
    for cell in read_sources(SOLUTIONS)["03_weight_sharing"].cells:
        if cell.cell_type != "code" or "check(" in cell.source:
            continue
        drawn: list[Any] = []
        space["display"] = drawn.append
        exec(cell.source, space)
        if marker in cell.source:
            return space, drawn
    raise AssertionError(f"no cell has {marker}")


def test_the_slopes_of_the_small_graph_are_7_and_6_and_13_together() -> None:
    space, _ = shown_by("graph_picture")
    assert (space["z1"].value, space["w"].grad) == (7.0, 13.0)
    assert "slope 7" in TEXT and r"$2 \cdot 3 = 6$" in TEXT and "is 13" in TEXT
    assert 2 * 3 * 2 + 1 == 13


def test_of_the_candidates_for_two_uses_only_the_sum_is_right() -> None:
    _, (picture,) = shown_by("uses_compared")
    passed = {block["name"]: block["passed"] for block in picture.numbers["blocks"]}
    assert passed == {"use 1": False, "use 2": False, "2 × use 2": False, "yours": True}


def test_all_six_uses_and_the_last_alone_have_the_slopes_that_the_text_says() -> None:
    space, (picture,) = shown_by("loss_slice")
    assert f"{np.linalg.norm(space['dW']):.2f}" == "0.95"
    assert f"{picture.numbers['slope']:.2f}" == "0.20"
    assert f"{picture.numbers['measured']:.2f}" == "0.95"
    assert "slope 0.95" in TEXT and "promises 0.20, about a fifth" in TEXT


def test_the_first_and_the_last_of_ten_steps_contribute_what_the_text_says() -> None:
    _, (picture,) = shown_by("contributions")
    every, at_the_end = picture.numbers["runs"].values()
    assert (f"{at_the_end[0]:.4f}", f"{at_the_end[-1]:.4f}") == ("0.0004", "1.7354")
    assert "contributes 0.0004 against 1.7354" in TEXT
    assert min(every) > 0.1 and every[-1] == at_the_end[-1]


def test_matrices_stretch_and_vanish_as_the_text_says() -> None:
    space, _ = shown_by("largest stretch")
    W = {name: np.array(matrix, dtype=float) for name, matrix in space["matrices"].items()}
    delta = np.array([0.6, 0.8])
    for name in "ABFH":
        singular = np.linalg.svd(W[name], compute_uv=False)
        assert singular[0] == pytest.approx(singular[1])
    for name in "CEG":
        assert np.linalg.norm(W[name], 2) >= 3
        assert np.linalg.norm(W[name].T @ delta) > 1
        assert abs(np.linalg.eigvals(W[name])).max() < 1
    assert abs(np.linalg.eigvals(W["D"])).max() == pytest.approx(1.1)


def test_slopes_of_at_most_1_never_enlarge_an_entry_but_can_undo_a_cancellation() -> None:
    W, g, s = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.ones(2), np.array([1.0, 0.5])
    assert (abs(g * s) <= abs(g)).all()
    assert np.linalg.norm(W.T @ g) == 0.0
    assert np.linalg.norm(W.T @ (g * s)) == 0.5
