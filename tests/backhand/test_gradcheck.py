"""Numerical derivatives, and the report that compares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh

METHODS = [bh.forward_difference, bh.central_difference, bh.complex_step]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 3)])
def test_all_entries_are_measured_and_x_is_left_alone(rng, method, shape):
    x = np.asarray(rng.normal(size=shape))
    before = x.copy()
    measured = method(lambda v: (np.sin(v) * v).sum(), x)
    assert measured.shape == shape and measured.dtype == np.float64
    np.testing.assert_allclose(measured, np.sin(x) + x * np.cos(x), atol=1e-6)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("method", METHODS)
def test_a_function_that_changes_its_argument_does_no_harm(method):
    x = np.array([0.3, 0.7])

    def careless(v):
        v *= 2.0
        return (v**2).sum()

    np.testing.assert_allclose(method(careless, x), 8 * x, rtol=1e-6)
    np.testing.assert_array_equal(x, [0.3, 0.7])


@pytest.mark.parametrize("method", METHODS[:2])
def test_a_step_that_rounding_loses_is_refused_and_gives_no_slope_of_0(method):
    def loss(x):
        return (3 * x).sum()

    with pytest.raises(ValueError, match="step h that changes x, got .* beside an entry -1e.12;"):
        method(loss, [1.0, -1e12])
    np.testing.assert_allclose(method(loss, [1.0, -1e12], h=1e6), [3, 3])


@pytest.mark.parametrize("method", METHODS)
def test_integers_are_differentiated_as_floats(method):
    assert method(lambda v: v[0] ** 2, np.array([3])) == pytest.approx(6, rel=1e-6)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(1e-200, 1e150))
def test_relative_error_is_symmetric_bounded_and_free_of_scale(seed, scale):
    a, n = np.random.default_rng(seed).normal(size=(2, 3, 2))
    error = bh.relative_error(a, n)
    assert 0 < error <= 1
    assert bh.relative_error(n, a) == pytest.approx(error)
    assert bh.relative_error(scale * a, scale * n) == pytest.approx(error, rel=1e-9)
    assert bh.relative_error(a, a) == 0
    assert bh.relative_error(a, -a) == pytest.approx(1)


def test_relative_error_of_two_zeros_is_zero_and_of_one_is_one():
    assert bh.relative_error(np.zeros(3), np.zeros(3)) == 0
    assert bh.relative_error(np.zeros(3), np.ones(3)) == 1


def test_entry_errors_have_a_floor_that_follows_the_block():
    n = np.array([100.0, 0.0])
    errors = bh.entry_errors(np.array([100.0, 1e-9]), n)
    assert errors[0] == 0
    assert errors[1] == pytest.approx(1e-9 / 1e-6)
    assert bh.entry_errors(np.array([1e-9]), np.array([0.0])) == pytest.approx(0.1)


def test_a_small_wrong_block_is_not_hidden_by_a_large_right_one(rng):
    W, b = rng.normal(size=(300, 300)), 1e-4 * rng.normal(size=10)
    report = bh.check_gradients({"W": W, "b": -b}, {"W": W, "b": b})
    assert not report.passed
    assert [row.passed for row in report.rows] == [True, False]
    assert report.rows[1].error == pytest.approx(1)


def test_report_is_a_readable_table():
    report = bh.check_gradients(
        {"W1": [[1.0, 2.0]], "b1": [0.5, 0.5]}, {"W1": [[1.0, 2.5]], "b1": [0.5, 0.5]}
    )
    lines = str(report).splitlines()
    assert lines[0].split() == [
        "block",
        "shape",
        "rel.",
        "error",
        "worst",
        "at",
        "analytic",
        "numeric",
        "verdict",
    ]
    assert "W1" in lines[1] and "[0, 1]" in lines[1] and lines[1].endswith("not yet")
    assert lines[2].endswith("pass")
    assert lines[3] == "not yet: 1 of 2 blocks within 1e-06"
    assert str(bh.check_gradients({"b": [1.0]}, {"b": [1.0]})).splitlines()[-1].startswith("pass")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (np.ones((3, 2)), "a transpose"),
        (np.ones(6), "an axis"),
        (np.full((2, 3), np.nan), "finite"),
        (None, "NoneType"),
        (np.ones((2, 3)) * 1j, "expected real W, got complex"),
    ],
)
def test_an_answer_that_cannot_be_compared_does_not_pass(answer, says):
    report = bh.check_gradients({"W": answer}, {"W": np.ones((2, 3))})
    assert not report.passed
    assert says in str(report) and "not yet" in str(report)


def test_tolerance_is_inclusive_and_the_caller_s():
    answers = {"b": [1.0 + 1e-4]}, {"b": [1.0]}
    assert not bh.check_gradients(*answers).passed
    assert bh.check_gradients(*answers, tolerance=1e-3).passed


def test_a_report_is_true_only_if_all_blocks_pass():
    assert not bh.check_gradients({"W": [1.0], "b": [1.0]}, {"W": [1.0], "b": [2.0]})
    assert bh.check_gradients({"W": [1.0], "b": [1.0]}, {"W": [1.0], "b": [1.0]})


def test_a_block_without_entries_passes_and_is_called_empty():
    report = bh.check_gradients({"W": np.zeros((0, 3))}, {"W": np.zeros((0, 3))})
    assert report.passed and report.rows[0].note == "empty"
