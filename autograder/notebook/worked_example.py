"""A worked example: a small instance of an exercise with round inputs, and what is right for it.

A check never compares an answer with it: inputs that are drawn are never that round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from inspect import signature
from textwrap import fill
from typing import Any

import numpy as np

from autograder.boundary.answers import TooLong, quiet, time_limit
from autograder.boundary.probes import FUNCTIONS, IN_CODE, ProbeFunction
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed, Exercise, Inputs, Sizes
from autograder.judging.probe_draws import truth
from autograder.reference.rules import Array

#: The smallest sizes for which every exercise of the course can be drawn.
SMALL = Sizes(N=2, n_in=3, n_hidden=3, n_more=2, n_out=2, T=2)
#: The columns and the lines of an example, the digits of a result, and the tries to draw one.
WIDTH, LINES, DIGITS, TRIES = 84, 40, 4, 50


def worked_example(exercise: Exercise) -> str:
    """The example, as code with the result in comments; empty if there is none.

    An exercise whose instance is printed in the question has none, as that would be the answer.
    """
    task = exercise.task
    # The rule by which an instructor draws all inputs together may need larger sizes.
    if not isinstance(task, Computed) or not (task.sized or exercise.id in CATALOGUE):
        return ""
    try:
        with quiet(), time_limit(2.0), np.errstate(all="ignore"):
            inputs = instance(exercise.id, task)
            if inputs is None:
                return ""
            lines = list(_lines(task, inputs))
    except (Exception, TooLong):  # an instructor's own exercise may fail at these sizes
        return ""
    return "\n".join(lines) if len(lines) <= LINES else ""


def instance(name: str, task: Computed) -> dict[str, Any] | None:
    """Small and round inputs, the same each time."""
    seed = list(hashlib.sha256(f"example of {name}".encode()).digest())
    for number in range(TRIES):
        drawn = task.draw(np.random.default_rng([*seed, number]), SMALL)
        inputs = {key: rounded(value) for key, value in drawn.items()}
        if _is_usable(drawn, inputs, truth(task, inputs)):
            return inputs
    return None


def _is_usable(drawn: Inputs, inputs: Inputs, right: Inputs) -> bool:
    """Whether rounding has left probabilities positive, and the result finite."""
    positive = (np.all(inputs[k] > 0) for k, v in drawn.items() if sums_to_one(v))
    return all(positive) and all(np.all(np.isfinite(value)) for value in right.values())


def rounded(value: Any) -> Any:
    """The same with one decimal; rows that sum to 1 still do."""
    if isinstance(value, ProbeFunction):
        return replace(value, parameters=tuple(map(rounded, value.parameters)))
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(rounded, value))
    array = np.asarray(value)
    if array.dtype.kind != "f":
        return value
    tenths = np.round(array, 1)
    if sums_to_one(value):
        tenths[..., -1] = np.round(1 - tenths[..., :-1].sum(axis=-1), 1)
    tenths = np.where((tenths == 0) & (array != 0), _one_digit(array), tenths)
    return tenths if isinstance(value, np.ndarray) else float(tenths)


def sums_to_one(value: Any) -> bool:
    """Whether these are probabilities, one row each."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or not value.ndim:
        return False
    return bool(np.all(value > 0) and np.allclose(value.sum(axis=-1), 1))


def _one_digit(array: Array) -> Array:
    return np.reshape([float(f"{entry:.1g}") for entry in array.flat], array.shape)


def _lines(task: Computed, inputs: Inputs) -> Iterator[str]:
    for name, value in inputs.items():
        if isinstance(value, ProbeFunction):
            _, *named = signature(FUNCTIONS[value.name]).parameters
            for parameter, array in zip(named, value.parameters, strict=True):
                yield from _assigned(parameter, in_code(array, len(parameter) + 3))
            yield f"{name} = {IN_CODE[value.name]}"
        else:
            yield from _assigned(name, in_code(value, len(name) + 3))
    yield task.signature
    for name, value in truth(task, inputs).items():
        shape = f", shape {value.shape}" if value.ndim else ""
        yield f"# {name}{shape}:"
        yield from (f"#   {line}" for line in _numbers(value, 0).splitlines())


def _assigned(name: str, value: str) -> list[str]:
    return f"{name} = {value}".splitlines()


def in_code(value: Any, indent: int = 0) -> str:
    """An input as code that can be pasted."""
    if isinstance(value, np.ndarray):
        return f"np.array({_numbers(value, indent + len('np.array('))})"
    if isinstance(value, list) and any(isinstance(item, np.ndarray) for item in value):
        inside = f",\n{' ' * (indent + 1)}".join(in_code(item, indent + 1) for item in value)
        return f"[{inside}]"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return fill(text, WIDTH - indent).replace("\n", "\n" + " " * (indent + 1))


def _numbers(value: Array, indent: int) -> str:
    text = np.array2string(
        value + 0 if value.dtype.kind == "f" else value,  # adding 0 turns -0 into 0
        precision=DIGITS,
        suppress_small=True,
        separator=", ",
        max_line_width=WIDTH - indent,
        threshold=1000,
        floatmode="maxprec",
    )
    return text.replace("\n\n", "\n").replace("\n", "\n" + " " * indent)
