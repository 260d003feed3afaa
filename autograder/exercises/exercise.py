"""What an exercise is: one declared object a question, and the three forms an answer can take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np

from autograder.reference.rules import Rules
from autograder.slips.slip import Slip

Inputs = Mapping[str, Any]
Blocks = Mapping[str, Any]
Kind = Literal["predict", "derive", "implement", "repair", "counterexample", "worksheet"]


#: The value in `Computed.carry_forward` of a block with one δ a row, those of the steps in order.
EACH_STEP = "each step"


class Sizes(NamedTuple):
    """The sizes of one draw. Exercises read the ones they need."""

    N: int
    n_in: int
    n_hidden: int
    n_more: int
    n_out: int
    T: int

    @property
    def n(self) -> int:
        """The width of a layer that has as many outputs as inputs."""
        return self.n_in


#: Grading: every size different, so that no axis can be mistaken for another.
RECTANGULAR = (Sizes(5, 4, 6, 7, 3, 8), Sizes(7, 3, 5, 6, 4, 9))
#: Diagnosis: equal widths, so that a misplaced transpose has a value; 2, N, width and T share no
#: factor, so that no two constants coincide (misconceptions P3).
SQUARE = (Sizes(5, 3, 3, 3, 3, 7), Sizes(7, 5, 5, 5, 5, 3), Sizes(11, 3, 3, 3, 3, 5))

#: Diagnosis of what fails even there: N is a width as well, so that any two matrices can meet.
EQUAL = (Sizes(4, 4, 4, 4, 4, 4), Sizes(5, 5, 5, 5, 5, 5), Sizes(6, 6, 6, 6, 6, 6))


@dataclass(frozen=True)
class Block:
    """One quantity of an answer: its name and what each axis means, as sizes by name."""

    name: str
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Computed:
    """An answer that is a function, called on drawn inputs and compared with the reference.

    Attributes
    ----------
    signature : str
        How the student's function is called, `weight_gradient(delta, x)`.
    blocks : tuple of Block
        What it returns, in order.
    draw : callable
        `(rng, sizes) -> inputs`, in the order of the signature.
    reference : callable
        `(inputs, rules) -> blocks`; with the right rules the truth, with a slip's the slip.
    own : tuple of Slip
        Slips that fit no step and are written for this exercise alone.
    tolerance : float
        Relative error up to which a block is right.
    carry_forward : mapping
        Blocks from which later ones follow, in the order of the pass: those are explained from the
        student's own. The value is the layer whose δ the block is, `EACH_STEP` where it holds the δ
        of step t in row t, or the name under which the reference asks `rules.carry_forward` for it.
    """

    signature: str
    blocks: tuple[Block, ...]
    draw: Callable[[np.random.Generator, Sizes], dict[str, Any]]
    reference: Callable[[Inputs, Rules], dict[str, Any]]
    own: tuple[Slip, ...] = ()
    tolerance: float = 1e-6
    carry_forward: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the student's function."""
        return self.signature.partition("(")[0]


@dataclass(frozen=True)
class Entries:
    """An answer that is a dictionary of numbers, truth values, shapes or words.

    Attributes
    ----------
    expected : callable
        `() -> blocks`: computes the right entries; nothing is typed in.
    partial : bool
        Whether single entries earn points. False wherever an entry could be guessed.
    guesses : callable
        `() -> answers` that cost no thought; each has to score 0.
    own : tuple of Slip
        Wrong answers with a name; their `values` is called with the expected entries.
    follows : mapping
        Entry to the earlier one that it is a multiple of, or to the several that it is the sum of:
        it is explained from the student's own.
    """

    expected: Callable[[], dict[str, Any]]
    guesses: Callable[[], list[dict[str, Any]]]
    partial: bool = False
    own: tuple[Slip, ...] = ()
    tolerance: float = 1e-6
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Condition(NamedTuple):
    """One thing an example has to satisfy, said in words and tested on the student's entries."""

    words: str
    holds: Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Example:
    """An answer that is an example the student makes up, such as numbers that expose a formula.

    Attributes
    ----------
    shapes : mapping
        Entry name to the shape it must have.
    conditions : tuple of Condition
        All have to hold; they are told apart in the message.
    guesses : callable
        Answers that cost no thought; each has to score 0.
    model : callable
        `() -> entries`, one that is right.
    """

    shapes: Mapping[str, tuple[int, ...]]
    conditions: tuple[Condition, ...]
    guesses: Callable[[], list[dict[str, Any]]]
    model: Callable[[], dict[str, Any]]


Task = Computed | Entries | Example


@dataclass(frozen=True)
class Exercise:
    """One question of the course.

    Attributes
    ----------
    id : str
        Unique in the course; also the nbgrader `grade_id` of its grade cell.
    notebook : str
        The notebook it stands in, such as `01_single_layer`.
    points, minutes, difficulty : float, int, int
        Points, expected minutes, and 1 (a step) to 3 (a climb).
    items : tuple of str
        The items of the derivations that a right answer computes.
    task : Computed, Entries or Example
        What is asked for.
    needs : tuple of str
        Exercises whose answers this one calls.
    errata : tuple of str
        Printed errors that it repairs or exposes.
    """

    id: str
    notebook: str
    kind: Kind
    points: float
    minutes: int
    difficulty: int
    items: tuple[str, ...]
    task: Task
    needs: tuple[str, ...] = ()
    errata: tuple[str, ...] = ()
