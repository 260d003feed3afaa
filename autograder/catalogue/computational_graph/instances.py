"""Steps, and what an instance shows: the order of updates, new weights, zeros, missing edges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.graphs import COMPUTATIONAL_GRAPH, number, target
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values
from autograder.exercises.exercise import RECTANGULAR, Condition, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.graph_program import neuron_layer, worksheet_backward, worksheet_values
from autograder.reference.programs import backward, forward_layers
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips.slip import own_slip
from autograder.slips.update import STEP
from backhand.activations import ACTIVATIONS
from backhand.worksheet import INSTANCES, WEIGHT_NAMES

# ---- the order of updates --------------------------------------------------------------------


def _after_step(given: Inputs, rules: Rules) -> Array:
    """All weights of the chain after one step."""
    # A flipped sign in the error and one in the step give the same weights: the slip of the step
    # stands for both.
    rules = replace(rules, residual=RIGHT.residual)
    weights = [np.array([[float(w)]]) for w in given["w"]]
    x, t, rate = np.array([[float(given["x"])]]), np.array([[float(given["t"])]]), given["rate"]
    layers = forward_layers(x, weights, None, ["sin"] * len(weights))
    found = backward(layers, rules, y=t, loss="half_sum", rate=float(rate))
    context = Context(layers, len(weights) - 1, t, "half_sum", float(rate))
    new = [rules.step(context, w, g) for w, g in zip(weights, found.weights, strict=True)]
    return np.concatenate(new).ravel()


def _draw_chain(rng: Rng, s: Sizes) -> Answer:
    """Weights and inputs with which every layer's step is large enough to be seen."""
    while True:
        given = {
            "w": values(rng, s.n_in, low=0.8, high=1.5),
            "x": number(rng, 0.5, 1.2),
            "t": target(rng, s),
            "rate": float(rng.uniform(0.3, 0.7)),
        }
        new = _after_step(given, RIGHT)
        if np.all(np.abs(new - given["w"]) > 0.02) and np.all(np.abs(new) > 0.2):
            return given


_ONE_LAYER = Requirement(
    "fails-for-one-layer",
    "it is wrong for a chain of one layer, D = 1",
    "Which layer has no layer before it? What does it receive?",
    lambda rng, draw: draw(rng, RECTANGULAR[0]._replace(n_in=1)),
)


@own_slip(
    "updated-weight-backprop",
    "W13",
    question="At which weights was the forward pass taken? Is the derivative taken there?",
)
def _forward_direction(given: Inputs) -> Answer:
    """each weight's gradient is taken after the weights before it have changed"""
    w = np.array(given["w"], dtype=float)
    for layer in range(len(w)):
        w[layer] = _after_step({**given, "w": w}, RIGHT)[layer]
    return {"w": w}


def _one_loop(given: Inputs, layers: Iterable[int], carried: bool) -> Answer:
    """The weights after one loop back over these layers, with or without the error carried on."""
    w, (x, t, rate) = np.array(given["w"]), (given[name] for name in ("x", "t", "rate"))
    a = [x]
    for weight in w:
        a.append(np.sin(weight * a[-1]))
    new, g = w.copy(), a[-1] - t
    for layer in layers:
        delta = g * np.cos(w[layer] * a[layer])
        new[layer] -= rate * delta * a[layer]
        g = delta * w[layer] if carried else g
    return {"w": new}


@own_slip(
    "error-not-carried-back",
    "W13",
    question="g is the adjoint of a layer's output. What is it one layer earlier?",
)
def _g_in_every_layer(given: Inputs) -> Answer:
    """every layer is given the error at the output: it is not carried back"""
    return _one_loop(given, reversed(range(len(given["w"]))), carried=False)


@own_slip(
    "sweep-in-forward-order",
    "W13",
    question="Which layer's δ can be calculated first, because nothing comes after it?",
)
def _first_layer_first(given: Inputs) -> Answer:
    """the loop runs from the first layer to the last, and the error comes from the other end"""
    return _one_loop(given, range(len(given["w"])), carried=True)


@own_slip(
    "step-left-out", "W13", question="Which of the weights have changed, and should all of them?"
)
def _first_layer_left_out(given: Inputs) -> Answer:
    """the loop stops before the first layer, whose weight stays as it was"""
    return _one_loop(given, reversed(range(1, len(given["w"]))), carried=True)


@COMPUTATIONAL_GRAPH.computed(
    "repair",
    points=2,
    minutes=6,
    difficulty=2,
    items="W13",
    errata="C-08",
    takes="w: n_in, x, t, rate",
    gives={"w": "weights"},
    draw=_draw_chain,
    own=[
        *STEP,
        _forward_direction,
        _g_in_every_layer,
        _first_layer_first,
        _first_layer_left_out,
    ],
    requires=[_ONE_LAYER],
)
def step_in_place(given: Inputs, rules: Rules) -> Array:
    """Every w_l after one step down J = ½(a_D − t)², where a_l = sin(w_l a_{l−1})."""
    return _after_step(given, rules)


# ---- the nine new weights --------------------------------------------------------------------

_RATE = 0.1
_GENERIC = INSTANCES["generic"]


def _after(found: Mapping[str, float], rate: float = _RATE) -> Answer:
    """The nine weights after a step along these gradients, and the loss there."""
    new = {name: w - rate * found[name] for name, w in _GENERIC.weights.items()}
    return {**new, "J after": float(worksheet_values(new, _GENERIC.x, _GENERIC.t)["J"])}


def _generic_gradients() -> Mapping[str, float]:
    return worksheet_backward(*_GENERIC, RIGHT)


@own_slip(
    "ascent-step",
    "S12",
    question="Should the loss rise or fall along minus the gradient?",
)
def _step_up(right: Answer) -> Answer:
    """the step goes up the slope: the gradient is added, or its sign is flipped"""
    return _after(_generic_gradients(), -_RATE)


@own_slip("rate-missing", "S12", question="Double η. Does the step double?")
def _whole_gradient(right: Answer) -> Answer:
    """the whole gradient is taken away, without the rate η"""
    new = _after(_generic_gradients(), 1.0)
    return {name: new[name] for name in WEIGHT_NAMES}


@own_slip(
    "change-for-value",
    "S12",
    question="The step says what is added to the old weight. Is the old weight in the answer?",
)
def _change_alone(right: Answer) -> Answer:
    """the change alone is there, not the weight after it"""
    return {name: right[name] - w for name, w in _GENERIC.weights.items()}


@own_slip(
    "step-not-taken",
    "W16",
    question="With which weights is the second forward pass taken?",
)
def _old_loss(right: Answer) -> Answer:
    """the loss after the step is taken at the old weights"""
    return {"J after": float(worksheet_values(*_GENERIC)["J"])}


def _layer_by_layer() -> Answer:
    """Gradients as the worksheet says it half-way: each layer is updated before the next."""
    weights, found = dict(_GENERIC.weights), {}
    for layer in (("u1", "u2"), ("v11", "v12", "v22"), ("w11", "w12", "w21", "w22")):
        # What was computed forward stays; only the weights that carry the error back are new.
        at_old = _sent_back(weights)
        for name in layer:
            found[name] = at_old[name]
            weights[name] -= _RATE * at_old[name]
    return found


def _sent_back(weights: Mapping[str, float]) -> Answer:
    """The gradients if the error goes back through these weights, the values being the old ones."""
    v, w, (x1, x2) = worksheet_values(*_GENERIC), weights, _GENERIC.x
    d_o = (v["o"] - _GENERIC.t) * np.cos(v["z_o"])
    d3, d4 = d_o * w["u1"] * 2, d_o * w["u2"] * v["h4"]
    d1, d2 = d3 * w["v11"] + d4 * w["v12"], d4 * w["v22"] * v["z2"]
    return {
        **{"u1": d_o * v["h3"], "u2": d_o * v["h4"]},
        **{"v11": d3 * v["h1"], "v12": d4 * v["h1"], "v22": d4 * v["h2"]},
        **{"w11": d1 * x1, "w21": d1 * x2, "w12": d2 * x1, "w22": d2 * x2},
    }


@own_slip(
    "updated-weight-backprop",
    "W13",
    question="At which weights was the forward pass taken? Is the derivative taken there?",
)
def _updated_at_once(right: Answer) -> Answer:
    """each layer's weights are updated before the error goes back through them"""
    new = _after(_layer_by_layer())
    return {name: new[name] for name in WEIGHT_NAMES}


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=3,
    minutes=6,
    difficulty=2,
    items="W13 W16",
    errata="C-07 C-08",
    needs="worksheet_gradients",
    partial=True,
    guesses=lambda right: (
        [dict.fromkeys(right, n) for n in (0.0, 0.1, 0.3)]
        + [{**_GENERIC.weights, "J after": worksheet_values(*_GENERIC)["J"]}]
    ),
    own=[_step_up, _whole_gradient, _change_alone, _old_loss, _updated_at_once],
)
def nine_new_weights() -> Answer:
    """The nine weights after one step with the rate 0.1, and the loss there."""
    return _after(_generic_gradients())


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
    minutes=5,
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


# ---- weights that are stable, and wrong ------------------------------------------------------

#: The instance with other weights: x = (0, 1), t = ½.
_X, _T = (0.0, 1.0), 0.5
#: Up to here a gradient is zero but for rounding.
_STABLE = 1e-6


def _weights_of(given: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(given[name]) for name in WEIGHT_NAMES}


def _is_stable(given: Mapping[str, Any]) -> bool:
    found = worksheet_backward(_weights_of(given), _X, _T, RIGHT)
    return all(abs(found[name]) <= _STABLE for name in WEIGHT_NAMES)


def _is_wrong(given: Mapping[str, Any]) -> bool:
    return float(worksheet_values(_weights_of(given), _X, _T)["J"]) > 1


@COMPUTATIONAL_GRAPH.example(
    "counterexample",
    points=2,
    minutes=6,
    difficulty=3,
    items="W11",
    errata="C-10",
    shapes=dict.fromkeys(WEIGHT_NAMES, ()),
    conditions=(
        Condition("all nine gradients are 0 (in absolute value at most 1e-6)", _is_stable),
        Condition("the loss is larger than 1", _is_wrong),
    ),
    guesses=lambda: [
        *(dict.fromkeys(WEIGHT_NAMES, n) for n in (0.0, 1.0, -1.0, 0.5)),
        dict(_GENERIC.weights),
        {**dict.fromkeys(WEIGHT_NAMES, 0.0), "u2": float(np.arcsin(_T))},
        {**dict.fromkeys(WEIGHT_NAMES, 0.0), "u2": np.pi / 2},
    ],
)
def stable_weights() -> Answer:
    """Weights that no step moves, at which the output is as far from the target as can be."""
    return {**dict.fromkeys(WEIGHT_NAMES, 0.0), "u2": -np.pi / 2}


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
    minutes=5,
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
    V = values(rng, s.n_in, s.n_out) * mask
    # Weights of both signs: an edge with a negative weight is there as well.
    V[0, 0], V[0, -1] = -abs(V[0, 0]), abs(V[0, -1])
    return {
        "V": V,
        "mask": mask,
        "h": values(rng, s.n_in),
        "delta": values(rng, s.n_out),
    }


def _zero_on_an_edge(rng: Rng, draw: Callable[[Rng, Sizes], Answer]) -> Answer:
    given = draw(rng, RECTANGULAR[0])
    given["V"][0] = 0.0
    return given


_WEIGHT_OF_ZERO = Requirement(
    "zero-taken-for-missing",
    "an edge whose weight happens to be 0 gets no gradient",
    "Which of the arguments says where there is an edge?",
    _zero_on_an_edge,
)


@own_slip(
    "edge-not-there",
    "W15",
    question="If an entry of V cannot change, what does the loss have to do with it?",
)
def _every_edge(given: Inputs) -> Answer:
    """an edge that the network does not have gets a gradient"""
    return {"dV": np.outer(given["h"], given["delta"])}


@own_slip(
    "missing-transpose-w",
    "B11",
    question="z = Vᵀh: write ∂L/∂h₁ as a sum. Is that a walk along a row or a column of V?",
)
def _transposed(given: Inputs) -> Answer:
    """V is transposed on the way back, where it belongs as it is"""
    return {"dh": given["V"].T @ given["delta"]}


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


_IN_MASK = "Which numbers stand in `mask`, and what is a number times each of them?"


def _masked(given: Inputs, mask: Array) -> Answer:
    return {"dV": np.outer(given["h"], given["delta"]) * mask}


@own_slip("mask-of-weights", "W15", question=_IN_MASK)
def _weights_for_mask(given: Inputs) -> Answer:
    """dV is multiplied by V itself, not by the mask"""
    return _masked(given, given["V"])


@own_slip("mask-of-weights", "W15", question="A weight is −2. Is its edge there?")
def _positive_weights(given: Inputs) -> Answer:
    """only edges with a positive weight are taken to be there"""
    return _masked(given, given["V"] > 0)


@own_slip("mask-inverted", "W15", question=_IN_MASK)
def _absent_edges(given: Inputs) -> Answer:
    """the edges that are not there get a gradient, and those that are there get none"""
    return _masked(given, 1 - given["mask"])


@own_slip(
    "mask-for-weights", "B11", question="By what is an entry of h multiplied on its way to z?"
)
def _back_through_mask(given: Inputs) -> Answer:
    """the error goes back through the mask, not through the weights"""
    return {"dh": given["mask"] @ given["delta"]}


@own_slip(
    "layer-output-as-input", "W15", question="Which vector does V multiply on the way forward?"
)
def _paired_with_message(given: Inputs) -> Answer:
    """dV is built from dh, the message to h, and not from h"""
    return _masked({**given, "h": given["V"] @ given["delta"]}, given["mask"])


@COMPUTATIONAL_GRAPH.computed(
    "repair",
    points=2,
    minutes=5,
    difficulty=1,
    items="W15 B11",
    errata="C-28",
    takes="V: n_in n_out, mask: n_in n_out, h: n_in, delta: n_out",
    gives="dV: n_in n_out, dh: n_in",
    draw=_draw_masked,
    own=[
        _every_edge,
        _transposed,
        _as_in_the_cell,
        _weights_for_mask,
        _positive_weights,
        _absent_edges,
        _back_through_mask,
        _paired_with_message,
    ],
    requires=[_WEIGHT_OF_ZERO],
)
def masked_layer(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂L/∂V = h δᵀ ∘ mask, and ∂L/∂h = V δ."""
    delta = given["delta"][None]
    context = Context((Layer(W=given["V"].T, x=given["h"][None]),))
    return rules.weight(context, delta).T * given["mask"], rules.input(context, delta)[0]
