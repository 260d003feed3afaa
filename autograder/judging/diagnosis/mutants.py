"""Compute mutants: what an exercise's reference gives with slips in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.boundary.errors import unknown
from autograder.exercises.exercise import EACH_STEP, Computed
from autograder.judging.observations import equal, squeezed
from autograder.judging.probe_draws import Combination, Draw, Values
from autograder.reference.rules import RIGHT, STEPS, Array, NotApplicable
from autograder.slips import Slip

#: Steps whose result one expression gives, from a single thing that arrives or from nothing.
EXPRESSIONS = frozenset({"slope", "weight", "bias", "input"})
#: What a slip raises if it does not apply, because a value is missing or shapes do not fit. Any
#: other exception is a bug in the slip.
DOES_NOT_APPLY = (NotApplicable, ValueError, KeyError, IndexError, StopIteration)


def mutant(
    task: Computed,
    slips: Combination,
    draw: Draw,
    carried: Mapping[str, Array] | None = None,
) -> Values:
    """What the reference gives with these slips in it; None if one of them does not apply.

    Parameters
    ----------
    carried : mapping of str to ndarray, optional
        The student's own earlier blocks, which the reference uses instead of computing them.

    Raises
    ------
    TypeError
        If a slip returns a block that the exercise does not have.
    """
    return _computed(lambda: _values(task, slips, draw, carried or {}), draw)


def _computed(values: Callable[[], Mapping[str, Any]], draw: Draw) -> Values:
    try:
        with np.errstate(all="ignore"):
            return {
                name: squeezed(np.asarray(value, dtype=float), draw.right[name])
                for name, value in values().items()
                if name in draw.right
            }
    except DOES_NOT_APPLY:
        return None


def _values(
    task: Computed, slips: Combination, draw: Draw, carried: Mapping[str, Array]
) -> Mapping[str, Any]:
    if slips and slips[0].values is not None:
        # A slip of one block leaves the others as they are.
        changed = slips[0].values(draw.inputs)
        _check_blocks(slips[0], changed, draw)
        return {**draw.right, **changed}
    rules = RIGHT.with_(carry_forward=_by_key(task, carried))
    for slip in slips:
        rules = slip.rules(rules)
    return task.reference(draw.inputs, rules)


def _check_blocks(slip: Slip, changed: Mapping[str, Any], draw: Draw) -> None:
    """Report a slip's block that the exercise does not have: it would be dropped silently."""
    for block in changed:
        if block not in draw.right:
            what = f"a block of the exercise from the slip {slip.slug!r}"
            # Not a ValueError itself, which would mean that the slip does not apply.
            raise TypeError(str(unknown(what, block, draw.right)))


def _by_key(task: Computed, carried: Mapping[str, Array]) -> dict[int | str, Array]:
    """The student's blocks by the key under which the reference looks them up."""
    found: dict[int | str, Array] = {}
    for block, got in carried.items():
        key = task.carry_forward[block]
        if key == EACH_STEP:
            found |= {t: row[None] for t, row in enumerate(got)}
        else:
            found[key] = np.atleast_2d(got) if isinstance(key, int) else got
    return found


@lru_cache(maxsize=1024)
def steps_replaced(slip: Slip) -> frozenset[str]:
    """The steps whose rule a slip replaces."""
    rules = slip.rules(RIGHT)
    return frozenset(step for step in STEPS if getattr(rules, step) is not getattr(RIGHT, step))


def steps_used(task: Computed, slip: Slip | None, draw: Draw) -> frozenset[str]:
    """The steps whose right rule a pass with this slip uses; all steps if it does not apply.

    A slip may use the rule that it replaces, for example to transpose its result.
    """
    used: set[str] = set()

    def noting(step: str) -> Callable[..., Any]:
        rule = getattr(RIGHT, step)

        def note(*arguments: Any) -> Any:
            used.add(step)
            return rule(*arguments)

        return note

    rules = RIGHT.with_(**{step: noting(step) for step in STEPS})
    rules = slip.rules(rules) if slip else rules
    try:
        with np.errstate(all="ignore"):
            task.reference(draw.inputs, rules)
    except DOES_NOT_APPLY:
        return frozenset(STEPS)
    return frozenset(used)


def is_from_scratch(
    task: Computed, slip: Slip, draw: Draw, block: str, carried: Sequence[str]
) -> bool:
    """Whether a slip of an expression leaves nothing of it: neither its value nor what arrives.

    A second slip of the same expression then says nothing of what the student wrote. This is asked
    for one block, computed from the right values of those in `carried`.
    """
    steps = steps_replaced(slip) & EXPRESSIONS
    if not steps:
        return False
    given = RIGHT.with_(carry_forward=_by_key(task, {b: draw.right[b] for b in carried}))
    doubled = given.with_(**{s: _doubled(getattr(RIGHT, s)) for s in steps})
    wrong = slip.rules(doubled)
    changed = wrong.with_(**{s: _given_double(getattr(wrong, s)) for s in steps})
    values = _computed(lambda: task.reference(draw.inputs, slip.rules(given)), draw) or {}
    others = _computed(lambda: task.reference(draw.inputs, changed), draw) or {}
    return block in values and block in others and equal(others[block], values[block])


def _doubled(rule: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: 2 * rule(*arguments)


def _given_double(rule: Callable[..., Any]) -> Callable[..., Any]:
    return lambda context, *arrived: rule(context, *(2 * value for value in arrived))
