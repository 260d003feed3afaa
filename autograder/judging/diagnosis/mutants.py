"""Mutants: what an exercise's reference gives with slips in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.exercises.exercise import EACH_STEP, Computed
from autograder.judging.observations import squeezed
from autograder.judging.probe_draws import Combination, Draw, Values
from autograder.reference.rules import RIGHT, Array, NotApplicable
from autograder.slips import Slip

#: What a slip raises where it does not apply: a value is missing, or shapes do not fit. Anything
#: else is a bug in the slip.
DOES_NOT_APPLY = (NotApplicable, ValueError, KeyError, IndexError, StopIteration)
#: The steps of a backward pass.
STEPS = tuple(vars(RIGHT).keys() - {"carry_forward"})


def mutant(
    task: Computed,
    slips: Combination,
    draw: Draw,
    carried: Mapping[str, Array] | None = None,
) -> Values:
    """What the reference gives with these slips in it; None where one of them does not apply.

    Parameters
    ----------
    carried : mapping of str to ndarray, optional
        Earlier blocks from which the reference goes on, as the student has them.
    """
    try:
        with np.errstate(all="ignore"):
            values = _values(task, slips, draw, carried or {})
            return {
                name: squeezed(np.asarray(value, dtype=float), draw.right[name])
                for name, value in values.items()
                if name in draw.right
            }
    except DOES_NOT_APPLY:
        return None


def _values(
    task: Computed, slips: Combination, draw: Draw, carried: Mapping[str, Array]
) -> Mapping[str, Any]:
    if slips and slips[0].values is not None:
        # A slip of one block leaves the others as they are.
        return {**draw.right, **slips[0].values(draw.inputs)}
    rules = RIGHT.with_(carry_forward=_by_key(task, carried))
    for slip in slips:
        rules = slip.rules(rules)
    return task.reference(draw.inputs, rules)


def _by_key(task: Computed, carried: Mapping[str, Array]) -> dict[int | str, Array]:
    """The student's blocks by the key under which the reference looks for them."""
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


def steps_used(task: Computed, slip: Slip, draw: Draw) -> frozenset[str]:
    """The steps whose right rule a pass with this slip in it uses; all where it does not apply.

    A slip may use the rule that it replaces, such as for the transpose of what that gives.
    """
    used: set[str] = set()

    def noting(step: str) -> Callable[..., Any]:
        rule = getattr(RIGHT, step)

        def note(*arguments: Any) -> Any:
            used.add(step)
            return rule(*arguments)

        return note

    rules = slip.rules(RIGHT.with_(**{step: noting(step) for step in STEPS}))
    try:
        with np.errstate(all="ignore"):
            task.reference(draw.inputs, rules)
    except DOES_NOT_APPLY:
        return frozenset(STEPS)
    return frozenset(used)
