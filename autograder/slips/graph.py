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
from autograder.slips.slip import Slip, Slips, WrongFormula, WrongFormulas

# ---- along an edge ---------------------------------------------------------------------------

_DOUBLED = "If the loss were doubled, would this term double?"
_EDGE = "Two things belong to an edge on the way back. Which two, and how do they combine?"

EDGES = Slips()
slip = EDGES.slip


@slip("edge", "local-derivative-missing", "G3", question=_EDGE)
def _adjoint_alone(right: Any, p: Context, adjoint: Array, local: Array) -> Array:
    """an adjoint goes along an edge without the edge's local derivative"""
    return adjoint


@slip("edge", "delta-as-local-slope", "G3", question=_DOUBLED)
def _local_alone(right: Any, p: Context, adjoint: Array, local: Array) -> Array:
    """what goes along an edge is its local derivative alone, without the adjoint"""
    return local


@slip("edge", "slope-added", "G3", question=_EDGE)
def _added(right: Any, p: Context, adjoint: Array, local: Array) -> Array:
    """along an edge the adjoint and the local derivative are added, not multiplied"""
    return adjoint + local


@slip(
    "edge",
    "fraction-inverted",
    "G3",
    question="Is the local derivative that of the child by the parent, or the other way round?",
)
def _inverted(right: Any, p: Context, adjoint: Array, local: Array) -> Array:
    """along an edge the adjoint is divided by the local derivative"""
    return adjoint / local


# ---- at a neuron of the worksheet ------------------------------------------------------------

_ARROWS = "How many arrows leave h₁, and what does each of them send back?"
_INPUTS = "How many arrows leave x₁, and what does each of them send back?"
_EACH_F = "Between z and h of each neuron sits its own f. Is each slope in the product, once?"
_OWN_F = "What is the derivative of this neuron's f, and at which z is it taken?"

NEURONS = Slips()
slip = NEURONS.slip


def slope_of(name: str, formula: Callable[[Array, Array], Array]) -> Any:
    """Use another slope, but only at the neuron with that activation."""

    def wrong(right: Any, p: Context) -> Array:
        if p.here.f.name != name:
            return right(p)
        return np.asarray(formula(need(p.here.z), need(p.here.a)))

    return wrong


for _name, _words in (
    ("half_square", "h₂ = ½z₂²"),
    ("double", "h₃ = 2z₃"),
    ("exp", "h₄ = exp(z₄)"),
):
    slip(
        "slope",
        "hidden-fprime-missing",
        "W5",
        question=_EACH_F,
        clause=f"the slope of {_words} is not there",
    )(slope_of(_name, lambda z, a: np.ones_like(z)))


slip(
    "slope",
    "f-for-fprime",
    "W6",
    question=_OWN_F,
    clause="at h₂ the value ½z₂² stands where its slope belongs",
)(slope_of("half_square", lambda z, a: a))


slip(
    "slope",
    "f-for-fprime",
    "W4",
    question=_OWN_F,
    clause="at the output the sine stands where its slope belongs",
)(slope_of("sin", lambda z, a: a))


slip(
    "slope",
    "activation-derivative-misremembered",
    "W6",
    question=_OWN_F,
    clause="h₂ = ½z₂² is given the slope of z₂²",
)(slope_of("half_square", lambda z, a: 2 * z))


slip(
    "slope",
    "activation-derivative-misremembered",
    "W6",
    question=_OWN_F,
    clause="h₂ = ½z₂² is given half of its slope",
    alone=True,
)(slope_of("half_square", lambda z, a: z / 2))


slip(
    "slope",
    "activation-derivative-misremembered",
    "W5",
    question=_OWN_F,
    clause="the exponential is differentiated like a power",
)(slope_of("exp", lambda z, a: z * np.exp(z - 1)))


slip(
    "slope",
    "f-for-fprime",
    "W5",
    question=_OWN_F,
    clause="at h₃ the value 2z₃ stands where its slope belongs",
    alone=True,
)(slope_of("double", lambda z, a: a))


slip(
    "slope",
    "preactivation-as-slope",
    "W5",
    question=_OWN_F,
    clause="at h₄ the sum z₄ stands where the slope belongs",
    alone=True,
)(slope_of("exp", lambda z, a: z))


slip(
    "slope",
    "fprime-at-activation",
    "W5",
    question=_OWN_F,
    clause="the slope of h₄ is taken at its output, not at the sum that enters it",
    alone=True,
)(slope_of("exp", lambda z, a: np.exp(a)))


def _at_unit(k: int) -> Any:
    """Keep only one term at the hidden unit with two children, and all terms at the inputs."""

    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        return terms[k] if p.layers else right(p, terms)

    return wrong


slip(
    "branches",
    "path-missing",
    "W2",
    question=_ARROWS,
    clause="what comes back to h₁ through h₄ is left out",
)(_at_unit(0))


slip(
    "branches",
    "path-missing",
    "W2",
    question=_ARROWS,
    clause="what comes back to h₁ through h₃ is left out",
)(_at_unit(-1))


def _at_input(k: int) -> Any:
    """Keep only one term at the inputs, and all terms at the hidden unit."""

    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        return right(p, terms) if p.layers else terms[k]

    return wrong


slip(
    "branches",
    "path-missing",
    "W14",
    question=_INPUTS,
    clause="of what comes back to the inputs only the part through h₁ is counted",
)(_at_input(0))


slip(
    "branches",
    "path-missing",
    "W14",
    question=_INPUTS,
    clause="of what comes back to the inputs only the part through h₂ is counted",
)(_at_input(-1))

# ---- the order of visits ---------------------------------------------------------------------

#: Sweeps that visit the nodes in a wrong order, or pass on something other than the adjoint.
ORDERS = WrongFormulas()

Sweep = Callable[[Parents, Partials, int], Array]


def in_order(parents: Parents, partials: Partials, sink: int, visits: Iterable[int]) -> Array:
    """Adjoints if nodes pass theirs on in the order of `visits`, complete or not."""
    adjoints = _only_sink(parents, sink)
    for node in visits:
        for parent, partial in zip(parents[node], partials[node], strict=True):
            adjoints[parent] += partial * adjoints[node]
    return adjoints


def level_by_level(parents: Parents, partials: Partials, sink: int) -> Array:
    """Each node passes its adjoint on once, in order of distance from the sink."""
    met, queue = [sink], deque([sink])
    while queue:
        for parent in parents[queue.popleft()]:
            if parent not in met:
                met.append(parent)
                queue.append(parent)
    return in_order(parents, partials, sink, met)


def on_a_stack(parents: Parents, partials: Partials, sink: int) -> Array:
    """Each node passes its adjoint on once, in the order in which a stack gives the nodes back."""
    stack, visits = [sink], dict[int, None]()
    while stack:
        node = stack.pop()
        if node not in visits:
            visits[node] = None
            stack.extend(parents[node])
    return in_order(parents, partials, sink, visits)


def repeated(parents: Parents, partials: Partials, sink: int) -> Array:
    """A node stands in a topological order once for each way to it, and passes on each time."""
    order: list[int] = []

    def visit(node: int) -> None:
        for parent in parents[node]:
            visit(parent)
        order.append(node)

    visit(sink)
    return in_order(parents, partials, sink, reversed(order))


def queued_again(parents: Parents, partials: Partials, sink: int) -> Array:
    """Level by level, but a node is visited once for each arrow that leads back to it."""
    visits = [sink]
    for node in visits:
        visits.extend(parents[node])
    return in_order(parents, partials, sink, visits)


def branch_by_branch(*, once: bool, at_once: bool) -> Sweep:
    """A recursion from the sink that uses adjoints before they are complete.

    `once`: each node passes its adjoint on only once. `at_once`: a parent is visited as soon as its
    term is added, not after all parents have received theirs.
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


_HALF = "some nodes pass on a half-filled adjoint"
_ALL_IN = "When a node passes its adjoint on, have all its children reported back?"
_PASSED = "How often does a node pass its adjoint on, and what is in it each time?"

ORDERS.add(
    "adjoint-half-filled",
    question=_ALL_IN,
    clause=f"nodes are visited level by level from the loss: {_HALF}",
)(level_by_level)
ORDERS.add(
    "adjoint-half-filled",
    question=_ALL_IN,
    clause=f"nodes are visited branch by branch from the loss: {_HALF}",
)(branch_by_branch(once=True, at_once=False))
ORDERS.add(
    "adjoint-half-filled",
    question=_ALL_IN,
    clause=f"a recursion from the loss visits each node once, at its first arrival: {_HALF}",
)(branch_by_branch(once=True, at_once=True))
ORDERS.add(
    "adjoint-half-filled",
    question=_ALL_IN,
    clause=f"nodes are taken from a stack as they are met: {_HALF}",
)(on_a_stack)
for _repeats in (repeated, queued_again):
    ORDERS.add(
        "node-repeated",
        question="Print your order for x·x + x. How often does each node stand in it?",
        clause="a node stands in the order several times, and passes its adjoint on each time",
    )(_repeats)
for _at_once in (False, True):
    ORDERS.add(
        "path-double-counted",
        question=_PASSED,
        clause="a node passes its adjoint on at each arrival, what came earlier included",
    )(branch_by_branch(once=False, at_once=_at_once))


@ORDERS.add(
    "sweep-in-forward-order",
    question="Where is the first adjoint known, and how does it get to the first node?",
)
def forwards(parents: Parents, partials: Partials, sink: int) -> Array:
    """only the loss passes something on, as in a sweep that runs from the parents to the children,
    or in one that ends after its first node"""
    return in_order(parents, partials, sink, topological_order(parents, sink))


@ORDERS.add(
    "nothing-passed-on",
    question="Follow your code for two nodes, L = 3x. Which lines reach the adjoint of x?",
)
def _nothing_passed(parents: Parents, partials: Partials, sink: int) -> Array:
    """the adjoint of the loss never goes on to its parents, and all others stay 0"""
    return _only_sink(parents, sink)


@ORDERS.add(
    "terms-subtracted",
    question="A child with the adjoint 1 and the local derivative 1: what should a parent receive?",
)
def _subtracted(parents: Parents, partials: Partials, sink: int) -> Array:
    """the terms that arrive at a node are subtracted from its adjoint"""
    visits = reversed(topological_order(parents, sink))
    return in_order(parents, [[-d for d in mine] for mine in partials], sink, visits)


def _to_parents(kept: slice) -> Sweep:
    """A sweep in which each node passes its adjoint on to some of its parents only."""

    def sweep(parents: Parents, partials: Partials, sink: int) -> Array:
        visits = reversed(topological_order(parents, sink))
        return in_order([p[kept] for p in parents], [d[kept] for d in partials], sink, visits)

    return sweep


for _kept, _which in ((slice(1), "first"), (slice(-1, None), "last")):
    ORDERS.add(
        "parents-left-out",
        question="How many arrows lead into a product, and does each of them get a term?",
        clause=f"each node passes its adjoint on to its {_which} parent alone",
    )(_to_parents(_kept))


def edges_merged(parents: Parents, partials: Partials) -> tuple[Parents, Partials]:
    """Take two edges between the same two nodes for one, with the later derivative."""
    single = [dict(zip(p, d, strict=True)) for p, d in zip(parents, partials, strict=True)]
    return [list(edges) for edges in single], [list(edges.values()) for edges in single]


@ORDERS.add("parallel-edges-merged", question="In x·x, how many arrows lead from x to the product?")
def _merged(parents: Parents, partials: Partials, sink: int) -> Array:
    """two edges between the same two nodes are taken for one"""
    visits = reversed(topological_order(parents, sink))
    return in_order(*edges_merged(parents, partials), sink, visits)


def _only_sink(parents: Parents, sink: int) -> Array:
    adjoints = np.zeros(len(parents))
    adjoints[sink] = 1.0
    return adjoints


def visiting(found: Callable[[Any], tuple[Parents, Partials, int]]) -> tuple[Slip, ...]:
    """The slips of the order of visits; `found` returns the graph and its sink for the inputs."""

    def slip(wrong: WrongFormula) -> Slip:
        return wrong.slip("G11", lambda given: {"grads": wrong.formula(*found(given))})

    return tuple(map(slip, ORDERS))
