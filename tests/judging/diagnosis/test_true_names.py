"""What is said of an answer is true of it: one edit is one thing, and no right block contradicts.

Each case changes one place of a right answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from judging.verdicts import judged

from autograder.exercises.items import ITEMS
from autograder.judging.message import render
from autograder.judging.verdict import HERE, Verdict

#: Right answers, as text.
MODELS = {
    "layer_gradients": """
def answer(x, y, W, b):
    a = sigmoid(W @ x + b)
    delta = (a - y) * a * (1 - a)
    return delta, np.outer(delta, x), 1 * delta, W.T @ delta
""",
    "network_gradients": """
def answer(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2.sum(axis=0), delta1, delta1.T @ X, delta1.sum(axis=0)
""",
    "diagonal_view": """
def answer(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega, Lambda = np.diag(a2 * (1 - a2)), np.diag(a1 * (1 - a1))
    da1 = W2.T @ Omega @ (a2 - y)
    return Omega, np.outer(Omega @ (a2 - y), a1), da1, Lambda, np.outer(Lambda @ da1, x)
""",
    "chain_gradients": """
def answer(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    k = 2 * (a[4] - y) * a[4] * (1 - a[4])
    gradients = [np.outer(k, a[3])]
    for i in (3, 2, 1):
        k = (weights[i].T @ k) * a[i] * (1 - a[i])
        gradients.insert(0, np.outer(k, a[i - 1]))
    return gradients
""",
    "constant_start": """
def answer(x, y, w, n_hidden):
    h = sigmoid(w * np.sum(x))
    o = sigmoid(n_hidden * w * h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = h * (1 - h) * w * np.sum(delta2)
    return np.full(n_hidden, h), delta2, np.full(n_hidden, delta1)
""",
    "symmetric_step": """
def answer(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(n_hidden * np.outer(h, q))
    D = (O - Y) * O * (1 - O) / len(X)
    d = (D @ q) * h * (1 - h)
    return p - rate * d @ X, q - rate * h @ D
""",
    "worksheet_gradients": """
def answer(w, x, t):
    z1, z2 = w["w11"] * x[0] + w["w21"] * x[1], w["w12"] * x[0] + w["w22"] * x[1]
    h1, h2 = z1, 0.5 * z2**2
    h3, h4 = 2 * w["v11"] * h1, np.exp(w["v12"] * h1 + w["v22"] * h2)
    z_o = w["u1"] * h3 + w["u2"] * h4
    d_o = (np.sin(z_o) - t) * np.cos(z_o)
    d3, d4 = d_o * w["u1"] * 2, d_o * w["u2"] * h4
    d1, d2 = d3 * w["v11"] + d4 * w["v12"], d4 * w["v22"] * z2
    return {
        "u1": d_o * h3, "u2": d_o * h4, "v11": d3 * h1, "v12": d4 * h1, "v22": d4 * h2,
        "w11": d1 * x[0], "w21": d1 * x[1], "w12": d2 * x[0], "w22": d2 * x[1],
        "x1": d1 * w["w11"] + d2 * w["w12"], "x2": d1 * w["w21"] + d2 * w["w22"],
    }
""",
    "first_weights": """
def answer(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    J_h1 = J_o * (o_h3 * h3_h1 + o_h4 * h4_h1)
    return J_h1 * h1_w11, J_h1 * h1_w21, 5
""",
    "reverse_sweep": """
def answer(parents, partials):
    grads = [0.0] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += grads[node] * partial
    return grads
""",
    "masked_layer": """
def answer(V, mask, h, delta):
    return np.outer(h, delta) * mask, V @ delta
""",
    "one_neuron": """
def answer(g, w, h):
    delta = g * np.cos(w @ h)
    return delta * h, delta * w
""",
    "hidden_delta": """
def answer(delta_next, W_next, z):
    return (W_next.T @ delta_next) * (1 - np.tanh(z) ** 2)
""",
    "nested_nonlinear": """
def answer(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    delta1 = (W.T @ delta) * (1 - a1**2)
    return delta1, np.outer(delta, a1) + np.outer(delta1, x), delta + delta1
""",
    "logistic_gradient": """
def answer(X, y, w):
    return X.T @ (sigmoid(X @ w) - y) / len(y)
""",
    "digits_loss": """
def answer(P, Y):
    return -np.sum(Y * np.log(P)) / len(P), (P - Y) / len(P)
""",
    "digits_gradients": """
def answer(X, Y, W1, b1, W2, b2, W3, b3):
    Z1 = X @ W1.T + b1
    Z2 = relu(Z1) @ W2.T + b2
    Delta3 = (softmax(relu(Z2) @ W3.T + b3) - Y) / len(X)
    Delta2 = (Delta3 @ W3) * (Z2 > 0)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    dW1, dW2, dW3 = Delta1.T @ X, Delta2.T @ relu(Z1), Delta3.T @ relu(Z2)
    return dW1, Delta1.sum(0), dW2, Delta2.sum(0), dW3, Delta3.sum(0)
""",
    "train_step": """
def answer(X, Y, W1, b1, W2, b2, W3, b3, rate):
    Z1 = X @ W1.T + b1
    Z2 = relu(Z1) @ W2.T + b2
    Delta3 = (softmax(relu(Z2) @ W3.T + b3) - Y) / len(X)
    Delta2 = (Delta3 @ W3) * (Z2 > 0)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    dW1, dW2, dW3 = Delta1.T @ X, Delta2.T @ relu(Z1), Delta3.T @ relu(Z2)
    old = W1, b1, W2, b2, W3, b3
    new = dW1, Delta1.sum(0), dW2, Delta2.sum(0), dW3, Delta3.sum(0)
    return [w - rate * g for w, g in zip(old, new)]
""",
}


def _relu(z: Any) -> Any:
    return np.maximum(z, 0)


def _softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def edited(name: str, old: str, new: str) -> Callable[..., Any]:
    """The right answer to an exercise, with one place of its code changed."""
    assert MODELS[name].count(old) >= 1, f"{name} has no {old}"
    names: dict[str, Any] = {"np": np, "relu": _relu, "softmax": _softmax}
    exec("def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n", names)
    exec(MODELS[name].replace(old, new, 1), names)
    answer: Callable[..., Any] = names["answer"]
    return answer


class Case(NamedTuple):
    """An edit, the slugs to be named, the blocks that they are about, and what must not be said."""

    name: str
    old: str
    new: str
    slugs: str
    blocks: str = ""
    unsaid: str = ""


CASES = [
    # A sign or a constant of one block, under lines that say "right": not the loss, nor the output.
    Case("layer_gradients", "np.outer(", "-np.outer(", "sign-flipped", "dW", "target minus"),
    Case("layer_gradients", "np.outer(", "2 * np.outer(", "factor-two", "dW", "loss"),
    Case("layer_gradients", "W.T @", "0.5 * W.T @", "factor-half", "dx", "loss"),
    Case("layer_gradients", "return delta,", "return -delta,", "sign-flipped", "delta", "target"),
    Case("network_gradients", "delta1.T @", "-delta1.T @", "sign-flipped", "dW1", "target"),
    Case("network_gradients", "(delta2 @", "-(delta2 @", "sign-flipped", "delta1 dW1 db1",
         "target"),
    Case("diagonal_view", "np.outer(Omega", "-np.outer(Omega", "sign-flipped", "dW2", "target"),
    Case("diagonal_view", "da1 = W2", "da1 = 2 * W2", "factor-two", "da1", "loss"),
    Case("constant_start", "(1 - h) * w", "(h - 1) * w", "sign-flipped", "delta1", "target"),
    Case("constant_start", "* np.sum(d", "* 2 * np.sum(d", "factor-two", "delta1", "loss"),
    Case("symmetric_step", "p - rate", "p + rate", "ascent-step", "p", "target"),
    Case("digits_gradients", "dW3 = Delta1.T", "dW3 = -Delta1.T", "sign-flipped", "dW1", "target"),
    Case("digits_gradients", "(Delta2 @", "-(Delta2 @", "sign-flipped", "dW1 db1", "target"),
    Case("worksheet_gradients", "d1 * x[0]", "-d1 * x[0]", "sign-flipped", "w11", "target"),
    Case("worksheet_gradients", "d1 * x[0]", "0.5 * d1 * x[0]", "factor-half", "w11", "averaged"),
    Case("worksheet_gradients", "d_o * h3", "d_o * (h3 / 2)", "value-of-other-node", "u1", "loss"),
    Case("first_weights", "J_h1 * h1_w11", "J_h1 * 2 * h1_w11", "factor-two", "dw11", "second"),
    # The same constant in all blocks is one thing.
    Case("chain_gradients", "2 * (a[4]", "4 * (a[4]", "factor-two", "dW1 dW2 dW3 dW4", "layer"),
    Case("chain_gradients", "insert(0, np", "insert(0, 2 * np", "factor-two", "dW1 dW2 dW3"),
    Case("worksheet_gradients", "d4 = d_o * w[\"u1\"] * 2,", "d4 = d_o * w[\"u1\"] * 4,",
         "path-double-counted factor-two", "", "second thing"),
    # One edit is one slip.
    Case("nested_nonlinear", "1 - a1**2", "a1**2", "activation-derivative-misremembered", "",
         "second thing"),
    Case("nested_nonlinear", "1 - a1**2", "-1 - a1**2", "activation-derivative-misremembered"),
    Case("layer_gradients", "* (1 - a)", "* -a", "activation-derivative-misremembered", "",
         "target"),
    Case("nested_nonlinear", "np.outer(delta, a1)", "np.outer(a1, delta)", "tied-transpose-lost"),
    Case("nested_nonlinear", "np.outer(delta1, x)", "np.outer(x, delta1)", "tied-transpose-lost"),
    Case("network_gradients", "len(X)", "len(W2)", "mean-over-units", "", "second thing"),
    Case("digits_loss", "/ len(P),", "/ P.shape[1],", "mean-over-units", "loss"),
    Case("logistic_gradient", "(sigmoid(X @ w) - y)", "(X @ w)", "upstream-replaced-by-output", "",
         "second thing"),
    Case("train_step", "w - rate", "w + rate", "ascent-step", "", "second thing"),
    # Sums that are 0 because rows of targets and of probabilities sum to 1.
    Case("digits_gradients", "(Delta2 @ W2) *", "1.0 *", "upstream-missing", "", "added"),
    Case("digits_gradients", "(Delta3 @ W3) *", "1.0 *", "one-change-factor-missing", "", "added"),
    Case("train_step", "rate * g", "rate * np.mean(g)", "gradient-pooled", "", "old weights"),
    # A right block after the wrong one, computed from blocks that are right.
    Case("diagonal_view", "(a2 - y), a1)", "(a2 + y), a1)", "error-added", "dW2"),
    # What was returned, not how it was computed.
    Case("layer_gradients", "1 * delta, W.T @ delta", "W.T @ delta, delta", "blocks-out-of-order",
         "db dx", "left out"),
    Case("hidden_delta", "return (W", "return delta_next\n    (W", "", "", "second thing"),
    Case("layer_gradients", "np.outer(delta, x)", "np.outer(delta, x)[None]",
         "axis-of-length-one", "dW", "summed"),
    Case("network_gradients", "delta1.T @ X", "(delta1.T @ X)[..., None]", "axis-of-length-one",
         "dW1", "summed"),
    # Words that fit the exercise, and every answer that gives these numbers.
    Case("masked_layer", "V @", "V.T @", "missing-transpose-w", "dh", "through W itself"),
    Case("one_neuron", "delta * h", "delta * w", "weight-as-input", "dw", "changed places"),
]  # fmt: skip


def said(case: Case) -> tuple[Verdict, str]:
    verdict = judged(case.name, edited(case.name, case.old, case.new))
    return verdict, " ".join(render(verdict).split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}: {case.new}")
def test_what_is_said_of_one_edit_is_true(case: Case) -> None:
    verdict, text = said(case)
    assert verdict.state in ("wrong", "partial")
    assert set(verdict.slugs) == set(case.slugs.split()), text
    if case.blocks:
        assert {b for c in verdict.causes for b in c.blocks} == set(case.blocks.split()), text
    assert not case.unsaid or case.unsaid not in text
    right = {block.name for block in verdict.blocks if block.right}
    for cause in verdict.causes:
        assert not right.intersection(cause.blocks), text
        assert cause.item in ("", HERE, *ITEMS)
        assert cause.question or cause.place, text


def test_a_sweep_that_ends_early_gets_words_that_are_true_of_it() -> None:
    _, text = said(Case("reverse_sweep", "    return", "        return", ""))
    assert "ends after its first node" in text


@pytest.mark.parametrize("name", MODELS)
def test_the_answers_that_are_edited_are_right(name: str) -> None:
    verdict = judged(name, edited(name, "def answer", "def answer"))
    assert verdict.state == "right", render(verdict)


def test_a_slip_at_one_layer_is_named_although_the_other_layer_is_right() -> None:
    answer = edited("network_gradients", "delta1.T @ X", "delta1.T @ X / len(X)")
    found = judged("network_gradients", answer)
    assert found.slugs == ("batch-divided-twice",) and found.causes[0].blocks == ("dW1",)


def test_an_error_that_every_wrong_block_shares_is_named_at_the_output() -> None:
    found = judged("network_gradients", edited("network_gradients", "(A2 - Y)", "(Y - A2)"))
    assert found.slugs == ("sign-flipped-error",)
    assert len(found.causes[0].blocks) == 6


def test_a_slip_before_a_returned_value_is_named_although_later_lines_are_right() -> None:
    # The gradients are computed from the right δ, and another one is returned.
    answer = edited("layer_gradients", "return delta,", "return (a - y) * a,")
    found = judged("layer_gradients", answer)
    assert found.slugs == ("f-for-fprime",) and found.causes[0].blocks == ("delta",)
