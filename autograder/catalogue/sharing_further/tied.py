"""Part B: W together with its transpose in one loss (F6)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer
from autograder.exercises.derivation import Extras, Stage, Wrong
from autograder.exercises.draws import weights
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Condition, Inputs
from autograder.reference.programs import activation_delta, forward_layers, output_delta
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import own_slip

# ---- the derivation --------------------------------------------------------------------------

_one_use = partial(
    Wrong,
    "shared-one-application",
    question="Hold A fixed and nudge w_ij: does X̂ move? Then hold the decoder's weights fixed.",
    item="F6",
)
_averaged = partial(
    Wrong,
    "shared-averaged",
    clause="the two uses are averaged",
    question="Is there a ½ in the chain rule for two copies?",
    item="F6",
)
_twice = partial(
    Wrong,
    "shared-times-count",
    question="Do the two uses have the same input, and the same error behind them?",
    item="F6",
)
_unturned = partial(
    Wrong,
    "tied-transpose-lost",
    clause="the decoder's use is added in the layout of the transpose, without being turned",
    question="Which entry of W multiplies A_ni on its way to X̂_nj?",
    item="F6",
)
_MIXED = "On which rows of X and of Δ does the loss of sample n depend?"
_DOUBLED = "If Δ were twice as large, would this be?"
_ENCODER, _DECODER = "only the encoder's use is there", "only the decoder's use is there"
_TARGET = "Δ is (X̂ − X)/N in both uses. Where has the X gone?"


@SHARING_FURTHER.derivation(
    points=4,
    minutes=9,
    difficulty=3,
    items="F6",
    answer="i: hidden, j: inputs",
    symbols="Delta: samples inputs, dXhat_dw: samples inputs hidden inputs, "
    "dXhat_dA: samples inputs hidden, dA_dw: samples hidden hidden inputs, "
    "W: hidden inputs, X: samples inputs, A: samples hidden, S: inputs inputs",
    where={
        "A[n, m]": "sum(k, W[m, k] * X[n, k])",
        "Delta[n, k]": "(sum(m, A[n, m] * W[m, k]) - X[n, k]) / N",
        "S[j, k]": "sum(n, X[n, j] * X[n, k]) / N",
        "dXhat_dw[n, k, i, j]": "(k == j) * A[n, i]",
        "dXhat_dA[n, k, m]": "W[m, k]",
        "dA_dw[n, m, i, j]": "(m == i) * X[n, j]",
    },
    latex={
        "Delta": r"\Delta",
        "dXhat_dw[n, k, i, j]": r"\frac{\partial \hat X_{nk}}{\partial w_{ij}}",
        "dXhat_dA[n, k, m]": r"\frac{\partial \hat X_{nk}}{\partial A_{nm}}",
        "dA_dw[n, m, i, j]": r"\frac{\partial A_{nm}}{\partial w_{ij}}",
    },
    extras=Extras(indices={"n": "samples"}, counts={"N": "samples"}),
    stages=[
        Stage(
            "two uses",
            "Delta dXhat_dw dXhat_dA dA_dw",
            "sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j])"
            " + sum(n, k, m, Delta[n, k] * dXhat_dA[n, k, m] * dA_dw[n, m, i, j])",
            form="sum",
            free="Delta dXhat_dw dXhat_dA dA_dw",
            wrong=[
                _one_use("sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j])", clause=_DECODER),
                _one_use(
                    "sum(n, k, m, Delta[n, k] * dXhat_dA[n, k, m] * dA_dw[n, m, i, j])",
                    clause=_ENCODER,
                ),
                _averaged(
                    "(sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j])"
                    " + sum(n, k, m, Delta[n, k] * dXhat_dA[n, k, m] * dA_dw[n, m, i, j])) / 2"
                ),
                _twice(
                    "2 * sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j])",
                    clause="the decoder's use is counted twice",
                ),
                _twice(
                    "2 * sum(n, k, m, Delta[n, k] * dXhat_dA[n, k, m] * dA_dw[n, m, i, j])",
                    clause="the encoder's use is counted twice",
                ),
                Wrong(
                    "paths-multiplied",
                    "sum(n, k, m, Delta[n, k] * dXhat_dw[n, k, i, j] * dXhat_dA[n, k, m]"
                    " * dA_dw[n, m, i, j])",
                    "the two uses are taken for links of one chain, and multiplied",
                    "The chain rule multiplies along a path. What does it do with two paths?",
                    "F6",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(n, k, dXhat_dw[n, k, i, j])"
                    " + sum(n, k, m, dXhat_dA[n, k, m] * dA_dw[n, m, i, j])",
                    "the partials are added up without Δ",
                    _DOUBLED,
                    "F6",
                ),
                Wrong(
                    "samples-mixed",
                    "sum(n, k, Delta[n, k]) * sum(n, k, dXhat_dw[n, k, i, j])"
                    " + sum(n, k, m, Delta[n, k] * dXhat_dA[n, k, m] * dA_dw[n, m, i, j])",
                    "Δ is added up by itself in the decoder's use",
                    _MIXED,
                    "F6",
                ),
            ],
        ),
        Stage(
            "closed form",
            "Delta A W X",
            "sum(n, A[n, i] * Delta[n, j]) + sum(n, k, Delta[n, k] * W[i, k] * X[n, j])",
            form="sum, no kronecker",
            wrong=[
                _one_use("sum(n, A[n, i] * Delta[n, j])", clause=_DECODER),
                _one_use("sum(n, k, Delta[n, k] * W[i, k] * X[n, j])", clause=_ENCODER),
                _averaged(
                    "(sum(n, A[n, i] * Delta[n, j])"
                    " + sum(n, k, Delta[n, k] * W[i, k] * X[n, j])) / 2"
                ),
                _twice(
                    "2 * sum(n, A[n, i] * Delta[n, j])",
                    clause="the decoder's use is counted twice",
                ),
                _twice(
                    "2 * sum(n, k, Delta[n, k] * W[i, k] * X[n, j])",
                    clause="the encoder's use is counted twice",
                ),
                _unturned(
                    "sum(n, A[n, j] * Delta[n, i]) + sum(n, k, Delta[n, k] * W[i, k] * X[n, j])"
                ),
                Wrong(
                    "missing-transpose-w",
                    "sum(n, A[n, i] * Delta[n, j]) + sum(n, k, Delta[n, k] * W[k, i] * X[n, j])",
                    "the error goes back to unit i through column i of W, not through its row i",
                    "Which entries of W lead from A_ni to the entries of X̂?",
                    "F6",
                ),
                Wrong(
                    "error-not-carried-back",
                    "sum(n, A[n, i] * Delta[n, j]) + sum(n, Delta[n, i] * X[n, j])",
                    "the encoder's use has Δ itself, which is the error behind the decoder",
                    "What lies between A and X̂, and what does an error meet on its way back?",
                    "F6",
                ),
                Wrong(
                    "output-sum-missing",
                    "sum(n, A[n, i] * Delta[n, j]) + sum(n, Delta[n, j] * W[i, j] * X[n, j])",
                    "unit i gets the error back along one of its arrows alone",
                    "How many entries of X̂ does A_ni move?",
                    "F6",
                ),
                Wrong(
                    "samples-mixed",
                    "sum(n, A[n, i]) * sum(n, Delta[n, j])"
                    " + sum(n, k, Delta[n, k] * W[i, k]) * sum(n, X[n, j])",
                    "the errors and the inputs are added up first: each sample meets all the "
                    "others",
                    _MIXED,
                    "F6",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "Delta A W X",
            "A.T @ Delta + W @ Delta.T @ X",
            matrices=True,
            wrong=[
                _one_use("A.T @ Delta", clause=_DECODER),
                _one_use("W @ Delta.T @ X", clause=_ENCODER),
                _averaged("(A.T @ Delta + W @ Delta.T @ X) / 2"),
                _twice("2 * A.T @ Delta", clause="the decoder's use is counted twice"),
                _twice("2 * W @ Delta.T @ X", clause="the encoder's use is counted twice"),
                _unturned("Delta.T @ A + W @ Delta.T @ X"),
            ],
        ),
        Stage(
            "of W and S",
            "W S",
            "W @ S @ W.T @ W + W @ W.T @ W @ S - 2 * W @ S",
            matrices=True,
            wrong=[
                _one_use("W @ S @ W.T @ W - W @ S", clause=_DECODER),
                _one_use("W @ W.T @ W @ S - W @ S", clause=_ENCODER),
                _twice(
                    "2 * W @ S @ W.T @ W - 2 * W @ S",
                    clause="the decoder's use is counted twice",
                ),
                _twice(
                    "2 * W @ W.T @ W @ S - 2 * W @ S",
                    clause="the encoder's use is counted twice",
                ),
                Wrong(
                    "target-missing",
                    "W @ S @ W.T @ W + W @ W.T @ W @ S",
                    "the target is left out: Δ is taken for X̂/N",
                    _TARGET,
                    "F6",
                ),
                Wrong(
                    "target-in-one-use",
                    "W @ S @ W.T @ W + W @ W.T @ W @ S - W @ S",
                    "the target stands in the error of one use alone",
                    _TARGET,
                    "F6",
                ),
            ],
        ),
    ],
)
def derive_tied_pair() -> None:
    """∂L/∂w_ij of x̂ = WᵀWx over a batch, down to W(SP + PS − 2S) with P = WᵀW."""


# ---- the code --------------------------------------------------------------------------------

_PAIRS = "Which input did each use have, and which error arrives behind it?"


def _forward(given: Inputs) -> tuple[Array, Array, Array]:
    """A, Δ behind the decoder, and Δ behind the encoder's z."""
    X, W, b, c = given.values()
    A = np.tanh(X @ W.T + b)
    Delta = (A @ W + c - X) / len(X)
    return A, Delta, (Delta @ W.T) * (1 - A**2)


@own_slip("shared-same-delta", "F6", question=_PAIRS)
def _decoder_with_hidden(given: Inputs) -> Answer:
    """the error at z stands in both products, and the encoder's use has another input"""
    _, Delta, hidden = _forward(given)
    return {"dW": hidden.T @ given["X"] + hidden.T @ Delta}


@own_slip("use-sign-turned", "F6", question="How do the effects of two copies combine?")
def _difference(given: Inputs) -> Answer:
    """the decoder's use is subtracted from the encoder's"""
    A, Delta, hidden = _forward(given)
    return {"dW": hidden.T @ given["X"] - A.T @ Delta}


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="F6",
    takes="X: N n_in, W: n_hidden n_in, b: n_hidden, c: n_in",
    gives="dW: n_hidden n_in, db: n_hidden, dc: n_in",
    draw={"W": weights},
    own=[
        _decoder_with_hidden,
        _difference,
        biases_left_out("F6", "b", "c"),
    ],
    requires=[ONE_SAMPLE],
)
def tied_batch(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂L/∂W = Δ₁ᵀ X + Aᵀ Δ, with Δ = (X̂ − X)/N and Δ₁ = (Δ Wᵀ) ∘ tanh′(Z); column sums for b, c."""
    X, W, b, c = given.values()
    (encoder,) = forward_layers(X, [W], [b], ["tanh"])
    (decoder,) = forward_layers(np.asarray(encoder.a), [W.T], [c])
    # As in 03: the decoder's weights are Wᵀ, and nothing goes back through the encoder's.
    found = Adjoints()
    layers: tuple[Layer, ...] = (replace(encoder, W=None), decoder)
    last = Context(layers, 1, y=X, loss="half_mean", adjoints=found)
    first = last.at(0)
    found.delta[1] = output_delta(last, rules)
    found.weight[1] = rules.weight(last, found.delta[1])
    found.delta[0] = activation_delta(first, rules.input(last, found.delta[1]), rules)
    terms = [rules.weight(first, found.delta[0]), found.weight[1].T]
    biases = [rules.bias(p, found.delta[k]) for k, p in enumerate((first, last))]
    return rules.uses_weight(last, terms), *biases


# ---- where twice one use is right ------------------------------------------------------------


def _uses(example: Inputs) -> tuple[Array, Array]:
    """What the encoder and the decoder contribute, for x̂ = WᵀWx."""
    X, W = example["X"], example["W"]
    A = X @ W.T
    Delta = (A @ W - X) / len(X)
    return (Delta @ W.T).T @ X, A.T @ Delta


def _largest(values: Array) -> float:
    return float(np.max(np.abs(values)))


def _beside(example: Inputs) -> float:
    """How far the row of X that is nearest to a multiple of W is from one."""
    X, (w1, w2) = example["X"], example["W"][0]
    return float(np.min(np.abs(X[:, 0] * w2 - X[:, 1] * w1)))


@SHARING_FURTHER.example(
    "counterexample",
    points=2,
    minutes=5,
    difficulty=2,
    items="F6",
    shapes={"X": (2, 2), "W": (1, 2)},
    conditions=(
        Condition(
            "no entry is less than 0.1 or more than 10 in absolute value",
            lambda e: all(
                float(np.min(np.abs(v))) >= 0.1 and _largest(v) <= 10 for v in (e["X"], e["W"])
            ),
        ),
        Condition(
            "neither row of X is a multiple of W (x₁w₂ − x₂w₁ is at least 0.1 in absolute value)",
            lambda e: _beside(e) >= 0.1,
        ),
        Condition(
            "the gradient has an entry of at least 0.1 in absolute value",
            lambda e: _largest(np.add(*_uses(e))) >= 0.1,
        ),
        Condition(
            "twice the decoder's contribution is the gradient (to 1e-9)",
            lambda e: _largest(np.subtract(*_uses(e))) <= 1e-9,
        ),
    ),
    guesses=lambda: [
        {"X": np.array(X), "W": np.array(W)}
        for X, W in (
            ([[1.0, 1], [1, 1]], [[1.0, 1]]),
            ([[1.0, 1], [1, -1]], [[1.0, 1]]),
            ([[1.0, 0], [0, 1]], [[1.0, 2]]),
            ([[1.0, 2], [3, 4]], [[1.0, 2]]),
            ([[1.0, 2], [3, 4]], [[1.0, 1]]),
            ([[2.0, 2], [2, 2]], [[1.0, 2]]),
        )
    ],
)
def twice_one_use() -> Answer:
    """Data for which XᵀX is a multiple of I, so that both uses contribute the same."""
    return {"X": np.array([[1.0, 1], [1, -1]]), "W": np.array([[1.0, 2]])}
