"""Declare an exercise: everything about it in one place, as a decorator on its reference.

    notebook = Notebook("01_single_layer")

    @notebook.computed(
        "implement", points=2, minutes=5, difficulty=1, items="S3",
        takes="delta: n_out, x: n_in", gives="dW: n_out n_in",
    )
    def weight_gradient(given: Inputs, rules: Rules) -> Array:
        '''dW = δ xᵀ.'''
        return rules.weight(Context((Layer(x=given["x"][None]),)), given["delta"][None])

The function's name is the exercise's id. It is also the name of the function that the student
writes, unless `name` gives another. Lists of words (items, needs, errata) are written as one
string, separated by spaces.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

import numpy as np

from autograder.derivations.language import Function
from autograder.exercises.checks import (
    check_about,
    check_arguments,
    check_blocks,
    check_items,
    check_kind,
)
from autograder.exercises.derivation import (
    Derivation,
    DrawSymbols,
    Extras,
    Stage,
    functions_named,
)
from autograder.exercises.derivation_checks import check_derivation
from autograder.exercises.draws import values
from autograder.exercises.exercise import (
    Block,
    Computed,
    Condition,
    Entries,
    Example,
    Exercise,
    Inputs,
    Kind,
    Sizes,
    Task,
)
from autograder.exercises.ordering import Ordering, Step, Stray
from autograder.exercises.ordering_checks import check_ordering
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.slip import Slip, words_of

Rng = np.random.Generator
#: What a reference returns: one block, several in order, or all of them by name.
Reference = Callable[[Inputs, Rules], Any]
#: A slip of one exercise; or a function that makes one from the exercise's reference.
OwnSlip = Slip | Callable[[Callable[[Inputs, Rules], dict[str, Any]]], Slip]
Answer = dict[str, Any]


class About(TypedDict, total=False):
    """The keyword arguments that every declaration takes; `Exercise` explains each."""

    points: float
    minutes: int
    difficulty: int
    items: str
    needs: str
    errata: str
    advice: str


class Notebook(list[Exercise]):
    """The exercises of one notebook, in order of declaration.

    Parameters
    ----------
    name : str
        Such as `01_single_layer`.
    proven : bool
        Whether a build checks what its derivations declare, as the course's does; then importing
        the declarations does not, which would take longer than all else in them.
    """

    def __init__(self, name: str, *, proven: bool = False) -> None:
        self.name = name
        self._proven = proven

    def computed(
        self,
        kind: Kind,
        *,
        takes: str,
        gives: str | Mapping[str, str],
        name: str = "",
        draw: Mapping[str, Callable[..., Any]] | Callable[[Rng, Sizes], Answer] | None = None,
        own: Sequence[OwnSlip] = (),
        tolerance: float = 1e-6,
        carry_forward: Mapping[str, int | str] | None = None,
        requires: Sequence[Requirement] = (),
        keeps_inputs: bool = False,
        **about: Unpack[About],
    ) -> Callable[[Reference], Exercise]:
        """Declare an exercise that is answered by a function; decorates its reference.

        Parameters
        ----------
        kind : str
            `predict`, `implement`, `repair`, `counterexample` or `worksheet`.
        takes : str
            Arguments with their axes, such as `"x: n_in, W: n_out n_in, rate"`. The axes are the
            sizes of a draw: `N`, `n_in`, `n_hidden`, `n_more`, `n_out`, `T`, or `n`, as in
            `Sizes`. An argument without axes needs a rule in `draw`, unless it has the name of a
            size: then it is that size.
        gives : str or mapping of str to str
            Blocks with their axes, in order. The axes are sizes, or others of `AXES`.
        name : str, optional
            The name of the student's function, if it is not the exercise's id.
        draw : mapping of str to callable, or callable, optional
            How to draw arguments for which `values` is not suitable: `(rng, *shape) -> array` for
            an argument with axes, `(rng, sizes) -> value` for any other. Or one callable
            `(rng, sizes) -> inputs` for all arguments together.
        own, tolerance, carry_forward, requires, keeps_inputs
            As in `Computed`.

        Raises
        ------
        ValueError
            If the declaration has a mistake, such as a kind or a size that does not exist.
        """
        axes = parse(takes)
        blocks = parse(gives) if isinstance(gives, str) else gives
        draw_all = draw if callable(draw) else _draw(axes, draw or {})

        def declare(reference: Reference) -> Exercise:
            named = _named(tuple(blocks), reference)
            identifier = reference.__name__
            check_arguments(identifier, axes, draw)
            check_blocks(identifier, blocks, carry_forward or {})
            task = Computed(
                signature=f"{name or identifier}({', '.join(axes)})",
                blocks=tuple(Block(block, tuple(of.split())) for block, of in blocks.items()),
                draw=draw_all,
                reference=named,
                own=tuple(_own_slip(identifier, slip, named) for slip in own),
                tolerance=tolerance,
                carry_forward=carry_forward or {},
                sized=not callable(draw),
                requires=tuple(requires),
                keeps_inputs=keeps_inputs,
            )
            return self._add(identifier, kind, task, about)

        return declare

    def entries(
        self,
        kind: Kind,
        *,
        guesses: Callable[[Answer], list[Answer]],
        partial: bool = False,
        own: Sequence[Slip] = (),
        tolerance: float = 1e-6,
        follows: Mapping[str, tuple[str, ...]] | None = None,
        **about: Unpack[About],
    ) -> Callable[[Callable[[], Answer]], Exercise]:
        """Declare an exercise answered by a dictionary; decorates the function that computes it.

        Parameters
        ----------
        guesses : callable
            `right -> answers` that take no thought; each must score 0.
        partial, own, tolerance, follows
            As in `Entries`.
        """

        def declare(expected: Callable[[], Answer]) -> Exercise:
            task = Entries(
                expected,
                guesses=lambda: guesses(expected()),
                partial=partial,
                own=tuple(own),
                tolerance=tolerance,
                follows=follows or {},
            )
            return self._add(expected.__name__, kind, task, about)

        return declare

    def example(
        self,
        kind: Kind,
        *,
        shapes: Mapping[str, tuple[int, ...]],
        conditions: Sequence[Condition],
        guesses: Callable[[], list[Answer]],
        **about: Unpack[About],
    ) -> Callable[[Callable[[], Answer]], Exercise]:
        """Declare an exercise answered by an example; decorates a function that gives a right one.

        Parameters
        ----------
        shapes, conditions, guesses
            As in `Example`.
        """

        def declare(model: Callable[[], Answer]) -> Exercise:
            task = Example(shapes, tuple(conditions), guesses, model)
            return self._add(model.__name__, kind, task, about)

        return declare

    def derivation(
        self,
        *,
        answer: str,
        symbols: str,
        stages: Sequence[Stage],
        where: Mapping[str, str] | None = None,
        functions: str | Mapping[str, Function] = "",
        latex: Mapping[str, str] | None = None,
        extras: Extras | None = None,
        draw: DrawSymbols | None = None,
        **about: Unpack[About],
    ) -> Callable[[Callable[[], None]], Exercise]:
        """Declare an exercise answered by a derivation; decorates a function that only names it.

        Parameters
        ----------
        answer : str
            The answer's indices with their axes, `"i: outputs, j: inputs"`; empty for a number.
        symbols : str
            Every symbol with its axes, `"x: inputs, dz_dw: outputs outputs inputs, rate"`.
        stages : sequence of Stage
            In the order of the derivation, two or more.
        where : mapping, optional
            What symbols are made of, in the language of lines; each from those before it.
        functions : str or mapping, optional
            Such as `"f exp"`. Functions that are not elementary are drawn, with a derivative:
            `f` and `fprime`. A mapping gives the functions themselves.
        latex, extras, draw
            As in `Derivation`.

        Raises
        ------
        ValueError
            If the declaration has a mistake, such as models that disagree.
        """
        task = Derivation(
            _axes(answer),
            {name: tuple(axes.split()) for name, axes in _axes(symbols).items()},
            tuple(stages),
            where or {},
            functions_named(functions),
            latex or {},
            extras or Extras(),
            draw or {},
        )

        def declare(named: Callable[[], None]) -> Exercise:
            if not self._proven:
                check_derivation(named.__name__, task)
            return self._add(named.__name__, "derive", task, about)

        return declare

    def ordering(
        self, *, steps: Sequence[Step], strays: Sequence[Stray], **about: Unpack[About]
    ) -> Callable[[Callable[[], None]], Exercise]:
        """Declare an exercise answered by a proof put in order; decorates what only names it.

        Parameters
        ----------
        steps : sequence of Step
            The lines of the proof, in an order that is right. Every order is right in which each
            line comes after those that it rests on.
        strays : sequence of Stray
            Lines that do not belong, with the reason.

        Raises
        ------
        ValueError
            If the declaration has a mistake, such as letters in the order of the proof.
        """
        task = Ordering(tuple(steps), tuple(strays))

        def declare(named: Callable[[], None]) -> Exercise:
            check_ordering(named.__name__, task)
            return self._add(named.__name__, "derive", task, about)

        return declare

    def _add(self, name: str, kind: Kind, task: Task, about: About) -> Exercise:
        check_about(name, kind, about, tuple(About.__annotations__))
        check_kind(name, kind, is_derivation=isinstance(task, Derivation | Ordering))
        exercise = Exercise(
            name,
            self.name,
            kind,
            points=about["points"],
            minutes=about["minutes"],
            difficulty=about["difficulty"],
            items=tuple(about.get("items", "").split()),
            task=task,
            needs=tuple(about.get("needs", "").split()),
            errata=tuple(about.get("errata", "").split()),
            advice=about.get("advice", ""),
        )
        check_items(exercise)
        self.append(exercise)
        return exercise


def block_slip(
    slug: str, item: str = "", *, question: str, clause: str = ""
) -> Callable[[Callable[[Any, Answer], Answer]], OwnSlip]:
    """Declare a formula as a slip of one exercise that leaves the other blocks right.

    The formula takes the inputs and the right blocks, and returns the blocks that it changes. The
    parameters are those of `own_slip`.
    """

    def declare(formula: Callable[[Any, Answer], Answer]) -> OwnSlip:
        def of(reference: Callable[[Inputs, Rules], Answer]) -> Slip:
            def changed(given: Inputs) -> Answer:
                return formula(given, reference(given, RIGHT))

            return Slip(slug, clause or words_of(formula), question, item, values=changed)

        return of

    return declare


def one(rows: Array) -> Array:
    """The sample of a batch that has only one; any other array unchanged."""
    return rows[0] if rows.ndim == 2 and len(rows) == 1 else rows


def parse(names: str) -> dict[str, str]:
    """Parse names with their axes: `"x: n_in, rate"` gives `{"x": "n_in", "rate": ""}`."""
    parts = [part.partition(":") for part in names.split(",")]
    return {name.strip(): axes.strip() for name, _, axes in parts}


def _axes(names: str) -> dict[str, str]:
    """Names with their axes; none for an empty text."""
    return parse(names) if names.strip() else {}


def _draw(
    axes: Mapping[str, str], special: Mapping[str, Callable[..., Any]]
) -> Callable[[Rng, Sizes], Answer]:
    """A function that draws each argument in turn."""

    def draw(rng: Rng, sizes: Sizes) -> Answer:
        return {name: _argument(rng, sizes, name, of, special) for name, of in axes.items()}

    return draw


def _argument(
    rng: Rng, sizes: Sizes, name: str, axes: str, special: Mapping[str, Callable[..., Any]]
) -> Any:
    if axes:
        shape = [getattr(sizes, axis) for axis in axes.split()]
        return special.get(name, values)(rng, *shape)
    return special[name](rng, sizes) if name in special else getattr(sizes, name)


def _named(names: tuple[str, ...], reference: Reference) -> Callable[[Inputs, Rules], Answer]:
    """Wrap a reference so that it returns its blocks by name, in whatever form it returns them."""

    def named(given: Inputs, rules: Rules) -> Answer:
        found = reference(given, rules)
        if isinstance(found, dict):
            return found
        blocks = found if len(names) > 1 else (found,)
        if not isinstance(blocks, tuple | list) or len(blocks) != len(names):
            raise ValueError(f"expected {', '.join(names)}, got {_counted(blocks)}")
        return dict(zip(names, blocks, strict=True))

    return named


def _counted(blocks: object) -> str:
    """What came in place of several blocks."""
    if isinstance(blocks, tuple | list):
        return f"{len(blocks)} blocks"
    return f"a {type(blocks).__name__}; likely a `return`, or a block of it, is missing"


def _own_slip(identifier: str, slip: OwnSlip, reference: Callable[[Inputs, Rules], Answer]) -> Slip:
    """A slip of one exercise, made from the exercise's reference if need be.

    Raises
    ------
    ValueError
        If it is something else, such as a formula without a decorator.
    """
    made: object = slip
    if not isinstance(slip, Slip):
        with contextlib.suppress(TypeError, KeyError, IndexError, AttributeError):
            made = slip(reference)
    if not isinstance(made, Slip):
        name = getattr(slip, "__name__", repr(slip))
        raise ValueError(
            f"expected slips in `own` of {identifier}, got {name}; "
            "likely the line @own_slip(...) above it is missing"
        )
    return made
