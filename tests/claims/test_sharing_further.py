"""What the text of `07_sharing_further` claims is true of its own cells, and of random arrays."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from answers.derivatives import complex_step, differences
from answers.sharing_further.long_chains import truncated

from autograder.build.source import read_sources
from autograder.build.times import LONGER, WORDS_A_MINUTE
from autograder.catalogue import CATALOGUE
from backhand.convolution import banded_matrix

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
TEXT = (SOLUTIONS / "07_sharing_further.md").read_text(encoding="utf-8")
Space = dict[str, Any]


@cache
def ran(part: str) -> Space:
    """The names after the solved cells of a part ran, what they drew, and what they printed."""
    drawn: list[Any] = []
    printed: list[str] = []
    space: Space = {}
    cells = read_sources(SOLUTIONS)["07_sharing_further"].cells
    exec(next(c.source for c in cells if c.cell_type == "code"), space)
    space |= {
        "display": drawn.append,
        "print": lambda *said: printed.append(" ".join(map(str, said))),
    }
    here = ""
    for cell in cells:
        if cell.cell_type != "code":
            here = (re.findall(r"^## (.)", cell.source, re.M) or [here])[-1]
        elif here == part and "check(" not in cell.source:
            exec(cell.source, space)
    return {**space, "drawn": drawn, "printed": printed}


def runs(part: str, key: str, name: str) -> dict[str, Any]:
    """The lines of the picture that has such a line."""
    found = [picture.numbers.get(key, {}) for picture in ran(part)["drawn"]]
    return next(lines for lines in found if name in lines)


def test_what_is_named_for_three_hours_takes_about_that() -> None:
    def as_words(code: re.Match[str]) -> str:
        """A word for each word that reads as long as the exercise takes."""
        checked = re.findall(r'^check\("(\w+)"', code[0], re.M)
        return "word " * int(sum(CATALOGUE[name].minutes for name in checked) * WORDS_A_MINUTE)

    text = re.sub(r"^```.*?^```$", as_words, TEXT, flags=re.M | re.S)
    named = r"^#+ (?:[ACD]\.|A[1-5]|B[4-6]|[CD]\d)"
    parts = (p for p in re.split(r"^(?=##)", text, flags=re.M) if re.match(named, p))
    least = sum(len(part.split()) for part in parts) / WORDS_A_MINUTE
    assert least < 180 < LONGER * least
    assert "If you have three hours, take A1 to A5, B4 to B6, C and D." in TEXT


# ---- A -----------------------------------------------------------------------------------------


def test_the_matrix_of_three_weights_has_48_entries_of_which_30_are_0() -> None:
    C = banded_matrix(np.array([0.5, -2.0, 3.0]), 8)
    assert (C.size, int((C == 0).sum()), int((C != 0).sum())) == (48, 30, 18)
    assert len(set(C[C != 0])) == 3
    assert "of 48 entries, 30 are bound to be 0, and the other 18 lie in a band" in TEXT


def test_the_inputs_gradient_is_a_convolution_with_the_kernel_turned_round() -> None:
    rng = np.random.default_rng(3)
    w, delta, forward = rng.normal(size=4), rng.normal(size=6), ran("A")["convolution"]
    back = forward(np.pad(delta, 3), w[::-1], 0.0, 1, 0)
    np.testing.assert_allclose(back, banded_matrix(w, 9).T @ delta)


def test_the_tangent_of_the_figure_touches_the_loss() -> None:
    rng, A = np.random.default_rng(81), ran("A")
    w, x = rng.normal(size=3), rng.normal(size=8)
    assert "rng = np.random.default_rng(81)\nw, x = rng.normal(size=3), rng.normal(size=8)" in TEXT
    slopes = differences(lambda v: 0.5 * np.sum(A["convolution"](v, w, 0.0, 1, 0) ** 2), x)
    np.testing.assert_allclose(A["dx"], slopes, atol=1e-6)


def test_a_stride_of_2_leaves_every_second_weight_and_puts_a_zero_between_two_deltas() -> None:
    w, delta = np.array([0.5, -2.0, 3.0, 1.5]), np.array([7.0, 2, 3, 5])
    C = banded_matrix(w, 8, stride=2, padding=1)
    assert {tuple(c[c != 0]) for c in C.T[1:-1]} == {tuple(w[[2, 0]]), tuple(w[[3, 1]])}
    assert list(C[0, :3]) == list(w[1:]) and list(C[-1, -3:]) == list(w[:3])
    spread = np.zeros(7)
    spread[::2] = delta
    np.testing.assert_allclose(np.convolve(spread, w)[1:-1], C.T @ delta)


# ---- B -----------------------------------------------------------------------------------------


def test_some_data_pass_the_friends_test_with_every_matrix() -> None:
    rng = np.random.default_rng(5)
    X, S = np.array([[1.0, 1], [1, -1]]), np.eye(2)
    np.testing.assert_allclose(X.T @ X / 2, S)
    for W in rng.normal(size=(20, 1, 2)):
        np.testing.assert_allclose(S @ W.T @ W, W.T @ W @ S)
        A = X @ W.T
        slopes = differences(lambda V: ((X @ V.T @ V - X) ** 2).sum() / 4, W)
        np.testing.assert_allclose(2 * A.T @ (A @ W - X) / 2, slopes, atol=1e-6)


def test_with_one_entry_changed_the_friends_line_is_wrong() -> None:
    slopes, line = (
        np.array(said.partition("[")[2].rstrip("]").split(), float) for said in ran("B")["printed"]
    )
    assert abs(slopes - line).min() > 1


def test_there_is_a_row_that_is_read_once_and_one_that_is_never_read() -> None:
    (ids,) = re.findall(r"ids, G = np.array\(\[(.*?)\]", TEXT)
    counts = np.bincount(list(map(int, ids.split(", "))), minlength=8)
    assert {0, 1} <= set(counts) and counts[6] == 3


def test_the_buffered_line_keeps_the_last_read_and_is_right_without_repetitions() -> None:
    assert ran("B")["dE"].tolist() == [[10, 20], [0, 0]]
    G, dE = np.random.default_rng(1).normal(size=(4, 2)), np.zeros((4, 2))
    dE[[0, 1, 2, 3]] += G
    np.testing.assert_array_equal(dE, ran("B")["table_gradient"](G, [0, 1, 2, 3], 4))


def test_at_both_ends_no_row_is_zero_and_most_are_at_the_reading_end() -> None:
    rng = np.random.default_rng(2)
    Delta, E, ids = rng.normal(size=(3, 9)), rng.normal(size=(9, 4)), np.array([2, 7, 2])
    _, dE = ran("B")["table_at_both_ends"](Delta, ids, E)
    reading = ran("B")["table_gradient"](Delta @ E, ids, 9)
    assert (abs(dE).max(axis=1) > 0).all() and (abs(reading).max(axis=1) == 0).sum() == 7


# ---- C -----------------------------------------------------------------------------------------


def test_the_windows_printed_are_those_of_the_row() -> None:
    (row,) = re.findall(r"\$\$x = \((.*?)\), \\qquad \\text\{windows", TEXT)
    x = [int(v) for v in row.replace("\\", "").split(",")]
    windows = ",\\ ".join(f"({', '.join(map(str, x[k : k + 3]))})" for k in (0, 2, 4, 6))
    assert windows in TEXT


def test_the_picture_of_maxima_is_drawn_from_the_answer() -> None:
    assert ran("C")["drawn"][0].numbers["dx"] == [0, 0, 4, 0, 2, 0, 0, 0, 5]


def test_dropout_gives_the_input_on_average_over_the_masks() -> None:
    rng = np.random.default_rng(0)
    X, rate = np.array([[1.0, 0.0, 3.0]]), 0.3
    outputs = [ran("C")["dropout"](X, X, rng.random(X.shape) > rate, rate)[0] for _ in range(20000)]
    np.testing.assert_allclose(np.mean(outputs, axis=0), X, atol=0.05)


def test_neither_short_cut_gets_a_single_entry_right() -> None:
    blocks = ran("C")["drawn"][1].numbers["blocks"]
    assert [block["passed"] for block in blocks] == [False, False, True]
    assert min(np.min(block["errors"]) for block in blocks[:2]) > 1e-2
    assert "Neither of the short cuts gets a single entry right" in TEXT


def test_a_gradient_loses_its_mean_and_its_component_along_the_normalised_input() -> None:
    X, G = np.random.default_rng(8).normal(size=(2, 6, 3))
    r = 1 / X.std(axis=0)
    xhat = (X - X.mean(axis=0)) * r
    dX, _, _ = ran("C")["batch_norm_gradients"](G, xhat, r, np.ones(3))
    np.testing.assert_allclose(dX.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((dX * xhat).sum(axis=0), 0, atol=1e-12)


def test_the_bias_has_no_gradient_and_longer_weights_have_a_smaller_one() -> None:
    printed = ran("C")["printed"]
    sizes = [float(line.split()[-1]) for line in printed if "size" in line]
    assert np.isclose(sizes[0], 3 * sizes[1], rtol=1e-6)
    biases = [line.partition("[")[2].rstrip("]").split() for line in printed if "dL/db" in line]
    assert biases == [["0."] * 4] * 2


def test_the_gradient_is_at_right_angles_to_the_weights_and_a_step_makes_them_longer() -> None:
    C = ran("C")
    W, dW = C["W"], C["dZ"].T @ C["X"]  # those of 3w, which point the same way
    np.testing.assert_allclose((W * dW).sum(axis=1), 0, atol=1e-12)
    for rate in (0.01, 1.0, 100.0):
        longer = np.linalg.norm(W - rate * dW, axis=1) > np.linalg.norm(W, axis=1)
        assert longer.all()


# ---- D -----------------------------------------------------------------------------------------


def test_windows_agree_in_the_last_and_begin_anew_before_it() -> None:
    sizes = runs("D", "runs", "K = 5")
    five, ten, whole = (np.array(sizes[f"K = {K}"]) for K in (5, 10, 20))
    np.testing.assert_array_equal(five[15:], whole[15:])
    np.testing.assert_array_equal(ten[10:], whole[10:])
    for last in (4, 9, 14):
        assert five[last + 1] > 2 * five[last] and whole[last] > 2 * five[last]


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


# ---- E -----------------------------------------------------------------------------------------


def test_of_the_three_gradients_that_of_relu_alone_passes() -> None:
    E = ran("E")
    weights = [E[name] for name in ("W1", "b1", "W2")]
    found = {
        name: abs(E["scaling_component"](*weights, *E["gradients"](*case, *weights)))
        for name, case in E["cases"].items()
    }
    assert found["ReLU"].max() < 1e-14
    assert found["tanh"].min() > 0.05
    assert found["ReLU, slope forgotten"].max() > 0.04


def test_leaky_relu_and_the_identity_would_have_done_as_well() -> None:
    E = ran("E")
    weights = [E[name] for name in ("W1", "b1", "W2")]

    def worst(f: Any, slope: Any) -> float:
        return float(
            abs(E["scaling_component"](*weights, *E["gradients"](f, slope, *weights))).max()
        )

    assert worst(lambda Z: np.where(Z > 0, Z, 0.1 * Z), lambda Z: np.where(Z > 0, 1, 0.1)) < 1e-14
    assert worst(lambda Z: Z, np.ones_like) < 1e-14
    assert worst(lambda Z: 1 / (1 + np.exp(-Z)), lambda Z: np.exp(-Z) / (1 + np.exp(-Z)) ** 2) > 0.1


def test_a_wrong_delta_at_the_outputs_is_not_seen() -> None:
    E = ran("E")
    weights = W1, b1, W2 = [E[name] for name in ("W1", "b1", "W2")]
    X, relu = E["X"], E["relu"]
    Z, wrong = X @ W1.T + b1, np.random.default_rng(1).normal(size=(len(X), len(W2)))
    Delta1 = (wrong @ W2) * (Z > 0)
    gradients = Delta1.T @ X, Delta1.sum(axis=0), wrong.T @ relu(Z)
    assert abs(E["scaling_component"](*weights, *gradients)).max() < 1e-13


def test_equal_networks_start_at_one_loss_and_learn_differently() -> None:
    losses = runs("E", "losses", "c = 1")
    assert len({round(loss[0], 12) for loss in losses.values()}) == 1
    ends = sorted(loss[-1] for loss in losses.values())
    assert min(np.diff(ends)) > 0.01
    assert all(loss[-1] < loss[0] / 2 for loss in losses.values())


def test_after_the_best_factor_both_sides_of_a_unit_are_equally_long() -> None:
    E = ran("E")
    W1, b1, W2 = (E[name] for name in ("W1", "b1", "W2"))
    c = E["balancing_factors"](W1, b1, W2)
    into = np.linalg.norm(np.column_stack([W1, b1]) * c[:, None], axis=1)
    np.testing.assert_allclose(into, np.linalg.norm(W2 / c, axis=0))


def test_the_deltas_before_a_softmax_add_up_to_0() -> None:
    z, y = np.array([0.3, -1.0, 2.0]), np.array([0.0, 1.0, 0.0])
    delta = complex_step(lambda v: np.log(np.exp(v).sum()) - y @ v, z)
    assert abs(delta).min() > 0.01 and abs(delta.sum()) < 1e-14
