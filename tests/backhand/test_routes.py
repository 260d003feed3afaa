"""The picture of maxima says which entry each window chose, and what comes back to it."""

from __future__ import annotations

import numpy as np
import pytest

from backhand import draw

X, G = [2.0, -4.0, 6.0, 1.0, 5.0, 3.0], [7.0, -3.0]


def test_an_entry_of_two_windows_is_chosen_by_both():
    picture = draw.maximum_routes(X, 3, 2, G, [0, 0, 4, 0, 0, 0])
    assert picture.numbers["winners"] == [2, 2]
    assert picture.table[0] == ("entry", "value", "chosen by windows", "∂L/∂x")
    assert picture.table[3] == ("2", "6", "0, 1", "4")
    assert "window 1 holds 6, 1, 5, of which it chooses entry 2, and -3 comes back" in picture.alt


def test_the_first_of_equal_entries_is_chosen():
    assert draw.maximum_routes([1, 5, 5, 2], 4).numbers["winners"] == [1]


def test_without_a_gradient_nothing_is_said_to_come_back():
    assert draw.maximum_routes(X, 3).alt.endswith(
        "window 0 holds 2, -4, 6, of which it chooses entry 2; "
        "window 1 holds 1, 5, 3, of which it chooses entry 4."
    )


def test_numbers_have_as_many_digits_as_a_box_has_room_for():
    def texts(*x):
        return {text.get_text() for text in draw.maximum_routes(x, 2).figure.axes[0].texts}

    assert {"−1.23", "0.457"} <= texts(-1.234, 0.4567)
    assert {"−0.5", "0.46"} <= texts(*[-0.5432, 0.4567] * 7)


def test_windows_lie_side_by_side_without_a_stride():
    assert draw.maximum_routes(X, 3).numbers["starts"] == [0, 3]


def test_each_output_has_one_heavy_line():
    lines = draw.maximum_routes(X, 3, 2).figure.axes[0].lines
    heavy = [line for line in lines if line.get_linewidth() > 1]
    assert len(lines) == 6 and len(heavy) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"size": 7}, "at most 6 entries, got size 7"),
        ({"size": 3, "g": np.ones(3)}, "g of shape"),
        ({"size": 3, "dx": np.ones(5)}, "one per input"),
        ({"size": 0}, "size >= 1"),
    ],
)
def test_what_does_not_fit_is_one_line(given, words):
    with pytest.raises(ValueError, match=words):
        draw.maximum_routes(X, **given)


def test_the_graph_of_batch_norm_has_two_ways_from_x_and_from_c():
    arrows = [(start, end) for start, end, _ in draw.batch_norm_graph().table[1:]]
    assert {end for start, end in arrows if start == "x"} == {"μ", "c"}
    assert {end for start, end in arrows if start == "c"} == {"v", "x̂"}


def test_only_the_gradient_with_both_detours_is_right():
    rng = np.random.default_rng(3)
    (X, G), gamma, eps = rng.normal(size=(2, 5, 3)), rng.normal(size=3), 0.1
    r = 1 / np.sqrt(X.var(axis=0) + eps)
    xhat = (X - X.mean(axis=0)) * r
    without = gamma * r * (G - G.mean(axis=0))
    both = without - gamma * r * xhat * (G * xhat).mean(axis=0)
    picture = draw.batch_norms_compared({"without": without, "both": both}, G, X, gamma, eps)
    passed = {block["name"]: block["passed"] for block in picture.numbers["blocks"]}
    assert passed == {"without": False, "both": True}


def test_a_candidate_for_another_batch_is_one_line():
    with pytest.raises(ValueError, match="summed over the samples"):
        draw.batch_norms_compared({"a": [1.0]}, np.ones((3, 1)), np.ones((3, 1)), [1.0], 0.1)
