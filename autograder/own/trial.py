"""Try out an instructor's own exercise before anybody is graded with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.boundary.answers import LocalAnswer
from autograder.boundary.wire import Malformed, pack
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import (
    EQUAL,
    RECTANGULAR,
    SQUARE,
    Block,
    Computed,
    Entries,
    Example,
    Exercise,
    Sizes,
)
from autograder.exercises.ordering import Ordering
from autograder.judging.judge import judge
from autograder.judging.probe_draws import Draw, draw_inputs, truth
from autograder.own.slip_trial import try_slip, try_slip_of_entries
from autograder.own.unusable import SEED, Unusable, run


def try_out(exercise: Exercise) -> None:
    """Draw inputs, compute the truth, judge right and careless answers, and apply each slip.

    Raises
    ------
    Unusable
        For the first thing that does not work.
    """
    if isinstance(exercise.task, Computed):
        with np.errstate(all="ignore"):
            _try_computed(exercise, exercise.task)
    elif isinstance(exercise.task, Derivation):
        _try_derivation(exercise, exercise.task)
    elif isinstance(exercise.task, Ordering):
        _try_ordering(exercise, exercise.task)
    else:
        _try_entries(exercise, exercise.task)


def _try_computed(exercise: Exercise, task: Computed) -> None:
    draws = [
        _draw(exercise.id, task, k, sizes)
        for group in (RECTANGULAR, SQUARE, EQUAL)
        for k, sizes in enumerate(group)
    ]
    for slip in task.own:
        try_slip(exercise, task, slip, draws)


def _try_derivation(exercise: Exercise, task: Derivation) -> None:
    """The declaration has compared models and wrong lines; here they are handed in."""
    name = exercise.id
    right = task.model()
    verdict = run(name, f"judging {name}", judge, exercise, LocalAnswer(right), SEED)
    if verdict.state != "right":
        why = next(block.problem for block in verdict.blocks if not block.right)
        raise Unusable(name, f"expected the models of {name} to be right, got a wrong one: {why}")
    for stage, wrong in task.wrong_lines():
        answer = LocalAnswer({**right, stage.name: wrong.line})
        verdict = run(name, f"judging {name}", judge, exercise, answer, SEED)
        if verdict.state == "right" or wrong.slug not in verdict.slugs:
            raise Unusable(
                name,
                f"expected the line for {wrong.slug!r} in {stage.name!r} of {name} to be wrong "
                f"and named, got {verdict.score:g} points and the names "
                f"{', '.join(verdict.slugs) or 'none'}",
            )


def _try_ordering(exercise: Exercise, task: Ordering) -> None:
    """The declaration has checked the order; here every line that does not belong is put first."""
    right = task.model()
    answers = [("", right), *((stray.slug, [stray.letter, *right]) for stray in task.strays)]
    for slug, letters in answers:
        verdict = run(exercise.id, "judging it", judge, exercise, LocalAnswer(letters), SEED)
        if (verdict.state == "right") != (not slug) or verdict.slugs != tuple(filter(None, [slug])):
            raise Unusable(
                exercise.id,
                f"expected {''.join(letters)} of {exercise.id} to be "
                f"{f'wrong and named {slug!r}' if slug else 'right'}, got {verdict.score:g} points",
            )


def _try_entries(exercise: Exercise, task: Entries | Example) -> None:
    name = exercise.id
    compute = task.expected if isinstance(task, Entries) else task.model
    right = run(name, f"the function {name}", compute)
    if not isinstance(right, dict) or not right:
        got = "an empty one" if right == {} else f"a {type(right).__name__}"
        raise Unusable(name, f"expected a dictionary of entries from {name}, got {got}")
    verdict = run(name, f"judging {name}", judge, exercise, LocalAnswer(right), SEED)
    if verdict.state != "right":
        wrong = [f"{block.name}: {block.problem}" for block in verdict.blocks if not block.right]
        why = verdict.problem or wrong[0]
        raise Unusable(name, f"expected {name} to give a right answer, got a wrong one: {why}")
    for guess in run(name, f"`guesses` of {name}", task.guesses):
        score = run(name, f"judging {name}", judge, exercise, LocalAnswer(guess), SEED).score
        if score > 0:
            raise Unusable(
                name,
                f"expected 0 points for every guess in `guesses` of {name}, got {score:g} for "
                f"{guess!r}; ask for something that cannot be guessed, or leave the guess out",
            )
    for slip in task.own if isinstance(task, Entries) else ():
        try_slip_of_entries(exercise, slip, right)


def _draw(name: str, task: Computed, k: int, sizes: Sizes) -> Draw:
    """One draw: inputs that depend on the seed alone, and a truth of the declared blocks."""
    inputs = _inputs(name, task, k, sizes)
    before = _packed(name, inputs)
    what = f"the reference of {name}, a function of (given, rules),"
    right, again = (run(name, what, truth, task, inputs) for _ in range(2))
    if _packed(name, inputs) != before:
        raise Unusable(
            name,
            f"expected the reference of {name} to leave its arguments unchanged, got them "
            "changed in place; compute with a copy",
        )
    draw = Draw(sizes, inputs, right)
    _check_blocks(name, task, draw)
    if any(not np.array_equal(right[block], again[block]) for block in right):
        raise Unusable(
            name,
            f"expected the same numbers from the reference of {name} each time, got others; "
            "likely it draws random numbers",
        )
    return draw


def _inputs(name: str, task: Computed, k: int, sizes: Sizes) -> dict[str, Any]:
    what = f"`draw` of {name}, functions of (rng, sizes) or (rng, *shape),"
    inputs, again = (run(name, what, draw_inputs, task, SEED, k, sizes) for _ in range(2))
    wanted = task.signature.partition("(")[2].rstrip(")").split(", ")
    if not isinstance(inputs, dict) or list(inputs) != wanted:
        got = ", ".join(map(str, inputs)) if isinstance(inputs, dict) else type(inputs).__name__
        raise Unusable(
            name, f"expected `draw` of {name} to give {', '.join(wanted)}, in this order, got {got}"
        )
    if _packed(name, inputs) != _packed(name, again):
        raise Unusable(
            name,
            f"expected `draw` of {name} to give the same for the same `rng`, got something else "
            "the second time; likely it calls np.random instead of rng",
        )
    return inputs


def _packed(name: str, inputs: Mapping[str, Any]) -> bytes:
    try:
        return pack(dict(inputs), functions=[])
    except Malformed as failure:
        raise Unusable(
            name,
            f"arguments of {name}: {failure}; draw numbers, arrays, texts, and lists of them",
        ) from failure


def _check_blocks(name: str, task: Computed, draw: Draw) -> None:
    wanted = [block.name for block in task.blocks]
    if sorted(draw.right) != sorted(wanted):
        raise Unusable(
            name,
            f"expected the blocks {', '.join(wanted)} from the reference of {name}, as in `gives`, "
            f"got {', '.join(map(str, draw.right)) or 'none'}",
        )
    # An argument can have the name of a size, and a draw of its own.
    known = {**draw.sizes._asdict(), "n": draw.sizes.n, **draw.inputs} if task.sized else {}
    for block in task.blocks:
        got = draw.right[block.name]
        if got.dtype.kind not in "biuf" or not np.isfinite(got).all():
            kind = "inf or nan" if got.dtype.kind in "biuf" else f"{got.tolist()!r:.40}"
            raise Unusable(
                name, f"expected finite numbers in the block {block.name} of {name}, got {kind}"
            )
        lengths = {axis: known[axis] for axis in block.axes if axis in known}
        if block.axes and not _fits(block, got.shape, lengths):
            used = ", ".join(f"{axis} = {length}" for axis, length in lengths.items())
            raise Unusable(
                name,
                f"expected the axes {' '.join(block.axes)} in the block {block.name} of {name}, "
                f"got shape {got.shape} where {used}; correct the reference, or `gives`",
            )


def _fits(block: Block, shape: tuple[int, ...], lengths: Mapping[str, int]) -> bool:
    """Whether a shape has a block's axes; the lengths of some follow from the inputs."""
    return len(shape) == len(block.axes) and all(
        lengths.get(axis, n) == n for axis, n in zip(block.axes, shape, strict=True)
    )
