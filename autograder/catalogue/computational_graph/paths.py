"""Paths: added and factored, shared by two weights, counted, walked one by one, and their cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.graphs import (
    COMPUTATIONAL_GRAPH,
    cancels,
    graph,
    number,
)
from autograder.exercises.declare import Answer, OwnSlip, Rng, block_slip
from autograder.exercises.derivation import Stage, Wrong, known
from autograder.exercises.exercise import RECTANGULAR, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference import graph_program
from autograder.reference.graph_program import IN_GRAPH, NEURONS, reverse_sweep
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.graph import EDGES, edges_merged
from autograder.slips.slip import Slip, own_slip
from backhand.worksheet import WEIGHT_NAMES

# ---- two weights of one unit -----------------------------------------------------------------

_FACTORS = ("J_o", "o_h3", "o_h4", "h3_h1", "h4_h1", "h1_w11", "h1_w21")
_ONCE = "Walk a path from J to w₁₁ edge by edge. How often is each edge in the product?"
_SHARED = "Which products do the paths of w₁₁ and w₂₁ have in common, and what can leave the sum?"
#: Products of two factors: to the adjoint of h1 with J_o left outside the sum, then one a weight.
_FEWEST, _BY_NODE, _BY_PATH = 5, 6, 12


def _pair(given: Inputs, rules: Rules) -> Answer:
    J_o, o_h3, o_h4, h3_h1, h4_h1, *weights = (np.asarray(float(given[name])) for name in _FACTORS)

    def along(product: Array, *local: Array) -> Array:
        for slope in local:
            product = rules.edge(IN_GRAPH, product, slope)
        return product

    h1 = rules.branches(IN_GRAPH, [along(J_o, o_h3, h3_h1), along(J_o, o_h4, h4_h1)])
    dw11, dw21 = (along(h1, local) for local in weights)
    return {"dw11": dw11, "dw21": dw21, "products": np.asarray(float(_FEWEST))}


def _draw_factors(rng: Rng, s: Sizes) -> Answer:
    while True:
        given = {name: number(rng) for name in _FACTORS}
        paths = [given[f"o_{h}"] * given[f"{h}_h1"] for h in ("h3", "h4")]
        if not cancels(np.array(paths)):
            return given


def _times(given: Inputs, right: Answer, h3: float, h4: float = 1.0) -> Answer:
    """Both gradients, with the two paths multiplied by these factors."""
    paths = [given[f"o_{h}"] * given[f"{h}_h1"] for h in ("h3", "h4")]
    scale = (h3 * paths[0] + h4 * paths[1]) / sum(paths)
    return {name: right[name] * scale for name in ("dw11", "dw21")}


@block_slip("edge-counted-twice", "W7", question=_ONCE)
def _first_edge_twice(given: Inputs, right: Answer) -> Answer:
    """the edge from h₃ to o is in the path through h₃ twice"""
    return _times(given, right, given["o_h3"])


@block_slip("edge-counted-twice", "W7", question=_ONCE)
def _both_edges_twice(given: Inputs, right: Answer) -> Answer:
    """the edge into o is in both paths twice"""
    return _times(given, right, given["o_h3"], given["o_h4"])


@block_slip("upstream-missing", "W7", question=_ONCE)
def _from_o(given: Inputs, right: Answer) -> Answer:
    """the paths begin at o and not at J"""
    return {name: right[name] / given["J_o"] for name in ("dw11", "dw21")}


@block_slip("shared-products-repeated", "W7", question=_SHARED)
def _each_path_alone(given: Inputs, right: Answer) -> Answer:
    """each of the four paths is multiplied out on its own"""
    return {"products": np.asarray(float(_BY_PATH))}


@block_slip("shared-products-repeated", "W7", question=_SHARED)
def _node_by_node(given: Inputs, right: Answer) -> Answer:
    """∂J/∂o is multiplied into each of the two ways to h₁, before these are added"""
    return {"products": np.asarray(float(_BY_NODE))}


_OWN_PATH = "Follow one product of yours from the loss to w₁₁. Is that a route in the drawing?"
_COMBINE = "A nudge of w₁₁ travels both routes at once. How do their effects combine?"
_ALL_EDGES = "How many edges has a path from w₁₁ to J, and how many factors has yours?"


def _adjoint(slug: str, question: str, clause: str, h1: Callable[[SimpleNamespace], Any]) -> Slip:
    """A slip by which h₁ has another adjoint, from which both gradients are then right."""

    def both(given: Inputs) -> Answer:
        v = SimpleNamespace(**given)
        return {"dw11": h1(v) * v.h1_w11, "dw21": h1(v) * v.h1_w21}

    return own_slip(slug, "W7", question=question, clause=clause)(both)


_ADJOINTS = [
    _adjoint(
        "terms-subtracted",
        _COMBINE,
        "one of the two ways to h₁ is subtracted from the other",
        lambda v: v.J_o * (v.o_h3 * v.h3_h1 - v.o_h4 * v.h4_h1),
    ),
    _adjoint(
        "terms-subtracted",
        _COMBINE,
        "one of the two ways to h₁ is subtracted from the other",
        lambda v: v.J_o * (v.o_h4 * v.h4_h1 - v.o_h3 * v.h3_h1),
    ),
    _adjoint(
        "paths-multiplied",
        _COMBINE,
        "the two ways to h₁ are multiplied",
        lambda v: v.J_o * v.o_h3 * v.h3_h1 * v.o_h4 * v.h4_h1,
    ),
    _adjoint(
        "paths-averaged",
        _COMBINE,
        "the two ways to h₁ are averaged",
        lambda v: v.J_o * (v.o_h3 * v.h3_h1 + v.o_h4 * v.h4_h1) / 2,
    ),
    _adjoint(
        "paths-crossed",
        _OWN_PATH,
        "an edge of one path is multiplied by an edge of the other",
        lambda v: v.J_o * (v.o_h3 * v.h4_h1 + v.o_h4 * v.h3_h1),
    ),
    _adjoint(
        "summed-separately",
        _OWN_PATH,
        "the edges into o are added, the edges into h₃ and h₄ are added, and the sums multiplied",
        lambda v: v.J_o * (v.o_h3 + v.o_h4) * (v.h3_h1 + v.h4_h1),
    ),
    _adjoint(
        "summed-separately",
        _OWN_PATH,
        "the edges of each path are added, and the two sums multiplied",
        lambda v: v.J_o * (v.o_h3 + v.h3_h1) * (v.o_h4 + v.h4_h1),
    ),
    *(
        _adjoint("shared-factor-in-one-path", _ALL_EDGES, "∂J/∂o is in one of the paths alone", h1)
        for h1 in (
            lambda v: v.J_o * v.o_h3 * v.h3_h1 + v.o_h4 * v.h4_h1,
            lambda v: v.o_h3 * v.h3_h1 + v.J_o * v.o_h4 * v.h4_h1,
        )
    ),
    _adjoint(
        "local-derivative-missing",
        _ALL_EDGES,
        "the edges into h₃ and h₄ are left out of both paths",
        lambda v: v.J_o * (v.o_h3 + v.o_h4),
    ),
    _adjoint(
        "local-derivative-missing",
        _ALL_EDGES,
        "the edges into o are left out of both paths",
        lambda v: v.J_o * (v.h3_h1 + v.h4_h1),
    ),
]


def _last_edge(name: str, words: str) -> OwnSlip:
    return block_slip(
        "local-derivative-missing",
        "W7",
        question=_ALL_EDGES,
        clause=f"the edge from {words} to h₁ is left out",
    )(lambda given, right: {f"d{name}": right[f"d{name}"] / given[f"h1_{name}"]})


def _count(count: int, clause: str) -> OwnSlip:
    question = "Read your code aloud and count each `*` as you come to it. How many are there?"
    declare = block_slip("products-miscounted", "W7", question=question, clause=clause)
    return declare(lambda given, right: {"products": np.asarray(float(count))})


_COUNTS = [
    _count(4, "one product too few is counted for both gradients"),
    _count(7, "more products are counted than both gradients need"),
    _count(8, "the products of each gradient are counted by themselves"),
    _count(10, "the products of each gradient are counted by themselves"),
]


def _slope(above: str, below: str) -> str:
    return rf"\frac{{\partial {above}}}{{\partial {below}}}"


_PATHS = "How many routes lead from w₁₁ to J, and is each of them in your line once?"
_TOGETHER = "A nudge of w₁₁ travels both routes at once. How do their effects combine?"
_ALONG = "h₁ = 3w₁₁ and h₃ = 2h₁: how does h₃ change when w₁₁ grows by ε?"
_OWN_EDGES = "Follow one term of your line from w₁₁ to J. Is that a route in the drawing?"
_BRACKET = "Multiply your line out. Is each edge of each path in it, and only once?"
_ADJOINT = "The adjoint of h₁ is known. What is still missing between h₁ and w₁₁?"

_MULTIPLIED_OUT = "dJ_do * do_dh3 * dh3_dh1 * dh1_dw11 + dJ_do * do_dh4 * dh4_dh1 * dh1_dw11"


@COMPUTATIONAL_GRAPH.derivation(
    points=4,
    minutes=10,
    difficulty=2,
    items="W7",
    answer="",
    symbols="dJ_do, do_dh3, do_dh4, dh3_dh1, dh4_dh1, dh1_dw11, dJ_dh3, dJ_dh4, dJ_dh1",
    where={
        "dJ_dh3": "dJ_do * do_dh3",
        "dJ_dh4": "dJ_do * do_dh4",
        "dJ_dh1": "dJ_dh3 * dh3_dh1 + dJ_dh4 * dh4_dh1",
    },
    latex={
        "dJ_do": _slope("J", "o"),
        "do_dh3": _slope("o", "h_3"),
        "do_dh4": _slope("o", "h_4"),
        "dh3_dh1": _slope("h_3", "h_1"),
        "dh4_dh1": _slope("h_4", "h_1"),
        "dh1_dw11": _slope("h_1", "w_{11}"),
        "dJ_dh3": _slope("J", "h_3"),
        "dJ_dh4": _slope("J", "h_4"),
        "dJ_dh1": _slope("J", "h_1"),
    },
    stages=[
        Stage(
            "sum over paths",
            "dJ_do do_dh3 do_dh4 dh3_dh1 dh4_dh1 dh1_dw11",
            _MULTIPLIED_OUT,
            form="at least 4 factors",
            wrong=[
                known(
                    "path-missing",
                    "dJ_do * do_dh3 * dh3_dh1 * dh1_dw11",
                    clause="the path through h₄ is left out",
                    question=_PATHS,
                ),
                known(
                    "path-missing",
                    "dJ_do * do_dh4 * dh4_dh1 * dh1_dw11",
                    clause="the path through h₃ is left out",
                    question=_PATHS,
                ),
                Wrong(
                    "edge-counted-twice",
                    "dJ_do * do_dh3 * do_dh3 * dh3_dh1 * dh1_dw11 "
                    "+ dJ_do * do_dh4 * dh4_dh1 * dh1_dw11",
                    "the edge from h₃ to o is in the path through h₃ twice",
                    _ONCE,
                    "W7",
                ),
                Wrong(
                    "edge-counted-twice",
                    "dJ_do * do_dh3**2 * dh3_dh1 * dh1_dw11 "
                    "+ dJ_do * do_dh4**2 * dh4_dh1 * dh1_dw11",
                    "the edge into o is in both paths twice",
                    _ONCE,
                    "W7",
                ),
                Wrong(
                    "upstream-missing",
                    "do_dh3 * dh3_dh1 * dh1_dw11 + do_dh4 * dh4_dh1 * dh1_dw11",
                    "the paths begin at o and not at J",
                    _ONCE,
                    "W7",
                ),
                known(
                    "local-derivative-missing",
                    "dJ_do * do_dh3 * dh3_dh1 + dJ_do * do_dh4 * dh4_dh1",
                    clause="the paths end at h₁: the edge from w₁₁ is left out",
                    question=_ONCE,
                ),
                known(
                    "local-derivative-missing",
                    "dJ_do * do_dh3 * dh1_dw11 + dJ_do * do_dh4 * dh1_dw11",
                    clause="the edges from h₁ to h₃ and to h₄ are left out",
                    question=_ONCE,
                ),
                known(
                    "local-derivative-missing",
                    "dJ_do * dh3_dh1 * dh1_dw11 + dJ_do * dh4_dh1 * dh1_dw11",
                    clause="the edges from h₃ and from h₄ to o are left out",
                    question=_ONCE,
                ),
                known(
                    "paths-multiplied",
                    "dJ_do * do_dh3 * dh3_dh1 * dh1_dw11 * dJ_do * do_dh4 * dh4_dh1 * dh1_dw11",
                    clause="the products of the two paths are multiplied",
                    question=_TOGETHER,
                ),
                Wrong(
                    "chain-rule-adds",
                    "(dJ_do + do_dh3 + dh3_dh1 + dh1_dw11) + (dJ_do + do_dh4 + dh4_dh1 + dh1_dw11)",
                    "the local derivatives along a path are added",
                    _ALONG,
                    "W7",
                ),
                Wrong(
                    "paths-crossed",
                    "dJ_do * do_dh3 * dh4_dh1 * dh1_dw11 + dJ_do * do_dh4 * dh3_dh1 * dh1_dw11",
                    "the two paths exchange an edge: what arrives at h₃ goes on from h₄",
                    _OWN_EDGES,
                    "W7",
                ),
                Wrong(
                    "sign-between-paths",
                    "dJ_do * do_dh3 * dh3_dh1 * dh1_dw11 - dJ_do * do_dh4 * dh4_dh1 * dh1_dw11",
                    "the path through h₄ is subtracted",
                    _TOGETHER,
                    "W7",
                ),
                Wrong(
                    "paths-averaged",
                    f"({_MULTIPLIED_OUT}) / 2",
                    "the two paths are averaged",
                    _TOGETHER,
                    "W7",
                ),
            ],
        ),
        Stage(
            "factored",
            "dJ_do do_dh3 do_dh4 dh3_dh1 dh4_dh1 dh1_dw11",
            "dJ_do * (do_dh3 * dh3_dh1 + do_dh4 * dh4_dh1) * dh1_dw11",
            form="at most 4 products",
            wrong=[
                Wrong(
                    "summed-separately",
                    "dJ_do * (do_dh3 + do_dh4) * (dh3_dh1 + dh4_dh1) * dh1_dw11",
                    "the edges of each level are added, and the sums multiplied",
                    "How many products do you get if you multiply your line out, and how many "
                    "paths are there?",
                    "W7",
                ),
                Wrong(
                    "shared-factor-in-one-path",
                    "dJ_do * do_dh3 * dh3_dh1 + do_dh4 * dh4_dh1 * dh1_dw11",
                    "∂J/∂o is in the first path alone, and ∂h₁/∂w₁₁ in the second alone",
                    _BRACKET,
                    "W7",
                ),
                Wrong(
                    "shared-factor-in-one-path",
                    "dJ_do * do_dh3 * dh3_dh1 + dJ_do * do_dh4 * dh4_dh1 * dh1_dw11",
                    "∂h₁/∂w₁₁ is in the second path alone",
                    _BRACKET,
                    "W7",
                ),
                Wrong(
                    "shared-factor-in-one-path",
                    "dJ_do * do_dh3 * dh3_dh1 * dh1_dw11 + do_dh4 * dh4_dh1 * dh1_dw11",
                    "∂J/∂o is in the first path alone",
                    _BRACKET,
                    "W7",
                ),
                Wrong(
                    "shared-factor-in-one-path",
                    "dJ_do * dh1_dw11 * do_dh3 * dh3_dh1 + do_dh4 * dh4_dh1",
                    "∂J/∂o and ∂h₁/∂w₁₁ are in the first path alone",
                    _BRACKET,
                    "W7",
                ),
                Wrong(
                    "factor-kept-inside",
                    "dJ_do * (dJ_do * do_dh3 * dh3_dh1 + dJ_do * do_dh4 * dh4_dh1) * dh1_dw11",
                    "the head ∂J/∂o is taken out of the sum, and is still in it as well",
                    _BRACKET,
                    "W7",
                ),
                Wrong(
                    "factor-kept-inside",
                    "dJ_do * (do_dh3 * dh3_dh1 * dh1_dw11 + do_dh4 * dh4_dh1 * dh1_dw11) "
                    "* dh1_dw11",
                    "the tail ∂h₁/∂w₁₁ is taken out of the sum, and is still in it as well",
                    _BRACKET,
                    "W7",
                ),
                known(
                    "path-double-counted",
                    "2 * dJ_do * (do_dh3 * dh3_dh1 + do_dh4 * dh4_dh1) * dh1_dw11",
                    clause="what the two paths share is counted once for each of them",
                    question=_BRACKET,
                ),
                known(
                    "paths-multiplied",
                    "dJ_do * do_dh3 * dh3_dh1 * do_dh4 * dh4_dh1 * dh1_dw11",
                    clause="what is left of the two paths is multiplied",
                    question=_TOGETHER,
                ),
            ],
        ),
        Stage(
            "adjoints of h3 and h4",
            "dJ_dh3 dJ_dh4 dh3_dh1 dh4_dh1 dh1_dw11",
            "(dJ_dh3 * dh3_dh1 + dJ_dh4 * dh4_dh1) * dh1_dw11",
            wrong=[
                Wrong(
                    "summed-separately",
                    "(dJ_dh3 + dJ_dh4) * (dh3_dh1 + dh4_dh1) * dh1_dw11",
                    "the adjoints are added, the edges are added, and the sums multiplied",
                    _OWN_EDGES,
                    "W7",
                ),
                Wrong(
                    "shared-factor-in-one-path",
                    "dJ_dh3 * dh3_dh1 + dJ_dh4 * dh4_dh1 * dh1_dw11",
                    "∂h₁/∂w₁₁ is in the second path alone",
                    _BRACKET,
                    "W7",
                ),
                known(
                    "local-derivative-missing",
                    "(dJ_dh3 + dJ_dh4) * dh1_dw11",
                    clause="the edges from h₁ to h₃ and to h₄ are left out",
                    question=_ONCE,
                ),
                Wrong(
                    "upstream-missing",
                    "(dh3_dh1 + dh4_dh1) * dh1_dw11",
                    "the paths begin at h₃ and h₄ and not at J",
                    _ONCE,
                    "W7",
                ),
                Wrong(
                    "chain-rule-adds",
                    "(dJ_dh3 + dh3_dh1 + dJ_dh4 + dh4_dh1) * dh1_dw11",
                    "an adjoint and the edge that follows are added",
                    _ALONG,
                    "W7",
                ),
                Wrong(
                    "paths-crossed",
                    "(dJ_dh3 * dh4_dh1 + dJ_dh4 * dh3_dh1) * dh1_dw11",
                    "the adjoint of h₃ goes along the edge of h₄, and that of h₄ along h₃'s",
                    _OWN_EDGES,
                    "W7",
                ),
            ],
        ),
        Stage(
            "adjoint of h1",
            "dJ_dh1 dh1_dw11",
            "dJ_dh1 * dh1_dw11",
            wrong=[
                known(
                    "local-derivative-missing",
                    "dJ_dh1",
                    clause="the edge from w₁₁ to h₁ is left out",
                    question=_ADJOINT,
                ),
                Wrong(
                    "upstream-missing",
                    "dh1_dw11",
                    "the adjoint of h₁ is left out",
                    "If J were twice as large, would your line be?",
                    "W7",
                ),
                known(
                    "path-double-counted",
                    "2 * dJ_dh1 * dh1_dw11",
                    clause="the adjoint of h₁ is counted once for each path",
                    question="What is already inside the adjoint of h₁?",
                ),
                Wrong(
                    "chain-rule-adds",
                    "dJ_dh1 + dh1_dw11",
                    "the adjoint and the last edge are added",
                    _ALONG,
                    "W7",
                ),
                known("fraction-inverted", "dJ_dh1 / dh1_dw11"),
                known(
                    "fraction-inverted",
                    "dh1_dw11 / dJ_dh1",
                    clause="the local derivative is divided by the adjoint",
                ),
            ],
        ),
    ],
)
def derive_first_weight() -> None:
    """∂J/∂w₁₁ of the worksheet: the sum over its two paths, factored, and by adjoints."""


@COMPUTATIONAL_GRAPH.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="W7",
    takes=", ".join(_FACTORS),
    gives="dw11, dw21, products",
    draw=_draw_factors,
    own=[
        *EDGES,
        _first_edge_twice,
        _both_edges_twice,
        _from_o,
        _each_path_alone,
        _node_by_node,
        *_ADJOINTS,
        _last_edge("w11", "w₁₁"),
        _last_edge("w21", "w₂₁"),
        *_COUNTS,
    ],
)
def first_weights(given: Inputs, rules: Rules) -> Answer:
    """∂J/∂w₁₁ and ∂J/∂w₂₁, and the fewest products that give them."""
    return _pair(given, rules)


# ---- counting --------------------------------------------------------------------------------

#: Each node's parents.
Graph = Mapping[str, tuple[str, ...]]

#: The worksheet's network, weights included.
_WORKSHEET: Graph = {n.name: (*n.weights, *n.reads) for n in NEURONS} | {"J": ("o",)}
#: h → c → {p, q, r} → J.
_FAN: Graph = {"c": ("h",), "p": ("c",), "q": ("c",), "r": ("c",), "J": ("p", "q", "r")}
#: Two uses of one W and b, as nodes of arrays.
_NESTED: Graph = {
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


@own_slip("paths-counted-as-terms", "W2", question="How many arrows leave h itself?")
def _term_a_path(right: Answer) -> Answer:
    """a node is given one term for each path to the loss"""
    return {"terms at h": right["paths, h to J"]}


@own_slip("path-missing", "W8", question="By which routes can a nudge of w₁₁ reach J?")
def _path_a_weight(right: Answer) -> Answer:
    """one path is counted for each weight"""
    return {"paths, all nine weights": len(WEIGHT_NAMES)}


@own_slip("shared-one-application", "G7", question="How many arrows leave W?")
def _one_use(right: Answer) -> Answer:
    """a shared parameter is given one term, however often it is used"""
    return {"terms at W": 1, "terms at b": 1}


@COMPUTATIONAL_GRAPH.entries(
    "predict",
    points=2,
    minutes=5,
    difficulty=2,
    items="W2 W8 G5 G7",
    errata="C-06",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0, 1, 2, 3, 9, 11)],
    own=[_term_a_path, _path_a_weight, _one_use],
)
def path_counts() -> Answer:
    """How many paths lead to the loss, and how many terms a node's adjoint has."""
    return {
        "paths, w11 to J": _paths(_WORKSHEET, "w11", "J"),
        "paths, w12 to J": _paths(_WORKSHEET, "w12", "J"),
        "paths, all nine weights": sum(_paths(_WORKSHEET, w, "J") for w in WEIGHT_NAMES),
        "terms at h1": _terms(_WORKSHEET, "h1"),
        "paths, h to J": _paths(_FAN, "h", "J"),
        "terms at h": _terms(_FAN, "h"),
        "terms at c": _terms(_FAN, "c"),
        "terms at W": _terms(_NESTED, "W"),
        "terms at b": _terms(_NESTED, "b"),
        "terms at z1": _terms(_NESTED, "z1"),
    }


# ---- walking ---------------------------------------------------------------------------------


def _draw_walk(rng: Rng, s: Sizes) -> Answer:
    parents, partials = graph(rng, 10)
    return {"parents": parents, "partials": partials, "source": 0}


def _products(given: Inputs, rules: Rules) -> Array:
    """The product along each path, in order of size."""
    return np.sort(np.array(graph_program.path_products(**given, rules=rules), dtype=float))


@own_slip(
    "parallel-edges-merged",
    "G9",
    question="In x·x, how many arrows lead from x to the product?",
)
def _edges_merged(given: Inputs) -> Answer:
    """two edges between the same two nodes are taken for one"""
    parents, partials = edges_merged(given["parents"], given["partials"])
    return {"products": _products({**given, "parents": parents, "partials": partials}, RIGHT)}


@own_slip(
    "sum-along-path",
    "G9",
    question="A nudge is scaled by one edge after the other. How do scalings combine?",
)
def _sums_along(given: Inputs) -> Answer:
    """the local derivatives along a path are added up"""

    def up_to(node: int) -> list[float]:
        if node == given["source"]:
            return [0.0]
        edges = zip(given["parents"][node], given["partials"][node], strict=True)
        return [d + before for p, d in edges for before in up_to(p)]

    return {"products": np.sort(np.array(up_to(len(given["parents"]) - 1)))}


_SORTED = "Which of your numbers comes first: −2 or 1?"


def _walked(given: Inputs) -> list[Array]:
    """The products in the order in which a recursion finds them."""
    return graph_program.path_products(**given, rules=RIGHT)


@own_slip("paths-unsorted", "G9", question=_SORTED)
def _as_found(given: Inputs) -> Answer:
    """the products are right and stand in the order in which they were found"""
    return {"products": np.array(_walked(given))}


@own_slip("paths-unsorted", "G9", question=_SORTED)
def _falling(given: Inputs) -> Answer:
    """the products are sorted from large to small"""
    return {"products": np.sort(_walked(given))[::-1]}


@own_slip("paths-unsorted", "G9", question=_SORTED)
def _by_size(given: Inputs) -> Answer:
    """the products are sorted by their absolute values"""
    return {"products": np.array(sorted(_walked(given), key=abs))}


@own_slip("distance-for-difference", "G9", question="Can the product along a path be negative?")
def _without_signs(given: Inputs) -> Answer:
    """the products have lost their signs"""
    return {"products": np.sort(np.abs(_walked(given)))}


def _from(least: int) -> Callable[[Rng, Callable[[Rng, Sizes], Answer]], Answer]:
    """A draw from the last source from which there are so many paths at the least, or none."""

    def inputs(rng: Rng, draw: Callable[[Rng, Sizes], Answer]) -> Answer:
        given = draw(rng, RECTANGULAR[0])
        tried = [{**given, "source": k} for k in reversed(range(1, len(given["parents"]) - 1))]
        counts = [_products(one, RIGHT).size for one in tried]
        return next(
            one for one, n in zip(tried, counts, strict=True) if (n >= least if least else n == 0)
        )

    return inputs


_OTHER_SOURCE = Requirement(
    "source-ignored",
    "it is wrong for a source that is not the first node",
    "Where does a path end that you walk from its last node?",
    _from(3),
)
_NO_PATH = Requirement(
    "no-path",
    "it is wrong where there is no path from the source",
    "How many products are there then?",
    _from(0),
)


def _equal_products(rng: Rng, draw: Callable[[Rng, Sizes], Answer]) -> Answer:
    """Two paths through two nodes, along which the derivatives are the same."""
    first, second = (number(rng) for _ in range(2))
    parents = [[], [0], [0], [1, 2]]
    partials = [[], [first], [first], [second, second]]
    return {"parents": parents, "partials": partials, "source": 0}


_TIE = Requirement(
    "equal-paths-merged",
    "it is wrong where two paths have the same product",
    "Are two paths with the same product one path?",
    _equal_products,
)


@COMPUTATIONAL_GRAPH.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=3,
    items="W9 G9",
    takes="parents, partials, source",
    gives="products: paths",
    draw=_draw_walk,
    own=[*EDGES, _edges_merged, _sums_along, _as_found, _falling, _by_size, _without_signs],
    requires=[_OTHER_SOURCE, _NO_PATH, _TIE],
)
def path_products(given: Inputs, rules: Rules) -> Array:
    """The product of local derivatives along each path from the source to the last node."""
    return _products(given, rules)


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


def _operations(N: int, n_in: int, n_out: int) -> dict[str, int]:
    """Multiplications and additions of a layer's three matrix products for a batch."""
    return {"Z": 2 * N * n_in * n_out, "dW": 2 * n_out * N * n_in, "dX": 2 * N * n_out * n_in}


@own_slip(
    "paths-added-not-multiplied",
    "W9",
    question="After two diamonds, how many ways are there from bottom to top?",
)
def _paths_added(right: Answer) -> Answer:
    """each diamond is taken to add two paths"""
    return {"diamonds: paths": 40}


@own_slip(
    "layer-count-off-by-one",
    "W9",
    question="From one first-layer weight you arrive at one unit. How many choices follow?",
)
def _one_layer_more(right: Answer) -> Answer:
    """the paths fan out once more than there are layers of edges between hidden units"""
    return {"dense: paths from one first-layer weight": 10**6}


@own_slip(
    "input-gradient-not-counted",
    "G8",
    question="Which two gradients does a layer's backward pass compute?",
)
def _one_product(right: Answer) -> Answer:
    """a backward pass is counted as one matrix product"""
    return {"layer: backward": right["layer: forward"]}


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=2,
    minutes=6,
    difficulty=2,
    items="W9 G8 G9",
    errata="C-27",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0, 20, 80, 510, 100000, 320000)],
    # Even a count that is off by one path in a million is wrong.
    tolerance=1e-9,
    own=[_paths_added, _one_layer_more, _one_product],
)
def sweep_cost() -> Answer:
    """Edges and paths of two networks, and what a layer's passes cost for a batch."""
    diamonds, dense, operations = _diamonds(20), _dense(10, 6), _operations(32, 100, 50)
    return {
        "diamonds: edges": _edges(diamonds),
        "diamonds: paths": _paths_from_first(diamonds),
        "dense: edges": _edges(dense),
        "dense: paths from one first-layer weight": _paths_from_first(dense),
        "layer: forward": operations["Z"],
        "layer: backward": operations["dW"] + operations["dX"],
        "layer: backward, if it is the first": operations["dW"],
    }
