"""What the exercises of `04_computational_graph` share: random graphs, numbers and weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from autograder.exercises.declare import Answer, Notebook, Rng
from autograder.exercises.draws import values
from autograder.exercises.exercise import Sizes
from autograder.reference.graph_program import (
    reverse_sweep,
    topological_order,
    worksheet_backward,
    worksheet_forward,
)
from autograder.reference.rules import RIGHT, Array, need
from autograder.slips.graph import ORDERS, forwards, in_order
from backhand.worksheet import WEIGHT_NAMES

COMPUTATIONAL_GRAPH = Notebook("04_computational_graph", proven=True)


def number(rng: Rng, low: float = 0.3, high: float = 1.4) -> float:
    """One number of either sign."""
    return float(values(rng, 1, low=low, high=high)[0])


def graph(rng: Rng, n: int) -> tuple[list[list[int]], list[list[float]]]:
    """A graph of `n` nodes in topological order: two sources, a sink, two nodes without a path.

    Each node has its predecessor and an earlier node as parents, so that most have several
    children; one has the same parent twice, and no parent of the sink is a source. No two ways to
    visit its nodes in a wrong order give the same adjoints.
    """
    while True:
        parents: list[list[int]] = [[], []]
        last = n - 4  # then come a source, a node that it alone feeds, and the sink
        twice = int(rng.integers(3, last))
        for node in range(2, last + 1):
            parents.append(_two(rng, node - 1, node == twice))
        parents += [[], [last + 1], _two(rng, last, False, 2)]
        partials = [values(rng, len(mine), low=0.5).tolist() for mine in parents]
        swept = [wrong.formula(parents, partials, n - 1) for wrong in ORDERS]
        if all_differ([reverse_sweep(parents, partials, RIGHT), *swept]):
            return parents, partials


def all_differ(results: Sequence[Array]) -> bool:
    """Whether no two of the arrays are (nearly) the same."""
    return all(float(np.abs(a - b).max()) > 1e-3 for a, b in combinations(results, 2))


def _two(rng: Rng, below: int, twice: bool, least: int = 0) -> list[int]:
    other = below if twice else int(rng.integers(least, below))
    return [other, below] if rng.random() < 0.5 else [below, other]


def shuffled(
    rng: Rng, parents: list[list[int]], partials: list[list[float]]
) -> tuple[list[list[int]], list[list[float]], int]:
    """The same graph with its nodes numbered at random, and the number of its sink.

    Visiting the nodes by rising or by falling number gives neither the right adjoints nor those of
    another slip.
    """
    n = len(parents)
    while True:
        new = [int(k) for k in rng.permutation(n)]
        old = np.argsort(new)
        moved = [[new[p] for p in parents[k]] for k in old]
        slopes, sink = [partials[k] for k in old], new[n - 1]
        by_number = [in_order(moved, slopes, sink, range(n)[::step]) for step in (1, -1)]
        right = reverse_sweep(moved, slopes, RIGHT, topological_order(moved, sink))
        if all_differ([right, forwards(moved, slopes, sink), *by_number]):
            return moved, slopes, sink


def target(rng: Rng, sizes: Sizes) -> float:
    """A target beyond the reach of a sine: above it in some draws and below it in others."""
    return float(rng.uniform(1.2, 1.8)) * (1 if sizes.N % 4 == 1 else -1)


def worksheet_inputs(rng: Rng, sizes: Sizes) -> Answer:
    """Weights, x and t of the worksheet's network at which no local derivative is 0 or ±1.

    No sum nearly cancels, so that float32 and central differences are exact enough.
    """
    while True:
        weights = {name: number(rng, 0.3, 0.7) for name in WEIGHT_NAMES}
        x, t = values(rng, 2, low=0.4, high=0.9), target(rng, sizes)
        layers = worksheet_forward(weights, x)
        sums = [(need(n.W) * need(n.x)).ravel() for n in layers.values()]
        if any(map(cancels, sums)) or abs(np.cos(sums[4].sum())) <= 0.2:
            continue
        found = worksheet_backward(weights, x, t, RIGHT)
        sums = [
            np.array([v for name, v in found.items() if name.startswith(f"{unit} via")])
            for unit in ("h1", "x1", "x2")
        ]
        if not any(map(cancels, sums)):
            return {"weights": weights, "x": x, "t": t}


def cancels(terms: Array) -> bool:
    """Whether the sum is small compared with its terms."""
    return bool(abs(terms.sum()) < 0.2 * np.abs(terms).sum())
