"""The picture of a shared matrix says which weight stands where, and what is no weight."""

from __future__ import annotations

import numpy as np
import pytest

from backhand import draw
from backhand.figures import canvas
from backhand.figures.render_matrix import LIGHT

W = np.array([0.5, -2.0, 3.0])


def banded(n_out=3):
    C = np.zeros((n_out, n_out + 2))
    for i in range(n_out):
        C[i, i : i + 3] = W
    return C


def test_the_table_has_the_weights_where_they_stand():
    assert draw.shared_matrix(banded(), W).table == (
        ("", "x₀", "x₁", "x₂", "x₃", "x₄"),
        ("z₀", "w₀", "w₁", "w₂", "0", "0"),
        ("z₁", "0", "w₀", "w₁", "w₂", "0"),
        ("z₂", "0", "0", "w₀", "w₁", "w₂"),
    )


def test_the_alternative_text_names_every_row():
    alt = draw.shared_matrix(banded(), W).alt
    assert "z₁: 0, w₀, w₁, w₂, 0" in alt and "3 weights" in alt


def test_each_weight_has_a_colour_of_its_own_at_every_place():
    picture = draw.shared_matrix(banded(), W)
    patches = np.reshape(picture.figure.axes[0].patches, (3, 5))
    filled = {(i, j): patches[i, j].get_facecolor() for i in range(3) for j in range(5)}
    for a in range(3):
        assert len({filled[i, i + a] for i in range(3)}) == 1
    assert len({filled[0, a] for a in range(3)}) == 3
    assert filled[0, 4][3] == 0  # a zero is left empty


def test_an_entry_that_is_no_weight_is_shown_as_a_number():
    C = banded()
    C[0, 4] = -0.25
    assert draw.shared_matrix(C, W).table[1][-1] == "−0.25"


def test_black_stands_out_on_every_colour_of_a_cell():
    for colour in canvas.COLOURS:
        light = canvas.mixed(np.array(LIGHT), colour, "#FFFFFF")
        assert (float(canvas.luminance(light)) + 0.05) / 0.05 >= 4.5


@pytest.mark.parametrize("weights", [[1.0, 1.0], [0.0, 2.0]])
def test_weights_that_cannot_be_told_apart_are_one_line(weights):
    with pytest.raises(ValueError, match="expected weights that differ"):
        draw.shared_matrix(np.ones((2, 2)), weights)


def test_a_matrix_that_is_too_large_for_a_page_is_one_line():
    with pytest.raises(ValueError, match="expected at most 13 rows and columns"):
        draw.shared_matrix(np.ones((2, 14)), [1.0])
