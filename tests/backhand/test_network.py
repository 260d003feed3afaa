"""A chain of layers, a shared layer and a recurrent one."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=25)
@given(sizes=st.lists(st.integers(1, 4), min_size=2, max_size=5), N=st.integers(1, 4), seed=seeds)
def test_backward_is_the_adjoint_of_forward_in_all_its_arguments(sizes, N, seed):
    rng = np.random.default_rng(seed)
    names = [("tanh", "sigmoid", "sin", "identity")[i % 4] for i in range(len(sizes) - 1)]
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    Ws, VWs = ([rng.normal(size=s) for s in shapes] for _ in range(2))
    bs, Vbs = ([rng.normal(size=s[0]) for s in shapes] for _ in range(2))
    X, VX = rng.normal(size=(2, N, sizes[0]))
    U = rng.normal(size=(N, sizes[-1]))
    pushed = bh.network_forward(
        X + 1e-30j * VX,
        [W + 1e-30j * V for W, V in zip(Ws, VWs, strict=True)],
        [b + 1e-30j * V for b, V in zip(bs, Vbs, strict=True)],
        names,
    ).post[-1]
    got = bh.network_backward(U, bh.network_forward(X, Ws, bs, names), Ws, names)
    pairs = [*zip(got.weights, VWs, strict=True), *zip(got.biases, Vbs, strict=True)]
    pulled = sum((g * V).sum() for g, V in [*pairs, (got.inputs, VX)])
    np.testing.assert_allclose((U * pushed.imag).sum() / 1e-30, pulled, rtol=1e-8, atol=1e-10)


def test_relu_network_by_central_difference(rng):
    Ws = [rng.normal(size=(6, 4)), rng.normal(size=(2, 6))]
    bs = [rng.normal(size=6), rng.normal(size=2)]
    X, Y = rng.normal(size=(5, 4)), rng.normal(size=(5, 2))

    def loss(W):
        trace = bh.network_forward(X, [W, Ws[1]], bs, ("leaky_relu", "identity"))
        return bh.half_squared_error(trace.post[-1], Y, "mean")

    trace = bh.network_forward(X, Ws, bs, ("leaky_relu", "identity"))
    assert np.abs(trace.pre[0]).min() > 1e-3  # no kink within the step
    upstream = bh.half_squared_error_gradient(trace.post[-1], Y, "mean")
    got = bh.network_backward(upstream, trace, Ws, ("leaky_relu", "identity"))
    assert bh.relative_error(got.weights[0], bh.central_difference(loss, Ws[0])) < 1e-8


def test_trace_and_gradients_have_one_entry_a_layer(rng):
    Ws, bs = [rng.normal(size=(3, 4)), rng.normal(size=(2, 3))], [np.zeros(3), np.zeros(2)]
    trace = bh.network_forward(rng.normal(size=(5, 4)), Ws, bs, "tanh")
    assert [Z.shape for Z in trace.pre] == [A.shape for A in trace.post] == [(5, 3), (5, 2)]
    got = bh.network_backward(np.ones((5, 2)), trace, Ws, "tanh")
    assert [g.shape for g in got.weights] == [(3, 4), (2, 3)]
    assert [g.shape for g in got.biases] == [(3,), (2,)]
    assert [d.shape for d in got.deltas] == [(5, 3), (5, 2)]
    assert got.inputs.shape == (5, 4)


def test_one_activation_may_stand_for_all_or_be_one_s_own(rng):
    cube = bh.Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    X, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)
    trace = bh.network_forward(X, [W, W], [b, b], cube)
    np.testing.assert_allclose(trace.post[0], bh.affine(X, W, b) ** 3)
    spelled_out = bh.network_forward(X, [W, W], [b, b], [cube, cube])
    np.testing.assert_array_equal(trace.post[1], spelled_out.post[1])


@settings(max_examples=20)
@given(N=st.integers(1, 3), n=st.integers(1, 4), T=st.integers(1, 5), seed=seeds)
def test_shared_backward_equals_the_complex_step(N, n, T, seed):
    rng = np.random.default_rng(seed)
    X, U = rng.normal(size=(2, N, n))
    W, b = rng.normal(size=(n, n)), rng.normal(size=n)

    def loss(X=X, W=W, b=b):
        return (U * bh.shared_forward(X, W, b, "tanh", T).post[-1]).sum()

    got = bh.shared_backward(U, bh.shared_forward(X, W, b, "tanh", T), W, "tanh")
    for gradient, measured in (
        (got.weight, bh.complex_step(lambda v: loss(W=v), W)),
        (got.bias, bh.complex_step(lambda v: loss(b=v), b)),
        (got.inputs, bh.complex_step(lambda v: loss(X=v), X)),
    ):
        np.testing.assert_allclose(gradient, measured, rtol=1e-9, atol=1e-12)
    assert len(got.deltas) == len(got.per_use) == T
    np.testing.assert_allclose(sum(got.per_use), got.weight, atol=1e-13)


@settings(max_examples=20)
@given(
    N=st.integers(1, 3), n=st.integers(1, 3), n_u=st.integers(1, 4), T=st.integers(1, 4), seed=seeds
)
def test_recurrent_backward_is_the_adjoint_of_forward(N, n, n_u, T, seed):
    rng = np.random.default_rng(seed)
    shapes = ((N, n), (T, N, n_u), (n, n), (n, n_u), (n,))
    at, along = ([rng.normal(size=s) for s in shapes] for _ in range(2))
    G = rng.normal(size=(T, N, n))
    moved = [a + 1e-30j * v for a, v in zip(at, along, strict=True)]
    pushed = np.stack(bh.recurrent_forward(*moved, "tanh").post).imag / 1e-30
    _, inputs, W, U, _ = at
    got = bh.recurrent_backward(G, bh.recurrent_forward(*at, "tanh"), inputs, W, U, "tanh")
    gradients = (got.h0, got.inputs, got.W, got.U, got.b)
    pulled = sum((g * v).sum() for g, v in zip(gradients, along, strict=True))
    np.testing.assert_allclose((G * pushed).sum(), pulled, rtol=1e-8, atol=1e-10)


def test_recurrent_inputs_may_be_a_tuple_of_steps(rng):
    h0, W, U, b = (rng.normal(size=s) for s in ((5, 3), (3, 3), (3, 2), (3,)))
    inputs = rng.normal(size=(4, 5, 2))
    stacked = bh.recurrent_forward(h0, inputs, W, U, b, "tanh")
    listed = bh.recurrent_forward(h0, tuple(inputs), W, U, b, "tanh")
    np.testing.assert_array_equal(stacked.post[-1], listed.post[-1])
    G = rng.normal(size=(4, 5, 3))
    one = bh.recurrent_backward(G, stacked, inputs, W, U, "tanh")
    other = bh.recurrent_backward(tuple(G), listed, list(inputs), W, U, "tanh")
    np.testing.assert_array_equal(one.W, other.W)
    with pytest.raises(ValueError, match="3 upstreams|4 upstreams"):
        bh.recurrent_backward(G[:3], stacked, inputs, W, U, "tanh")


LOSSES_WITH_TARGETS = {
    "half_squared_error": np.ones((5, 2)),
    "mean_squared_error": np.ones((5, 2)),
    "binary_cross_entropy": np.ones((5, 2)) / 4,
    "softmax_cross_entropy": np.eye(2)[[0, 1, 1, 0, 1]],
}


@pytest.mark.parametrize("loss", LOSSES_WITH_TARGETS)
def test_one_call_gives_the_loss_and_all_gradients(rng, loss):
    X, Y = rng.normal(size=(5, 4)), LOSSES_WITH_TARGETS[loss]
    weights, biases = [rng.normal(size=(3, 4)), rng.normal(size=(2, 3))], [np.ones(3), np.ones(2)]
    activations = [bh.tanh, "identity"]

    def of(parameters):
        W, b = parameters[:2], parameters[2:]
        return bh.network_loss_and_gradients(X, Y, W, b, activations, loss)

    value, gradients = of([*weights, *biases])
    output = bh.network_forward(X, weights, biases, activations).post[-1]
    assert value == bh.LOSSES[loss].function(output, Y)
    assert gradients.inputs is None
    numeric = bh.numerical_gradients(lambda p: of(p).loss, [*weights, *biases])
    for a, n in zip((*gradients.weights, *gradients.biases), numeric, strict=True):
        assert bh.relative_error(a, n) < 1e-8
    asked = bh.network_loss_and_gradients(X, Y, weights, biases, activations, loss, inputs=True)
    of_inputs = bh.central_difference(
        lambda x: bh.network_loss_and_gradients(x, Y, weights, biases, activations, loss).loss, X
    )
    assert bh.relative_error(asked.gradients.inputs, of_inputs) < 1e-8


def test_the_gradient_of_the_input_can_be_left_out(rng):
    X, weights, biases = rng.normal(size=(5, 4)), [rng.normal(size=(3, 4))], [np.ones(3)]
    trace = bh.network_forward(X, weights, biases, "tanh")
    with_it = bh.network_backward(np.ones((5, 3)), trace, weights, "tanh")
    without = bh.network_backward(np.ones((5, 3)), trace, weights, "tanh", inputs=False)
    assert with_it.inputs.shape == X.shape
    assert without.inputs is None
    np.testing.assert_array_equal(without.weights[0], with_it.weights[0])


def test_an_activation_of_ones_own_is_held_to_its_shape(rng):
    X, weights, biases = rng.normal(size=(5, 4)), [rng.normal(size=(3, 4))], [np.ones(3)]
    total = bh.Activation("total", lambda z: z.sum(), lambda z: np.ones_like(z))
    with pytest.raises(ValueError, match="what total returns of shape .*entry by entry"):
        bh.network_forward(X, weights, biases, total)


@pytest.mark.parametrize("name", sorted(bh.ACTIVATIONS))
def test_the_one_call_agrees_with_forward_and_backward(rng, name):
    X, Y, Ws = rng.normal(size=(5, 4)), rng.normal(size=(5, 2)), [rng.normal(size=(3, 4)) / 4]
    Ws, bs = [*Ws, rng.normal(size=(2, 3)) / 4], [rng.normal(size=3) / 4, np.zeros(2)]
    given = [array.copy() for array in (X, Y, *Ws, *bs)]
    loss, found = bh.network_loss_and_gradients(X, Y, Ws, bs, name, inputs=True)
    trace = bh.network_forward(X, Ws, bs, name)
    expected = bh.network_backward(trace.post[-1] - Y, trace, Ws, name)
    for got, right in zip(found, expected, strict=True):
        np.testing.assert_array_equal(np.concatenate([np.ravel(g) for g in got]),
                                      np.concatenate([np.ravel(r) for r in right]))  # fmt: skip
    assert loss == bh.half_squared_error(trace.post[-1], Y)
    for before, now in zip(given, (X, Y, *Ws, *bs), strict=True):
        np.testing.assert_array_equal(before, now)


@pytest.mark.parametrize("name", sorted(bh.ACTIVATIONS))
def test_an_overflow_in_a_hidden_layer_is_told_though_the_activation_hides_it(name):
    W = [[[1e200]], [[1.0]]]
    with pytest.raises(ValueError, match="finite result of the network"):
        bh.network_loss_and_gradients([[-1e200]], [[0]], W, [[0], [0]], [name, "identity"])


def test_gradients_are_finite_though_the_norms_on_the_way_are_not():
    found = bh.network_loss_and_gradients([[1e160]], [[0]], [[[1e-160]]], [[0]], "identity")
    np.testing.assert_allclose(found.gradients.weights[0], [[1e160]])
    with pytest.raises(ValueError, match="finite result of the gradients"):
        bh.network_loss_and_gradients([[1e160]], [[1e150]], [[[0.0]]], [[0]], "identity")


def test_a_trace_of_other_activations_is_refused(rng):
    X, W, U, b = *rng.normal(size=(3, 4, 4)), np.zeros(4)
    trace = bh.network_forward(X, [W, W], [b, b], ["tanh", "relu"])
    says = "expected activation 'relu' for layer 1, as in the forward pass, got 'tanh'; likely"
    with pytest.raises(ValueError, match=says):
        bh.network_backward(X, trace, [W, W], bh.tanh)
    with pytest.raises(ValueError, match="'tanh' for layer 0"):
        bh.shared_backward(X, bh.shared_forward(X, W, b, "tanh", 2), W, "sin")
    steps = bh.recurrent_forward(X, [X, X], W, U, b, "tanh")
    with pytest.raises(ValueError, match="'tanh' for layer 0"):
        bh.recurrent_backward([X, X], steps, [X, X], W, U, "sin")


def test_a_trace_of_other_weights_is_refused_and_equal_ones_are_not(rng):
    X, W, U, b = *rng.normal(size=(3, 4, 4)), np.zeros(4)
    trace = bh.network_forward(X, [W, W], [b, b], "tanh")
    bh.network_backward(X, trace, [W.copy(), W.tolist()], "tanh")
    with pytest.raises(ValueError, match=r"weights\[1\] as in the forward pass.* a step was taken"):
        bh.network_backward(X, trace, [W, W - 0.1 * U], "tanh")
    uses = bh.shared_forward(X, W, b, "tanh", 2)
    with pytest.raises(ValueError, match="expected W as in the forward pass"):
        bh.shared_backward(X, uses, W.T, "tanh")
    steps = bh.recurrent_forward(X, [X, X], W, U, b, "tanh")
    with pytest.raises(ValueError, match="expected W as in the forward pass"):
        bh.recurrent_backward([X, X], steps, [X, X], W + 0.1, U, "tanh")


def test_what_a_trace_remembers_is_no_field_of_it(rng):
    X, W, b = *rng.normal(size=(2, 4, 4)), np.zeros(4)
    trace = bh.network_forward(X, [W], [b], bh.tanh)
    assert trace.activations == pickle.loads(pickle.dumps(trace)).activations == ("tanh",)
    assert len(trace) == 3 and "tanh" not in repr(trace)
    # One that was put together by hand has nothing to compare with.
    by_hand = bh.Trace(*trace)
    assert by_hand.activations == ()
    bh.network_backward(X, by_hand, [W], "sin")
