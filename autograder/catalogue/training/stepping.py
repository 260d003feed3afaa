"""One step of gradient descent: all gradients at the old weights, and no longer than it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.catalogue.training.classifier import (
    ARGUMENTS,
    classifier,
    draw_network,
    pass_backward,
)
from autograder.exercises.exercise import Block, Computed, Entries, Exercise, Inputs, Sizes
from autograder.reference.programs import Backward
from autograder.reference.rules import RIGHT, Context, Rules, need
from autograder.slips import Slip
from autograder.slips.update import STEP

_exercise = partial(Exercise, notebook="06_training_by_hand")
Rng = np.random.Generator
NAMES = ("W1", "b1", "W2", "b2")

# ---- one step --------------------------------------------------------------------------------


def _draw_step(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {**draw_network(rng, s), "eta": float(rng.uniform(0.3, 0.9))}


def _stepped(given: Inputs, found: Backward, rules: Rules = RIGHT) -> dict[str, Any]:
    context = Context(classifier(given), rate=given["eta"])
    (dW1, dW2), (db1, db2) = found.weights, found.biases
    taken = zip(NAMES, (dW1, db1, dW2, db2), strict=True)
    return {name: rules.step(context, given[name], gradient) for name, gradient in taken}


def _step(given: Inputs, rules: Rules) -> dict[str, Any]:
    # The gradients are right here: they have an exercise of their own, and a step up the slope
    # could not be told from a turned error.
    return _stepped(given, pass_backward(given, RIGHT), rules)


def _moved(given: Inputs, *names: str) -> Inputs:
    """The same network, with a part of it already moved by its right step."""
    after = _step(given, RIGHT)
    return {**given, **{name: after[name] for name in names}}


def _second_first(given: Inputs) -> dict[str, Any]:
    """The error goes down through a W2 that has already moved; P stays that of the old one."""
    moved = _moved(given, "W2")["W2"]
    rules = replace(
        RIGHT, input=lambda p, delta: delta @ moved if p.last else RIGHT.input(p, delta)
    )
    return _stepped(given, pass_backward(given, rules))


def _piece_by_piece(*order: tuple[str, ...]) -> Callable[[Inputs], dict[str, Any]]:
    """Each piece takes its gradient from a network in which the pieces before it have moved."""

    def values_of(given: Inputs) -> dict[str, Any]:
        now = dict(given)
        for names in order:
            after = _stepped(now, pass_backward(now, RIGHT))
            now.update({name: after[name] for name in names})
        return {name: now[name] for name in NAMES}

    return values_of


def _early(clause: str, values_of: Callable[[Inputs], dict[str, Any]]) -> Slip:
    question = "At which weights was the forward pass taken? Are the derivatives taken there?"
    return Slip("updated-weight-backprop", clause, question, "M14", values=values_of)


def _hidden_first(given: Inputs) -> dict[str, Any]:
    """dW2 is paired with an A1 that the moved hidden layer has computed; the errors are old."""
    right = pass_backward(given, RIGHT)
    A1 = need(classifier(_moved(given, "W1", "b1"))[0].a)
    return _stepped(given, right._replace(weights=(right.weights[0], right.deltas[1].T @ A1)))


EARLY = (
    _early("the error is carried down by a W2 that has already moved", _second_first),
    _early(
        "the hidden layer's gradient is taken after the output layer has moved, and P with it",
        _piece_by_piece(("W2", "b2"), ("W1", "b1")),
    ),
    _early(
        "the output layer's gradient is taken after the hidden layer has moved",
        _piece_by_piece(("W1", "b1"), ("W2", "b2")),
    ),
    _early("the second weight gradient is paired with an A1 of moved weights", _hidden_first),
    _early(
        "each of the four is moved before the next one's gradient is taken",
        _piece_by_piece(("W1",), ("b1",), ("W2",), ("b2",)),
    ),
)


BLOCKS = (
    Block("W1", ("n_hidden", "n_in")),
    Block("b1", ("n_hidden",)),
    Block("W2", ("n_out", "n_hidden")),
    Block("b2", ("n_out",)),
)


def _step_task(name: str, blocks: tuple[Block, ...]) -> Computed:
    def reference(given: Inputs, rules: Rules) -> dict[str, Any]:
        after = _step(given, rules)
        return {block.name: after[block.name] for block in blocks}

    return Computed(f"{name}({ARGUMENTS}, eta)", blocks, _draw_step, reference, own=(*STEP, *EARLY))


STEPPED = _exercise(
    id="train_step",
    kind="implement",
    points=2,
    minutes=5,
    difficulty=1,
    items=("S12", "M14"),
    needs=("digits_forward", "digits_loss", "digits_gradients"),
    task=_step_task("train_step", BLOCKS),
)

PATIENT = _exercise(
    id="patient_step",
    kind="repair",
    points=2,
    minutes=6,
    difficulty=2,
    items=("M14",),
    errata=("C-08", "D-07"),
    needs=("digits_forward",),
    # W2 and b2 are right in the printed function, and would be points for nothing.
    task=_step_task("patient_step", BLOCKS[:2]),
)

# ---- a step that is too long -----------------------------------------------------------------

_CURVATURE, _START = 4.0, 1.0
_RATES = (0.1, 0.25, 0.5, 0.75)


def _bowl(w: float) -> float:
    return 0.5 * _CURVATURE * w**2


def _after(move: Callable[[float], float], value: Callable[[float], float] = _bowl) -> Any:
    """The entries when `move(eta)` is the weight after one step."""
    return {f"eta {eta}": value(move(eta)) for eta in _RATES}


def _too_long() -> dict[str, Any]:
    right = _after(lambda eta: _START - eta * _CURVATURE * _START)
    return {**right, "limit": 2 / _CURVATURE}


def _too_long_slip(slug: str, clause: str, question: str, entries: dict[str, float]) -> Slip:
    return Slip(slug, clause, question, "S12", values=lambda right: entries)


TOO_LONG = _exercise(
    id="step_too_long",
    kind="worksheet",
    points=2,
    minutes=6,
    difficulty=2,
    items=("S12",),
    errata=("C-07",),
    task=Entries(
        _too_long,
        guesses=lambda: [
            dict.fromkeys(_too_long(), n) for n in (0.0, 0.25, 0.5, 0.72, 1.0, 2.0, 8.0)
        ],
        partial=True,
        own=(
            _too_long_slip(
                "ascent-step",
                "the step goes up the slope: the gradient is added",
                "Which way does the gradient point, and which way should the loss go?",
                _after(lambda eta: _START + eta * _CURVATURE * _START),
            ),
            _too_long_slip(
                "weight-for-loss",
                "the entries are the weights after the step, not the losses",
                "Which of the two does the question ask for: w or L?",
                _after(lambda eta: _START - eta * _CURVATURE * _START, lambda w: w),
            ),
            _too_long_slip(
                "loss-factor-two",
                "the slope at w = 1 is taken to be 2",
                "Differentiate 2w², constant included. What is the slope at w = 1?",
                _after(lambda eta: _START - eta * 2 * _START),
            ),
            _too_long_slip(
                "update-subtracts-weight",
                "a part of the weight is taken away, not of the slope",
                "What is the slope of 2w² at w = 1?",
                _after(lambda eta: _START - eta * _START),
            ),
            _too_long_slip(
                "limit-at-minimum",
                "the limit is the η that lands in the minimum",
                "A little beyond that η the step lands on the other side. Has the loss risen yet?",
                {"limit": 1 / _CURVATURE},
            ),
        ),
    ),
)
