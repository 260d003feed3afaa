"""What an instance can show: the order of updates, one step, nine zeros, structural zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.drawn import Rng, exercise, number, target
from autograder.exercises.draws import values
from autograder.exercises.exercise import Block, Computed, Entries, Inputs, Sizes
from autograder.reference.graph_program import neuron_layer, worksheet_backward, worksheet_values
from autograder.reference.programs import backward, forward_layers
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips import Slip
from autograder.slips.update import STEP
from backhand.activations import ACTIVATIONS
from backhand.worksheet import INSTANCES, WEIGHT_NAMES, Instance

# ---- the order of updates --------------------------------------------------------------------


def _chain(given: Inputs, rules: Rules) -> dict[str, Any]:
    # After a step, a turned error and a turned step are one number: the step's slip names both.
    rules = replace(rules, residual=RIGHT.residual)

    def one(name: str) -> Array:
        return np.array([[float(given[name])]])

    u, v = one("u"), one("v")
    layers = forward_layers(one("x"), [v, u], None, ["identity", "sin"])
    rate = float(given["rate"])
    found = backward(layers, rules, y=one("t"), loss="half_sum", rate=rate)
    context = Context(layers, 1, one("t"), "half_sum", rate)
    new = rules.step(context, u, found.weights[1]), rules.step(context, v, found.weights[0])
    return {"u, v": np.concatenate(new).ravel()}


def _lower_weight_first(given: Inputs) -> dict[str, Any]:
    """V is updated first, and the gradient of u is then taken with a new h."""
    v = _chain(given, RIGHT)["u, v"][1]
    return {"u, v": np.array([_chain({**given, "v": v}, RIGHT)["u, v"][0], v])}


def _draw_chain(rng: Rng, s: Sizes) -> dict[str, Any]:
    while True:
        given = {
            "u": number(rng, 0.4, 1.2),
            "v": number(rng, 0.4, 1.2),
            "x": number(rng, 0.4, 0.9),
            "t": target(rng, s),
            "rate": float(rng.uniform(0.2, 0.6)),
        }
        if np.all(np.abs(_chain(given, RIGHT)["u, v"]) > 0.2):
            return given


UPDATE_ORDER = exercise(
    id="chain_step",
    kind="repair",
    points=2,
    minutes=4,
    difficulty=2,
    items=("W13",),
    errata=("C-08",),
    task=Computed(
        "chain_step(u, v, x, t, rate)",
        (Block("u, v", ("weights",)),),
        draw=_draw_chain,
        reference=_chain,
        own=(
            *STEP,
            Slip(
                "updated-weight-backprop",
                "the gradient of u is taken after v has changed",
                "At which weights was the forward pass taken? Is the derivative taken there?",
                "W13",
                values=_lower_weight_first,
            ),
        ),
    ),
)

# ---- one step on a generic instance ----------------------------------------------------------

RATE = 0.1


def _after_a_step(instance: Instance, rate: float) -> float:
    found = worksheet_backward(*instance, RIGHT)
    moved = {name: w - rate * found[name] for name, w in instance.weights.items()}
    return float(worksheet_values(moved, instance.x, instance.t)["J"])


def _one_step() -> dict[str, Any]:
    generic = INSTANCES["generic"]
    return {
        "J before": float(worksheet_values(*generic)["J"]),
        "J after": _after_a_step(generic, RATE),
        "J after, printed sign": _after_a_step(generic, -RATE),
    }


ONE_STEP = exercise(
    id="one_step",
    kind="counterexample",
    points=1,
    minutes=2,
    difficulty=1,
    items=("W16",),
    errata=("C-01", "C-07"),
    needs=("worksheet_gradients",),
    task=Entries(
        _one_step,
        guesses=lambda: (
            [dict.fromkeys(_one_step(), n) for n in (0.0, 0.1, _one_step()["J before"])]
            + [{**_one_step(), "J after, printed sign": _one_step()["J before"]}]
        ),
        own=(
            Slip(
                "ascent-step",
                "the step goes up the slope",
                "Should the loss rise or fall along minus the gradient?",
                "S12",
                values=lambda right: {"J after": right["J after, printed sign"]},
            ),
            Slip(
                "step-not-taken",
                "the loss after the step is taken at the old weights",
                "With which weights is the second forward pass taken?",
                "W16",
                values=lambda right: {"J after": right["J before"]},
            ),
        ),
    ),
)

# ---- nine zeros ------------------------------------------------------------------------------


def _zeros_with(t: float) -> dict[str, float]:
    return worksheet_backward(INSTANCES["seed"].weights, INSTANCES["seed"].x, t, RIGHT)


def _count(found: Mapping[str, float], names: Sequence[str] = WEIGHT_NAMES) -> int:
    return sum(found[name] == 0 for name in names)


def _nine_zeros() -> dict[str, Any]:
    printed, other = _zeros_with(0.0), _zeros_with(0.5)
    forward = worksheet_values(*INSTANCES["seed"])
    top = neuron_layer([0.0, 0.0], [forward["h3"], forward["h4"]], ACTIVATIONS["sin"])
    local = RIGHT.weight(Context((top,)), RIGHT.slope(Context((top,))))
    return {
        "h4": forward["h4"],
        "do/du2": local[0, 1].item(),
        "dJ/do": printed["o"],
        "zeros, t = 0": _count(printed),
        "zeros, t = 0.5": _count(other),
        "dJ/du2, t = 0.5": other["u2"],
        "u2 after a step, t = 0.5": 0.0 - RATE * other["u2"],
    }


NINE_ZEROS = exercise(
    id="nine_zeros",
    kind="predict",
    points=2,
    minutes=4,
    difficulty=2,
    items=("W10", "W11"),
    errata=("C-13",),
    task=Entries(
        _nine_zeros,
        guesses=lambda: (
            [dict.fromkeys(_nine_zeros(), n) for n in (0, 1, 9, 0.5)]
            + [{**dict.fromkeys(_nine_zeros(), 0), "zeros, t = 0": 9, "zeros, t = 0.5": 9}]
        ),
        own=(
            Slip(
                "exp-of-zero",
                "e⁰ is taken to be 0",
                "What is the exponential at 0?",
                "W10",
                values=lambda right: {"h4": 0, "do/du2": 0, "zeros, t = 0": 9},
            ),
            Slip(
                "exp-of-zero",
                "e⁰ is taken to be 0, so that nothing is left to multiply the error",
                "What is the exponential at 0?",
                "W10",
                values=lambda right: {"h4": 0, "do/du2": 0, "zeros, t = 0.5": 9},
            ),
            Slip(
                "symmetric-means-zero",
                "zero weights are taken to make every gradient zero, whatever the target",
                "Which factors of ∂J/∂u₂ contain a weight?",
                "W11",
                values=lambda right: {"zeros, t = 0.5": 9},
            ),
            Slip(
                "sign-flipped-error",
                "the error at the output is target minus output",
                "If the output is too low, should ∂J/∂o be positive or negative?",
                "W11",
                values=lambda right: {"dJ/du2, t = 0.5": -right["dJ/du2, t = 0.5"]},
            ),
        ),
    ),
)

# ---- zeros that the structure forces ---------------------------------------------------------


def _forced(**fixed: float) -> Array:
    """1 where a weight's gradient is zero with these numbers fixed and all others at random."""
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


def _structural() -> dict[str, Any]:
    return {"x1 = 0": _forced(x1=0.0), "z2 = 0": _forced(z2=0.0), "h1 = 0": _forced(h1=0.0)}


#: 1 for the weights whose second index is 1.
_INTO_H1 = np.array([float(name in ("w11", "w21")) for name in WEIGHT_NAMES])


def _but(name: str, right: Array) -> Array:
    """The same row, with that weight's gradient taken not to vanish."""
    return np.where(np.array(WEIGHT_NAMES) == name, 0.0, right)


STRUCTURAL = exercise(
    id="structural_zeros",
    kind="predict",
    points=1,
    minutes=3,
    difficulty=2,
    items=("W12",),
    errata=("C-13",),
    task=Entries(
        _structural,
        guesses=lambda: [
            dict.fromkeys(_structural(), row)
            for row in (np.zeros(9), np.ones(9), *_structural().values())
        ],
        own=(
            Slip(
                "zero-not-followed",
                "h₁ = 0 is not followed on to h₃",
                "If h₁ is 0, what is h₃, and which weight is multiplied by it?",
                "W12",
                values=lambda right: {"h1 = 0": _but("u1", right["h1 = 0"])},
            ),
            Slip(
                "zero-not-followed",
                "z₂ = 0 is not followed on to h₂",
                "If z₂ is 0, what is h₂, and which weight is multiplied by it?",
                "W12",
                values=lambda right: {"z2 = 0": _but("v22", right["z2 = 0"])},
            ),
            Slip(
                "index-roles-swapped",
                "the second index of w is read as the input that it comes from",
                "w₁₂ leads from x₁ to h₂. Which weights does x₁ = 0 silence?",
                "W12",
                values=lambda right: {"x1 = 0": _INTO_H1},
            ),
            Slip(
                "vanishing-read-as-present",
                "the answer says where a gradient can differ from zero, and the question was where "
                "it cannot",
                "Does 1 mean zero or not zero here?",
                "W12",
                values=lambda right: {name: 1 - row for name, row in right.items()},
            ),
        ),
    ),
)

# ---- an edge that is not there ---------------------------------------------------------------


def _masked(given: Inputs, rules: Rules) -> dict[str, Any]:
    delta = given["delta"][None]
    context = Context((Layer(W=given["V"].T, x=given["h"][None]),))
    return {
        "dV": rules.weight(context, delta).T * given["mask"],
        "dh": rules.input(context, delta)[0],
    }


def _draw_masked(rng: Rng, s: Sizes) -> dict[str, Any]:
    mask = (rng.random((s.n_in, s.n_out)) < 0.6).astype(float)
    mask[0, 0], mask[-1, 0], mask[0, -1] = 1.0, 0.0, 1.0
    return {
        "V": values(rng, s.n_in, s.n_out) * mask,
        "mask": mask,
        "h": values(rng, s.n_in),
        "delta": values(rng, s.n_out),
    }


def _as_in_the_cell(given: Inputs) -> dict[str, Any]:
    if given["V"].shape[0] != given["V"].shape[1]:
        raise ValueError("square layers only")
    return {"dV": np.outer(given["delta"], given["h"]), "dh": given["V"].T @ given["delta"]}


MASKED = exercise(
    id="masked_layer",
    kind="repair",
    points=2,
    minutes=3,
    difficulty=1,
    items=("W15", "B11"),
    errata=("C-28",),
    task=Computed(
        "masked_layer(V, mask, h, delta)",
        (Block("dV", ("n_in", "n_out")), Block("dh", ("n_in",))),
        draw=_draw_masked,
        reference=_masked,
        own=(
            Slip(
                "edge-not-there",
                "an edge that the network does not have gets a gradient",
                "If an entry of V cannot change, what does the loss have to do with it?",
                "W15",
                values=lambda given: {
                    "dV": np.outer(given["h"], given["delta"]),
                    "dh": given["V"] @ given["delta"],
                },
            ),
            Slip(
                "index-roles-swapped",
                "the weights are taken to be stored (n_out, n_in), and every edge to be there",
                "z = Vᵀh: which index of V names the unit that the weight leads to?",
                "B11",
                values=_as_in_the_cell,
            ),
        ),
    ),
)

INSTANCE_EXERCISES = (UPDATE_ORDER, ONE_STEP, NINE_ZEROS, STRUCTURAL, MASKED)
