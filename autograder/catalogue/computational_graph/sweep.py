"""Topological order, and reverse accumulation: derived, then on any graph of scalars."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.catalogue.computational_graph.graphs import COMPUTATIONAL_GRAPH, graph, shuffled
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.derivation import Stage, Wrong, known
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.reference import graph_program
from autograder.reference.graph_program import (
    Parents,
    Partials,
    is_topological,
    topological_order,
)
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.graph import EDGES, in_order, level_by_level, visiting
from autograder.slips.slip import at, own_slip

# ---- an order by hand ------------------------------------------------------------------------

#: One layer as a graph, its nodes numbered so that the numbers are not a topological order.
_LAYER = ("L", "x", "z", "y", "Wx", "b", "c", "W")
_LAYER_EDGES = {"Wx": "W x", "z": "Wx b", "c": "z y", "L": "c"}
_LAYER_PARENTS = [[_LAYER.index(p) for p in _LAYER_EDGES.get(n, "").split()] for n in _LAYER]


def _two_orders() -> Answer:
    first = topological_order(_LAYER_PARENTS, _LAYER.index("L"))
    return {"order": first, "another": [first[1], first[0], *first[2:]]}


def _complete(numbers: Array) -> bool:
    return sorted(map(float, numbers)) == list(range(len(_LAYER)))


def _valid(numbers: Array) -> bool:
    return is_topological(_LAYER_PARENTS, list(map(float, numbers)))


@COMPUTATIONAL_GRAPH.example(
    "worksheet",
    points=1,
    minutes=3,
    difficulty=1,
    items="G1",
    shapes={"order": (8,), "another": (8,)},
    conditions=(
        Condition(
            "both lists hold every node once",
            lambda e: _complete(e["order"]) and _complete(e["another"]),
        ),
        Condition("in `order` each node comes after all its parents", lambda e: _valid(e["order"])),
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
)
def graph_order() -> Answer:
    """Two topological orders of the layer's nodes, which differ in their first two."""
    return _two_orders()


# ---- two levels back -------------------------------------------------------------------------

_EACH_ARROW = "Walk from vᵢ toward the loss, arrow by arrow. Which arrow is not in your line?"
_UPSTREAM = "If the loss were twice as large, would your line be?"
_APART = "Is ac + bd the same as (a + b)(c + d)?"
_PRODUCT = "cₖ moves 3 times as far as vᵢ, and L twice as far as cₖ. How far does L move?"
_NAMES = "In your line, which node is named by each letter, and does that arrow exist?"
_READ = "Which index of ∂cₖ/∂vᵢ is its row? Put the shapes under each factor."


@COMPUTATIONAL_GRAPH.derivation(
    points=4,
    minutes=10,
    difficulty=2,
    items="G3 G5",
    answer="i: nodes",
    symbols=(
        "c_bar: children, dc_dv: children nodes, e_bar: grandchildren, "
        "de_dc: grandchildren children, de_dv: grandchildren nodes"
    ),
    where={
        "c_bar[k]": "sum(m, e_bar[m] * de_dc[m, k])",
        "de_dv[m, i]": "sum(k, de_dc[m, k] * dc_dv[k, i])",
    },
    latex={
        "c_bar[k]": r"\bar c_k",
        "e_bar[m]": r"\bar e_m",
        "dc_dv[k, i]": r"\frac{\partial c_k}{\partial v_i}",
        "de_dc[m, k]": r"\frac{\partial e_m}{\partial c_k}",
        "de_dv[m, i]": r"\frac{\partial e_m}{\partial v_i}",
    },
    stages=[
        Stage(
            "children",
            "c_bar dc_dv",
            "sum(k, c_bar[k] * dc_dv[k, i])",
            form="sum",
            free="c_bar",
            wrong=[
                known("local-derivative-missing", "sum(k, c_bar[k])", question=_EACH_ARROW),
                Wrong(
                    "upstream-missing",
                    "sum(k, dc_dv[k, i])",
                    "the local derivatives are added up without the children's adjoints",
                    _UPSTREAM,
                    "G3",
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, c_bar[k]) * sum(k, dc_dv[k, i])",
                    "adjoints and local derivatives are summed one by one, and then multiplied",
                    _APART,
                    "G5",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, c_bar[k] + dc_dv[k, i])",
                    "an adjoint and its local derivative are added",
                    _PRODUCT,
                    "G3",
                ),
                known("fraction-inverted", "sum(k, c_bar[k] / dc_dv[k, i])"),
                Wrong(
                    "index-roles-swapped",
                    "sum(k, c_bar[k] * dc_dv[i, k])",
                    "the two indices of ∂c/∂v are exchanged",
                    _NAMES,
                    "G5",
                ),
                Wrong(
                    "sum-over-nodes",
                    "sum(k, c_bar[i] * dc_dv[i, k])",
                    "the sum runs over the nodes and not over the children",
                    _NAMES,
                    "G5",
                ),
                Wrong(
                    "sum-over-nodes",
                    "sum(k, c_bar[k] * sum(n, dc_dv[k, n]))",
                    "the nodes vᵢ are summed over as well",
                    "Whose adjoint is asked for? Does your line depend on its i?",
                    "G5",
                ),
            ],
        ),
        Stage(
            "grandchildren",
            "e_bar de_dc dc_dv",
            "sum(k, sum(m, e_bar[m] * de_dc[m, k]) * dc_dv[k, i])",
            form="sum",
            wrong=[
                known(
                    "local-derivative-missing",
                    "sum(k, sum(m, e_bar[m] * de_dc[m, k]))",
                    clause="the arrows from vᵢ to its children are left out",
                    question=_EACH_ARROW,
                ),
                known(
                    "local-derivative-missing",
                    "sum(k, sum(m, e_bar[m]) * dc_dv[k, i])",
                    clause="the arrows from the children to theirs are left out",
                    question=_EACH_ARROW,
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, sum(m, de_dc[m, k]) * dc_dv[k, i])",
                    "the adjoints of the last level are left out",
                    _UPSTREAM,
                    "G3",
                ),
                Wrong(
                    "summed-separately",
                    "sum(m, e_bar[m]) * sum(k, m, de_dc[m, k] * dc_dv[k, i])",
                    "the adjoints are summed on their own, and multiplied into the rest",
                    _APART,
                    "G5",
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, m, e_bar[m] * de_dc[m, k]) * sum(k, dc_dv[k, i])",
                    "the children's adjoints and the arrows to them are summed one by one",
                    _APART,
                    "G5",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, sum(m, e_bar[m] * de_dc[m, k]) + dc_dv[k, i])",
                    "a child's adjoint and the arrow to the child are added",
                    _PRODUCT,
                    "G3",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, sum(m, e_bar[m] + de_dc[m, k]) * dc_dv[k, i])",
                    "an adjoint of the last level and the arrow to it are added",
                    _PRODUCT,
                    "G3",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, m, e_bar[m] * de_dc[m, k] + dc_dv[k, i])",
                    "the arrow to a child is added to each term of the child's adjoint",
                    _PRODUCT,
                    "G3",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(k, sum(m, e_bar[m] * de_dc[k, m]) * dc_dv[k, i])",
                    "the two indices of ∂e/∂c are exchanged",
                    _NAMES,
                    "G5",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(k, sum(m, e_bar[m] * de_dc[m, k]) * dc_dv[i, k])",
                    "the two indices of ∂c/∂v are exchanged",
                    _NAMES,
                    "G5",
                ),
                Wrong(
                    "diagonal-only",
                    "sum(k, e_bar[k] * de_dc[k, k] * dc_dv[k, i])",
                    "each child is given one child alone, of its own number",
                    "How many arrows can leave c₁? Which of them are in your line?",
                    "G5",
                ),
            ],
        ),
        Stage(
            "regrouped",
            "e_bar de_dv",
            "sum(m, e_bar[m] * de_dv[m, i])",
            form="sum",
            free="de_dv",
            wrong=[
                known(
                    "local-derivative-missing",
                    "sum(m, e_bar[m])",
                    clause="what vᵢ does to the last level is left out",
                    question="Does your line depend on i? Should it?",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(m, de_dv[m, i])",
                    "the adjoints are left out",
                    _UPSTREAM,
                    "G3",
                ),
                Wrong(
                    "summed-separately",
                    "sum(m, e_bar[m]) * sum(m, de_dv[m, i])",
                    "the two factors are summed one by one, and then multiplied",
                    _APART,
                    "G5",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(m, e_bar[m] + de_dv[m, i])",
                    "the two factors are added",
                    _PRODUCT,
                    "G3",
                ),
                known(
                    "fraction-inverted",
                    "sum(m, e_bar[m] / de_dv[m, i])",
                    clause="the adjoint is divided by what vᵢ does to the last level",
                    question=_PRODUCT,
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(m, e_bar[m] * de_dv[i, m])",
                    "the two indices of ∂e/∂v are exchanged",
                    _NAMES,
                    "G5",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "e_bar de_dc dc_dv",
            "dc_dv.T @ de_dc.T @ e_bar",
            matrices=True,
            wrong=[
                Wrong(
                    "factors-reversed",
                    "de_dc.T @ dc_dv.T @ e_bar",
                    "the two matrices have changed places",
                    "Which of the two matrices does ē meet first on its way back?",
                    "G5",
                ),
                Wrong(
                    "transposes-missing",
                    "dc_dv @ de_dc @ e_bar",
                    "neither matrix is transposed",
                    _READ,
                    "G5",
                ),
                Wrong(
                    "transposes-missing",
                    "de_dc @ dc_dv @ e_bar",
                    "the product of the two matrices is not transposed",
                    _READ,
                    "G5",
                ),
                Wrong(
                    "transposes-missing",
                    "dc_dv.T @ de_dc @ e_bar",
                    "∂e/∂c is not transposed",
                    _READ,
                    "G5",
                ),
                Wrong(
                    "transposes-missing",
                    "dc_dv @ de_dc.T @ e_bar",
                    "∂c/∂v is not transposed",
                    _READ,
                    "G5",
                ),
            ],
        ),
    ],
)
def derive_adjoint() -> None:
    """The adjoint of a node from those of its children, and from those of their children."""


# ---- the sweep -------------------------------------------------------------------------------


def _nodes(s: Sizes) -> int:
    return 10 + s.N


def _draw_graph(rng: Rng, s: Sizes) -> Answer:
    parents, partials = graph(rng, _nodes(s))
    return {"parents": parents, "partials": partials}


def _ends_last(given: Inputs) -> tuple[Parents, Partials, int]:
    return given["parents"], given["partials"], len(given["parents"]) - 1


@own_slip(
    "adjoints-not-zeroed",
    "G4",
    question="Before anything has come back, what is the adjoint of a node that is not the loss?",
)
def _not_zeroed(given: Inputs) -> Answer:
    """every adjoint starts from 1"""
    parents, partials, sink = _ends_last(given)
    adjoints = np.ones(len(parents))
    for node in range(sink, -1, -1):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            adjoints[parent] += partial * adjoints[node]
    return {"grads": adjoints}


_AT_A_PARENT = "Two terms arrive at a parent, one after the other. What should be there at the end?"


def _joined(given: Inputs, join: Callable[[float, float], float]) -> Answer:
    """Each term is joined in this way with what the parent has received before."""
    parents, partials, sink = _ends_last(given)
    adjoints = [0.0] * sink + [1.0]
    for node in range(sink, -1, -1):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            adjoints[parent] = join(adjoints[parent], partial * adjoints[node])
    return {"grads": np.array(adjoints)}


@own_slip("paths-averaged", "G5", question=_AT_A_PARENT)
def _averaged(given: Inputs) -> Answer:
    """what has arrived before and the term that arrives are averaged"""
    return _joined(given, lambda before, term: (before + term) / 2)


@own_slip("path-missing", "G5", question=_AT_A_PARENT)
def _largest_kept(given: Inputs) -> Answer:
    """of the terms that arrive at a node only the largest is kept"""
    return _joined(given, lambda before, term: max(before, term, key=abs))


@own_slip("shared-order-reversed", "G4", question="Which node's adjoint should stand first?")
def _loss_first(given: Inputs) -> Answer:
    """the adjoints are in reverse order, that of the loss first"""
    return {"grads": graph_program.reverse_sweep(**given, rules=RIGHT)[::-1]}


@own_slip(
    "sink-adjoint-missing", "G4", question="If the loss grows by ε, by how much does it grow?"
)
def _loss_without_adjoint(given: Inputs) -> Answer:
    """the loss itself is left with the adjoint 0"""
    grads = graph_program.reverse_sweep(**given, rules=RIGHT)
    grads[-1] = 0.0
    return {"grads": grads}


@COMPUTATIONAL_GRAPH.computed(
    "implement",
    points=4,
    minutes=8,
    difficulty=3,
    items="G3 G4 G5 G12",
    errata="A-17",
    takes="parents, partials",
    gives="grads: nodes",
    draw=_draw_graph,
    own=[
        *EDGES,
        *visiting(_ends_last),
        _not_zeroed,
        _averaged,
        _largest_kept,
        _loss_first,
        _loss_without_adjoint,
    ],
)
def reverse_sweep(given: Inputs, rules: Rules) -> Array:
    """The adjoints of all nodes; their numbers are an order, and the last is the sink."""
    return graph_program.reverse_sweep(given["parents"], given["partials"], rules)


# ---- local patterns --------------------------------------------------------------------------

#: The values of two nodes, and the adjoint that arrives.
_A, _B, _G = 5.0, -2.0, 3.0


def _sent(*partials: float) -> Array:
    """What goes back along edges with these local derivatives."""
    return np.array(
        [RIGHT.edge(graph_program.IN_GRAPH, np.asarray(_G), np.asarray(d)) for d in partials]
    )


@own_slip(
    "own-factor-kept",
    "G6",
    question="c = a · b: if a grows by ε, by how much does c grow?",
)
def _factors_kept(right: Answer) -> Answer:
    """in a product, each factor keeps its own value and not the other one's"""
    return {"a * b": right["a * b"][::-1]}


@own_slip(
    "max-not-routed",
    "G6",
    question="If the smaller of the two grows by a little, does the maximum change?",
)
def _max_to_both(right: Answer) -> Answer:
    """a maximum sends the adjoint to both"""
    return {"max(a, b)": _sent(1, 1)}


@own_slip(
    "max-not-routed",
    "G6",
    question="How far does the maximum rise if the larger of the two rises by ε?",
)
def _max_times_value(right: Answer) -> Answer:
    """a maximum sends back the adjoint times its value"""
    return {"max(a, b)": _sent(_A, 0)}


@own_slip("sign-flipped", "G3", question="c = a − b: if b grows, does c grow?")
def _difference_without_sign(right: Answer) -> Answer:
    """a difference sends the same to both, without the minus"""
    return {"a - b": _sent(1, 1)}


@own_slip(
    "parallel-edges-merged",
    "G5",
    question="In a · a, how many arrows lead from a to the product?",
)
def _one_edge(right: Answer) -> Answer:
    """in a · a only one of the two edges is counted"""
    return {"a * a": right["a * a"] / 2}


_TWO_BACK = "A nudge of a goes to both nodes at once. How do their effects on the loss combine?"


@own_slip("paths-multiplied", "G5", question=_TWO_BACK)
def _copies_multiplied(right: Answer) -> Answer:
    """what comes back from two uses is multiplied"""
    return {"a in two nodes": _G * -7}


@own_slip("paths-averaged", "G5", question=_TWO_BACK)
def _copies_averaged(right: Answer) -> Answer:
    """what comes back from two uses is averaged"""
    return {"a in two nodes": right["a in two nodes"] / 2}


@COMPUTATIONAL_GRAPH.entries(
    "predict",
    points=2,
    minutes=5,
    difficulty=1,
    items="G5 G6",
    guesses=lambda right: [
        {name: np.full(np.shape(value), n) for name, value in right.items()} for n in (0, 1, 3)
    ],
    partial=True,
    own=[
        _factors_kept,
        _max_to_both,
        _max_times_value,
        _difference_without_sign,
        _one_edge,
        _copies_multiplied,
        _copies_averaged,
    ],
)
def local_rules() -> Answer:
    """What goes back to a = 5 and b = −2 from five nodes at which 3 arrives, and from two uses."""
    return {
        "a + b": _sent(1, 1),
        "a - b": _sent(1, -1),
        "a * b": _sent(_B, _A),
        "max(a, b)": _sent(1, 0),
        "a * a": float(RIGHT.branches(graph_program.IN_GRAPH, [*_sent(_A, _A)])),
        "a in two nodes": float(
            RIGHT.branches(graph_program.IN_GRAPH, [np.array(_G), np.array(-7.0)])
        ),
    }


# ---- two bugs --------------------------------------------------------------------------------

#: a, u = 3a, v = u², L = uv at a = 1: u = 3, v = 9.
_BUG_PARENTS: list[list[int]] = [[], [0], [1], [1, 2]]
_BUG_PARTIALS: list[list[float]] = [[], [3.0], [6.0], [9.0, 3.0]]
_OVERWRITE = at("branches", lambda before, context, terms: terms[-1])(RIGHT)
_LEAVE_U = "Draw every arrow that leaves u. How many are there?"


@own_slip("path-missing", "G5", question=_LEAVE_U)
def _through_v_alone(right: Answer) -> Answer:
    """for the right answer only what comes back through v is counted"""
    return {**right, "right": right["= for +="]}


@own_slip("path-missing", "G5", question=_LEAVE_U)
def _from_loss_alone(right: Answer) -> Answer:
    """for the right answer only what comes back from L directly is counted"""
    return {**right, "right": right["u before v"]}


@own_slip(
    "bugs-exchanged",
    "G11",
    question="With `=`, who writes to u last? Out of order, what does u hold when it is its turn?",
)
def _bugs_exchanged(right: Answer) -> Answer:
    """a bug is given an effect that it does not have"""
    return {"= for +=": right["u before v"], "u before v": right["= for +="]}


@COMPUTATIONAL_GRAPH.entries(
    "worksheet",
    points=2,
    minutes=5,
    difficulty=2,
    items="G5 G11",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0, 1, 3, 9, 27, 54, 81)],
    own=[_through_v_alone, _from_loss_alone, _bugs_exchanged],
)
def two_bugs() -> Answer:
    """∂L/∂a as it is, with = in place of +=, and with u visited before v."""
    early = level_by_level(_BUG_PARENTS, _BUG_PARTIALS, 3)
    return {
        "right": graph_program.reverse_sweep(_BUG_PARENTS, _BUG_PARTIALS, RIGHT)[0],
        "= for +=": graph_program.reverse_sweep(_BUG_PARENTS, _BUG_PARTIALS, _OVERWRITE)[0],
        "u before v": early[0],
    }


# ---- any order -------------------------------------------------------------------------------


def _draw_shuffled(rng: Rng, s: Sizes) -> Answer:
    parents, partials, sink = shuffled(rng, *graph(rng, _nodes(s)))
    return {"parents": parents, "partials": partials, "sink": sink}


def _with_sink(given: Inputs) -> tuple[Parents, Partials, int]:
    return given["parents"], given["partials"], given["sink"]


_NUMBERS = "Do the numbers of the nodes say which of two depends on the other?"


@own_slip("numbers-taken-as-order", "G1", question=_NUMBERS)
def _from_highest(given: Inputs) -> Answer:
    """the nodes are visited from the highest number to the lowest"""
    return {"grads": in_order(*_with_sink(given), reversed(range(len(given["parents"]))))}


@own_slip("numbers-taken-as-order", "G1", question=_NUMBERS)
def _from_lowest(given: Inputs) -> Answer:
    """the nodes are visited from the lowest number to the highest"""
    return {"grads": in_order(*_with_sink(given), range(len(given["parents"])))}


@COMPUTATIONAL_GRAPH.computed(
    "implement",
    points=3,
    minutes=8,
    difficulty=3,
    items="G1 G2 G4",
    takes="parents, partials, sink",
    gives="grads: nodes",
    draw=_draw_shuffled,
    own=[*EDGES, *visiting(_with_sink), _from_highest, _from_lowest],
)
def graph_gradients(given: Inputs, rules: Rules) -> Array:
    """The adjoints of all nodes, which are numbered at random."""
    parents, partials, sink = _with_sink(given)
    order = topological_order(parents, sink)
    return graph_program.reverse_sweep(parents, partials, rules, order)
