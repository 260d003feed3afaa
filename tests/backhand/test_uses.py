"""Figures about shared weights say which arrow is which weight, and what each use contributes."""

from __future__ import annotations

import numpy as np
import pytest

from backhand import draw

RNG = np.random.default_rng(3)
W, (x, b, delta) = RNG.normal(size=(3, 3)), RNG.normal(size=(3, 3))


def test_two_uses_have_each_weight_on_two_arrows():
    names = [name for _, _, name in draw.two_uses().table[1:]]
    assert {name: names.count(name) for name in names if name != "none"} == {
        "w₁₁": 2,
        "w₁₂": 2,
        "w₂₁": 2,
        "w₂₂": 2,
    }
    assert ("x₂", "z₁⁽¹⁾", "w₁₂") in draw.two_uses().table


def test_a_recurrent_layer_reads_and_is_judged_at_every_step():
    arrows = draw.unrolled(2, losses="every").table[1:]
    assert ("u⁽²⁾", "h⁽²⁾", "U") in arrows and ("h⁽¹⁾", "ℓ⁽¹⁾", "none") in arrows
    assert ("h⁽¹⁾", "h⁽²⁾", "W, b") in arrows


@pytest.mark.parametrize("steps", [0, 5])
def test_another_number_of_steps_is_one_line(steps):
    with pytest.raises(ValueError, match="expected steps >= 1, got 0|expected 1 to 4 steps"):
        draw.unrolled(steps)


def test_the_sum_over_both_uses_is_right_and_a_single_use_is_not():
    use1, use2 = np.outer(W.T @ delta, x), np.outer(delta, W @ x + b)
    picture = draw.uses_compared({"use 1": use1, "both": use1 + use2}, W, x, b, delta)
    passed = {block["name"]: block["passed"] for block in picture.numbers["blocks"]}
    assert passed == {"use 1": False, "both": True}


def test_a_candidate_of_another_shape_is_one_line():
    with pytest.raises(ValueError, match="both"):
        draw.uses_compared({"both": W[:2]}, W, x, b, delta)


def test_a_contribution_is_the_size_of_the_outer_product():
    deltas, inputs = RNG.normal(size=(4, 2)), RNG.normal(size=(4, 3))
    sizes = draw.contributions({"run": (deltas, inputs)}).numbers["runs"]["run"]
    outer = [np.linalg.norm(np.outer(d, v)) for d, v in zip(deltas, inputs, strict=True)]
    np.testing.assert_allclose(sizes, outer, rtol=1e-5)


def test_a_step_that_contributes_nothing_is_left_out_of_the_line():
    picture = draw.contributions({"run": ([[0.0], [1.0]], [[1.0], [1.0]])})
    assert len(picture.figure.axes[0].lines[0].get_xdata()) == 1


def test_a_run_in_which_nothing_contributes_stays_in_the_legend():
    figure = draw.contributions({"run": ([[0.0]], [[1.0]]), "other": ([[1.0]], [[1.0]])}).figure
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["run", "other"]


def test_sizes_within_a_power_of_ten_have_numbers_on_their_axis():
    for smallest, scale in ((0.001, "log"), (0.6, "linear")):
        picture = draw.contributions({"run": ([[smallest], [1.0]], [[1.0], [1.0]])})
        axes = picture.figure.axes[0]
        assert axes.get_yscale() == scale
        low, high = axes.get_ylim()
        assert sum(low <= tick <= high for tick in axes.get_yticks()) >= 2


def test_deltas_and_inputs_that_do_not_belong_together_are_one_line():
    with pytest.raises(ValueError, match="a state too many or too few"):
        draw.contributions({"run": (np.ones((3, 2)), np.ones((4, 2)))})


IDS, SENT = [2, 0, 2, 3], np.array([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0], [5.0, 6.0]])
TABLE = np.array([[3.0, 4.0], [0.0, 0.0], [11.0, 22.0], [5.0, 6.0]])


def test_a_row_has_an_arrow_from_each_of_its_reads_and_their_sum():
    picture = draw.row_uses(IDS, SENT, TABLE, 2)
    assert picture.numbers["total"] == [11.0, 22.0] and picture.numbers["agrees"]
    arrows = [text for text in picture.figure.axes[0].texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == 2
    assert "ids[0], ids[2]" in picture.alt and "not the sum" not in picture.alt
    assert ("ids[1]", "0", "none") in picture.table and "(11.00, 22.00)" in picture.table[-1]


def test_a_row_that_loses_a_read_is_said_not_to_be_the_sum():
    lost = TABLE.copy()
    lost[2] = SENT[2]
    assert "(10.00, 20.00), which is not the sum" in draw.row_uses(IDS, SENT, lost, 2).alt


def test_a_row_that_nobody_reads_has_no_arrow():
    picture = draw.row_uses(IDS, SENT, TABLE, 1)
    assert picture.alt.startswith("None of the 4 reads") and picture.numbers["agrees"]


@pytest.mark.parametrize(
    ("ids", "gradient", "row", "told"),
    [
        (IDS[:3], TABLE, 2, "a read without a row of G"),
        (IDS, TABLE.T, 2, "it is transposed"),
        (IDS, TABLE, 4, "expected ids and row from 0 to 3"),
        ([2, 0, 2, 4], TABLE, 2, "expected ids and row from 0 to 3"),
        ([2, 0, 2, 0.5], TABLE, 2, "expected ids and row from 0 to 3"),
    ],
)
def test_reads_that_do_not_fit_the_table_are_one_line(ids, gradient, row, told):
    with pytest.raises(ValueError, match=told):
        draw.row_uses(ids, SENT, gradient, row)


def test_more_reads_than_fit_a_page_are_one_line():
    with pytest.raises(ValueError, match="expected 1 to 8 reads, got 9"):
        draw.row_uses([0] * 9, np.ones((9, 2)), TABLE, 0)
