"""A table of rows: the scatter-add is the adjoint of reading, also where rows repeat."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
E, IDS, G = np.ones((3, 4)), [2, 0, 2, 1, 2], np.ones((5, 4))


@settings(max_examples=25)
@given(sizes, sizes, st.sampled_from([(1,), (7,), (2, 3), (), (0,)]), seeds)
def test_vjp_is_the_adjoint_of_reading(rows, d, shape, seed):
    rng = np.random.default_rng(seed)
    ids = rng.integers(rows, size=shape)
    V, G = rng.normal(size=(rows, d)), rng.normal(size=(*shape, d))
    pulled = bh.embedding_vjp(G, ids, rows)
    np.testing.assert_allclose((G * bh.embedding(ids, V)).sum(), (pulled * V).sum(), atol=1e-12)


@settings(max_examples=25)
@given(sizes, sizes, sizes, seeds)
def test_vjp_equals_the_complex_step(N, rows, d, seed):
    rng = np.random.default_rng(seed)
    ids, E, G = rng.integers(rows, size=N), rng.normal(size=(rows, d)), rng.normal(size=(N, d))

    def loss(E):
        return (G * bh.embedding(ids, E) ** 2).sum()

    right = bh.embedding_vjp(2 * G * bh.embedding(ids, E), ids, rows)
    assert bh.relative_error(right, bh.complex_step(loss, E)) < 1e-12


def test_a_row_that_is_read_twice_adds_both_and_one_that_is_not_gets_zero(rng):
    G = rng.normal(size=(5, 4))
    dE = bh.embedding_vjp(G, [2, 0, 2, 4, 2], 5)
    np.testing.assert_allclose(dE[2], G[0] + G[2] + G[4])
    np.testing.assert_array_equal(dE[[0, 4]], G[[1, 3]])
    np.testing.assert_array_equal(dE[[1, 3]], 0)


def test_reading_and_writing_are_products_with_one_hot_rows(rng):
    ids, E, G = rng.integers(6, size=9), rng.normal(size=(6, 3)), rng.normal(size=(9, 3))
    S = np.eye(6)[ids]
    np.testing.assert_allclose(bh.embedding(ids, E), S @ E)
    np.testing.assert_allclose(bh.embedding_vjp(G, ids, 6), S.T @ G)


def test_sequences_of_ids_are_read_as_one_long_list(rng):
    ids, E = rng.integers(6, size=(4, 2)), rng.normal(size=(6, 3))
    Z, G = bh.embedding(ids, E), rng.normal(size=(4, 2, 3))
    assert Z.shape == (4, 2, 3)
    np.testing.assert_array_equal(Z.reshape(8, 3), bh.embedding(ids.ravel(), E))
    at_once = bh.embedding_vjp(G, ids, 6)
    np.testing.assert_array_equal(at_once, bh.embedding_vjp(G.reshape(8, 3), ids.ravel(), 6))


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.int64])
def test_whole_numbers_of_any_type_are_ids_and_entries(dtype):
    ids, E = np.array([1, 1], dtype), np.array([[1, 2], [3, 4]], dtype)
    Z, dE = bh.embedding(ids, E), bh.embedding_vjp(E, ids, 2)
    assert Z.dtype == dE.dtype == np.float64
    np.testing.assert_array_equal(Z, [[3, 4], [3, 4]])
    np.testing.assert_array_equal(dE, [[0, 0], [4, 6]])


def test_the_rows_read_are_a_copy_and_inputs_stay_as_they_were(rng):
    ids, E, G = np.array([1, 1]), rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    before = ids.copy(), E.copy(), G.copy()
    bh.embedding(ids, E)[:] = 0
    bh.embedding_vjp(G, ids, 3)[:] = 0
    for now, then in zip((ids, E, G), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: bh.embedding([1.0, 2.0], E), TypeError, "ids of integers, got dtype float64"),
        (lambda: bh.embedding([True], E), TypeError, "ids of integers, got dtype bool"),
        (lambda: bh.embedding(["a"], E), TypeError, "ids as an array of numbers"),
        (lambda: bh.embedding([[1], [1, 2]], E), ValueError, "ragged"),
        (lambda: bh.embedding([0, -1], E), ValueError, "ids from 0 to 2, got -1; .*count from 1"),
        (lambda: bh.embedding([0, 3], E), ValueError, "ids from 0 to 2, got 3; .*too few rows"),
        (lambda: bh.embedding(IDS, E[0]), ValueError, r"E of shape \(n_rows, d\)"),
        (lambda: bh.embedding(IDS, E * np.nan), ValueError, "E to be finite, got nan"),
        (lambda: bh.embedding(E, IDS), ValueError, "E of shape"),
        (lambda: bh.embedding_vjp(G, [0.5] * 5, 3), TypeError, "ids of integers"),
        (lambda: bh.embedding_vjp(G, IDS, 2), ValueError, "ids from 0 to 1, got 2"),
        (lambda: bh.embedding_vjp(G, [-1] * 5, 3), ValueError, "got -1"),
        (lambda: bh.embedding_vjp(G, IDS[:4], 3), ValueError, r"G of shape \(4, 4\), got \(5, 4\)"),
        (lambda: bh.embedding_vjp(G[0], IDS, 3), ValueError, r"one row of G for each id"),
        (lambda: bh.embedding_vjp(1.0, IDS, 3), ValueError, r"one row of G for each id"),
        (lambda: bh.embedding_vjp(G * np.inf, IDS, 3), ValueError, "G to be finite"),
        (lambda: bh.embedding_vjp(G, IDS, E), TypeError, "rows to be an integer"),
        (lambda: bh.embedding_vjp(G, IDS, 0), ValueError, "rows >= 1"),
    ],
)
def test_wrong_arguments_get_one_line(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
