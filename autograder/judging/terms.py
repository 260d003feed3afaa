"""The ledger of a shared or branching quantity: how often each use or path is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.exercises.exercise import Computed
from autograder.judging.observation import Observation, equal
from autograder.judging.verdict import Cause
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.slip import at

#: The steps that add up terms, and what a term is called there.
STEPS = {"uses_weight": "use", "uses_bias": "use", "branches": "path"}
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_QUESTION = {
    "use": "How many times does the parameter appear in the forward formula? List the terms.",
    "path": "Draw every arrow that leaves this node. How many routes reach the loss?",
}
_ITEM = {"use": "N9", "path": "G5"}


#: How often a term is counted, where it is not once: the end of the slug, and the words.
_COUNTS = {
    0: ("missing", "is not there"),
    2: ("double-counted", "is counted twice"),
    -1: ("sign-turned", "has its sign turned"),
}


def miscounted_terms(task: Computed, probes: Sequence[Observation], block: str) -> Cause | None:
    """The terms that are not counted once, the same ones on every draw."""
    return _one_term(task, probes, block) or _several_terms(task, probes, block)


def _several_terms(task: Computed, probes: Sequence[Observation], block: str) -> Cause | None:
    """Each term's count, where the block has more entries than terms and tells them all."""
    for step, thing in STEPS.items():
        counts = [_counts(task, probe, block, step) for probe in probes]
        if not all(counts):
            continue
        odd = {tuple((_place(k, len(c)), n) for k, n in enumerate(c) if n != 1) for c in counts}
        if len(odd) == 1:
            places = odd.pop()
            clauses = [f"the {_name(k)} {thing}'s contribution {_COUNTS[n][1]}" for k, n in places]
            slugs = tuple(dict.fromkeys(f"{thing}-{_COUNTS[n][0]}" for _, n in places))
            return Cause(slugs, ", and ".join(clauses), _QUESTION[thing], _ITEM[thing], (block,))
    return None


def _counts(task: Computed, probe: Observation, block: str, step: str) -> list[int]:
    """How often the block counts each term of a step; empty where that cannot be told."""
    got = probe.got.get(block)
    if got is None or got.shape != probe.right[block].shape:
        return []
    for found, terms in _terms(task, probe, block):
        matrix = np.stack([term.ravel() for term in terms], axis=1)
        if found != step or len(matrix) <= len(terms):
            continue
        solution, _, rank, _ = np.linalg.lstsq(matrix, got.ravel(), rcond=None)
        if not np.isfinite(solution).all():
            continue
        counts = [round(float(c)) for c in solution]
        told = rank == len(terms) and 1 in counts and {1, *_COUNTS}.issuperset(counts)
        if told and probe.fits(block, (matrix @ counts).reshape(got.shape)):
            return counts
    return []


def _one_term(task: Computed, probes: Sequence[Observation], block: str) -> Cause | None:
    """One term too few or too many, the same one on every draw."""
    found = [_odd_terms(task, probe, block) for probe in probes]
    for kind, word in (("missing", "is not there"), ("double-counted", "is counted twice")):
        for thing in ("use", "path"):
            for side, name in ((0, _from_start), (1, _from_end)):
                odd = [[o for o in odds if (o.thing, o.kind) == (thing, kind)] for odds in found]
                common = set.intersection(*({o.places[side] for o in odds} for odds in odd))
                if len(common) == 1:
                    clause = f"the {name(common.pop())} {thing}'s contribution {word}"
                    slug = f"{thing}-{kind}"
                    return Cause((slug,), clause, _QUESTION[thing], _ITEM[thing], (block,))
    return None


def _place(k: int, terms: int) -> int:
    """A place counted from the nearer end: the number of terms differs from draw to draw."""
    return k if 2 * k < terms else k - terms


def _name(place: int) -> str:
    return _from_start(place) if place >= 0 else _from_end(-1 - place)


def _from_start(place: int) -> str:
    return _PLACES[place] if place < len(_PLACES) else f"{place + 1}th"


def _from_end(place: int) -> str:
    return ("last", "last but one", "last but two")[place] if place < 3 else f"{place + 1}th last"


class Odd(NamedTuple):
    """A term that explains a wrong block; its place counted from the start and from the end."""

    thing: str
    kind: str
    places: tuple[int, int]


def _odd_terms(task: Computed, probe: Observation, block: str) -> list[Odd]:
    """Each term that, left out or counted twice, gives the block."""
    got = probe.got.get(block)
    if got is None or got.shape != probe.right[block].shape:
        return []
    odd = []
    for step, terms in _terms(task, probe, block):
        for k, term in enumerate(terms):
            for kind, sign in (("missing", -1.0), ("double-counted", 1.0)):
                value = probe.right[block] + sign * term.reshape(got.shape)
                if probe.fits(block, value):
                    odd.append(Odd(STEPS[step], kind, (k, len(terms) - 1 - k)))
    return odd


def _terms(task: Computed, probe: Observation, block: str) -> list[tuple[str, list[Array]]]:
    """The terms that add up to this block, in each step of the reference that does so."""
    seen: list[tuple[str, Array, list[Array]]] = []

    def recording(step: str) -> Callable[[Rules], Rules]:
        def record(before: Any, context: Any, terms: Sequence[Array]) -> Array:
            total = before(context, terms)
            seen.append((step, np.asarray(total), [np.asarray(t) for t in terms]))
            return np.asarray(total)

        return at(step, record)

    rules = RIGHT
    for step in STEPS:
        rules = recording(step)(rules)
    task.reference(probe.inputs, rules)
    right = probe.right[block]
    return [
        (step, terms)
        for step, total, terms in seen
        if total.size == right.size and len(terms) > 1 and equal(total.reshape(right.shape), right)
    ]
