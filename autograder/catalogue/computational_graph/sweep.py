"""Topological order and reverse accumulation on any graph of scalars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.drawn import Rng, exercise, graph, shuffled
from autograder.exercises.exercise import (
    Block,
    Computed,
    Condition,
    Entries,
    Example,
    Inputs,
    Sizes,
)
from autograder.reference.graph_program import (
    is_topological,
    reverse_sweep,
    topological_order,
)
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips import Slip
from autograder.slips.graph import EDGES, in_order, level_by_level, visiting
from autograder.slips.slip import at

# ---- an order by hand ------------------------------------------------------------------------

#: The first document's layer, its nodes numbered so that their numbers are no order.
LAYER_NODES = ("L", "x", "z", "y", "Wx", "b", "c", "W")
LAYER_EDGES = {"Wx": "W x", "z": "Wx b", "c": "z y", "L": "c"}
LAYER_PARENTS = [
    [LAYER_NODES.index(p) for p in LAYER_EDGES.get(node, "").split()] for node in LAYER_NODES
]


def _order_of(numbers: Array) -> list[float]:
    return [float(n) for n in numbers]


def _complete(numbers: Array) -> bool:
    return sorted(_order_of(numbers)) == list(range(len(LAYER_NODES)))


def _valid(numbers: Array) -> bool:
    return is_topological(LAYER_PARENTS, _order_of(numbers))


def _two_orders() -> dict[str, Any]:
    first = topological_order(LAYER_PARENTS, 0)
    return {"order": first, "another": [first[1], first[0], *first[2:]]}


GRAPH_ORDER = exercise(
    id="graph_order",
    kind="worksheet",
    points=1,
    minutes=3,
    difficulty=1,
    items=("G1",),
    task=Example(
        shapes={"order": (8,), "another": (8,)},
        conditions=(
            Condition(
                "both lists hold every node once",
                lambda e: _complete(e["order"]) and _complete(e["another"]),
            ),
            Condition(
                "in `order` each node comes after all its parents", lambda e: _valid(e["order"])
            ),
            Condition(
                "in `another` each node comes after all its parents",
                lambda e: _valid(e["another"]),
            ),
            Condition("the two orders differ", lambda e: bool(np.any(e["order"] != e["another"]))),
        ),
        guesses=lambda: [
            {"order": list(one), "another": list(other)}
            for one, other in (
                (range(8), range(7, -1, -1)),
                (range(7, -1, -1), range(8)),
                ([0] * 8, [0] * 8),
                (_two_orders()["order"], _two_orders()["order"]),
                ([7, 1, 5, 3, 4, 2, 6, 0], [1, 3, 5, 7, 0, 2, 4, 6]),
            )
        ],
        model=_two_orders,
    ),
)

# ---- the sweep -------------------------------------------------------------------------------


def _nodes(s: Sizes) -> int:
    return 10 + s.N


def _draw_graph(rng: Rng, s: Sizes) -> dict[str, Any]:
    parents, partials = graph(rng, _nodes(s))
    return {"parents": parents, "partials": partials}


def _last(given: Inputs) -> tuple[Any, Any, int]:
    return given["parents"], given["partials"], len(given["parents"]) - 1


def _not_zeroed(given: Inputs) -> dict[str, Any]:
    parents, partials, sink = _last(given)
    adjoints = np.ones(len(parents))
    for node in range(sink, -1, -1):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            adjoints[parent] += partial * adjoints[node]
    return {"grads": adjoints}


REVERSE_SWEEP = exercise(
    id="reverse_sweep",
    kind="implement",
    points=4,
    minutes=7,
    difficulty=3,
    items=("G3", "G4", "G5", "G12"),
    errata=("A-17",),
    task=Computed(
        "reverse_sweep(parents, partials)",
        (Block("grads", ("nodes",)),),
        draw=_draw_graph,
        reference=lambda given, rules: {
            "grads": reverse_sweep(given["parents"], given["partials"], rules)
        },
        own=(
            *EDGES,
            *visiting(_last),
            Slip(
                "adjoints-not-zeroed",
                "every adjoint starts from 1",
                "Before anything has come back, what is the adjoint of a node that is not the "
                "loss?",
                "G4",
                values=_not_zeroed,
            ),
        ),
    ),
)

# ---- two bugs --------------------------------------------------------------------------------

#: a, u = 3a, v = u², L = uv at a = 1: u = 3, v = 9.
BUG_PARENTS: list[list[int]] = [[], [0], [1], [1, 2]]
BUG_PARTIALS: list[list[float]] = [[], [3.0], [6.0], [9.0, 3.0]]
_OVERWRITE = at("branches", lambda before, context, terms: terms[-1])(RIGHT)


def _bugs() -> dict[str, Any]:
    early = level_by_level(BUG_PARENTS, BUG_PARTIALS, 3)
    return {
        "right": reverse_sweep(BUG_PARENTS, BUG_PARTIALS, RIGHT)[0],
        "= for +=": reverse_sweep(BUG_PARENTS, BUG_PARTIALS, _OVERWRITE)[0],
        "u before v": early[0],
    }


TWO_BUGS = exercise(
    id="two_bugs",
    kind="worksheet",
    points=2,
    minutes=3,
    difficulty=2,
    items=("G5", "G11"),
    task=Entries(
        _bugs,
        guesses=lambda: [dict.fromkeys(_bugs(), n) for n in (0, 1, 3, 9, 27, 54, 81)],
        own=(
            Slip(
                "path-missing",
                "for the right answer only what comes back through v is counted",
                "Draw every arrow that leaves u. How many are there?",
                "G5",
                values=lambda right: {**right, "right": right["= for +="]},
            ),
            Slip(
                "path-missing",
                "for the right answer only what comes back from L directly is counted",
                "Draw every arrow that leaves u. How many are there?",
                "G5",
                values=lambda right: {**right, "right": right["u before v"]},
            ),
            Slip(
                "bugs-exchanged",
                "the two bugs have changed places",
                "With `=`, who writes to u last? Out of order, what does u hold when it is its "
                "turn?",
                "G11",
                values=lambda right: {
                    "= for +=": right["u before v"],
                    "u before v": right["= for +="],
                },
            ),
        ),
    ),
)

# ---- any order -------------------------------------------------------------------------------


def _draw_shuffled(rng: Rng, s: Sizes) -> dict[str, Any]:
    parents, partials, sink = shuffled(rng, *graph(rng, _nodes(s)))
    return {"parents": parents, "partials": partials, "sink": sink}


def _graph_gradients(given: Inputs, rules: Rules) -> dict[str, Any]:
    parents, partials = given["parents"], given["partials"]
    order = topological_order(parents, given["sink"])
    return {"grads": reverse_sweep(parents, partials, rules, order)}


def _by_number(given: Inputs, step: int) -> dict[str, Any]:
    parents: Sequence[Sequence[int]] = given["parents"]
    visits = range(len(parents))[::step]
    return {"grads": in_order(parents, given["partials"], given["sink"], visits)}


_NUMBERS = "Do the numbers of the nodes say which of two depends on the other?"

GRAPH_GRADIENTS = exercise(
    id="graph_gradients",
    kind="implement",
    points=3,
    minutes=6,
    difficulty=3,
    items=("G1", "G2", "G4"),
    task=Computed(
        "graph_gradients(parents, partials, sink)",
        (Block("grads", ("nodes",)),),
        draw=_draw_shuffled,
        reference=_graph_gradients,
        own=(
            *EDGES,
            *visiting(lambda given: (given["parents"], given["partials"], given["sink"])),
            Slip(
                "numbers-taken-as-order",
                "the nodes are visited from the highest number to the lowest",
                _NUMBERS,
                "G1",
                values=lambda given: _by_number(given, -1),
            ),
            Slip(
                "numbers-taken-as-order",
                "the nodes are visited from the lowest number to the highest",
                _NUMBERS,
                "G1",
                values=lambda given: _by_number(given, 1),
            ),
        ),
    ),
)

SWEEP_EXERCISES = (GRAPH_ORDER, REVERSE_SWEEP, TWO_BUGS, GRAPH_GRADIENTS)
