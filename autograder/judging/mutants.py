"""What an exercise's reference gives with slips in it, and which of its steps a slip replaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograder.exercises.exercise import EACH_STEP, Computed, Sizes
from autograder.judging.observation import Observation, plain
from autograder.reference.rules import RIGHT, Array, NotApplicable
from autograder.slips.slip import Slip

Slips = tuple[Slip, ...]
Carry = tuple[str, ...]
Values = dict[str, Array] | None

#: What a slip raises where it does not apply: a value is not there, shapes do not fit. Anything
#: else is a bug in the slip.
DOES_NOT_APPLY = (NotApplicable, ValueError, KeyError, IndexError, StopIteration)
#: The steps of a backward pass.
STEPS = tuple(vars(RIGHT).keys() - {"carry_forward"})


class Steps(NamedTuple):
    """The steps that a slip replaces, and those whose earlier rule it still makes use of."""

    replaced: frozenset[str]
    asked: frozenset[str]


class Table:
    """What slips give on the draws of one seed, told apart by their sizes; kept once computed."""

    def __init__(self) -> None:
        self.values: dict[tuple[Slips, Sizes, Carry], Values] = {}
        self.steps: dict[Slip, Steps] = {}


def steps_of(task: Computed, slip: Slip, probe: Observation) -> Steps:
    """Find out by a pass which steps a slip replaces, and which earlier rules it still asks."""
    asked: set[str] = set()

    def asking(step: str) -> Callable[..., Any]:
        rule = getattr(RIGHT, step)

        def ask(*arguments: Any) -> Any:
            asked.add(step)
            return rule(*arguments)

        return ask

    marked = RIGHT.with_(**{step: asking(step) for step in STEPS})
    rules = slip.rules(marked)
    replaced = frozenset(s for s in STEPS if getattr(rules, s) is not getattr(marked, s))
    try:
        with np.errstate(all="ignore"):
            task.reference(probe.inputs, rules)
    except DOES_NOT_APPLY:
        return Steps(replaced, replaced)
    return Steps(replaced, replaced & asked)


def mutant(task: Computed, slips: Slips, probe: Observation, carry: Carry = ()) -> Values:
    """What the reference gives with these slips in it; `None` where they do not apply."""
    try:
        with np.errstate(all="ignore"):
            right = probe.right or task.reference(probe.inputs, RIGHT)
            if slips and slips[0].values is not None:
                # A slip of one block leaves the others as they are.
                values = {**right, **slips[0].values(probe.inputs)}
            else:
                rules = RIGHT.with_(carry_forward=_carried(task, probe, carry))
                for slip in slips:
                    rules = slip.rules(rules)
                values = task.reference(probe.inputs, rules)
            return {
                name: plain(np.asarray(value, dtype=float), np.asarray(right[name]))
                for name, value in values.items()
                if name in right
            }
    except DOES_NOT_APPLY:
        return None


def _carried(task: Computed, probe: Observation, carry: Carry) -> dict[int | str, Array]:
    """The student's own values, by the key under which the reference looks for them."""
    carry_forward: dict[int | str, Array] = {}
    for block in carry:
        key, got = task.carry_forward[block], probe.got[block]
        if key == EACH_STEP:
            carry_forward |= {t: row[None] for t, row in enumerate(got)}
        else:
            carry_forward[key] = np.atleast_2d(got) if isinstance(key, int) else got
    return carry_forward
