"""Part D: what becomes of δ over many uses, and a loss at every step (N12, N13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING, gentle
from autograder.catalogue.weight_sharing.walk import Visits, all_steps, walk_back, wrong_visits
from autograder.derivations.language import ELEMENTARY, Function
from autograder.exercises.declare import Answer
from autograder.exercises.derivation import Extras, Stage, Wrong
from autograder.exercises.draws import weights
from autograder.exercises.edge_sizes import ONE_USE
from autograder.exercises.exercise import EACH_STEP, Condition, Inputs
from autograder.reference.programs import recurrent_backward, recurrent_layers
from autograder.reference.rules import Array, Context, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import Slips, own_slip
from backhand.recurrent import recurrent_backward as through_time
from backhand.recurrent import recurrent_forward

# ---- vanish, stay or explode -----------------------------------------------------------------

#: Matrices whose powers can be found by mental arithmetic.
_MATRICES = {
    "A": [[0.0, -0.5], [0.5, 0.0]],
    "B": [[0.0, 1.0], [1.0, 0.0]],
    "C": [[0.5, 3.0], [0.0, 0.5]],
    "D": [[1.1, 0.0], [0.0, 0.1]],
    "E": [[0.0, 5.0], [0.0, 0.0]],
    "F": [[0.72, -0.96], [0.96, 0.72]],
    "G": [[0.0, 4.0], [0.125, 0.0]],
    "H": [[0.0, -1.0], [1.0, 0.0]],
}


def _fates(growth: Callable[[Array], Any], limit: float) -> Answer:
    """The fate of δ under each matrix; it stays if `growth(W)` is between 1/limit and limit."""

    def fate(factor: float) -> str:
        return "explodes" if factor > limit else "vanishes" if factor < 1 / limit else "stays"

    return {name: fate(float(growth(np.array(W)))) for name, W in _MATRICES.items()}


def _by_one_use(measure: Callable[[Array], Any]) -> Answer:
    """The fates if they depended on whether a measure of W is greater or less than 1."""
    return _fates(measure, 1 + 1e-9)


def _largest_entry(W: Array) -> Any:
    return abs(W).max()


def _largest_stretch(W: Array) -> Any:
    return np.linalg.norm(W, 2)


@own_slip(
    "one-step-for-many", "N13", question="What is W times W, for the matrix with the largest entry?"
)
def _by_largest_entry(right: Answer) -> Answer:
    """the largest entry of W decides"""
    return _by_one_use(_largest_entry)


@own_slip(
    "one-step-for-many",
    "N13",
    question="Can the second use stretch again what the first has stretched?",
)
def _by_largest_stretch(right: Answer) -> Answer:
    """the most that one use can do is taken for what every use does"""
    return _by_one_use(_largest_stretch)


@own_slip(
    "determinant-for-growth",
    "N13",
    question="A map can keep areas small and stretch one direction. Which matrix does?",
)
def _by_determinant(right: Answer) -> Answer:
    """the determinant of W decides"""
    return _by_one_use(lambda W: abs(np.linalg.det(W)))


@WEIGHT_SHARING.entries(
    "predict",
    points=2,
    minutes=6,
    difficulty=2,
    items="N13",
    guesses=lambda right: [
        *(dict.fromkeys(right, word) for word in ("vanishes", "stays", "explodes")),
        _by_one_use(_largest_entry),
        _by_one_use(_largest_stretch),
    ],
    own=[_by_largest_entry, _by_largest_stretch, _by_determinant],
)
def vanish_or_explode() -> Answer:
    """What becomes of a generic δ that is sent back through 400 uses of each matrix."""
    delta = np.array([0.6, 0.8])
    return _fates(lambda W: np.linalg.norm(np.linalg.matrix_power(W.T, 400) @ delta), 1e6)


# ---- slopes that let more of δ through -------------------------------------------------------


def _size_back(e: Any, slopes: Array) -> float:
    """The size of what arrives one use earlier: ‖Wᵀ(g ∘ s)‖."""
    return float(np.linalg.norm(np.asarray(e["W"]).T @ (np.asarray(e["g"]) * slopes)))


@WEIGHT_SHARING.example(
    "counterexample",
    points=2,
    minutes=6,
    difficulty=2,
    items="N13",
    shapes={"W": (2, 2), "g": (2,), "s": (2,)},
    conditions=(
        Condition(
            "no entry of W or g is greater than 10 in absolute value",
            lambda e: bool(max(abs(e["W"]).max(), abs(e["g"]).max()) <= 10),
        ),
        Condition(
            "each slope in s is greater than 0 and at most 1",
            lambda e: bool((e["s"] > 0).all() and (e["s"] <= 1).all()),
        ),
        Condition(
            "with the slopes, at least 0.1 arrives one use earlier",
            lambda e: _size_back(e, e["s"]) >= 0.1,
        ),
        Condition(
            "without the slopes, less than half as much arrives",
            lambda e: _size_back(e, np.ones(2)) < _size_back(e, e["s"]) / 2,
        ),
    ),
    guesses=lambda: [
        *({"W": np.eye(2), "g": np.ones(2), "s": np.full(2, v)} for v in (0.5, 1.0)),
        {"W": np.ones((2, 2)), "g": np.ones(2), "s": np.array([1.0, 0.5])},
        {"W": np.zeros((2, 2)), "g": np.ones(2), "s": np.array([1.0, 0.5])},
        {"W": np.array([[1.0, 2.0], [3.0, 4.0]]), "g": np.ones(2), "s": np.array([0.5, 1.0])},
    ],
)
def slopes_that_help() -> Answer:
    """Two units whose errors cancel on the way back, unless their slopes differ."""
    return {
        "W": np.array([[1.0, 0.0], [-1.0, 0.0]]),
        "g": np.array([1.0, 1.0]),
        "s": np.array([1.0, 0.5]),
    }


# ---- a loss at every step --------------------------------------------------------------------


def _run(given: Inputs) -> tuple[Array, Array, Array]:
    """δ, h and z of every step, (T, n) each."""
    g, u, h0, W, U, b = given.values()
    u = u[:, None]
    trace = recurrent_forward(h0[None], u, W, U, b, "tanh")
    found = through_time(g[:, None], trace, u, W, U, "tanh")
    return np.concatenate(found.deltas), np.concatenate(trace.post), np.concatenate(trace.pre)


_ARROWS = "Which two arrows leave h of a step, and what comes back along each of them?"
_BRANCHES = Slips()


@_BRANCHES.slip("branches", "path-missing", "N12", question=_ARROWS)
def _own_loss_alone(right: Any, p: Context, terms: list[Array]) -> Array:
    """no δ comes back from the later steps: each step has its own loss alone"""
    return terms[0]


@_BRANCHES.slip("branches", "path-missing", "N12", question=_ARROWS)
def _later_steps_alone(right: Any, p: Context, terms: list[Array]) -> Array:
    """a step's own loss is left out: only what comes back from later steps is counted"""
    return terms[-1]


def _walked(given: Inputs, visits: Visits = all_steps, **changed: Any) -> Answer:
    """The δs of a walk that visits these steps."""
    _, h, _ = _run(given)
    steps = visits(len(h), h.shape[1])
    return {"deltas": walk_back(h, given["W"], steps, given["g"], **changed)}


_ARRIVE = "Both things arrive at h of this step. What stands between h and z?"
_TOGETHER = "A nudge of h changes its own loss and all later ones. How do these effects combine?"


@own_slip("slope-on-one-branch", "N12", question=_ARRIVE)
def _slope_on_later(given: Inputs) -> Answer:
    """the slope is multiplied into what comes from later, not into the step's own g"""
    return _sloped_later(given, lambda g, slope: g * slope)


@own_slip("slope-on-one-branch", "N12", question=_ARRIVE)
def _slope_never_on_own(given: Inputs) -> Answer:
    """the slope is multiplied into what comes from later alone, so the last step has none"""
    return _sloped_later(given, lambda g, slope: g)


def _sloped_later(given: Inputs, last: Callable[[Array, Array], Array]) -> Answer:
    """The δs, if the slope meets what comes from later; `last` joins g and slope at the end."""
    _, h, _ = _run(given)
    g, slopes = given["g"], 1 - h**2
    deltas = g.copy()
    deltas[-1] = last(g[-1], slopes[-1])
    for t in reversed(range(len(h) - 1)):
        deltas[t] = g[t] + deltas[t + 1] @ given["W"] * slopes[t]
    return {"deltas": deltas}


@own_slip("slope-on-one-branch", "N12", question=_ARRIVE)
def _slope_on_own(given: Inputs) -> Answer:
    """the slope is multiplied into the step's own g, not into what comes from later"""
    _, h, _ = _run(given)
    deltas = given["g"] * (1 - h**2)
    for t in reversed(range(len(h) - 1)):
        deltas[t] += deltas[t + 1] @ given["W"]
    return {"deltas": deltas}


@own_slip("terms-subtracted", "N12", question=_TOGETHER)
def _later_subtracted(given: Inputs) -> Answer:
    """what comes back from later steps is subtracted from the step's own g"""
    return _walked(given, carried=lambda g, back: g - back)


@own_slip("paths-averaged", "N12", question=_TOGETHER)
def _branches_averaged(given: Inputs) -> Answer:
    """the step's own g and what comes back from later are averaged"""
    return _walked(given, carried=lambda g, back: (g + back) / 2)


@own_slip(
    "losses-added-at-each-step", "N12", question="Which losses does h of the last step reach?"
)
def _all_losses(given: Inputs) -> Answer:
    """every step is given the sum of all g, and not its own"""
    total = given["g"].sum(axis=0)
    return _walked(given, carried=lambda g, back: total + back)


@own_slip(
    "preactivation-as-input",
    "N12",
    question="What did W see at this step: before or after the nonlinearity?",
)
def _paired_with_z(given: Inputs) -> Answer:
    """a step is paired with the z before it, not with the tanh of that z"""
    deltas, _, z = _run(given)
    # There is no z before the first step, which keeps its h0.
    return {"dW": deltas.T @ np.concatenate([given["h0"][None], z[:-1]])}


@own_slip("shared-order-reversed", "N12", question="Which row of deltas belongs to step 1?")
def _last_step_first(given: Inputs) -> Answer:
    """the δs are in the order in which they were found, last step first"""
    deltas, _, _ = _run(given)
    return {"deltas": deltas[::-1]}


_STEPS_CROSSED = "each step is paired with every step, not with itself alone"
_AT_ITS_STEP = "Which z did W make at this step, and from which h?"
_BEFORE = "What does W multiply at step t: what leaves this step, or what the step before it left?"
_SLOPE_AT = "h⁽ᵗ⁾ = tanh z⁽ᵗ⁾, entry by entry. At which point is the slope taken?"
_COMES_BACK = "W takes unit i of step t into unit k of step t + 1. Which weight is on this arrow?"


def _slope_of_tanh(z: Array) -> Array:
    return np.asarray(1 - np.tanh(z) ** 2)


@WEIGHT_SHARING.derivation(
    points=4,
    minutes=12,
    difficulty=3,
    items="N12",
    answer="i: hidden, j: hidden",
    symbols="h0: hidden, h: steps hidden, z: steps hidden, W: hidden hidden, g: steps hidden, "
    "delta: steps hidden, dL_dh: steps hidden, dL_dz: steps hidden, "
    "dz_dw: steps hidden hidden hidden",
    # δ is made of dL/dh and g of both, so that no definition needs itself.
    where={
        "h[t, i]": "tanh(z[t, i])",
        "delta[t, i]": "dL_dh[t, i] * fprime(z[t, i])",
        "g[t, i]": "dL_dh[t, i] - sum(k, W[k, i] * delta[t + 1, k])",
        "dL_dz[t, k]": "delta[t, k]",
        "dz_dw[t, k, i, j]": "(k == i) * h[t - 1, j]",
    },
    functions={"tanh": ELEMENTARY["tanh"], "fprime": Function(r"\tanh'", _slope_of_tanh)},
    latex={
        "h0": "h^{(0)}",
        "h[t, j]": "h^{(t)}_{j}",
        "z[t, i]": "z^{(t)}_{i}",
        "g[t, i]": "g^{(t)}_{i}",
        "delta[t, i]": r"\delta^{(t)}_{i}",
        "dL_dh[t, i]": r"\frac{\partial L}{\partial h^{(t)}_{i}}",
        "dL_dz[t, k]": r"\frac{\partial L}{\partial z^{(t)}_{k}}",
        "dz_dw[t, k, i, j]": r"\frac{\partial z^{(t)}_{k}}{\partial w_{ij}}",
    },
    extras=Extras(indices={"t": "steps"}, first={"steps": 1}, edges={"h": "h0", "delta": 0}),
    stages=[
        Stage(
            "every step",
            "dL_dz dz_dw",
            "sum(t, k, dL_dz[t, k] * dz_dw[t, k, i, j])",
            form="sum",
            free="dL_dz dz_dw",
            wrong=[
                Wrong(
                    "steps-crossed",
                    "sum(t, s, k, dL_dz[t, k] * dz_dw[s, k, i, j])",
                    _STEPS_CROSSED,
                    "z⁽ˢ⁾ moves with the W of step s. How does L move with this same z⁽ˢ⁾?",
                    "N12",
                ),
                Wrong(
                    "sum-over-weight-index",
                    "sum(t, k, dL_dz[t, k] * dz_dw[t, i, k, j])",
                    "the sum runs over the row of the weight, and z stays the same",
                    "Write two terms of the sum over k out. Which z is in each of them?",
                    "N12",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(t, k, dL_dz[t, k] * dz_dw[t, k, j, i])",
                    "i and j have changed places in the weight that is nudged",
                    "Which weight is asked for, w_ij or w_ji?",
                    "N12",
                ),
                Wrong(
                    "summed-separately",
                    "sum(t, k, dL_dz[t, k]) * sum(t, k, dz_dw[t, k, i, j])",
                    "the two factors are summed one by one, and then multiplied",
                    "Is (a + b)(c + d) the same as ac + bd?",
                    "N12",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(t, k, dz_dw[t, k, i, j])",
                    "the partials of z are added up without ∂L/∂z",
                    "Which quantity is differentiated: z or L?",
                    "N12",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(t, k, dL_dz[t, k] + dz_dw[t, k, i, j])",
                    "the two partials are added where the chain rule multiplies them",
                    "In the chain rule, how is what z does joined to what L does when z moves?",
                    "N12",
                ),
            ],
        ),
        Stage(
            "what W multiplied",
            "delta h h0",
            "sum(t, delta[t, i] * h[t - 1, j])",
            form="sum",
            wrong=[
                Wrong(
                    "layer-output-as-input",
                    "sum(t, delta[t, i] * h[t, j])",
                    "each step is paired with what leaves it, not with what enters it",
                    _BEFORE,
                    "N12",
                ),
                Wrong(
                    "shared-same-input",
                    "sum(t, delta[t, i] * h0[j])",
                    "every step is given the first state",
                    _BEFORE,
                    "N12",
                ),
                Wrong(
                    "outer-order-swapped",
                    "sum(t, delta[t, j] * h[t - 1, i])",
                    "rows and columns have changed places in what each step adds",
                    "Which index of w_ij names the unit that it feeds?",
                    "N12",
                ),
                Wrong(
                    "delta-of-next-step",
                    "sum(t, delta[t + 1, i] * h[t - 1, j])",
                    "each state is paired with a δ that is one step too late",
                    _AT_ITS_STEP,
                    "N12",
                ),
                Wrong(
                    "first-step-missing",
                    "sum(t, delta[t + 1, i] * h[t, j])",
                    "the first step, which multiplies the initial state, is left out",
                    "Put T = 1. How many terms should there be, and how many are there?",
                    "N12",
                ),
                Wrong(
                    "vanishing-terms-kept",
                    "sum(t, k, delta[t, k] * h[t - 1, j])",
                    "every unit is taken to contain every weight",
                    "Does z₁ change when w₂₁ is nudged, at the same step?",
                    "N12",
                ),
                Wrong(
                    "own-input-index",
                    "sum(t, delta[t, i] * h[t - 1, i])",
                    "w_ij is taken to multiply the i-th entry of its input",
                    "w₁₂ multiplies which entry of its input?",
                    "N12",
                ),
                Wrong(
                    "steps-crossed",
                    "sum(t, delta[t, i]) * sum(t, h[t - 1, j])",
                    "the δs and the states are added up first, and then multiplied",
                    "Are there terms with the δ of one step and the input of another?",
                    "N12",
                ),
                Wrong(
                    "input-factor-missing",
                    "sum(t, delta[t, i])",
                    "the states are left out: this is the gradient of the bias",
                    "By what is w_ij multiplied at each step?",
                    "N12",
                ),
            ],
        ),
        Stage(
            "through tanh",
            "dL_dh z fprime tanh h h0",
            "sum(t, dL_dh[t, i] * fprime(z[t, i]) * h[t - 1, j])",
            form="sum",
            wrong=[
                Wrong(
                    "hidden-fprime-missing",
                    "sum(t, dL_dh[t, i] * h[t - 1, j])",
                    "the slope of tanh is missing",
                    "What stands between z and h of the same step?",
                    "N12",
                ),
                Wrong(
                    "fprime-of-other-layer",
                    "sum(t, dL_dh[t, i] * (1 - h[t - 1, i]**2) * h[t - 1, j])",
                    "the slope is that of the step before",
                    _SLOPE_AT,
                    "N12",
                ),
                Wrong(
                    "fprime-of-other-unit",
                    "sum(t, dL_dh[t, i] * fprime(z[t, j]) * h[t - 1, j])",
                    "the slope is that of unit j, and δ that of unit i",
                    _SLOPE_AT,
                    "N12",
                ),
                Wrong(
                    "fprime-of-other-layer",
                    "sum(t, dL_dh[t, i] * (1 - h[t - 1, j]**2) * h[t - 1, j])",
                    "the slope is that of the unit that W was given",
                    _SLOPE_AT,
                    "N12",
                ),
                Wrong(
                    "fprime-wrong-formula",
                    "sum(t, dL_dh[t, i] * h[t, i] * (1 - h[t, i]) * h[t - 1, j])",
                    "the slope is that of the sigmoid, written with the value of tanh",
                    "What is the slope of tanh at z = 0? What is yours?",
                    "N12",
                ),
                Wrong(
                    "value-for-slope",
                    "sum(t, dL_dh[t, i] * tanh(z[t, i]) * h[t - 1, j])",
                    "tanh itself stands where its slope belongs",
                    "If z moves a little, by what factor does tanh z move?",
                    "N12",
                ),
                Wrong(
                    "fprime-at-activation",
                    "sum(t, dL_dh[t, i] * fprime(h[t, i]) * h[t - 1, j])",
                    "the slope is taken at h, not at z",
                    _SLOPE_AT,
                    "N12",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(t, fprime(z[t, i]) * h[t - 1, j])",
                    "∂L/∂h is left out",
                    "Which quantity is differentiated: h or L?",
                    "N12",
                ),
            ],
        ),
        Stage(
            "both arrows",
            "g W delta z fprime tanh h h0",
            "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t + 1, k])) * fprime(z[t, i]) * h[t - 1, j])",
            form="sum, g, W",
            wrong=[
                Wrong(
                    "path-missing",
                    "sum(t, g[t, i] * fprime(z[t, i]) * h[t - 1, j])",
                    "no δ comes back from the later steps: each step has its own loss alone",
                    _ARROWS,
                    "N12",
                ),
                Wrong(
                    "path-missing",
                    "sum(t, sum(k, W[k, i] * delta[t + 1, k]) * fprime(z[t, i]) * h[t - 1, j])",
                    "a step's own loss is left out: only what comes back from later is counted",
                    _ARROWS,
                    "N12",
                ),
                Wrong(
                    "missing-transpose-w",
                    "sum(t, (g[t, i] + sum(k, W[i, k] * delta[t + 1, k]))"
                    " * fprime(z[t, i]) * h[t - 1, j])",
                    "the weight between the two steps has its indices the other way round",
                    _COMES_BACK,
                    "N12",
                ),
                Wrong(
                    "weight-factor-missing",
                    "sum(t, (g[t, i] + delta[t + 1, i]) * fprime(z[t, i]) * h[t - 1, j])",
                    "the δ of the next step comes back without a weight",
                    _COMES_BACK,
                    "N12",
                ),
                Wrong(
                    "slope-on-one-branch",
                    "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t + 1, k]) * fprime(z[t, i]))"
                    " * h[t - 1, j])",
                    "the slope is multiplied into what comes from later, not into the step's own g",
                    _ARRIVE,
                    "N12",
                ),
                Wrong(
                    "slope-on-one-branch",
                    "sum(t, (g[t, i] * fprime(z[t, i]) + sum(k, W[k, i] * delta[t + 1, k]))"
                    " * h[t - 1, j])",
                    "the slope is multiplied into the step's own g, not into what comes from later",
                    _ARRIVE,
                    "N12",
                ),
                Wrong(
                    "output-sum-missing",
                    "sum(t, (g[t, i] + W[i, i] * delta[t + 1, i]) * fprime(z[t, i]) * h[t - 1, j])",
                    "only unit i of the next step is counted",
                    "To which units of the next step does W take unit i?",
                    "N12",
                ),
                Wrong(
                    "slope-of-next-step-twice",
                    "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t + 1, k] * (1 - h[t + 1, k]**2)))"
                    " * fprime(z[t, i]) * h[t - 1, j])",
                    "the slope of the next step is multiplied in once more",
                    "δ⁽ᵗ⁺¹⁾ is ∂L/∂z⁽ᵗ⁺¹⁾. Is the slope of step t + 1 still missing in it?",
                    "N12",
                ),
                Wrong(
                    "delta-of-same-step",
                    "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t, k]))"
                    " * fprime(z[t, i]) * h[t - 1, j])",
                    "the δ that comes back is that of the same step",
                    "At which step is h⁽ᵗ⁾ multiplied by W?",
                    "N12",
                ),
                Wrong(
                    "delta-of-step-before",
                    "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t - 1, k]))"
                    " * fprime(z[t, i]) * h[t - 1, j])",
                    "the δ that comes back is that of the step before",
                    "At which step is h⁽ᵗ⁾ multiplied by W?",
                    "N12",
                ),
                Wrong(
                    "paths-multiplied",
                    "sum(t, g[t, i] * sum(k, W[k, i] * delta[t + 1, k])"
                    " * fprime(z[t, i]) * h[t - 1, j])",
                    "what comes back along the two arrows is multiplied",
                    "Two arrows leave h, side by side. Do their effects add or multiply?",
                    "N12",
                ),
            ],
        ),
    ],
)
def derive_through_time() -> None:
    """∂L/∂w_ij of a recurrent layer with a loss at every step, to δ's way back in time."""


@WEIGHT_SHARING.computed(
    "implement",
    points=4,
    minutes=10,
    difficulty=3,
    items="N12 N9",
    takes="g: T n_hidden, u: T n_in, h0: n_hidden, W: n_hidden n_hidden, U: n_hidden n_in, "
    "b: n_hidden",
    gives="deltas: T n_hidden, dW: n_hidden n_hidden, dU: n_hidden n_in, db: n_hidden",
    draw={"u": gentle, "h0": gentle, "W": weights, "U": weights, "b": gentle},
    carry_forward={"deltas": EACH_STEP},
    own=[
        biases_left_out("N12", "b"),
        *_BRANCHES,
        _slope_on_later,
        _slope_never_on_own,
        _slope_on_own,
        _later_subtracted,
        _branches_averaged,
        _all_losses,
        *wrong_visits(_walked, "N12"),
        _paired_with_z,
        _last_step_first,
    ],
    requires=[ONE_USE],
)
def recurrent_gradients(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """δ_t = (g_t + Wᵀ δ_{t+1}) ∘ tanh′(z_t), and W, U and b's sums over the steps."""
    g, u, h0, W, U, b = given.values()
    hidden, read = recurrent_layers(h0[None], u[:, None], W, U, b, "tanh")
    found = recurrent_backward(hidden, read, rules, upstreams=g[:, None])
    return np.concatenate(found.deltas), found.W, found.U, found.b
