"""Part E: weight decay, from its derivation to the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.training.classifier import (
    BATCH,
    GRADIENTS,
    NAMES,
    PARAMETERS,
    TRAINING,
    classifier,
    draw_network,
    gradients,
)
from autograder.catalogue.training.decay_lines import STAGES
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import positive
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Context, Rules, need
from autograder.slips import SLIPS
from autograder.slips.slip import Slip, own_slip
from autograder.slips.update import STEP

WEIGHTS = ("W1", "W2", "W3")
BIASES = ("b1", "b2", "b3")

# ---- the step, derived -----------------------------------------------------------------------


def _small(rng: Rng) -> float:
    return float(rng.uniform(0.2, 0.7))


@TRAINING.derivation(
    points=4,
    minutes=8,
    difficulty=2,
    items="F17 S12",
    answer="i: outputs, j: inputs",
    symbols="W: outputs inputs, dL_dw: outputs inputs, dW_dw: outputs inputs outputs inputs, "
    "rate, decay",
    where={"dW_dw[k, m, i, j]": "(k == i) * (m == j)"},
    latex={
        "dL_dw[i, j]": r"\frac{\partial L}{\partial w_{ij}}",
        "dL_dw": r"\frac{\partial L}{\partial W}",
        "dW_dw[k, m, i, j]": r"\frac{\partial w_{km}}{\partial w_{ij}}",
        "rate": r"\eta",
        "decay": r"\lambda",
    },
    draw={"rate": _small, "decay": _small},
    stages=STAGES,
)
def derive_decayed_step() -> None:
    """w_ij − η ∂L'/∂w_ij for L' = L + (λ/2) Σ‖W‖², until it is (1 − ηλ) W − η ∂L/∂W."""


# ---- the loss and its gradients --------------------------------------------------------------

_HALF = "Differentiate (λ/2) w² for a single number w. Which factor is left in front of λw?"
_STATED = "Copy the stated L' symbol by symbol: which number stands in front of the sum of squares?"
_BIASES = "Over which arrays does the stated sum of squares run?"
_MEAN = "Twice as many samples, the same weights: does the stated penalty change?"
_BOTH = "If you check your gradients along a direction, by your own loss, do they agree?"

#: What is added to a gradient, from the parameter and λ.
Added = Callable[[Array, float], Any]


def _squares(given: Inputs, names: tuple[str, ...] = WEIGHTS) -> float:
    return float(sum(np.sum(given[name] ** 2) for name in names))


def _decayed(
    given: Inputs, rules: Rules = RIGHT, penalty: float | None = None, **added: Added
) -> Answer:
    """The loss and the six gradients; `added` is what each parameter gets, by its name."""
    decay = given["decay"]
    layers = classifier(given)
    context = Context(layers, len(layers) - 1, y=given["Y"], loss="cross_entropy_mean")
    loss = -rules.constant(context) * np.sum(given["Y"] * np.log(need(layers[-1].a)))
    found = gradients(given, rules)
    made = {**dict.fromkeys(WEIGHTS, lambda w, decay: decay * w), **added}
    found |= {f"d{name}": found[f"d{name}"] + add(given[name], decay) for name, add in made.items()}
    return {"loss": loss + (decay / 2 * _squares(given) if penalty is None else penalty), **found}


def _decay_slip(
    slug: str,
    question: str,
    clause: str,
    added: Mapping[str, Added] | Added | None = None,
    penalty: Callable[[Inputs], float] | None = None,
) -> Slip:
    """A slip of what is added to the gradients of all weights, or by name, and to the loss."""
    by_name = dict.fromkeys(WEIGHTS, added) if callable(added) else added or {}

    def values(given: Inputs) -> Answer:
        return _decayed(given, RIGHT, penalty(given) if penalty else None, **by_name)

    return own_slip(slug, "F17", question=question, clause=clause)(values)


def _none(w: Array, decay: float) -> float:
    return 0.0


def _also(*names: str) -> dict[str, Added]:
    return dict.fromkeys(names, lambda w, decay: decay * w)


def _loss_with_biases(given: Inputs) -> float:
    return float(given["decay"] / 2 * _squares(given, (*WEIGHTS, *BIASES)))


def _of_loss(factor: float) -> Callable[[Inputs], float]:
    """The penalty of the loss, if `factor` stands where ½ belongs."""
    return lambda given: float(factor * given["decay"] * _squares(given))


_DECAY = [
    _decay_slip(
        "decay-factor-two",
        _HALF,
        "the gradient of the penalty is twice what the stated loss gives",
        lambda w, decay: 2 * decay * w,
    ),
    _decay_slip(
        "decay-half-missing",
        _STATED,
        "the ½ of λ/2 is left out, in the loss and in the gradients",
        lambda w, decay: 2 * decay * w,
        _of_loss(1.0),
    ),
    _decay_slip(
        "decay-half-missing",
        _STATED,
        "the ½ of λ/2 is left out of the loss",
        None,
        _of_loss(1.0),
    ),
    _decay_slip(
        "decay-half-kept",
        _HALF,
        "the ½ of λ/2 is still there after the square has been differentiated",
        lambda w, decay: decay / 2 * w,
    ),
    _decay_slip(
        "biases-decayed",
        _BIASES,
        "the biases are decayed too, in the loss and in the gradients",
        _also(*BIASES),
        _loss_with_biases,
    ),
    _decay_slip("biases-decayed", _BIASES, "the biases are decayed too", _also(*BIASES)),
    _decay_slip(
        "biases-decayed", _BIASES, "the loss counts the biases too", None, _loss_with_biases
    ),
    _decay_slip(
        "decay-sign-flipped",
        "Which of the two has the smaller L', a network with large weights or one with small ones?",
        "the penalty is subtracted, in the loss and in the gradients",
        lambda w, decay: -decay * w,
        _of_loss(-0.5),
    ),
    _decay_slip(
        "decay-sign-flipped",
        "The stated penalty grows with a positive w. Which sign has its derivative?",
        "λ times the weights is subtracted from the gradients",
        lambda w, decay: -decay * w,
    ),
    _decay_slip(
        "penalty-added-to-gradient",
        "Nudge one weight. Which of the squares change, and does each by the same amount?",
        "the penalty itself, with the squares of one matrix, is added to every entry of its "
        "gradient",
        lambda w, decay: decay / 2 * np.sum(w**2),
    ),
    _decay_slip(
        "penalty-added-to-gradient",
        "How fast does w² change if w does? Is it the same for a large and a small w?",
        "the square of each weight is added to its gradient, not the square's derivative",
        lambda w, decay: decay / 2 * w**2,
    ),
    _decay_slip(
        "decay-in-loss-only", _BOTH, "the penalty is in the loss and not in the gradients", _none
    ),
    _decay_slip(
        "decay-in-gradient-only",
        _BOTH,
        "the penalty is in the gradients and not in the loss",
        None,
        lambda given: 0.0,
    ),
    _decay_slip(
        "norm-not-squared",
        _STATED,
        "the norms are added up in the loss, and not their squares",
        None,
        lambda given: given["decay"] / 2 * sum(np.linalg.norm(given[name]) for name in WEIGHTS),
    ),
    _decay_slip(
        "sign-for-weight",
        "Does the square of a weight that is nearly 0 still fall as fast as that of a large one?",
        "the sign of each weight stands where the weight belongs: a penalty on absolute values",
        lambda w, decay: decay * np.sign(w),
    ),
    _decay_slip(
        "decay-missing-factor",
        "If λ were 0, would your gradients be those of L?",
        "the weights are added to the gradients without λ",
        lambda w, decay: w,
    ),
]


def _averaged(where: str, *, in_loss: bool = True, in_gradient: bool = True) -> Slip:
    def values(given: Inputs) -> Answer:
        N = len(given["X"])
        penalty = given["decay"] / 2 * _squares(given)
        added = dict.fromkeys(WEIGHTS, lambda w, decay: decay * w / (N if in_gradient else 1))
        return _decayed(given, RIGHT, penalty / (N if in_loss else 1), **added)

    clause = f"1/N is put into the penalty as well, {where}"
    return own_slip("decay-averaged", "F17", question=_MEAN, clause=clause)(values)


def _one_layer(kept: str) -> Slip:
    def values(given: Inputs) -> Answer:
        added: dict[str, Added] = {name: _none for name in WEIGHTS if name != kept}
        return _decayed(given, RIGHT, given["decay"] / 2 * _squares(given, (kept,)), **added)

    clause = f"of all layers only {kept} is decayed, in the loss and in the gradients"
    question = "Over which layers does the stated sum of squares run?"
    return own_slip("one-layer-decayed", "F17", question=question, clause=clause)(values)


_AVERAGED = [
    _averaged("in the loss and in the gradients"),
    _averaged("in the gradients", in_loss=False),
    _averaged("in the loss", in_gradient=False),
]


def _of_gradients(slip: Slip) -> Slip:
    """A slip of the gradients, in an exercise that adds the right decay to them."""
    return replace(slip, change=None, values=lambda given: _decayed(given, slip.rules()))


def _draw_decayed(rng: Rng, s: Sizes) -> Answer:
    return {**draw_network(rng, s), "decay": float(rng.uniform(0.2, 0.7))}


@TRAINING.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="F17",
    needs="digits_forward digits_loss digits_gradients",
    takes=f"{BATCH}, decay",
    gives=f"loss, {GRADIENTS}",
    draw=_draw_decayed,
    own=[*_DECAY, *_AVERAGED, *map(_one_layer, WEIGHTS), *map(_of_gradients, SLIPS)],
    requires=[ONE_SAMPLE],
)
def decayed_gradients(given: Inputs, rules: Rules) -> Answer:
    """L' = L + (λ/2) Σ‖W‖², and its six gradients: dW + λW, and db as it is."""
    # Pairs of slips are looked for where the gradients have an exercise of their own.
    return _decayed(given)


# ---- the step --------------------------------------------------------------------------------


def _draw_step(rng: Rng, s: Sizes) -> Answer:
    rates = positive(rng, 2, low=0.3, high=0.7)
    return {**draw_network(rng, s), "rate": float(rates[0]), "decay": float(rates[1])}


def _step(given: Inputs, rules: Rules = RIGHT) -> Answer:
    """All six after a step along the gradients with decay."""
    context = Context(classifier(given), rate=given["rate"])
    found = _decayed(given)
    return {name: rules.step(context, given[name], found[f"d{name}"]) for name in NAMES}


def _of_plain_step(slug: str, question: str, clause: str, factor: Callable[..., float]) -> Slip:
    """A slip in which old weights are multiplied by `factor(rate, decay)`, and step along dL."""

    def values(given: Inputs) -> Answer:
        found, rate = gradients(given, RIGHT), given["rate"]
        keep = factor(rate, given["decay"])
        return {
            name: (keep if name in WEIGHTS else 1.0) * given[name] - rate * found[f"d{name}"]
            for name in NAMES
        }

    return own_slip(slug, "F17", question=question, clause=clause)(values)


_ONCE = "Put in gradients of 0. By which factor should a weight change, and by which does yours?"


@own_slip(
    "decay-after-step",
    "F17",
    question="At which weights is the derivative of the penalty taken: the old or the new ones?",
)
def _after_step(given: Inputs) -> Answer:
    """the weights that have already taken their step are made smaller, not the old ones"""
    found, rate = gradients(given, RIGHT), given["rate"]
    keep = 1 - rate * given["decay"]
    return {
        name: (keep if name in WEIGHTS else 1.0) * (given[name] - rate * found[f"d{name}"])
        for name in NAMES
    }


@own_slip("biases-decayed", "F17", question=_BIASES)
def _biases_too(given: Inputs) -> Answer:
    """the biases are made smaller too"""
    found, rate = gradients(given, RIGHT), given["rate"]
    keep = 1 - rate * given["decay"]
    return {name: keep * given[name] - rate * found[f"d{name}"] for name in NAMES}


_PLAIN = [
    _of_plain_step(
        "decay-applied-twice",
        _ONCE,
        "λ counts twice: it enters with the gradients and again in the step, or the ½ is lost",
        lambda rate, decay: 1 - 2 * rate * decay,
    ),
    _of_plain_step(
        "decay-applied-twice",
        _ONCE,
        "the step makes weights smaller whose gradients have the decay already: (1 − ηλ) twice",
        lambda rate, decay: (1 - rate * decay) ** 2,
    ),
    _of_plain_step(
        "decay-without-rate",
        "If the rate were 0, should the weights change at all?",
        "the weights are made smaller by λ, whatever the rate",
        lambda rate, decay: 1 - decay,
    ),
    _of_plain_step(
        "decay-sign-flipped",
        "Put in gradients of 0. Should the weights grow?",
        "the old weights are multiplied by 1 + ηλ: they grow",
        lambda rate, decay: 1 + rate * decay,
    ),
    _of_plain_step(
        "decay-left-out",
        "Which of the arguments does the answer not use?",
        "the step is that of L alone, without λ",
        lambda rate, decay: 1.0,
    ),
    _of_plain_step(
        "decay-half-kept",
        _HALF,
        "the ½ of λ/2 is still there in the step",
        lambda rate, decay: 1 - rate * decay / 2,
    ),
]


@TRAINING.computed(
    "implement",
    points=1,
    minutes=3,
    difficulty=1,
    items="F17 S12",
    needs="digits_forward digits_loss digits_gradients decayed_gradients",
    takes=f"{BATCH}, rate, decay",
    gives=PARAMETERS,
    draw=_draw_step,
    own=[*STEP, *_PLAIN, _after_step, _biases_too],
    requires=[ONE_SAMPLE],
    keeps_inputs=True,
)
def decayed_step(given: Inputs, rules: Rules) -> Answer:
    """W ← (1 − ηλ) W − η ∂L/∂W, and b ← b − η ∂L/∂b."""
    return _step(given, rules)
