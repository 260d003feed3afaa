"""Slips of a graph of scalars: along an edge, at a neuron of the worksheet, in the order of visits.

They stand in the `own` of the exercises that have such steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from autograder.reference.graph_program import Parents, Partials, topological_order
from autograder.reference.rules import Array, Context, need
from autograder.slips.slip import Slip, at

# ---- along an edge ---------------------------------------------------------------------------


def _adjoint_alone(before: Any, p: Context, adjoint: Array, local: Array) -> Array:
    return adjoint


def _local_alone(before: Any, p: Context, adjoint: Array, local: Array) -> Array:
    return local


def _added(before: Any, p: Context, adjoint: Array, local: Array) -> Array:
    return adjoint + local


def _inverted(before: Any, p: Context, adjoint: Array, local: Array) -> Array:
    return adjoint / local


_DOUBLED = "If the loss were doubled, would this term double?"
_EDGE = "Two things belong to an edge on the way back. Which two, and how do they combine?"

EDGES = (
    Slip(
        "local-derivative-missing",
        "an adjoint goes along an edge without the edge's local derivative",
        _EDGE,
        "G3",
        at("edge", _adjoint_alone),
    ),
    Slip(
        "delta-as-local-slope",
        "what goes along an edge is its local derivative alone, without the adjoint",
        _DOUBLED,
        "G3",
        at("edge", _local_alone),
    ),
    Slip(
        "slope-added",
        "along an edge the adjoint and the local derivative are added, not multiplied",
        _EDGE,
        "G3",
        at("edge", _added),
    ),
    Slip(
        "fraction-inverted",
        "along an edge the adjoint is divided by the local derivative",
        "Is the local derivative that of the child by the parent, or the other way round?",
        "G3",
        at("edge", _inverted),
    ),
)

# ---- at a neuron of the worksheet ------------------------------------------------------------


def _slope_of(name: str, formula: Callable[[Array, Array], Array]) -> Any:
    """Another slope, at the neuron with that activation alone."""

    def wrong(before: Any, p: Context) -> Array:
        if p.here.f.name != name:
            return before(p)
        return np.asarray(formula(need(p.here.z), need(p.here.a)))

    return wrong


def _at_unit(k: int) -> Any:
    """One term alone, at the hidden unit with two children and not at the inputs."""

    def wrong(before: Any, p: Context, terms: Sequence[Array]) -> Array:
        return terms[k] if p.layers else before(p, terms)

    return wrong


def _at_input(k: int) -> Any:
    """One term alone, at the inputs and not at the hidden unit."""

    def wrong(before: Any, p: Context, terms: Sequence[Array]) -> Array:
        return before(p, terms) if p.layers else terms[k]

    return wrong


def _missing(activation: str, words: str) -> Slip:
    return Slip(
        "hidden-fprime-missing",
        f"the slope of {words} is not there",
        "Between z and h of each neuron sits its own f. Is each slope in the product, once?",
        "W5",
        at("slope", _slope_of(activation, lambda z, a: np.ones_like(z))),
    )


_ARROWS = "How many arrows leave h₁, and what does each of them send back?"
_INPUTS = "How many arrows leave x₁, and what does each of them send back?"
_OWN_F = "What is the derivative of this neuron's f, and at which z is it taken?"

NEURONS = (
    _missing("half_square", "h₂ = ½z₂²"),
    _missing("double", "h₃ = 2z₃"),
    _missing("exp", "h₄ = exp(z₄)"),
    Slip(
        "f-for-fprime",
        "at h₂ the value ½z₂² stands where its slope belongs",
        _OWN_F,
        "W6",
        at("slope", _slope_of("half_square", lambda z, a: a)),
    ),
    Slip(
        "f-for-fprime",
        "at the output the sine stands where its slope belongs",
        _OWN_F,
        "W4",
        at("slope", _slope_of("sin", lambda z, a: a)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "h₂ = ½z₂² is given the slope of z₂²",
        _OWN_F,
        "W6",
        at("slope", _slope_of("half_square", lambda z, a: 2 * z)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the exponential is differentiated like a power",
        _OWN_F,
        "W5",
        at("slope", _slope_of("exp", lambda z, a: z * np.exp(z - 1))),
    ),
    Slip(
        "path-missing",
        "what comes back to h₁ through h₄ is left out",
        _ARROWS,
        "W2",
        at("branches", _at_unit(0)),
    ),
    Slip(
        "path-missing",
        "what comes back to h₁ through h₃ is left out",
        _ARROWS,
        "W2",
        at("branches", _at_unit(-1)),
    ),
    Slip(
        "path-missing",
        "of what comes back to the inputs only the part through h₁ is counted",
        _INPUTS,
        "W14",
        at("branches", _at_input(0)),
    ),
    Slip(
        "path-missing",
        "of what comes back to the inputs only the part through h₂ is counted",
        _INPUTS,
        "W14",
        at("branches", _at_input(-1)),
    ),
)

# ---- the order of visits ---------------------------------------------------------------------

Sweep = Callable[[Parents, Partials, int], Array]


def in_order(parents: Parents, partials: Partials, sink: int, visits: Iterable[int]) -> Array:
    """Adjoints where the nodes pass theirs on in the order of `visits`, whatever has arrived."""
    adjoints = _only_sink(parents, sink)
    for node in visits:
        for parent, partial in zip(parents[node], partials[node], strict=True):
            adjoints[parent] += partial * adjoints[node]
    return adjoints


def level_by_level(parents: Parents, partials: Partials, sink: int) -> Array:
    """Each node passes its adjoint on once, in the order of the distance from the sink."""
    met, queue = [sink], deque([sink])
    while queue:
        for parent in parents[queue.popleft()]:
            if parent not in met:
                met.append(parent)
                queue.append(parent)
    return in_order(parents, partials, sink, met)


def branch_by_branch(*, once: bool, at_once: bool) -> Sweep:
    """A recursion from the sink that takes the adjoint as it stands.

    `once`: no node passes it on a second time. `at_once`: a parent is visited as soon as its term
    is added, not after all parents have theirs.
    """

    def sweep(parents: Parents, partials: Partials, sink: int) -> Array:
        adjoints, seen = _only_sink(parents, sink), set[int]()

        def visit(node: int) -> None:
            if once and node in seen:
                return
            seen.add(node)
            for parent, partial in zip(parents[node], partials[node], strict=True):
                adjoints[parent] += partial * adjoints[node]
                if at_once:
                    visit(parent)
            for parent in parents[node] if not at_once else ():
                visit(parent)

        visit(sink)
        return adjoints

    return sweep


def forwards(parents: Parents, partials: Partials, sink: int) -> Array:
    """The sweep in topological order, not against it."""
    return in_order(parents, partials, sink, topological_order(parents, sink))


def edges_merged(parents: Parents, partials: Partials) -> tuple[Parents, Partials]:
    """Two edges between the same two nodes taken for one, with the later derivative."""
    single = [dict(zip(p, d, strict=True)) for p, d in zip(parents, partials, strict=True)]
    return [list(edges) for edges in single], [list(edges.values()) for edges in single]


def _merged(parents: Parents, partials: Partials, sink: int) -> Array:
    visits = reversed(topological_order(parents, sink))
    return in_order(*edges_merged(parents, partials), sink, visits)


def _only_sink(parents: Parents, sink: int) -> Array:
    adjoints = np.zeros(len(parents))
    adjoints[sink] = 1.0
    return adjoints


_HALF = "some nodes pass on a half-filled adjoint"
_ALL_IN = "When a node passes its adjoint on, have all its children reported back?"
_EACH = "a node passes its adjoint on at each arrival, what came earlier included"
_PASSED = "How often does a node pass its adjoint on, and what is in it each time?"

#: Slug, clause, question, and the sweep that goes wrong so.
ORDERS: tuple[tuple[str, str, str, Sweep], ...] = (
    (
        "adjoint-half-filled",
        f"nodes are visited level by level from the loss: {_HALF}",
        _ALL_IN,
        level_by_level,
    ),
    (
        "adjoint-half-filled",
        f"nodes are visited branch by branch from the loss: {_HALF}",
        _ALL_IN,
        branch_by_branch(once=True, at_once=False),
    ),
    (
        "adjoint-half-filled",
        f"a recursion from the loss visits each node once, at its first arrival: {_HALF}",
        _ALL_IN,
        branch_by_branch(once=True, at_once=True),
    ),
    ("path-double-counted", _EACH, _PASSED, branch_by_branch(once=False, at_once=False)),
    ("path-double-counted", _EACH, _PASSED, branch_by_branch(once=False, at_once=True)),
    (
        "sweep-in-forward-order",
        "the sweep runs from the parents to the children",
        "Where is the first adjoint known, and where can it go from there?",
        forwards,
    ),
    (
        "parallel-edges-merged",
        "two edges between the same two nodes are taken for one",
        "In x·x, how many arrows lead from x to the product?",
        _merged,
    ),
)


def visiting(found: Callable[[Any], tuple[Parents, Partials, int]]) -> tuple[Slip, ...]:
    """The slips of the order of visits; `found` takes the graph and its sink from the inputs."""

    def slip(slug: str, clause: str, question: str, sweep: Sweep) -> Slip:
        return Slip(
            slug, clause, question, "G11", values=lambda given: {"grads": sweep(*found(given))}
        )

    return tuple(slip(*order) for order in ORDERS)
