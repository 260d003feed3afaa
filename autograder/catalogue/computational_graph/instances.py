"""What an instance can show: the order of updates, one step, nine zeros, structural zeros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from autograder.catalogue.computational_graph.graphs import COMPUTATIONAL_GRAPH, number, target
from autograder.exercises.declare import Answer, Rng, block_slip
from autograder.exercises.draws import values
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.graph_program import neuron_layer, worksheet_backward, worksheet_values
from autograder.reference.programs import backward, forward_layers
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips.slip import own_slip
from autograder.slips.update import STEP
from backhand.activations import ACTIVATIONS
from backhand.worksheet import INSTANCES, WEIGHT_NAMES, Instance

# ---- the order of updates --------------------------------------------------------------------


def _after_chain_step(given: Inputs, rules: Rules) -> Array:
    """The new u and v."""
    # A flipped sign in the error and one in the step give the same weights: the slip of the step
    # stands for both.
    rules = replace(rules, residual=RIGHT.residual)
    u, v, x, t = (np.array([[float(given[name])]]) for name in ("u", "v", "x", "t"))
    rate = float(given["rate"])
    layers = forward_layers(x, [v, u], None, ["identity", "sin"])
    found = backward(layers, rules, y=t, loss="half_sum", rate=rate)
    context = Context(layers, 1, t, "half_sum", rate)
    new = rules.step(context, u, found.weights[1]), rules.step(context, v, found.weights[0])
    return np.concatenate(new).ravel()


def _draw_chain(rng: Rng, s: Sizes) -> Answer:
    while True:
        given = {
            "u": number(rng, 0.4, 1.2),
            "v": number(rng, 0.4, 1.2),
            "x": number(rng, 0.4, 0.9),
            "t": target(rng, s),
            "rate": float(rng.uniform(0.2, 0.6)),
        }
        if np.all(np.abs(_after_chain_step(given, RIGHT)) > 0.2):
            return given


@block_slip(
    "updated-weight-backprop",
    "W13",
    question="At which weights was the forward pass taken? Is the derivative taken there?",
)
def _lower_weight_first(given: Inputs, right: Answer) -> Answer:
    """the gradient of u is taken after v has changed"""
    _, v = right["u, v"]
    u, _ = _after_chain_step({**given, "v": v}, RIGHT)
    return {"u, v": np.array([u, v])}


@COMPUTATIONAL_GRAPH.computed(
    "repair",
    points=2,
    minutes=4,
    difficulty=2,
    items="W13",
    errata="C-08",
    takes="u, v, x, t, rate",
    gives={"u, v": "weights"},
    draw=_draw_chain,
    own=[*STEP, _lower_weight_first],
)
def chain_step(given: Inputs, rules: Rules) -> Array:
    """u and v after one step down J = ½(o − t)², where o = sin(u v x)."""
    return _after_chain_step(given, rules)


# ---- one step on a generic instance ----------------------------------------------------------

_RATE = 0.1


def _loss_after_step(instance: Instance, rate: float) -> float:
    found = worksheet_backward(*instance, RIGHT)
    moved = {name: w - rate * found[name] for name, w in instance.weights.items()}
    return float(worksheet_values(moved, instance.x, instance.t)["J"])


@own_slip(
    "ascent-step",
    "S12",
    question="Should the loss rise or fall along minus the gradient?",
)
def _step_up(right: Answer) -> Answer:
    """the step goes up the slope"""
    return {"J after": right["J after, printed sign"]}


@own_slip(
    "step-not-taken",
    "W16",
    question="With which weights is the second forward pass taken?",
)
def _old_weights(right: Answer) -> Answer:
    """the loss after the step is taken at the old weights"""
    return {"J after": right["J before"]}


@COMPUTATIONAL_GRAPH.entries(
    "counterexample",
    points=1,
    minutes=2,
    difficulty=1,
    items="W16",
    errata="C-01 C-07",
    needs="worksheet_gradients",
    guesses=lambda right: (
        [dict.fromkeys(right, n) for n in (0.0, 0.1, right["J before"])]
        + [{**right, "J after, printed sign": right["J before"]}]
    ),
    own=[_step_up, _old_weights],
)
def one_step() -> Answer:
    """The loss before a step and after it, downhill and with the printed sign."""
    generic = INSTANCES["generic"]
    return {
        "J before": float(worksheet_values(*generic)["J"]),
        "J after": _loss_after_step(generic, _RATE),
        "J after, printed sign": _loss_after_step(generic, -_RATE),
    }


# ---- nine zeros ------------------------------------------------------------------------------


def _seed_gradients(t: float) -> Mapping[str, float]:
    seed = INSTANCES["seed"]
    return worksheet_backward(seed.weights, seed.x, t, RIGHT)


def _zeros(found: Mapping[str, float]) -> int:
    return sum(found[name] == 0 for name in WEIGHT_NAMES)


_EXP_OF_ZERO = "What is the exponential at 0?"


@own_slip("exp-of-zero", "W10", question=_EXP_OF_ZERO)
def _exp_of_zero(right: Answer) -> Answer:
    """e⁰ is taken to be 0"""
    return {"h4": 0, "do/du2": 0, "zeros, t = 0": 9}


@own_slip("exp-of-zero", "W10", question=_EXP_OF_ZERO)
def _exp_of_zero_silences(right: Answer) -> Answer:
    """e⁰ is taken to be 0, so that nothing is left to multiply the error"""
    return {"h4": 0, "do/du2": 0, "zeros, t = 0.5": 9}


@own_slip(
    "symmetric-means-zero",
    "W11",
    question="Which factors of ∂J/∂u₂ contain a weight?",
)
def _always_zero(right: Answer) -> Answer:
    """zero weights are taken to make every gradient zero, whatever the target"""
    return {"zeros, t = 0.5": 9}


@own_slip(
    "sign-flipped-error",
    "W11",
    question="If the output is too low, should ∂J/∂o be positive or negative?",
)
def _error_turned(right: Answer) -> Answer:
    """the error at the output is target minus output"""
    return {"dJ/du2, t = 0.5": -right["dJ/du2, t = 0.5"]}


@COMPUTATIONAL_GRAPH.entries(
    "predict",
    points=2,
    minutes=4,
    difficulty=2,
    items="W10 W11",
    errata="C-13",
    guesses=lambda right: (
        [dict.fromkeys(right, n) for n in (0, 1, 9, 0.5)]
        + [{**dict.fromkeys(right, 0), "zeros, t = 0": 9, "zeros, t = 0.5": 9}]
    ),
    own=[_exp_of_zero, _exp_of_zero_silences, _always_zero, _error_turned],
)
def nine_zeros() -> Answer:
    """Which gradients vanish where every weight is 0, with the target 0 and with 0.5."""
    printed, other = _seed_gradients(0.0), _seed_gradients(0.5)
    forward = worksheet_values(*INSTANCES["seed"])
    top = neuron_layer([0.0, 0.0], [forward["h3"], forward["h4"]], ACTIVATIONS["sin"])
    local = RIGHT.weight(Context((top,)), RIGHT.slope(Context((top,))))
    return {
        "h4": forward["h4"],
        "do/du2": local[0, 1].item(),
        "dJ/do": printed["o"],
        "zeros, t = 0": _zeros(printed),
        "zeros, t = 0.5": _zeros(other),
        "dJ/du2, t = 0.5": other["u2"],
        "u2 after a step, t = 0.5": 0.0 - _RATE * other["u2"],
    }


# ---- zeros that the structure forces ---------------------------------------------------------


def _forced(**fixed: float) -> Array:
    """1 for each weight whose gradient is zero with these numbers fixed and all others random."""
    rng = np.random.default_rng(0)
    w = {name: number(rng, 0.3, 0.7) for name in WEIGHT_NAMES}
    x1, x2 = (float(v) for v in values(rng, 2, low=0.4, high=0.9))
    x1 = fixed.get("x1", x1)
    if "z2" in fixed:
        w["w22"] = -w["w12"] * x1 / x2
    if "h1" in fixed:
        w["w21"] = -w["w11"] * x1 / x2
    found = worksheet_backward(w, (x1, x2), 1.5, RIGHT)
    return np.array([float(abs(found[name]) < 1e-12) for name in WEIGHT_NAMES])


def _without(name: str, zeros: Array) -> Array:
    """The same row, but with that weight's gradient taken to be nonzero."""
    return np.where(np.array(WEIGHT_NAMES) == name, 0.0, zeros)


@own_slip(
    "zero-not-followed",
    "W12",
    question="If h₁ is 0, what is h₃, and which weight is multiplied by it?",
)
def _h1_not_followed(right: Answer) -> Answer:
    """h₁ = 0 is not followed on to h₃"""
    return {"h1 = 0": _without("u1", right["h1 = 0"])}


@own_slip(
    "zero-not-followed",
    "W12",
    question="If z₂ is 0, what is h₂, and which weight is multiplied by it?",
)
def _z2_not_followed(right: Answer) -> Answer:
    """z₂ = 0 is not followed on to h₂"""
    return {"z2 = 0": _without("v22", right["z2 = 0"])}


@own_slip(
    "index-roles-swapped",
    "W12",
    question="w₁₂ leads from x₁ to h₂. Which weights does x₁ = 0 silence?",
)
def _second_index_as_input(right: Answer) -> Answer:
    """the second index of w is read as the input that it comes from"""
    return {"x1 = 0": np.array([float(name in ("w11", "w21")) for name in WEIGHT_NAMES])}


@own_slip(
    "vanishing-read-as-present",
    "W12",
    question="Does 1 mean zero or not zero here?",
)
def _present_for_vanishing(right: Answer) -> Answer:
    """the answer says where a gradient can differ from zero, and the question was where it
    cannot
    """
    return {name: 1 - zeros for name, zeros in right.items()}


@COMPUTATIONAL_GRAPH.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=2,
    items="W12",
    errata="C-13",
    guesses=lambda right: [
        dict.fromkeys(right, row) for row in (np.zeros(9), np.ones(9), *right.values())
    ],
    own=[_h1_not_followed, _z2_not_followed, _second_index_as_input, _present_for_vanishing],
)
def structural_zeros() -> Answer:
    """1 for each weight whose gradient vanishes, whatever the other numbers are."""
    return {"x1 = 0": _forced(x1=0.0), "z2 = 0": _forced(z2=0.0), "h1 = 0": _forced(h1=0.0)}


# ---- a missing edge --------------------------------------------------------------------------


def _draw_masked(rng: Rng, s: Sizes) -> Answer:
    mask = (rng.random((s.n_in, s.n_out)) < 0.6).astype(float)
    mask[0, 0], mask[-1, 0], mask[0, -1] = 1.0, 0.0, 1.0
    return {
        "V": values(rng, s.n_in, s.n_out) * mask,
        "mask": mask,
        "h": values(rng, s.n_in),
        "delta": values(rng, s.n_out),
    }


@own_slip(
    "edge-not-there",
    "W15",
    question="If an entry of V cannot change, what does the loss have to do with it?",
)
def _every_edge(given: Inputs) -> Answer:
    """an edge that the network does not have gets a gradient"""
    return {"dV": np.outer(given["h"], given["delta"])}


@own_slip(
    "index-roles-swapped",
    "B11",
    question="z = Vᵀh: which index of V names the unit that the weight leads to?",
)
def _as_in_the_cell(given: Inputs) -> Answer:
    """the weights are taken to be stored (n_out, n_in), and every edge to be there"""
    if given["V"].shape[0] != given["V"].shape[1]:
        raise ValueError("square layers only")
    return {"dV": np.outer(given["delta"], given["h"]), "dh": given["V"].T @ given["delta"]}


@COMPUTATIONAL_GRAPH.computed(
    "repair",
    points=2,
    minutes=3,
    difficulty=1,
    items="W15 B11",
    errata="C-28",
    takes="V: n_in n_out, mask: n_in n_out, h: n_in, delta: n_out",
    gives="dV: n_in n_out, dh: n_in",
    draw=_draw_masked,
    own=[_every_edge, _as_in_the_cell],
)
def masked_layer(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂L/∂V = h δᵀ ⊙ mask, and ∂L/∂h = V δ."""
    delta = given["delta"][None]
    context = Context((Layer(W=given["V"].T, x=given["h"][None]),))
    return rules.weight(context, delta).T * given["mask"], rules.input(context, delta)[0]
