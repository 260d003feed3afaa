"""What an exercise is: one object for each question, and the forms that an answer can take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np

from autograder.exercises.derivation import Derivation
from autograder.exercises.ordering import Ordering
from autograder.exercises.requirement import Requirement
from autograder.mutations.model import Model
from autograder.reference.rules import Rules
from autograder.slips.slip import Slip

Inputs = Mapping[str, Any]
Blocks = Mapping[str, Any]
Kind = Literal["predict", "derive", "implement", "repair", "counterexample", "worksheet"]


#: The value in `Computed.carry_forward` of a block whose row t is the δ of step t.
EACH_STEP = "each step"
#: More points for one question are a slip of the pen, and would drown all others.
MOST_POINTS = 1_000_000


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


#: Every axis that a declaration can name, and what it means, in the words of a message.
AXES = {
    # The sizes, which a draw is given.
    "N": "one entry per sample",
    "n_in": "one per input",
    "n_hidden": "one per hidden unit",
    "n_more": "one per unit of the second hidden layer",
    "n_out": "one per output unit",
    "n": "one per unit",
    "T": "one per use",
    # Lengths of blocks that follow from the inputs.
    "n_out·n_in": "one per entry of W",
    "nodes": "one per node",
    "paths": "one per path",
    "weights": "one per weight",
    "terms": "one per term",
    "size": "one per sample of a full batch",
    "rest": "one per sample that is left",
    "K": "one per weight of the kernel",
    "K_h": "one per row of the kernel",
    "K_w": "one per column of the kernel",
    "rows": "one per row",
    "columns": "one per column",
    "features": "one per number in a row",
}
#: Those of them that an argument's shape can be drawn from.
SIZES = (*Sizes._fields, "n")

#: For grading: every size is different, so that no axis can be mistaken for another.
RECTANGULAR = (Sizes(5, 4, 6, 7, 3, 8), Sizes(7, 3, 5, 6, 4, 9))
#: The sizes of the grading draws. Those of the first come again with other inputs, so that nothing
#: that is kept by size goes unseen.
GRADING = (*RECTANGULAR, RECTANGULAR[0])
#: For diagnosis: widths are equal, so that a misplaced transpose still gives a value. No two
#: constants that are made of 2, N, the width and T coincide. T is larger than the width, so that a
#: loop over the width in place of T ends early and does not raise.
SQUARE = (Sizes(5, 3, 3, 3, 3, 7), Sizes(7, 5, 5, 5, 5, 6), Sizes(11, 3, 3, 3, 3, 5))

#: For diagnosing answers that fail even there: N equals the widths, so that any two matrices can be
#: multiplied.
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
        `(inputs, rules) -> blocks`. With the right rules it gives the truth; with the rules of a
        slip, what an answer with that slip gives.
    own : tuple of Slip
        Slips that fit no step and are written for this exercise alone.
    tolerance : float
        Largest relative error at which a block counts as right.
    carry_forward : mapping
        Blocks from which later ones follow, in the order of the pass; later blocks are explained
        from the student's own values of these. The value is the layer whose δ the block is,
        `EACH_STEP` if row t of the block is the δ of step t, or the name under which the reference
        looks it up in `rules.carry_forward`.
    sized : bool
        Whether the arguments have the sizes of a draw; not where one function draws them all.
    code : Model, optional
        The code of a right answer, for an exercise that is not the course's.
    requires : tuple of Requirement
        What the text asks for, and ordinary draws do not show.
    keeps_inputs : bool
        Whether the text asks to leave the arguments as they are.
    """

    signature: str
    blocks: tuple[Block, ...]
    draw: Callable[[np.random.Generator, Sizes], dict[str, Any]]
    reference: Callable[[Inputs, Rules], dict[str, Any]]
    own: tuple[Slip, ...] = ()
    tolerance: float = 1e-6
    carry_forward: Mapping[str, int | str] = field(default_factory=dict)
    sized: bool = True
    code: Model | None = None
    requires: tuple[Requirement, ...] = ()
    keeps_inputs: bool = False

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
        `() -> entries`: computes the right entries, so that none is written down by hand.
    partial : bool
        Whether single entries earn points. False wherever an entry could be guessed.
    shares : bool
        Whether each entry then earns an equal share, as none of them can be guessed.
    guesses : callable
        `() -> answers` that take no thought; each must score 0.
    own : tuple of Slip
        Wrong answers with a name; their `values` is called with the expected entries.
    follows : mapping
        Maps an entry to the earlier entry that it is a multiple of, or to the earlier entries that
        it is the sum of. It is then explained from the student's own values of these.
    """

    expected: Callable[[], dict[str, Any]]
    guesses: Callable[[], list[dict[str, Any]]]
    partial: bool = False
    shares: bool = False
    own: tuple[Slip, ...] = ()
    tolerance: float = 1e-6
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Condition(NamedTuple):
    """A condition that an example must satisfy: its words, and the test of a student's entries."""

    words: str
    holds: Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Example:
    """An answer that is an example the student makes up, such as numbers that expose a formula.

    Attributes
    ----------
    shapes : mapping
        The shape that each entry must have, by name.
    conditions : tuple of Condition
        All must hold; the message lists each of them.
    guesses : callable
        `() -> answers` that take no thought; each must score 0.
    model : callable
        `() -> entries`: a right answer.
    """

    shapes: Mapping[str, tuple[int, ...]]
    conditions: tuple[Condition, ...]
    guesses: Callable[[], list[dict[str, Any]]]
    model: Callable[[], dict[str, Any]]


Task = Computed | Entries | Example | Derivation | Ordering


@dataclass(frozen=True)
class Exercise:
    """One question of the course.

    Attributes
    ----------
    id : str
        Unique in the course; also the nbgrader `grade_id` of its grade cell.
    notebook : str
        The notebook that contains it, such as `01_single_layer`.
    points, minutes, difficulty : float, int, int
        Points, expected minutes, and difficulty from 1 to 3.
    items : tuple of str
        The items of the derivations that a right answer computes.
    task : Computed, Entries, Example, Derivation or Ordering
        The form of the answer, and all that is needed to judge it.
    needs : tuple of str
        Exercises whose answers this one calls.
    errata : tuple of str
        The printed errors that it repairs or exposes.
    advice : str
        What to compare with what where the cause is unknown, if the declaration does not say it
        well enough; see `judging/advice.py`.
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
    advice: str = ""


def is_points(value: object) -> bool:
    """Whether a question can be worth that much."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= MOST_POINTS
