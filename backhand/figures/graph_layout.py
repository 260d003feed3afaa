"""Positions for the nodes of a graph: layers from left to right, with few crossings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from backhand.graph import Node, topological_order

Point = tuple[float, float]
Edge = tuple[Node, Node]


def drawn_edges(nodes: Sequence[Node]) -> dict[Edge, float]:
    """Return each edge between drawn nodes with its local derivative.

    Nodes that are not drawn are contracted: an edge that replaces them has the sum, over the
    paths through them, of the products of local derivatives.

    Derivation: G9.
    """
    shown = set(nodes)
    edges: dict[Edge, float] = {}
    for child in nodes:
        reach = {child: 1.0}
        for node in reversed(topological_order(child)):
            if node not in reach:
                continue
            if node is not child and node in shown:
                edges[node, child] = reach[node]
                continue
            for parent, partial in zip(node.parents, node.partials, strict=True):
                reach[parent] = reach.get(parent, 0.0) + partial * reach[node]
    return edges


def layered(
    nodes: Sequence[Node], edges: Mapping[Edge, float]
) -> tuple[dict[Node, Point], dict[Edge, list[Point]]]:
    """Place the nodes in columns, and route edges that skip a column around its nodes.

    `nodes` must list parents before children. Returns the position of each node, and for each
    edge the points that it passes, ends included.
    """
    ranks = _ranks(nodes, edges)
    columns: list[list[object]] = [[] for _ in range(max(ranks.values()) + 1)]
    for node in nodes:
        columns[ranks[node]].append(node)
    chains: dict[Edge, list[object]] = {}
    for parent, child in edges:
        between = range(ranks[parent] + 1, ranks[child])
        # A place of its own in each column that it crosses keeps a long edge off the nodes there.
        stops: list[object] = [(parent, child, rank) for rank in between]
        for rank, stop in zip(between, stops, strict=True):
            columns[rank].append(stop)
        chains[parent, child] = [parent, *stops, child]
    _uncross(columns, list(chains.values()))
    height = max(len(column) for column in columns)
    place: dict[object, Point] = {}
    for rank, column in enumerate(columns):
        gap = height / len(column)
        for row, item in enumerate(column):
            place[item] = (float(rank), height - gap * (row + 0.5))
    routes = {edge: [place[stop] for stop in chain] for edge, chain in chains.items()}
    return {node: place[node] for node in nodes}, routes


def _ranks(nodes: Sequence[Node], edges: Mapping[Edge, float]) -> dict[Node, int]:
    ranks = dict.fromkeys(nodes, 0)
    for child in nodes:
        for parent, other in edges:
            if other is child:
                ranks[child] = max(ranks[child], ranks[parent] + 1)
    sources = set(nodes) - {child for _, child in edges}
    for node in sources:  # a weight is placed just before its first use
        used = [ranks[child] for parent, child in edges if parent is node]
        ranks[node] = min(used, default=1) - 1
    return ranks


def _uncross(columns: list[list[object]], chains: Sequence[Sequence[object]]) -> None:
    """Order each column by the mean row of its neighbours, in sweeps back and forth."""
    neighbours: dict[object, list[object]] = {}
    for chain in chains:
        for left, right in pairwise(chain):
            neighbours.setdefault(left, []).append(right)
            neighbours.setdefault(right, []).append(left)
    for sweep in range(8):
        for column in columns if sweep % 2 else reversed(columns):
            row = {
                item: (position + 0.5) / len(other)
                for other in columns
                for position, item in enumerate(other)
            }
            column.sort(key=lambda item: _mean([row[n] for n in neighbours.get(item, [item])]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
