"""Reject slips that a right block contradicts, because they would have made it wrong as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count, product
from typing import Any

from autograder.judging.diagnosis.factors import common_factor
from autograder.judging.diagnosis.mutants import steps_replaced
from autograder.judging.observations import Observation, equal
from autograder.judging.probe_draws import Combination, Values
from autograder.reference.rules import Rules
from autograder.slips import Slip

Carried = tuple[str, ...]
#: What the reference gives with slips in it on a draw, from the student's blocks of these names.
Compute = Callable[[Combination, Observation, Carried], Values]
#: Where a slip is made on a draw: the slip itself, or the slip at some calls of its steps.
Place = Callable[[Observation], Slip]
#: Factors that can come in anywhere: a sign, a 2, a ½.
COMMON = (-1.0, 2.0, 0.5, -2.0, -0.5)
#: How many calls of a step are looked at: one for each layer, use or edge.
CALLS = 16


class Evidence:
    """What the right blocks say about slips that give a wrong one.

    A right block may have been computed apart from the wrong one, and then says nothing of a slip
    on the way to it. That is not enough for two slips, nor for a sign or a constant, which can come
    in anywhere: for these, each right block counts as computed like the reference's.

    Parameters
    ----------
    observations : sequence of Observation
    compute : callable
    block : str
        The wrong block.
    carried : tuple of str
        The student's own earlier blocks from which it is explained.
    is_pair : bool
        Whether it is explained by two slips.
    """

    def __init__(
        self,
        observations: Sequence[Observation],
        compute: Compute,
        block: str,
        carried: Carried,
        is_pair: bool = False,
    ) -> None:
        self._observations, self._compute, self._block = observations, compute, block
        self._is_scaled = common_factor(observations, block) in COMMON
        self._right = [b for b in observations[0].right if all(o.is_right(b) for o in observations)]
        self._carried, self._is_pair = carried, is_pair
        if self._is_scaled or is_pair:
            self._carried = tuple(b for b in carried if b not in self._right)
        else:
            self._right = [b for b in self._right if not self._follows(b)]

    def contradicts(self, slips: Combination) -> bool:
        """Whether slips that give the block cannot be made without spoiling a right one.

        Slips that replace whole blocks are no steps on the way to others.
        """
        if all(self._spare(slips, o) for o in self._observations):
            return False
        if self._is_scaled:
            return True
        if any(slip.values for slip in slips):
            return False
        return not any(map(self._is_possible, product(*map(self._places, slips))))

    def gives_alone(self, slip: Slip) -> bool:
        """Whether one slip, made at some calls of its steps, gives the block."""
        return any(self._is_possible((place,)) for place in self._places(slip))

    def _follows(self, block: str) -> bool:
        """Whether a right block follows from the wrong one, and was computed from another."""
        first = self._observations[0]
        values = self._compute((), first, (self._block,)) or {}
        return block in values and not equal(values[block], first.right[block])

    def _places(self, slip: Slip) -> list[Place]:
        """Where a slip can be made: wherever its steps are taken, or at some calls only.

        A step can be taken several times, such as once a layer. The calls are all those that spare
        the right blocks or, of a single slip, one of these on the first draw.
        """

        def sparing(observation: Observation) -> tuple[int, ...]:
            calls = range(CALLS)
            return tuple(k for k in calls if self._spare((at_calls(slip, (k,)),), observation))

        def at_sparing(observation: Observation) -> Slip:
            return at_calls(slip, sparing(observation))

        calls = () if self._is_pair else sparing(self._observations[0])
        return [_everywhere(slip), at_sparing, *(_everywhere(at_calls(slip, (k,))) for k in calls)]

    def _is_possible(self, places: Sequence[Place]) -> bool:
        for observation in self._observations:
            slips = tuple(at(observation) for at in places)
            values = self._compute(slips, observation, self._carried) or {}
            if not observation.fits(self._block, values.get(self._block)):
                return False
            if not self._spare(slips, observation):
                return False
        return True

    def _spare(self, slips: Combination, observation: Observation) -> bool:
        """Whether the right blocks stay right with the slips."""
        values = self._compute(slips, observation, self._carried)
        return values is not None and all(
            b not in values or observation.equals(b, values[b]) for b in self._right
        )


def _everywhere(slip: Slip) -> Place:
    return lambda observation: slip


@lru_cache(maxsize=4096)
def at_calls(slip: Slip, numbers: tuple[int, ...]) -> Slip:
    """The slip, made only at some calls of the steps that it replaces; 0 is the first."""

    def change(rules: Rules) -> Rules:
        wrong = slip.rules(rules)
        chosen = {
            step: _at(numbers, getattr(rules, step), getattr(wrong, step))
            for step in steps_replaced(slip)
        }
        return rules.with_(**chosen)

    return replace(slip, change=change)


def _at(numbers: tuple[int, ...], right: Callable[..., Any], wrong: Callable[..., Any]) -> Any:
    calls = count()
    return lambda *arguments: (wrong if next(calls) in numbers else right)(*arguments)
