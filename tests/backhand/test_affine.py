"""The affine layer: adjoint identities and the complex step, on rectangular shapes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh

sizes = st.integers(1, 5)


@settings(max_examples=25)
@given(sizes, sizes, sizes, st.integers(0, 2**32 - 1))
def test_vjp_is_the_adjoint_of_the_differential(N, n_in, n_out, seed):
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(N, n_in)), rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
    VX, VW, Vb = (rng.normal(size=v.shape) for v in (X, W, b))
    delta = rng.normal(size=(N, n_out))
    pushed = bh.affine(X + 1e-30j * VX, W + 1e-30j * VW, b + 1e-30j * Vb).imag / 1e-30
    dX, dW, db = bh.affine_vjp(delta, X, W)
    pulled = (dX * VX).sum() + (dW * VW).sum() + (db * Vb).sum()
    np.testing.assert_allclose((delta * pushed).sum(), pulled, rtol=1e-9, atol=1e-12)


@settings(max_examples=25)
@given(sizes, sizes, sizes, st.integers(0, 2**32 - 1))
def test_vjp_equals_the_complex_step(N, n_in, n_out, seed):
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(N, n_in)), rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
    delta = rng.normal(size=(N, n_out))

    def loss(X=X, W=W, b=b):
        return (delta * bh.affine(X, W, b)).sum()

    dX, dW, db = bh.affine_vjp(delta, X, W)
    assert bh.relative_error(dX, bh.complex_step(lambda v: loss(X=v), X)) < 1e-12
    assert bh.relative_error(dW, bh.complex_step(lambda v: loss(W=v), W)) < 1e-12
    assert bh.relative_error(db, bh.complex_step(lambda v: loss(b=v), b)) < 1e-12


def test_inputs_stay_as_they_were(rng):
    X, W, delta = rng.normal(size=(5, 4)), rng.normal(size=(3, 4)), rng.normal(size=(5, 3))
    before = [v.copy() for v in (X, W, delta)]
    bh.affine_vjp(delta, X, W)
    for now, then in zip((X, W, delta), before, strict=True):
        np.testing.assert_array_equal(now, then)
