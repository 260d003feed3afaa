"""Recognise sums in which a term is left out, counted twice or has the wrong sign.

The terms are the uses of a parameter, or the paths from a node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.exercises.exercise import Computed
from autograder.judging.observations import Observation, equal
from autograder.judging.verdict import Cause
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.slip import at

#: The steps that add up terms, and what a term is called there.
STEPS = {"uses_weight": "use", "uses_bias": "use", "branches": "path"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_QUESTION = {
    "use": "How many times does the parameter appear in the forward formula? List the terms.",
    "path": "Draw every arrow that leaves this node. What comes back along each of them?",
}
_ITEM = {"use": "N9", "path": "G5"}
#: Paths are products from one end to the other; what a node adds up comes along its arrows.
_CALLED = {"use": "use", "path": "arrow"}
#: How often a term is counted instead of once: the end of the slug, and the words.
_COUNTS = {
    0: ("missing", "is not there"),
    2: ("double-counted", "is counted twice"),
    -1: ("sign-turned", "has its sign turned"),
}


def miscounted_terms(
    task: Computed, observations: Sequence[Observation], block: str
) -> Cause | None:
    """The cause, if the same terms are miscounted on every draw."""
    return _one_term(task, observations, block) or _several_terms(task, observations, block)


def _one_term(task: Computed, observations: Sequence[Observation], block: str) -> Cause | None:
    """The cause, if one term is missing or doubled at the same place from the start or the end."""
    found = [_miscounts(task, observation, block) for observation in observations]
    for times in (0, 2):
        kind, words = _COUNTS[times]
        for thing in ("use", "path"):
            for side, name in ((0, _from_start), (1, _from_end)):
                places = [
                    {m.places[side] for m in here if (m.thing, m.times) == (thing, times)}
                    for here in found
                ]
                common = set.intersection(*places)
                if len(common) == 1:
                    clause = f"the {name(common.pop())} {_CALLED[thing]}'s contribution {words}"
                    slug = f"{thing}-{kind}"
                    return Cause((slug,), clause, _QUESTION[thing], _ITEM[thing], (block,))
    return None


class Miscount(NamedTuple):
    """A wrong count of one term that explains a block; its place from the start and the end."""

    thing: str
    times: int
    places: tuple[int, int]


def _miscounts(task: Computed, observation: Observation, block: str) -> list[Miscount]:
    """Each term that gives the student's block if it is left out or counted twice."""
    got, right = observation.got.get(block), observation.right[block]
    if got is None or got.shape != right.shape:
        return []
    return [
        Miscount(STEPS[step], times, (k, len(terms) - 1 - k))
        for step, terms in _terms(task, observation, block)
        for k, term in enumerate(terms)
        for times in (0, 2)
        if observation.fits(block, right + (times - 1.0) * term.reshape(got.shape))
    ]


def _several_terms(task: Computed, observations: Sequence[Observation], block: str) -> Cause | None:
    """The cause, if a block has enough entries to determine how often each term is counted."""
    for step, thing in STEPS.items():
        counts = [_counts(task, observation, block, step) for observation in observations]
        if not all(counts):
            continue
        odd = {tuple((_place(k, len(c)), n) for k, n in enumerate(c) if n != 1) for c in counts}
        if len(odd) == 1:
            places = odd.pop()
            called = _CALLED[thing]
            clauses = [f"the {_name(k)} {called}'s contribution {_COUNTS[n][1]}" for k, n in places]
            slugs = tuple(dict.fromkeys(f"{thing}-{_COUNTS[n][0]}" for _, n in places))
            return Cause(slugs, ", and ".join(clauses), _QUESTION[thing], _ITEM[thing], (block,))
    return None


def _counts(task: Computed, observation: Observation, block: str, step: str) -> list[int]:
    """How often the block counts each term of a step; empty if that cannot be determined."""
    got = observation.got.get(block)
    if got is None or got.shape != observation.right[block].shape:
        return []
    for summing, terms in _terms(task, observation, block):
        matrix = np.stack([term.ravel() for term in terms], axis=1)
        if summing != step or len(matrix) <= len(terms):
            continue
        solution, _, rank, _ = np.linalg.lstsq(matrix, got.ravel(), rcond=None)
        if rank < len(terms) or not np.isfinite(solution).all():
            continue
        counts = [round(float(c)) for c in solution]
        is_count = 1 in counts and {1, *_COUNTS}.issuperset(counts)
        if is_count and observation.fits(block, (matrix @ counts).reshape(got.shape)):
            return counts
    return []


def _terms(task: Computed, observation: Observation, block: str) -> list[tuple[str, list[Array]]]:
    """The terms that add up to this block, for each step of the reference that sums them."""
    seen: list[tuple[str, Array, list[Array]]] = []

    def recording(step: str) -> Callable[[Rules], Rules]:
        def record(before: Any, context: Any, terms: Sequence[Array]) -> Array:
            total = np.asarray(before(context, terms))
            seen.append((step, total, [np.asarray(t) for t in terms]))
            return total

        return at(step, record)

    rules = RIGHT
    for step in STEPS:
        rules = recording(step)(rules)
    task.reference(observation.draw.inputs, rules)
    right = observation.right[block]
    return [
        (step, terms)
        for step, total, terms in seen
        if total.size == right.size and len(terms) > 1 and equal(total.reshape(right.shape), right)
    ]


def _place(k: int, terms: int) -> int:
    """A place counted from the nearer end, because the number of terms varies between draws."""
    return k if 2 * k < terms else k - terms


def _name(place: int) -> str:
    return _from_start(place) if place >= 0 else _from_end(-1 - place)


def _from_start(place: int) -> str:
    return _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"


def _from_end(place: int) -> str:
    return ("last", "last but one", "last but two")[place] if place < 3 else f"{place + 1}th last"
