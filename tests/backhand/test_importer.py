"""What those who have never heard of Backhand try first: right numbers, or a line that helps."""

from __future__ import annotations

import copy
import math
import pickle
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import backhand as bh
from backhand import Loss, Node, draw, graph

RNG = np.random.default_rng(5)
X, Y = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 2))
WEIGHTS, BIASES = [RNG.normal(size=(5, 4)), RNG.normal(size=(2, 5))], [np.zeros(5), np.zeros(2)]
LAYERS = WEIGHTS[0], BIASES[0], WEIGHTS[1], BIASES[1]
ROW = np.ones(4), np.zeros(4)  # gamma and beta
NETWORK: dict[str, Any] = {
    "X": X,
    "Y": Y,
    "weights": WEIGHTS,
    "biases": BIASES,
    "activations": ["tanh", "identity"],
    "loss": "mean_squared_error",
}


class Frame:
    """A table of another library, which NumPy can read."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self.values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return np.asarray(self.values, dtype)


class OnTheGpu:
    """A tensor of another library, which NumPy cannot read."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        raise RuntimeError("it is on the GPU:\nuse .cpu()")


def found(**odd: Any) -> bh.LossAndGradients:
    return bh.network_loss_and_gradients(**{**NETWORK, **odd})


def net(**odd: Any) -> Callable[[], Any]:
    return lambda: found(**odd)


def own(function: Any, gradient: Any = lambda Z, Y: Z - Y) -> Callable[[], Any]:
    return net(loss=Loss("mine", function, gradient))


x = Node(2.0, "x")
#: What is called, what is raised, and what the message has to say.
TRIED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "samples in columns": (net(X=X.T), ValueError, r"likely X holds samples as columns: pass X\.T"),
    "in columns, one layer": (
        lambda: bh.affine(X.T, np.ones((3, 4)), np.zeros(3)), ValueError, r"pass X\.T",
    ),
    "targets as a vector": (
        lambda: bh.squared_error(X[:, :1], X[:, 0]), ValueError, r"pass Y\[:, None\]",
    ),
    "one target as a vector": (
        lambda: bh.squared_error(X[:1], X[0]), ValueError, r"pass Y\[None, :\]",
    ),
    "output and targets as vectors": (
        lambda: bh.squared_error(X[0], X[0]), ValueError, r"Z\[:, None\]; or .*Z\[None, :\]",
    ),
    "a number as output": (lambda: bh.squared_error(1.0, 1.0), ValueError, "a number was passed"),
    "no biases": (net(biases=None), TypeError, r"without biases: pass \[np\.zeros"),
    "numbers as biases": (net(biases=[0, 0]), ValueError, "numbers in place of vectors"),
    "a generator": (net(weights=iter(WEIGHTS)), TypeError, r"list\(weights\)"),
    "X and weights swapped": (net(X=WEIGHTS), ValueError, "a list of arrays where one is expected"),
    "a misspelt activation": (net(activations="Tahn"), ValueError, "likely 'tanh'"),
    "one in capitals": (net(activations="ReLU"), ValueError, "likely 'relu'"),
    "another library's name": (net(activations="linear"), ValueError, "likely 'identity'"),
    "one that is not here": (net(activations="gelu"), ValueError, r"Activation\(name, function"),
    "softmax in a layer": (net(activations="softmax"), TypeError, "softmax_cross_entropy"),
    "a layer without one": (net(activations=["tanh", None]), TypeError, 'pass "identity"'),
    "the short name of a loss": (net(loss="MSE"), ValueError, "likely 'mean_squared_error'"),
    "a loss for each sample": (own(lambda Z, Y: (Z - Y) ** 2), ValueError, "sum or mean"),
    "a loss that returns nothing": (own(lambda Z, Y: None), TypeError, "what the loss mine ret"),
    "a loss that is text": (own("mse"), TypeError, "loss mine to be a function, got str"),
    "a gradient of another shape": (
        own(lambda Z, Y: 1.0, lambda Z, Y: Z[0]), ValueError, r"loss mine of shape \(6, 2\)",
    ),
    "a missing value": (net(X=np.where(X > 1, np.nan, X)), ValueError, "likely a missing value"),
    "nan from a function": (
        lambda: bh.central_difference(lambda v: math.nan, [1.0]), ValueError, "got nan; likely",
    ),
    "a tensor elsewhere": (
        net(X=OnTheGpu()), TypeError, r"OnTheGpu, of which NumPy makes none \(it is on the GPU: us",
    ),
    "an activation of text": (
        net(activations=bh.Activation("mine", "tanh", bh.tanh_derivative)),  # type: ignore[arg-type]
        TypeError,
        r"as a function, got str",
    ),
    "a norm in a complex step": (
        lambda: bh.complex_step(np.linalg.norm, X), ValueError, "central_difference",
    ),
    "a real part in a complex step": (
        lambda: bh.complex_step(lambda v: v.sum().real, X), ValueError, r"float\(\.\.\.\)",
    ),
    "gradients with one too many": (
        lambda: bh.descend(lambda V, W: (V, W, W), lambda V, W: 1.0, *WEIGHTS, 1, 0.1),  # type: ignore[arg-type, return-value]
        ValueError,
        r"\(dW1, dW2\), got tuple",
    ),
    "an output as the loss": (
        lambda: bh.descend(lambda V, W: (V, W), lambda V, W: V, *WEIGHTS, 1, 0.1),  # type: ignore[arg-type, return-value]
        ValueError,
        "the output of the network",
    ),
    "a rate beyond all floats": (
        lambda: bh.descend(lambda V, W: (V, W), lambda V, W: 1.0, *WEIGHTS, 9, 1e200),
        ValueError,
        "likely the rate is too large",
    ),
    "a trace that was changed": (
        lambda: bh.layer_norm_vjp(X, bh.layer_norm(X, *ROW)[1]._replace(std=np.zeros(6)), ROW[0]),
        ValueError,
        r"trace\.std > 0, got 0",
    ),
    "a drawing of a whole layer": (
        lambda: draw.layer_picture(100, 2), ValueError, "draw a smaller one",
    ),
    "a network drawn without samples": (
        lambda: draw.nudged_network({"dW1": WEIGHTS[0]}, X[:0], Y[:0], *LAYERS),
        ValueError,
        "likely an empty slice",
    ),
    "numbers as text": (net(X=X.astype(str)), TypeError, r"pass np\.asarray\(X, float\)"),
    "numbers as objects": (net(X=Frame(X.astype(object))), TypeError, r"np\.asarray\(X, float\)"),
    "decimals": (lambda: bh.bias_gradient([[Decimal(1)]]), TypeError, r"asarray\(delta, float\)"),
    "None among numbers": (lambda: bh.bias_gradient([[1, None]]), TypeError, "likely None"),
    "nodes in place of numbers": (lambda: bh.sigmoid(x), TypeError, r"of backhand\.graph"),
    "math's exp of a node": (lambda: math.exp(x), TypeError, r"graph\.exp"),  # type: ignore[arg-type]
    "NumPy's sqrt of a node": (lambda: np.sqrt(x), TypeError, "pass the node's value"),
    "a comparison of nodes": (lambda: max(x, Node(1.0)), TypeError, r"x\.value"),
    "the smallest of nodes": (lambda: min(x, Node(1.0)), TypeError, r"x\.value"),
    "a node and a bound": (lambda: x <= 1.0, TypeError, r"x\.value"),  # type: ignore[operator]
    "a bound and a node": (lambda: x >= 1.0, TypeError, r"x\.value"),  # type: ignore[operator]
    "a node as exponent": (lambda: Node(-2.0) ** x, ValueError, "pass it as a number"),
    "a power beyond all floats": (lambda: Node(1e200) ** 2, ValueError, "an earlier overflow"),
    "a node of a node": (lambda: Node(x), TypeError, "a node already"),
    "a second value": (lambda: Node(1.0, 2.0), TypeError, "label to be text"),  # type: ignore[arg-type]
    "a node and nothing": (lambda: x + None, TypeError, "returns nothing"),  # type: ignore[operator]
    "same padding": (
        lambda: bh.convolution1d(np.ones((1, 1, 4)), np.ones((1, 1, 3)), [0], padding="same"),
        TypeError,
        "the kernel's size, odd, less 1, halved",
    ),
    "a derivation in small letters": (lambda: bh.derivation("s7"), ValueError, "likely 'S7'"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRIED)
def test_a_line_says_what_was_expected_what_came_and_what_helps(name: str) -> None:
    call, kind, says = TRIED[name]
    with pytest.raises(kind, match=says) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert all(word in message for word in ("expected", "got", "likely"))
    assert len(message) < 260


FORMS: dict[str, dict[str, Any]] = {
    "lists": {"X": X.tolist(), "Y": Y.tolist(), "weights": [W.tolist() for W in WEIGHTS]},
    "tables of another library": {"X": Frame(X), "Y": Frame(Y), "weights": [*map(Frame, WEIGHTS)]},
    "functions": {"activations": [bh.tanh, bh.identity], "loss": bh.mean_squared_error},
}


@pytest.mark.parametrize("form", FORMS)
def test_other_forms_of_the_same_numbers_give_the_same_loss(form: str) -> None:
    assert found(**FORMS[form]).loss == found().loss


def test_numbers_of_few_digits_are_computed_with_in_float64() -> None:
    gradients = found(X=X.astype(np.float32)).gradients
    assert gradients.weights[0].dtype == np.float64
    np.testing.assert_allclose(gradients.weights[0], found().gradients.weights[0], rtol=1e-5)


def test_an_empty_list_of_ids_reads_no_row() -> None:
    assert bh.embedding([], X).shape == (0, 4)


def test_a_batch_that_is_overwritten_after_the_forward_pass_changes_no_gradient() -> None:
    batch = X.copy()
    trace = bh.network_forward(batch, WEIGHTS, BIASES, "tanh")
    before = bh.network_backward(Y, trace, WEIGHTS, "tanh")
    batch[:] = 0
    after = bh.network_backward(Y, trace, WEIGHTS, "tanh")
    np.testing.assert_array_equal(before.weights[0], after.weights[0])


def test_an_activation_that_works_in_place_changes_no_gradient() -> None:
    def in_place(z: Any) -> Any:
        return np.maximum(z, 0, out=z)

    def slope(z: Any) -> Any:
        return np.where(z < 0, 0.25, 1.0)  # differs where in_place has written

    clean = bh.Activation("mine", lambda z: np.maximum(z, 0), slope)
    rough = bh.Activation("mine", in_place, slope)
    one, other = found(activations=clean), found(activations=rough)
    np.testing.assert_array_equal(one.gradients.weights[0], other.gradients.weights[0])


def test_a_node_whose_value_was_changed_is_not_differentiated_at_the_old_one() -> None:
    w = Node(2.0, "w")
    loss = w * w
    w.value = 10.0
    with pytest.raises(ValueError, match=r"expected w = 2, .* got 10; likely .* again"):
        graph.backward(loss)
    graph.backward(w * w)
    assert w.grad == 20


def test_the_gradient_of_a_real_exponent_is_real() -> None:
    base, power = Node(2.0), Node(3.0)
    graph.backward(base**power)
    assert type(power.grad) is float
    assert power.grad == pytest.approx(8 * math.log(2))


def test_gradients_that_overflow_are_refused() -> None:
    large = Node(0.0, "z", (Node(0.0, "y", (x,), (1e200,)),), (1e200,))
    with pytest.raises(ValueError, match="gradient of x"):
        graph.backward(large)
    with pytest.raises(ValueError, match="path from x"):
        graph.path_ledger(x, large)


def test_results_and_graphs_survive_pickling_and_copying() -> None:
    again = pickle.loads(pickle.dumps(found()))
    np.testing.assert_array_equal(again.gradients.weights[1], found().gradients.weights[1])
    y = graph.exp(x * x)
    graph.backward(y)
    for twin in (pickle.loads(pickle.dumps(y)), copy.deepcopy(y)):
        assert twin.parents[0].parents[0].grad == x.grad


def test_threads_do_not_disturb_one_another() -> None:
    losses: list[float] = []
    work = [threading.Thread(target=lambda: losses.append(found().loss)) for _ in range(8)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert losses == [found().loss] * 8


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("forward", "network_forward or recurrent_forward or shared_forward"),
        ("train", r"symmetry\.train"),
        ("netwrok_forward", "network_forward"),
    ],
)
def test_a_name_that_is_not_here_is_answered_with_one_that_is(name: str, says: str) -> None:
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; likely {says}"):
        getattr(bh, name)
