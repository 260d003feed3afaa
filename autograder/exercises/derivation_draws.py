"""Numbers for the symbols of a derivation, on which its lines are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from autograder.derivations.language import Unreadable
from autograder.derivations.line import Line
from autograder.derivations.reading import read
from autograder.exercises.derivation import (
    SQUARE_AXIS,
    AxisSizes,
    Derivation,
    Rng,
)
from autograder.exercises.draws import values
from autograder.reference.rules import Array

#: The sizes of square draws: they share no factor, so that no two constants coincide.
SQUARE_SIZES = (3, 4, 5)
DEFINED = re.compile(r"(\w+)(?:\[([\w, ]+)\])?")


class Definition(NamedTuple):
    """What a symbol is made of: its name and a line with its indices."""

    name: str
    line: Line


@dataclass(frozen=True, eq=False)
class Numbers:
    """One draw: a value for each symbol and each function that is drawn.

    Attributes
    ----------
    sizes : mapping
        The size of each axis.
    loose : mapping
        Every symbol and function, drawn by itself.
    definitions : sequence of Definition
        What some of the symbols are made of.
    """

    sizes: AxisSizes
    loose: Mapping[str, Any]
    definitions: Sequence[Definition] = ()
    _settled: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def consistent(self) -> Mapping[str, Any]:
        """Values that agree with each other as the derivation says."""
        return self.with_free(())

    def with_free(self, free: Sequence[str]) -> Mapping[str, Any]:
        """Values of which only those that are made of free symbols' values agree with them."""
        key = tuple(free)
        if key not in self._settled:
            found = dict(self.loose)
            for name, line in self.definitions:
                if name not in free:
                    found[name] = line.value(found, self.sizes)
            self._settled[key] = found
        return self._settled[key]


def definitions(task: Derivation) -> list[Definition]:
    """What `where` says, read.

    Raises
    ------
    ValueError
        If something in it cannot be read; the message is one line.
    """
    return [_definition(task, left, right) for left, right in task.where.items()]


def _definition(task: Derivation, left: str, right: str) -> Definition:
    found = DEFINED.fullmatch(left.strip())
    if found is None or found[1] not in task.symbols:
        raise ValueError(f"expected a symbol with its indices, such as `z[k]`, got {left!r}")
    axes = task.symbols[found[1]]
    letters = [letter.strip() for letter in (found[2] or "").split(",") if letter.strip()]
    if len(letters) != len(axes) or len(set(letters)) < len(letters):
        raise ValueError(f"expected a letter of its own for each axis of {found[1]}, got {left!r}")
    names = [*task.symbols, *task.functions, *task.extras.counts]
    language = task.language_of(names, dict(zip(letters, axes, strict=True)))
    try:
        return Definition(found[1], read(right, language))
    except Unreadable as problem:
        raise ValueError(
            f"expected a line that says what {found[1]} is made of, got `{right}`: {problem}"
        ) from problem


def draw_numbers(task: Derivation, defined: Sequence[Definition], rng: Rng) -> Numbers:
    """One draw, whose axes differ in size."""
    axes = task.axes
    drawn = rng.permutation(np.arange(3, 5 + len(axes)))[: len(axes)].tolist()
    sizes = dict(zip(axes, drawn, strict=True))
    return Numbers(sizes, _loose(task, rng, sizes), defined)


def draw_square(task: Derivation, rng: Rng, size: int) -> Numbers:
    """One draw on which all axes are `SQUARE_AXIS`."""
    sizes = {**dict.fromkeys(task.axes, size), SQUARE_AXIS: size}
    return Numbers(sizes, _loose(task, rng, sizes), definitions(task))


def draw_again(task: Derivation, numbers: Numbers, rng: Rng) -> Numbers:
    """Another draw of the same sizes."""
    return Numbers(numbers.sizes, _loose(task, rng, numbers.sizes), numbers.definitions)


def _loose(task: Derivation, rng: Rng, sizes: AxisSizes) -> dict[str, Any]:
    special = task.draw if not callable(task.draw) else {}
    found: dict[str, Any] = dict(_drawn_functions(task, rng))
    for name, axes in task.symbols.items():
        shape = [sizes[axis] for axis in axes]
        found[name] = np.asarray(special.get(name, values)(rng, *shape))
    return found | (dict(task.draw(rng, sizes)) if callable(task.draw) else {})


def _drawn_functions(task: Derivation, rng: Rng) -> dict[str, Callable[[Array], Array]]:
    """The functions that are drawn: smooth, and steep everywhere, with their derivatives."""
    found: dict[str, Callable[[Array], Array]] = {}
    for name, function in task.functions.items():
        if function.numeric is None and name not in found:
            shape = rng.uniform([0.3, 0.7, 0.2, 0.8], [0.6, 1.2, 1.2, 1.2])
            found[name] = partial(_wave, shape)
            found[f"{name}prime"] = partial(_slope, shape)
    return found


def _wave(shape: Array, z: Array) -> Array:
    a, b, c, d = shape
    return np.asarray(a * np.sin(b * z + c) + d * z)


def _slope(shape: Array, z: Array) -> Array:
    a, b, c, d = shape
    return np.asarray(a * b * np.cos(b * z + c) + d)
