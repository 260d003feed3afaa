"""Arrays as nodes: the table of backward rules, and the two modes."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.computational_graph.graphs import COMPUTATIONAL_GRAPH
from autograder.exercises.declare import Answer
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips.slip import own_slip
from backhand.worksheet import WEIGHT_NAMES

# ---- the table -------------------------------------------------------------------------------

_OTHER = "C = X ∘ Y: if one entry of X grows by ε, by how much does that entry of C grow?"


@own_slip("own-factor-kept", "G6", question=_OTHER)
def _own_factor(given: Inputs) -> Answer:
    """in a product entry by entry, the factor itself is kept and not the other one"""
    return {"dX": given["A"] * given["X"]}


@own_slip("local-derivative-missing", "G6", question=_OTHER)
def _adjoint_alone(given: Inputs) -> Answer:
    """a product entry by entry passes the adjoint on unchanged"""
    return {"dX": given["A"]}


@own_slip(
    "delta-as-local-slope",
    "G6",
    question="If the loss were doubled, would this double?",
)
def _factor_alone(given: Inputs) -> Answer:
    """what goes back to X is the other factor alone, without the adjoint"""
    return {"dX": given["Y"]}


@own_slip("own-factor-kept", "G6", question=_OTHER)
def _both_factors(given: Inputs) -> Answer:
    """in a product entry by entry, both factors are kept"""
    return {"dX": given["A"] * given["X"] * given["Y"]}


_MINUS = "C = X − Y: if one entry of Y grows by ε, by how much does that entry of C grow?"


@own_slip("own-factor-kept", "G6", question=_MINUS)
def _value_in_difference(given: Inputs) -> Answer:
    """the value of Y stands in what a difference sends back to it"""
    return {"dY": -given["A"] * given["Y"]}


_DOUBLED = "If the loss were doubled, would this double?"


@own_slip("delta-as-local-slope", "G6", question=_DOUBLED)
def _minus_one(given: Inputs) -> Answer:
    """what goes back to Y is its local derivative alone, without the adjoint"""
    return {"dY": -np.ones_like(given["A"])}


@own_slip("upstream-missing", "G6", question=_DOUBLED)
def _ones_summed(given: Inputs) -> Answer:
    """what goes back to b counts the rows, without the adjoint"""
    return {"db": np.full(given["A"].shape[1], float(len(given["A"])))}


@own_slip(
    "missing-transpose-w",
    "G6",
    question="Write the entry (1, 1) of dP as a sum. Is that a walk along a row or a column of Q?",
)
def _untransposed(given: Inputs) -> Answer:
    """the adjoint of a product goes back through Q itself and not through its transpose"""
    return {"dP": given["A"] @ given["Q"]}


@COMPUTATIONAL_GRAPH.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    advice="Take the line of {block} alone, with arrays of one entry: what does it send back?",
    items="G6 B3 B7",
    takes="A: N n_out, P: N n_in, Q: n_in n_out, X: N n_out, Y: N n_out",
    gives="dP: N n_in, dQ: n_in n_out, db: n_out, dY: N n_out, dX: N n_out, dT: n_out N",
    own=[
        _own_factor,
        _adjoint_alone,
        _factor_alone,
        _untransposed,
        _both_factors,
        _value_in_difference,
        _minus_one,
        _ones_summed,
    ],
    requires=[ONE_SAMPLE],
)
def array_rules(given: Inputs, rules: Rules) -> Answer:
    """What the adjoint A sends back to parents of PQ, X + b, X − Y, X ∘ Y and Tᵀ."""
    A, P, Q = given["A"], given["P"], given["Q"]
    product = Context((Layer(W=Q.T, x=P),))
    return {
        "dP": rules.input(product, A),
        "dQ": rules.weight(product, A).T,
        "db": rules.bias(product, A),
        "dY": -A,
        "dX": A * given["Y"],
        "dT": A.T,
    }


# ---- the two modes ---------------------------------------------------------------------------

#: u goes back and v forward.
_U, _V = np.array([2.0, 1.0]), np.array([1.0, -1.0])


def _jacobian() -> Array:
    """Of (x₁, x₂) ↦ (x₁x₂, x₁ + 3x₂) at (2, 5)."""
    x1, x2 = 2.0, 5.0
    return np.array([[x2, x1], [1.0, 3.0]])


@own_slip(
    "missing-transpose-w",
    "G10",
    question="∂(u·y)/∂x₁ is a sum over outputs. Is that a walk along a row or a column of J?",
)
def _through_jacobian(right: Answer) -> Answer:
    """u goes back through J itself, not through its transpose"""
    return {"JT u": _jacobian() @ _U}


@own_slip(
    "modes-exchanged",
    "G10",
    question="One reverse sweep starts at one output. At how many weights does it arrive?",
)
def _modes_exchanged(right: Answer) -> Answer:
    """the number of sweeps is the one that the other direction takes"""
    return {
        "sweeps, forward mode": right["sweeps, reverse mode"],
        "sweeps, reverse mode": right["sweeps, forward mode"],
    }


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=1,
    minutes=5,
    difficulty=2,
    items="G10",
    guesses=lambda right: [
        {name: np.full(np.shape(value), n) for name, value in right.items()}
        for n in (0, 1, 2, 4, 9)
    ],
    own=[_through_jacobian, _modes_exchanged],
)
def two_modes() -> Answer:
    """J v and Jᵀ u, the number they agree on, and the sweeps that each mode takes."""
    J = _jacobian()
    return {
        "J v": J @ _V,
        "JT u": J.T @ _U,
        "u . (J v)": float(_U @ (J @ _V)),
        "(JT u) . v": float((J.T @ _U) @ _V),
        "sweeps, forward mode": len(WEIGHT_NAMES),  # one for each weight that is nudged
        "sweeps, reverse mode": 1,
    }
