"""Part A: units that start equal, step after step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import (
    COUNTED,
    SYMMETRY_BREAKING,
    passes,
    rows,
    units,
)
from autograder.exercises.declare import Answer, block_slip
from autograder.exercises.draws import positive
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Condition, Inputs
from autograder.exercises.ordering import Step, Stray
from autograder.reference.programs import activation_delta, forward_layers
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips.slip import own_slip
from autograder.slips.update import STEP
from backhand.activations import sigmoid
from backhand.symmetry import rank_one

# ---- the gradient of one unit ----------------------------------------------------------------


@own_slip(
    "slope-of-mean-activation",
    "M3",
    question="Does q carry δ back to a, or to z? What lies between the two?",
)
def _slope_of_mean(given: Inputs) -> Answer:
    """one slope, of the mean activation, stands for those of all samples"""
    p, q, X, Delta2 = given.values()
    h = np.mean(sigmoid(X @ p))
    return {"dp": (Delta2 @ q * h * (1 - h)) @ X}


def _of_unit(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """The gradients of what comes into one hidden unit, and of what it sends on."""
    p, q, X, Delta2 = given.values()
    (hidden,) = forward_layers(X, [p[None]], None, ["sigmoid"])
    context = Context((hidden, Layer(W=q[:, None], x=hidden.a)), 1)
    dq = rules.weight(context, Delta2)
    delta1 = activation_delta(context.at(0), rules.input(context, Delta2), rules)
    return rules.weight(context.at(0), delta1).reshape(-1), dq.reshape(-1)


_Q_STARTS = "Which value does q multiply on the way forward, in each sample?"
_SAMPLES = (
    "Take two samples and write dq out. Does a term have the δ of one and the h of the other?"
)


@own_slip("slope-as-input", "M9", question=_Q_STARTS)
def _slope_for_activation(given: Inputs) -> Answer:
    """dq is built from the slope of the unit, not from its activation"""
    p, _, X, Delta2 = given.values()
    h = sigmoid(X @ p)
    return {"dq": Delta2.T @ (h * (1 - h))}


@own_slip("input-factor-missing", "M9", question=_Q_STARTS)
def _deltas_alone(given: Inputs) -> Answer:
    """dq adds up the δs alone, without the activation beside q"""
    return {"dq": given["Delta2"].sum(axis=0)}


@own_slip("summed-separately", "M9", question=_SAMPLES)
def _sums_for_q(given: Inputs) -> Answer:
    """the δs and the activations are added up over the samples first, and then multiplied"""
    h = sigmoid(given["X"] @ given["p"])
    return {"dq": given["Delta2"].sum(axis=0) * h.sum()}


@own_slip("summed-separately", "M9", question=_SAMPLES.replace("dq", "dp").replace("h of", "x of"))
def _sums_for_p(given: Inputs) -> Answer:
    """the δs and the inputs are added up over the samples first, and then multiplied"""
    p, q, X, Delta2 = given.values()
    h = sigmoid(X @ p)
    return {"dp": X.sum(axis=0) * (Delta2 @ q * h * (1 - h)).sum()}


@own_slip("upstream-replaced-by-weight", "M9", question="If all errors were 0, would dq be 0?")
def _weights_for_deltas(given: Inputs) -> Answer:
    """q stands where the δ of the outputs belongs"""
    return {"dq": given["q"] * sigmoid(given["X"] @ given["p"]).sum()}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=2,
    items="M3 M9 B8",
    takes="p: n_in, q: n_out, X: N n_in, Delta2: N n_out",
    gives="dp: n_in, dq: n_out",
    own=[
        _slope_of_mean,
        _slope_for_activation,
        _deltas_alone,
        _sums_for_q,
        _sums_for_p,
        _weights_for_deltas,
    ],
    requires=[ONE_SAMPLE],
)
def unit_gradients(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂L/∂p = Xᵀ(Δ₂q ∘ h ∘ (1 − h)) and ∂L/∂q = Δ₂ᵀh, with h = σ(Xp)."""
    return _of_unit(given, rules)


# ---- one step of units that are all alike ----------------------------------------------------


def _changed_step(
    given: Inputs, *, received: int, summed: int, hidden: Callable[[Array], Array] = sigmoid
) -> Answer:
    """The step with other numbers of units: in an output's sum, and in front of the gradient."""
    p, q, X, Y, rate, _ = given.values()
    h = hidden(X @ p)
    o = sigmoid(received * np.outer(h, q))
    delta2 = (o - Y) * o * (1 - o) / len(X)
    delta1 = h * (1 - h) * (delta2 @ q)
    return {"p": p - rate * summed * (delta1 @ X), "q": q - rate * summed * (delta2.T @ h)}


@own_slip("hidden-count-missing", "Y4", question=COUNTED)
def _one_unit_received(given: Inputs) -> Answer:
    """an output receives one hidden unit only, although all of them send the same"""
    return _changed_step(given, received=1, summed=1)


@own_slip(
    "gradient-summed-over-units",
    "Y4",
    question="Do the units share one parameter, or do they only happen to have equal weights?",
)
def _summed_over_units(given: Inputs) -> Answer:
    """the gradient is summed over the units, as if they shared one parameter"""
    return _changed_step(given, received=given["n_hidden"], summed=given["n_hidden"])


@own_slip("nonlinearity-missing", "Y4", question="Which values can the activation of σ take?")
def _linear_hidden(given: Inputs) -> Answer:
    """the hidden units hand on their z, without σ"""
    return _changed_step(given, received=given["n_hidden"], summed=1, hidden=lambda z: z)


@own_slip("other-nonlinearity", "Y4", question="Which values can the activation of σ take?")
def _tanh_hidden(given: Inputs) -> Answer:
    """the hidden units have tanh in the place of σ"""
    return _changed_step(given, received=given["n_hidden"], summed=1, hidden=np.tanh)


_UPHILL = "Which way does the gradient point, and which way should the loss go?"


@block_slip("ascent-step", "S12", question=_UPHILL)
def _p_uphill(given: Inputs, right: Answer) -> Answer:
    """p goes up the slope, and q down: the gradient is added to p"""
    return {"p": 2 * given["p"] - right["p"]}


@block_slip("ascent-step", "S12", question=_UPHILL)
def _q_uphill(given: Inputs, right: Answer) -> Answer:
    """q goes up the slope, and p down: the gradient is added to q"""
    return {"q": 2 * given["q"] - right["q"]}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=3,
    minutes=7,
    difficulty=3,
    items="Y4 Y5",
    takes="p: n_in, q: n_out, X: N n_in, Y: N n_out, rate, n_hidden",
    gives="p: n_in, q: n_out",
    draw={
        "Y": positive,
        "rate": lambda rng, s: float(rng.uniform(2.1, 2.9)),
        "n_hidden": units,
    },
    own=[
        # A step uphill of both and an error with the wrong sign give the same numbers; the latter
        # is one of the shared slips.
        *(slip for slip in STEP if slip.slug != "ascent-step"),
        _p_uphill,
        _q_uphill,
        _one_unit_received,
        _summed_over_units,
        _linear_hidden,
        _tanh_hidden,
    ],
    requires=[ONE_SAMPLE],
)
def symmetric_step(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """p and q after one step from W₁ = 1 pᵀ and W₂ = q 1ᵀ."""
    p, q, X, Y, rate, n_hidden = given.values()
    W1, W2 = rank_one(p, q, n_hidden)
    layers, found = passes(X, Y, W1, W2, rules, rate=rate)
    context = Context(layers, y=Y, loss="half_mean", rate=rate)
    dW1, dW2 = found.weights
    # All units are equal, so the first represents them all.
    return rules.step(context, W1, dW1)[0], rules.step(context.at(1), W2, dW2)[:, 0]


# ---- the induction ---------------------------------------------------------------------------


@SYMMETRY_BREAKING.ordering(
    points=3,
    minutes=8,
    difficulty=2,
    items="Y2 Y5",
    steps=[
        Step(
            "K",
            "At the start all weights are equal. In particular, all rows of $W_1$ are equal, and "
            "so are all columns of $W_2$.",
            "the state before the first step",
        ),
        Step(
            "E",
            "Suppose that before some step every row of $W_1$ is one vector $p$, and every column "
            "of $W_2$ one vector $q$.",
            "the hypothesis of the induction",
        ),
        Step(
            "H",
            r"For each sample, all hidden units have the same pre-activation $p^{\mathsf T} x$, so "
            r"the same activation $h$ and the same slope $\sigma'(p^{\mathsf T} x)$.",
            "a statement about the way forward",
            "E",
        ),
        Step(
            "B",
            "For each sample, all hidden units receive the same sum from the outputs, "
            r"$q^{\mathsf T} \delta_2$.",
            "a statement about the way back",
            "E",
        ),
        Step(
            "L",
            r"For each sample, all hidden units have the same $\delta_1$: the slope "
            r"$\sigma'(p^{\mathsf T} x)$ times $q^{\mathsf T} \delta_2$.",
            "a statement about the δ of the hidden units",
            "B H",
        ),
        Step(
            "A",
            r"All rows of $\partial L / \partial W_1$ are equal: each is the sum over the samples "
            r"of that one $\delta_1$ times $x^{\mathsf T}$.",
            "a statement about the gradient of W₁",
            "L",
        ),
        Step(
            "I",
            r"All columns of $\partial L / \partial W_2$ are equal: each is the sum over the "
            r"samples of $\delta_2$ times that one $h$.",
            "a statement about the gradient of W₂",
            "H",
        ),
        Step(
            "F",
            "After the step all rows of $W_1$ are equal again, and all columns of $W_2$: equal "
            r"vectors minus $\eta$ times equal vectors.",
            "a statement about the weights after a step",
            "A E I",
        ),
        Step(
            "C",
            "So the hidden units are alike after any number of steps, for any data and any "
            r"$\eta$.",
            "the end of the induction",
            "F K",
        ),
    ],
    strays=[
        Stray(
            "D",
            r"For each sample, all outputs have the same $\delta_2$, because all units of a layer "
            "are alike.",
            "output-deltas-equal",
            "the outputs are taken to be alike, as the hidden units are",
            "Which quantity in δ₂ may be another one for each output?",
            "Y3",
        ),
        Stray(
            "G",
            r"All entries of $\partial L / \partial W_1$ are equal, so that all weights of $W_1$ "
            "are equal after the step.",
            "gradient-all-equal",
            "equal rows are taken for equal entries",
            "∂L/∂w_ij is a product of a δ and an input. Which of the two changes along a row?",
            "Y4",
        ),
        Stray(
            "J",
            r"For each sample $\delta_1 = 0$ for all hidden units, because what they receive from "
            "the outputs cancels.",
            "equal-taken-for-zero",
            "equal numbers are taken to cancel",
            "All hidden units receive the same number. Why should it be 0?",
            "Y2",
        ),
        Stray(
            "M",
            "Suppose that the hidden units are alike after any number of steps.",
            "assumes-the-claim",
            "the claim itself is supposed",
            "What may an induction suppose: something about one step, or about all of them?",
            "Y5",
        ),
    ],
)
def prove_symmetry() -> None:
    """Hidden units that are alike stay alike, step after step."""


# ---- the words of the induction --------------------------------------------------------------


def _hidden(e: Any) -> tuple[Array, Array]:
    """Activations and δ of an example's hidden units, at x = (1, −½) and y = (1, 0)."""
    x, y = rows(np.array([1.0, -0.5])), rows(np.array([1.0, 0.0]))
    with np.errstate(all="ignore"):
        layers, found = passes(x, y, e["W1"], e["W2"], RIGHT, loss="half_sum")
    return np.asarray(layers[0].a)[0], found.deltas[0][0]


def _apart(vector: Array) -> float:
    """The smallest difference between two entries."""
    return float(np.min(np.diff(np.sort(vector))))


@SYMMETRY_BREAKING.example(
    "counterexample",
    points=2,
    minutes=4,
    difficulty=2,
    items="Y5",
    errata="D-11",
    shapes={"W1": (3, 2), "W2": (2, 3)},
    conditions=(
        Condition(
            "each hidden unit takes the same weight from every input (to 1e-12)",
            lambda e: bool(np.ptp(e["W1"], axis=1).max() <= 1e-12),
        ),
        Condition(
            "each hidden unit sends the same weight to every output (to 1e-12)",
            lambda e: bool(np.ptp(e["W2"], axis=0).max() <= 1e-12),
        ),
        Condition(
            "the activations of the hidden units differ by at least 0.01 from each other",
            lambda e: _apart(_hidden(e)[0]) >= 0.01,
        ),
        Condition(
            "the δ of the hidden units differ by at least 0.0001 from each other",
            lambda e: _apart(_hidden(e)[1]) >= 0.0001,
        ),
    ),
    guesses=lambda: [
        *({"W1": np.full((3, 2), v), "W2": np.full((2, 3), v)} for v in (0.0, 0.5, 1.0)),
        {"W1": np.arange(6.0).reshape(3, 2), "W2": np.arange(6.0).reshape(2, 3)},
        {"W1": np.outer(np.ones(3), [1.0, 2.0]), "W2": np.outer([1.0, 2.0], np.ones(3))},
        {"W1": np.eye(3, 2), "W2": np.eye(2, 3)},
    ],
)
def which_index_is_free() -> Answer:
    """Weights that are equal within each hidden unit, and differ from one unit to the next."""
    return {
        "W1": np.outer([0.0, 0.5, 1.0], np.ones(2)),
        "W2": np.outer(np.ones(2), [-1.0, 0.0, 1.0]),
    }


# ---- one unit in disguise --------------------------------------------------------------------

_MOVES = "r = H q: when an entry of q moves by ε, how far does that of r move?"


@own_slip("hidden-count-missing", "Y7", question=COUNTED)
def _sent_by_one(given: Inputs) -> Answer:
    """the one unit sends what one of the many sent"""
    return {"r": given["q"]}


@own_slip("units-averaged", "Y7", question=COUNTED)
def _sent_averaged(given: Inputs) -> Answer:
    """what the units send is averaged where it is added"""
    return {"r": given["q"] / given["n_hidden"]}


@own_slip("rates-swapped", "Y7", question=_MOVES)
def _rates_swapped(given: Inputs) -> Answer:
    """the rate grows where it should shrink, or shrinks where it should grow"""
    rate, n = given["rate"], given["n_hidden"]
    return {"rate_in": n * rate, "rate_out": rate / n}


@own_slip("rate-unchanged", "Y7", question=_MOVES)
def _rate_unchanged(given: Inputs) -> Answer:
    """the layer keeps the rate that it had"""
    return {"rate_in": given["rate"], "rate_out": given["rate"]}


@own_slip("rate-scaled-twice", "Y7", question=_MOVES)
def _scaled_twice(given: Inputs) -> Answer:
    """the rate carries the square of the number of units"""
    rate, n = given["rate"], given["n_hidden"]
    return {"rate_in": rate / n**2, "rate_out": n**2 * rate}


@own_slip("count-added", "Y7", question=COUNTED)
def _count_added(given: Inputs) -> Answer:
    """the number of units is added to q, and nothing is multiplied"""
    return {"r": given["q"] + given["n_hidden"]}


@own_slip("root-of-count", "Y7", question=COUNTED)
def _root_of_count(given: Inputs) -> Answer:
    """q is multiplied by the root of the number of units"""
    return {"r": np.sqrt(given["n_hidden"]) * given["q"]}


@own_slip("other-count", "Y7", question=COUNTED)
def _count_of_outputs(given: Inputs) -> Answer:
    """q is multiplied by the number of outputs"""
    return {"r": len(given["q"]) * given["q"]}


@own_slip(
    "units-averaged", "Y7", question="Does r have one entry for all outputs, or one for each?"
)
def _sum_of_entries(given: Inputs) -> Answer:
    """the entries of q are added up, and every output is given the same"""
    q = given["q"]
    return {"r": np.full(len(q), given["n_hidden"] * q.sum())}


@SYMMETRY_BREAKING.computed(
    "implement",
    points=3,
    minutes=5,
    difficulty=3,
    items="Y7",
    takes="q: n_out, rate, n_hidden",
    gives="r: n_out, rate_in, rate_out",
    draw={"rate": lambda rng, s: float(rng.uniform(0.21, 0.29)), "n_hidden": units},
    own=[
        _sent_by_one,
        _sent_averaged,
        _rates_swapped,
        _rate_unchanged,
        _scaled_twice,
        _count_added,
        _root_of_count,
        _count_of_outputs,
        _sum_of_entries,
    ],
)
def one_unit(given: Inputs, rules: Rules) -> tuple[Any, ...]:
    """r = H q, with the rates η/H for the incoming weights and H η for the outgoing ones."""
    q, rate, n = given.values()
    return n * q, np.asarray(rate / n), np.asarray(n * rate)
