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
#: How many calls of a step are looked at: one for each layer, use or edge.
CALLS = 16


class Evidence:
    """What the right blocks say about slips that give a wrong one.

    Parameters
    ----------
    observations : sequence of Observation
    compute : callable
    block : str
        The wrong block.
    carried : tuple of str
        The student's own earlier blocks from which it is explained.
    """

    def __init__(
        self, observations: Sequence[Observation], compute: Compute, block: str, carried: Carried
    ) -> None:
        self._observations, self._compute = observations, compute
        self._block, self._carried = block, carried
        self._right = [b for b in observations[0].right if all(o.is_right(b) for o in observations)]

    def contradicts(self, slips: Combination) -> bool:
        """Whether slips that give the block cannot be made without spoiling a right one.

        A step that is taken several times, such as once a layer, may go wrong at some calls only.
        Slips that replace whole blocks are no steps on the way to others.
        """
        if any(slip.values for slip in slips):
            return False
        right = self._witnesses(slips)
        if all(self._spares(slips, o, right) for o in self._observations):
            return False
        places = product(*([_everywhere(s), *self._places(s, right)] for s in slips))
        return not any(self._is_possible(made, right) for made in places)

    def _witnesses(self, slips: Combination) -> list[str]:
        """The right blocks that can speak against the slips.

        A right block that follows from the wrong one was evidently computed from something else,
        so that a slip before the wrong one can be there all the same. That is not enough for two
        slips, nor for a sign or a constant, which can come in anywhere.
        """
        if len(slips) > 1 or common_factor(self._observations, self._block) is not None:
            return self._right
        first = self._observations[0]
        values = self._compute((), first, (self._block,)) or {}
        return [b for b in self._right if b not in values or equal(values[b], first.right[b])]

    def _places(self, slip: Slip, right: Sequence[str]) -> list[Place]:
        """At all calls that spare the right blocks, or at one of those of the first draw."""

        def sparing(observation: Observation) -> tuple[int, ...]:
            return tuple(
                k for k in range(CALLS) if self._spares((at_calls(slip, (k,)),), observation, right)
            )

        def everywhere_else(observation: Observation) -> Slip:
            return at_calls(slip, sparing(observation))

        single = [_everywhere(at_calls(slip, (k,))) for k in sparing(self._observations[0])]
        return [everywhere_else, *single]

    def _is_possible(self, places: Sequence[Place], right: Sequence[str]) -> bool:
        for observation in self._observations:
            slips = tuple(at(observation) for at in places)
            values = self._compute(slips, observation, self._carried) or {}
            if not observation.fits(self._block, values.get(self._block)):
                return False
            if not self._spares(slips, observation, right):
                return False
        return True

    def _spares(self, slips: Combination, observation: Observation, right: Sequence[str]) -> bool:
        """Whether these right blocks stay right with the slips."""
        values = self._compute(slips, observation, self._carried)
        return values is not None and all(
            b not in values or observation.equals(b, values[b]) for b in right
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
