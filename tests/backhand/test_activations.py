"""Activations: every derivative, and stability at the far ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import backhand as bh

matrices = arrays(float, st.tuples(st.integers(1, 4), st.integers(2, 5)), elements=st.floats(-4, 4))
SMOOTH = ["identity", "sigmoid", "tanh", "softplus", "square", "exp", "sin"]
KINKED = ["relu", "leaky_relu"]


def test_the_table_is_complete_and_read_only():
    assert sorted(bh.ACTIVATIONS) == sorted(SMOOTH + KINKED)
    with pytest.raises(TypeError):
        bh.ACTIVATIONS["swish"] = bh.ACTIVATIONS["tanh"]
    for name, activation in bh.ACTIVATIONS.items():
        assert activation.function is getattr(bh, name)
        assert activation.derivative is getattr(bh, f"{name}_derivative")


@pytest.mark.parametrize("name", SMOOTH)
@settings(max_examples=20)
@given(z=matrices, seed=st.integers(0, 2**32 - 1))
def test_vjp_equals_the_complex_step(name, z, seed):
    upstream = np.random.default_rng(seed).normal(size=z.shape)
    function = bh.ACTIVATIONS[name].function
    measured = bh.complex_step(lambda v: (upstream * function(v)).sum(), z)
    np.testing.assert_allclose(bh.elementwise_vjp(upstream, z, name), measured, atol=1e-12)


@pytest.mark.parametrize("name", SMOOTH)
@settings(max_examples=20)
@given(z=matrices, seed=st.integers(0, 2**32 - 1))
def test_vjp_is_the_adjoint_of_the_differential(name, z, seed):
    u, v = np.random.default_rng(seed).normal(size=(2, *z.shape))
    pushed = bh.ACTIVATIONS[name].function(z + 1e-30j * v).imag / 1e-30
    pulled = bh.elementwise_vjp(u, z, name)
    np.testing.assert_allclose((u * pushed).sum(), (pulled * v).sum(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", KINKED)
@settings(max_examples=20)
@given(z=matrices, seed=st.integers(0, 2**32 - 1))
def test_vjp_equals_the_central_difference_away_from_the_kink(name, z, seed):
    z = z + np.where(z < 0, -0.01, 0.01)
    upstream = np.random.default_rng(seed).normal(size=z.shape)
    function = bh.ACTIVATIONS[name].function
    measured = bh.central_difference(lambda v: (upstream * function(v)).sum(), z)
    np.testing.assert_allclose(bh.elementwise_vjp(upstream, z, name), measured, atol=1e-8)


def test_slopes_at_the_kink_are_the_ones_documented():
    assert bh.relu_derivative(0.0) == 0.0
    assert bh.leaky_relu_derivative(0.0) == 0.01
    assert bh.leaky_relu_derivative(-1.0, slope=0.2) == 0.2
    assert bh.leaky_relu(-3.0, slope=0.2) == pytest.approx(-0.6)


@pytest.mark.filterwarnings("error")
def test_no_overflow_and_no_lost_digits_far_out():
    far = np.array([-1e4, -800.0, -40.0, 40.0, 800.0, 1e4])
    np.testing.assert_allclose(bh.sigmoid(far), [0, 0, 4.248354255291589e-18, 1, 1, 1], rtol=1e-14)
    np.testing.assert_allclose(
        bh.softplus(far), [0, 0, 4.248354255291589e-18, 40, 800, 1e4], rtol=1e-14
    )
    slope = bh.sigmoid_derivative(far)
    assert slope[3] == pytest.approx(slope[2], rel=1e-14) and slope[2] > 0
    np.testing.assert_allclose(bh.softmax([[1e4, 0.0, -1e4]]), [[1, 0, 0]])


@pytest.mark.parametrize("name", SMOOTH + KINKED)
def test_a_number_a_list_and_integers_are_fine(name):
    function = bh.ACTIVATIONS[name].function
    assert float(function(2)) == pytest.approx(float(function([2.0])[0]))
    assert function([[1, 2]]).dtype == np.float64


def test_identity_does_not_hand_out_its_argument():
    z = np.ones(3)
    bh.identity(z)[0] = 7.0
    assert z[0] == 1.0


@settings(max_examples=25)
@given(Z=matrices, seed=st.integers(0, 2**32 - 1))
def test_softmax_vjp_by_complex_step_and_adjoint(Z, seed):
    u, v = np.random.default_rng(seed).normal(size=(2, *Z.shape))
    pulled = bh.softmax_vjp(u, Z)
    measured = bh.complex_step(lambda V: (u * bh.softmax(V)).sum(), Z)
    np.testing.assert_allclose(pulled, measured, atol=1e-13)
    pushed = bh.softmax(Z + 1e-30j * v).imag / 1e-30
    np.testing.assert_allclose((u * pushed).sum(), (pulled * v).sum(), atol=1e-12)
    by_jacobian = np.stack([bh.softmax_jacobian(z).T @ g for z, g in zip(Z, u, strict=True)])
    np.testing.assert_allclose(pulled, by_jacobian, atol=1e-13)
    np.testing.assert_allclose(bh.softmax(Z).sum(axis=1), np.ones(len(Z)))
