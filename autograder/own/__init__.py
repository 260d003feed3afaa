"""An instructor's own exercises: what the file `exercises.py` of a class imports.

from autograder.own import Answer, Inputs, Notebook, Rules, own_slip
"""

from __future__ import annotations

from autograder.exercises.declare import Answer, Notebook, Rng, block_slip, one
from autograder.exercises.derivation import Extras, Stage, Wrong, known
from autograder.exercises.draws import positive, targets, values, weights
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.exercises.ordering import Step, Stray
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips.slip import own_slip

__all__ = [
    "Answer",
    "Array",
    "Condition",
    "Context",
    "Extras",
    "Inputs",
    "Layer",
    "Notebook",
    "Rng",
    "Rules",
    "Sizes",
    "Stage",
    "Step",
    "Stray",
    "Wrong",
    "block_slip",
    "known",
    "one",
    "own_slip",
    "positive",
    "targets",
    "values",
    "weights",
]
