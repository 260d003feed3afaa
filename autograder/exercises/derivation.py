"""A derivation as a form of answer: its stages, the lines that people get wrong, its languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.derivations.language import ELEMENTARY, Function, Language
from autograder.exercises.form import Form
from autograder.reference.rules import Array
from autograder.slips.known import slip_called
from autograder.slips.slip import Slip

Rng = np.random.Generator
#: The size of each axis, by name.
AxisSizes = Mapping[str, int]
#: How symbols are drawn: each by itself, `(rng, *shape) -> value`; or several of them together,
#: `(rng, sizes) -> values by name`.
DrawSymbols = Mapping[str, Callable[..., Any]] | Callable[[Rng, AxisSizes], Mapping[str, Any]]
#: The one axis of square draws, on which a line can be compared that has no value elsewhere.
SQUARE_AXIS = "units"


@dataclass(frozen=True)
class Wrong:
    """A line that people write in a stage, and what it is called.

    Attributes
    ----------
    slug, clause, question, item : str
        As in `Slip`.
    line : str
        The line, in the language of its stage. It may mix up axes: then it is compared on draws
        whose axes are all of one size.
    """

    slug: str
    line: str
    clause: str
    question: str
    item: str = ""

    def __post_init__(self) -> None:
        """Refuse a slug of another form, and an empty question."""
        Slip(self.slug, self.clause, self.question, self.item)


def known(slip: str | Slip, line: str, *, clause: str = "", question: str = "") -> Wrong:
    """A line for a slip that is declared already, which lends its words.

    Parameters
    ----------
    slip : str or Slip
        The slug of a slip under `slips/`, or a slip that a notebook declares.
    clause, question : str, optional
        Words that suit this line better than those of the slip.

    Raises
    ------
    ValueError
        If there is no such slip.
    """
    found = slip_called(slip) if isinstance(slip, str) else slip
    clause, question = clause or found.clause, question or found.question
    return Wrong(found.slug, line, clause, question, found.item)


@dataclass(frozen=True)
class Stage:
    """One line of a derivation.

    Attributes
    ----------
    name : str
        Such as `chain rule`; the key of the student's dictionary.
    symbols : str
        The symbols, counts and functions that it is written in, separated by spaces.
    model : str
        A right line.
    form : str
        What the line has and has not, such as `sum, no kronecker`; see `Form`.
    wrong : sequence of Wrong
        Lines that people write.
    matrices : bool
        Whether it is written in matrices.
    free : str
        Symbols of `Derivation.where` that are also drawn freely: the line has to hold whatever
        they are, as the chain rule does.
    """

    name: str
    symbols: str
    model: str
    form: str = ""
    wrong: Sequence[Wrong] = ()
    matrices: bool = False
    free: str = ""


@dataclass(frozen=True)
class Extras:
    """What the lines of a derivation may have beside symbols and functions; see `Language`."""

    indices: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, int] = field(default_factory=dict)
    edges: Mapping[str, float | str] = field(default_factory=dict)
    positions: Mapping[str, str] = field(default_factory=dict)
    chance: Mapping[str, str] = field(default_factory=dict)
    conditions: bool = False


@dataclass(frozen=True, eq=False)
class Derivation:
    """An answer that is a derivation: a line for each stage, all equal to what is asked for.

    Attributes
    ----------
    answer : mapping of str to str
        The answer's indices and their axes.
    symbols : mapping of str to tuple of str
        The axes of each symbol.
    stages : tuple of Stage
    where : mapping of str to str
        What some symbols are made of, `{"dL_dz[k]": "delta[k]"}`.
    functions : mapping of str to Function
        Those without a value are drawn, `f` together with its derivative `fprime`.
    latex : mapping of str to str
        How symbols are shown.
    extras : Extras
    draw : callable
        How to draw what is not drawn by `values`.
    """

    answer: Mapping[str, str]
    symbols: Mapping[str, tuple[str, ...]]
    stages: tuple[Stage, ...]
    where: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    latex: Mapping[str, str] = field(default_factory=dict)
    extras: Extras = Extras()
    draw: DrawSymbols = field(default_factory=dict)

    def model(self) -> dict[str, str]:
        """The model derivation: a right line for each stage."""
        return {stage.name: stage.model for stage in self.stages}

    @property
    def axes(self) -> list[str]:
        """Every axis, once."""
        named = [axis for axes in self.symbols.values() for axis in axes]
        return list(dict.fromkeys([*self.answer.values(), *named, *self.extras.counts.values()]))

    def language(self, stage: Stage) -> Language:
        """What a stage is written in."""
        return self.language_of(stage.symbols.split(), self.answer, matrices=stage.matrices)

    def language_of(
        self, names: Sequence[str], answer: Mapping[str, str], *, matrices: bool = False
    ) -> Language:
        """The language of lines in these symbols, counts and functions."""
        given = self.extras
        shared = Language(
            answer,
            {name: axes for name, axes in self.symbols.items() if name in names},
            {name: one for name, one in self.functions.items() if name in names},
            matrices,
            self.latex,
            counts={name: axis for name, axis in given.counts.items() if name in names},
        )
        if matrices:
            return shared
        return replace(
            shared,
            indices=given.indices,
            first=given.first,
            edges={name: past for name, past in given.edges.items() if name in names},
            positions={name: axis for name, axis in given.positions.items() if name in names},
            chance={name: source for name, source in given.chance.items() if name in names},
            conditions=given.conditions,
        )

    def form(self, stage: Stage) -> Form:
        """The form of a stage's lines."""
        return Form.parse(stage.form, stage.symbols.split())

    def wrong_lines(self) -> Iterator[tuple[Stage, Wrong]]:
        """Each declared wrong line, with its stage."""
        for stage in self.stages:
            yield from ((stage, wrong) for wrong in stage.wrong)


def square(language: Language) -> Language | None:
    """The language with all axes taken to be one; None where an axis has places of its own."""
    if language.first or language.positions or language.chance or language.edges:
        return None
    return replace(
        language,
        answer=dict.fromkeys(language.answer, SQUARE_AXIS),
        symbols={name: (SQUARE_AXIS,) * len(axes) for name, axes in language.symbols.items()},
        indices=dict.fromkeys(language.indices, SQUARE_AXIS),
        counts=dict.fromkeys(language.counts, SQUARE_AXIS),
    )


def functions_named(names: str | Mapping[str, Function]) -> dict[str, Function]:
    """The functions of a derivation: `"f exp"` is f, which is drawn, its derivative, and exp."""
    if not isinstance(names, str):
        return dict(names)
    found: dict[str, Function] = {}
    for name in names.split():
        if name in ELEMENTARY:
            found[name] = ELEMENTARY[name]
        else:
            found |= {name: Function(name), f"{name}prime": Function(f"{name}'")}
    return found


def drawn_functions(task: Derivation, rng: Rng) -> dict[str, Callable[[Array], Array]]:
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
