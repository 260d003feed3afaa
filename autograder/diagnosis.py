"""Naming the slip behind wrong numbers, or saying that it is not known.

The student's function is run on three square, asymmetric draws of different sizes. A slip is named
only when exactly one gives the student's numbers on all three (misconceptions, section 9). First
single slips, then pairs, then constants that move with N, K and T.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from autograder.compare import NotAnArray, as_numbers, relative_error
from autograder.exercise import Computed, Sizes
from autograder.rules import RIGHT, Array, Rules
from autograder.slips import SLIPS, Slip
from autograder.verdict import Cause

#: Two results are the same when they differ by less than this.
SAME = 1e-6
#: A multiple of the truth is a multiple when what is left over is smaller than this.
PROPORTIONAL = 1e-8


@dataclass(frozen=True)
class Probe:
    """One diagnosing draw: its sizes, inputs, the truth, and what the student's function gave."""

    sizes: Sizes
    inputs: Mapping[str, Any]
    right: Mapping[str, Array]
    got: Mapping[str, Array]


Reference = Callable[[Mapping[str, Any], Rules], Mapping[str, Any]]


def diagnose(task: Computed, probes: list[Probe], wrong: tuple[str, ...]) -> tuple[Cause, ...]:
    """The causes of the wrong blocks, as far as they are recognised beyond doubt."""
    if not probes or not wrong:
        return ()
    singles = [s for s in (*SLIPS, *task.own) if _has_effect(task, s, probes[0])]
    whole = _matches(task, [(s,) for s in singles], probes, tuple(probes[0].right))
    if whole:
        return (_cause(whole, wrong),)
    causes = [_block_cause(task, singles, probes, block) for block in wrong]
    return tuple(_merge(c for c in causes if c is not None))


def _block_cause(
    task: Computed, singles: list[Slip], probes: list[Probe], block: str
) -> Cause | None:
    single = _matches(task, [(s,) for s in singles], probes, (block,))
    if single:
        # One that leaves the student's other blocks as they are explains more than one that
        # would have spoilt a block that is right.
        consistent = [c for c in single if _spares(task, c, probes[0])]
        return _cause(consistent or single, (block,))
    scale = _scale(probes, block)
    if scale:
        return scale
    stepwise = [s for s in singles if s.change]
    pairs = _matches(task, combinations(stepwise, 2), probes, (block,))
    return _cause(pairs, (block,)) if pairs else None


def _has_effect(task: Computed, slip: Slip, probe: Probe) -> bool:
    """Whether the exercise has the slip's step, and the slip makes a difference there."""
    values = slipped(task, (slip,), probe.inputs)
    return values is not None and any(
        b not in values or not _equal(values[b], probe.right[b]) for b in probe.right
    )


def slipped(
    task: Computed, slips: tuple[Slip, ...], inputs: Mapping[str, Any]
) -> dict[str, Array] | None:
    """What the reference gives with these slips in it; `None` where they do not apply."""
    try:
        with np.errstate(all="ignore"):
            if slips[0].values is not None:
                values = slips[0].values(inputs)
            else:
                rules = RIGHT
                for slip in slips:
                    rules = slip.rules(rules)
                values = task.reference(inputs, rules)
            return {name: np.asarray(value, dtype=float) for name, value in values.items()}
    except Exception:
        # A slip outside its territory may fail in any way: then it does not apply.
        return None


def _matches(
    task: Computed,
    candidates: Iterable[tuple[Slip, ...]],
    probes: list[Probe],
    blocks: tuple[str, ...],
) -> list[tuple[Slip, ...]]:
    return [c for c in candidates if all(_fits(task, c, p, blocks) for p in probes)]


def _fits(task: Computed, slips: tuple[Slip, ...], probe: Probe, blocks: tuple[str, ...]) -> bool:
    values = slipped(task, slips, probe.inputs)
    return values is not None and all(
        b in values
        and b in probe.got
        and _equal(values[b], probe.got[b])
        # A slip that leaves the block right explains nothing.
        and (len(blocks) > 1 or not _equal(values[b], probe.right[b]))
        for b in blocks
    )


def _spares(task: Computed, slips: tuple[Slip, ...], probe: Probe) -> bool:
    """Whether these slips leave every block right that the student has right."""
    values = slipped(task, slips, probe.inputs) or {}
    return all(
        b in values and _equal(values[b], probe.right[b])
        for b in probe.right
        if b in probe.got and _equal(probe.got[b], probe.right[b])
    )


def _equal(one: Array, other: Array) -> bool:
    return one.shape == other.shape and relative_error(one, other) <= SAME


def _cause(found: list[tuple[Slip, ...]], blocks: tuple[str, ...]) -> Cause:
    """One cause for what fits. Several that fit and differ in name get one neutral message."""
    by_name = {tuple(s.slug for s in slips): slips for slips in reversed(found)}
    if len(by_name) == 1:
        (slips,) = by_name.values()
        clause = " and, as a second thing, ".join(s.clause for s in slips)
        return Cause(tuple(s.slug for s in slips), clause, slips[0].question, slips[0].item, blocks)
    several = [slips[0] for slips in by_name.values()]
    clauses = list(dict.fromkeys(s.clause for s in several))
    slugs = tuple(dict.fromkeys(s.slug for slips in by_name.values() for s in slips))
    return Cause(slugs, " — or if ".join(clauses), several[0].question, several[0].item, blocks)


def _merge(causes: Iterable[Cause]) -> Iterator[Cause]:
    """Blocks with the same cause are said together."""
    kept: dict[tuple[tuple[str, ...], str], Cause] = {}
    for cause in causes:
        key = (cause.slugs, cause.clause)
        before = kept[key].blocks if key in kept else ()
        kept[key] = Cause(*key, cause.question, cause.item, (*before, *cause.blocks))
    return iter(kept.values())


SCALES: dict[str, tuple[Callable[[Sizes], float], str]] = {
    "two": (lambda s: 2.0, "a factor 2 is in it that does not belong"),
    "half": (lambda s: 0.5, "a factor 2 is not in it"),
    "n": (lambda s: float(s.N), "it is N times too large, N the number of samples"),
    "one-over-n": (lambda s: 1.0 / s.N, "it is divided by N, the number of samples"),
    "k": (lambda s: float(s.n_out), "it is K times too large, K the number of outputs"),
    "one-over-k": (lambda s: 1.0 / s.n_out, "it is divided by K, the number of outputs"),
    "n-k": (lambda s: float(s.N * s.n_out), "it is N·K times too large"),
    "one-over-n-k": (lambda s: 1.0 / (s.N * s.n_out), "it is divided by N·K"),
    "t": (lambda s: float(s.T), "it is T times too large, T the number of uses"),
    "one-over-t": (lambda s: 1.0 / s.T, "it is divided by T, the number of uses"),
}


def _scale(probes: list[Probe], block: str) -> Cause | None:
    """A constant between the answer and the truth that moves with N, K and T as its name says."""
    factors = [_factor(p.got.get(block), p.right[block]) for p in probes]
    if any(f is None for f in factors):
        return None
    for sign, name in ((1.0, ""), (-1.0, "minus-")):
        if name and all(_near(f, -1.0) for f in factors):
            return Cause(
                ("sign-flipped",),
                "the sign is turned: this is minus the gradient",
                "If this quantity goes up a little, does the loss go up or down?",
                "S12",
                (block,),
            )
        for label, (constant, words) in SCALES.items():
            if all(
                _near(f, sign * constant(p.sizes)) for f, p in zip(factors, probes, strict=True)
            ):
                turned = ", and its sign is turned" if name else ""
                return Cause(
                    (f"factor-{name}{label}",),
                    f"the numbers are all in place but {words}{turned}",
                    "Where does the loss's constant enter, and how often?",
                    "B12",
                    (block,),
                )
    return None


def _factor(got: Array | None, right: Array) -> float | None:
    if got is None or got.shape != right.shape or np.count_nonzero(right) < 3:
        return None
    factor = float(np.vdot(right, got) / np.vdot(right, right))
    if factor == 0 or relative_error(got, factor * right) > PROPORTIONAL:
        return None
    return factor


def _near(factor: float | None, constant: float) -> bool:
    return factor is not None and abs(factor - constant) <= SAME * abs(constant)


def numbers(blocks: Mapping[str, Any]) -> dict[str, Array]:
    """The blocks that can be read as numbers, the others left out."""
    read = {}
    for name, value in blocks.items():
        try:
            read[name] = as_numbers(value)
        except NotAnArray:
            continue
    return read
