"""Paths: two of them factored, counted, walked one by one, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.drawn import Rng, cancels, exercise, graph, number
from autograder.exercises.exercise import Block, Computed, Entries, Inputs, Sizes
from autograder.reference.graph_program import IN_GRAPH, NEURONS, path_products, reverse_sweep
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips import Slip
from autograder.slips.graph import EDGES, edges_merged
from backhand.worksheet import WEIGHT_NAMES

# ---- two paths -------------------------------------------------------------------------------

_FACTORS = ("J_o", "o_h3", "o_h4", "h3_h1", "h4_h1", "h1_w11")


def _along(rules: Rules, first: float, *local: float) -> Array:
    product = np.asarray(first)
    for slope in local:
        product = rules.edge(IN_GRAPH, product, np.asarray(slope))
    return product


def _two_paths(given: Inputs, rules: Rules) -> dict[str, Any]:
    J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11 = (float(given[name]) for name in _FACTORS)
    via_h3 = _along(rules, J_o, o_h3, h3_h1, h1_w11)
    via_h4 = _along(rules, J_o, o_h4, h4_h1, h1_w11)
    total = rules.branches(IN_GRAPH, [via_h3, via_h4])
    return {"products, sum": np.array([via_h3, via_h4, total], dtype=float)}


def _draw_factors(rng: Rng, s: Sizes) -> dict[str, Any]:
    while True:
        given = {name: number(rng) for name in _FACTORS}
        if not cancels(_two_paths(given, RIGHT)["products, sum"][:2]):
            return given


def _both_times(given: Inputs) -> dict[str, Any]:
    via_h3, via_h4, _ = _two_paths(given, RIGHT)["products, sum"]
    via_h3, via_h4 = given["o_h3"] * via_h3, given["o_h4"] * via_h4
    return {"products, sum": np.array([via_h3, via_h4, via_h3 + via_h4])}


def _first_times(given: Inputs, factor: float) -> dict[str, Any]:
    via_h3, via_h4, _ = _two_paths(given, RIGHT)["products, sum"]
    return {"products, sum": np.array([factor * via_h3, via_h4, factor * via_h3 + via_h4])}


_ONCE = "Walk the path from J to w₁₁ edge by edge. How often is each edge in the product?"

TWO_PATHS = exercise(
    id="two_paths",
    kind="repair",
    points=2,
    minutes=3,
    difficulty=1,
    items=("W7",),
    errata=("C-03", "C-04"),
    task=Computed(
        f"two_paths({', '.join(_FACTORS)})",
        (Block("products, sum", ("terms",)),),
        draw=_draw_factors,
        reference=_two_paths,
        own=(
            *EDGES,
            Slip(
                "edge-counted-twice",
                "the edge from h₃ to o is in the first product twice",
                _ONCE,
                "W7",
                values=lambda given: _first_times(given, given["o_h3"]),
            ),
            Slip(
                "edge-counted-twice",
                "the edge into o is in both products twice",
                _ONCE,
                "W7",
                values=_both_times,
            ),
            Slip(
                "upstream-missing",
                "the first product begins at o and not at J",
                _ONCE,
                "W7",
                values=lambda given: _first_times(given, 1 / given["J_o"]),
            ),
        ),
    ),
)

# ---- counting --------------------------------------------------------------------------------

Graph = Mapping[str, tuple[str, ...]]


def _worksheet_graph() -> Graph:
    """Parents of each node of the worksheet's network, weights included."""
    return {n.name: (*n.weights, *n.reads) for n in NEURONS} | {"J": ("o",)}


#: h → c → {p, q, r} → J.
FAN: Graph = {"c": ("h",), "p": ("c",), "q": ("c",), "r": ("c",), "J": ("p", "q", "r")}
#: Two uses of one W and b, as nodes of arrays.
NESTED: Graph = {
    "W x": ("W", "x"),
    "z1": ("W x", "b"),
    "W z1": ("W", "z1"),
    "z2": ("W z1", "b"),
    "L": ("z2",),
}


def _paths(graph: Graph, source: str, sink: str) -> int:
    if source == sink:
        return 1
    return sum(_paths(graph, source, parent) for parent in graph.get(sink, ()))


def _terms(graph: Graph, node: str) -> int:
    return sum(parents.count(node) for parents in graph.values())


def _counts() -> dict[str, Any]:
    worksheet = _worksheet_graph()
    return {
        "paths, w11 to J": _paths(worksheet, "w11", "J"),
        "paths, w12 to J": _paths(worksheet, "w12", "J"),
        "paths, all nine weights": sum(_paths(worksheet, w, "J") for w in WEIGHT_NAMES),
        "terms at h1": _terms(worksheet, "h1"),
        "paths, h to J": _paths(FAN, "h", "J"),
        "terms at h": _terms(FAN, "h"),
        "terms at c": _terms(FAN, "c"),
        "terms at W": _terms(NESTED, "W"),
        "terms at b": _terms(NESTED, "b"),
        "terms at z1": _terms(NESTED, "z1"),
    }


PATH_COUNTS = exercise(
    id="path_counts",
    kind="predict",
    points=2,
    minutes=4,
    difficulty=2,
    items=("W2", "W8", "G5", "G7"),
    errata=("C-06",),
    task=Entries(
        _counts,
        guesses=lambda: [dict.fromkeys(_counts(), n) for n in (0, 1, 2, 3, 9, 11)],
        own=(
            Slip(
                "paths-counted-as-terms",
                "a node is given one term for each path to the loss",
                "How many arrows leave h itself?",
                "W2",
                values=lambda right: {"terms at h": right["paths, h to J"]},
            ),
            Slip(
                "path-missing",
                "one path is counted for each weight",
                "By which routes can a nudge of w₁₁ reach J?",
                "W8",
                values=lambda right: {"paths, all nine weights": len(WEIGHT_NAMES)},
            ),
            Slip(
                "shared-one-application",
                "a shared parameter is given one term, however often it is used",
                "How many arrows leave W?",
                "G7",
                values=lambda right: {"terms at W": 1, "terms at b": 1},
            ),
        ),
    ),
)

# ---- walking ---------------------------------------------------------------------------------


def _draw_walk(rng: Rng, s: Sizes) -> dict[str, Any]:
    parents, partials = graph(rng, 10)
    return {"parents": parents, "partials": partials, "source": 0}


def _ledger(given: Inputs, rules: Rules) -> dict[str, Any]:
    products = path_products(given["parents"], given["partials"], given["source"], rules)
    return {"products": np.sort(np.array(products, dtype=float))}


def _edges_merged(given: Inputs) -> dict[str, Any]:
    parents, partials = edges_merged(given["parents"], given["partials"])
    return _ledger({**given, "parents": parents, "partials": partials}, RIGHT)


PATH_PRODUCTS = exercise(
    id="path_products",
    kind="implement",
    points=3,
    minutes=5,
    difficulty=3,
    items=("W9", "G9"),
    task=Computed(
        "path_products(parents, partials, source)",
        (Block("products", ("paths",)),),
        draw=_draw_walk,
        reference=_ledger,
        own=(
            *EDGES,
            Slip(
                "parallel-edges-merged",
                "two edges between the same two nodes are taken for one",
                "In x·x, how many arrows lead from x to the product?",
                "G9",
                values=_edges_merged,
            ),
            Slip(
                "sum-along-path",
                "the local derivatives along a path are added up",
                "A nudge is scaled by one edge after the other. How do scalings combine?",
                "G9",
                values=lambda given: _sums_along(given),
            ),
        ),
    ),
)


def _sums_along(given: Inputs) -> dict[str, Any]:
    def up_to(node: int) -> list[float]:
        if node == given["source"]:
            return [0.0]
        edges = zip(given["parents"][node], given["partials"][node], strict=True)
        return [d + before for p, d in edges for before in up_to(p)]

    return {"products": np.sort(np.array(up_to(len(given["parents"]) - 1)))}


# ---- what it costs ---------------------------------------------------------------------------


def _diamonds(k: int) -> list[list[int]]:
    """Parents of `k` stacked diamonds: from the top of each, two nodes to the top of the next."""
    parents: list[list[int]] = [[]]
    for _ in range(k):
        top = len(parents) - 1
        parents += [[top], [top], [top + 1, top + 2]]
    return parents


def _dense(width: int, hidden_layers: int) -> list[list[int]]:
    """Parents of the hidden units and the one output of a fully connected network."""
    parents: list[list[int]] = [[] for _ in range(width)]
    for _ in range(hidden_layers - 1):
        below = list(range(len(parents) - width, len(parents)))
        parents += [below] * width
    return [*parents, list(range(len(parents) - width, len(parents)))]


def _edges(parents: list[list[int]]) -> int:
    return sum(len(mine) for mine in parents)


def _paths_from_first(parents: list[list[int]]) -> float:
    """Paths from node 0 to the last node: adjoints where every local derivative is 1."""
    ones = [[1.0] * len(mine) for mine in parents]
    return float(reverse_sweep(parents, ones, RIGHT)[0])


def _products(N: int, n_in: int, n_out: int) -> dict[str, int]:
    """Multiplications and additions of a layer's three matrix products for a batch."""
    return {"Z": 2 * N * n_in * n_out, "dW": 2 * n_out * N * n_in, "dX": 2 * N * n_out * n_in}


def _cost() -> dict[str, Any]:
    diamonds, dense, flops = _diamonds(20), _dense(10, 6), _products(32, 100, 50)
    return {
        "diamonds: edges": _edges(diamonds),
        "diamonds: paths": _paths_from_first(diamonds),
        "dense: edges": _edges(dense),
        "dense: paths from one first-layer weight": _paths_from_first(dense),
        "layer: forward": flops["Z"],
        "layer: backward": flops["dW"] + flops["dX"],
        "layer: backward, if it is the first": flops["dW"],
    }


COST = exercise(
    id="sweep_cost",
    kind="worksheet",
    points=2,
    minutes=4,
    difficulty=2,
    items=("W9", "G8", "G9"),
    errata=("C-27",),
    task=Entries(
        _cost,
        guesses=lambda: [dict.fromkeys(_cost(), n) for n in (0, 20, 80, 510, 100000, 320000)],
        # One path in a million more or less is another count.
        tolerance=1e-9,
        own=(
            Slip(
                "paths-added-not-multiplied",
                "each diamond is taken to add two paths",
                "After two diamonds, how many ways are there from bottom to top?",
                "W9",
                values=lambda right: {"diamonds: paths": 40},
            ),
            Slip(
                "layer-count-off-by-one",
                "the paths fan out once more than there are layers of edges between hidden units",
                "From one first-layer weight you arrive at one unit. How many choices follow?",
                "W9",
                values=lambda right: {"dense: paths from one first-layer weight": 10**6},
            ),
            Slip(
                "input-gradient-not-counted",
                "a backward pass is counted as one matrix product",
                "Which two gradients does a layer's backward pass compute?",
                "G8",
                values=lambda right: {"layer: backward": right["layer: forward"]},
            ),
        ),
    ),
)

PATH_EXERCISES = (TWO_PATHS, PATH_COUNTS, PATH_PRODUCTS, COST)
