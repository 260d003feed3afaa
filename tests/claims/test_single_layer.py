"""What the text of `01_single_layer` says in numbers is so, and its picture can be drawn again."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import backhand as bh
from autograder.build.material import material
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Entries
from backhand import draw

ROOT = Path(__file__).parents[2]
TEXT = (material("solutions") / "01_single_layer.md").read_text(encoding="utf-8")


def said(*sentences: str) -> None:
    for sentence in sentences:
        assert sentence in TEXT, sentence


@pytest.fixture(scope="module")
def goal() -> tuple[dict[str, Any], Any]:
    """The program that draws the course's goal, and what its network reads."""
    program = runpy.run_path(str(ROOT / "tools" / "make_goal.py"))
    return program, program["reading"]()


def test_the_goal_is_what_a_network_of_the_last_notebook_reads(goal: Any, tmp_path: Path) -> None:
    said("twenty handwritten digits", "Above sixteen of them is the digit", "above the last four")
    program, made = goal
    picture = program["goal"](made)
    assert [len(title) for title in picture.numbers["titles"]] == [1] * 16 + [5] * 4
    (tmp_path / "goal.png").write_bytes(picture.to_png())
    drawn, kept = (
        np.asarray(Image.open(path).convert("RGBA"), dtype=float)
        for path in (tmp_path / "goal.png", program["TARGET"])
    )
    # Another version of Matplotlib may place letters a little differently.
    assert drawn.shape == kept.shape and np.abs(drawn - kept).mean() < 2


def test_it_reads_more_than_95_of_100_new_digits(goal: Any) -> None:
    said("It reads more than 95 of 100 new digits.")
    _, made = goal
    assert np.mean(made.read == made.labels) > 0.95


def test_the_worked_example_is_calculated_right() -> None:
    said(
        "$z = 2 \\cdot 3 + 1 = 7$ and $L = 49$",
        "= 14 \\cdot 3 = 42$",
        "$z = 7.003$ and $L = 49.042009$",
        "0.042009, which is 42.009 per unit",
        "$6 \\cdot 4 + 4 \\cdot 3 = 36$",
    )

    def loss(w: Any) -> Any:
        return np.sum((3 * w + 1) ** 2)

    assert loss(2.0) == 49 and bh.complex_step(loss, np.array(2.0)) == pytest.approx(42)
    assert loss(2.001) == pytest.approx(49.042009, rel=1e-12)
    assert (loss(2.001) - loss(2.0)) / 0.001 == pytest.approx(42.009)
    assert bh.complex_step(lambda t: t**2 * 3 * t, np.array(2.0)) == pytest.approx(36)


def test_the_sum_of_squares_is_not_the_square_of_the_sum() -> None:
    said("for $c = (1, 2)$ the loss is 2.5, not 4.5")
    c = np.array([1.0, 2.0])
    assert (0.5 * np.sum(c**2), 0.5 * np.sum(c) ** 2) == (2.5, 4.5)


def test_the_sigmoid_far_from_zero() -> None:
    said(
        "$\\sigma(40)$ is rounded to exactly 1",
        "about $4.2 \\cdot 10^{-18}$",
        "only about three correct digits",
    )
    assert 1 / (1 + np.exp(-40.0)) == 1
    assert f"{bh.sigmoid_derivative(np.array(40.0)):.1e}" == "4.2e-18"
    true = bh.sigmoid(np.array(-33.0))
    off = abs((1 - 1 / (1 + np.exp(-33.0))) - true) / true
    assert 5e-4 < off < 5e-3
    said("Its slope is largest at $z = 0$, where it is ¼")
    assert bh.sigmoid_derivative(np.linspace(-9, 9, 181)).max() == 0.25


def layer_of_the_figures() -> tuple[Any, ...]:
    """The x, b, W and y of the figure along the gradient, and of the step sizes."""
    rng = np.random.default_rng(4)
    x, b, W = rng.normal(size=4), rng.normal(size=3), rng.normal(size=(3, 4))
    return x, b, W, W @ x + b + rng.normal(size=3)


def test_steps_that_are_too_large_and_too_small() -> None:
    said(
        "falls a hundredfold each time $h$ becomes ten times smaller",
        "about 1e-5 or 1e-6, and smaller is *worse*",
        "The one-sided difference never gets as accurate.",
        "ordinary rounding, about 1e-16",
    )
    x, _, W, _ = layer_of_the_figures()
    exact = np.outer(1 - np.tanh(W @ x) ** 2, x)
    picture = draw.step_size_sweep(lambda W: np.sum(np.tanh(W @ x)), W, exact)
    h, errors = np.array(picture.numbers["h"]), picture.numbers["errors"]
    central = np.array(errors["central"])
    assert central[1:4] / central[:3] == pytest.approx(0.01, rel=0.2)
    assert h[central.argmin()] in (1e-5, 1e-6)
    assert central[-1] > 1e4 * central.min()
    assert min(errors["forward"]) > central.min()
    assert max(errors["complex step"][-5:]) < 1e-15


def test_formula_and_measured_gradient_differ_by_about_1e_10() -> None:
    said("A difference of around 1e-10")
    x, b, W, y = layer_of_the_figures()

    def loss(W: Any) -> Any:
        return np.sum(np.log(np.cosh(W @ x + b - y)))

    formula = np.outer(np.tanh(W @ x + b - y), x)
    difference = np.abs(bh.central_difference(loss, W, 1e-5) - formula).max()
    assert 1e-12 < difference < 1e-9


def test_against_the_gradient_the_loss_falls_and_then_rises() -> None:
    said("To the left, against the gradient, the loss first falls and then rises again.")
    x, b, W, y = layer_of_the_figures()
    G = np.outer(np.tanh(W @ x + b - y), x)
    d = G / np.linalg.norm(G)
    here, near, far = (np.log(np.cosh((W - s * d) @ x + b - y)).sum() for s in (0, 0.6, 2))
    assert near < here < far


def test_a_low_rank_has_two_causes() -> None:
    said("The gradient of one sample", "because all units have the same $\\delta$")
    rng = np.random.default_rng(0)
    X, Delta, same = rng.normal(size=(8, 5)), rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
    rank = np.linalg.matrix_rank
    assert rank(Delta[:1].T @ X[:1]) == 1 and rank(Delta.T @ X) == 3
    assert rank((same * np.ones(3)).T @ X) == 1


def test_targets_that_sum_to_1_leave_p_minus_y() -> None:
    said("If the targets sum to 1, softmax and cross-entropy together have $\\delta = p - y$.")
    z, y = np.array([0.3, -1.0, 0.8]), np.array([0.2, 0.5, 0.3])
    delta = bh.complex_step(lambda v: -y @ np.log(np.exp(v) / np.exp(v).sum()), z)
    np.testing.assert_allclose(delta, bh.softmax(z) - y)


PRINTED = [
    e.id
    for e in CATALOGUE.values()
    if e.notebook == "01_single_layer" and isinstance(e.task, Entries)
]


@pytest.mark.parametrize("name", PRINTED)
def test_no_printed_instance_hides_a_slip(name: str) -> None:
    """Where a slip changes an entry, it changes every number that depends on it."""
    task = CATALOGUE[name].task
    assert isinstance(task, Entries)
    expected, found = task.expected(), []
    for slip in task.own:
        assert slip.values is not None
        wrong = slip.values(expected)
        changed = {n for n, v in wrong.items() if not np.array_equal(v, expected[n])}
        assert changed, slip.clause
        found.append({n: np.asarray(wrong[n]).tolist() for n in changed})
    # Two slips with the same numbers could not be told apart.
    assert all(one not in found[:k] for k, one in enumerate(found))


def test_the_small_layer_has_no_number_that_could_be_another() -> None:
    numbers = np.concatenate(
        [np.ravel(v) for v in CATALOGUE["small_jacobians"].task.expected().values()]  # type: ignore[union-attr]
    )
    x, W = (5, -6), (2, -3, 4, 7)
    assert len({abs(n) for n in (*x, *W)} - {0, 1}) == 6
    assert {*x, *W} <= set(numbers)
