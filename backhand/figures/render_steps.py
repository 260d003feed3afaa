"""Draw a reverse sweep one step at a time, and the patterns that its steps consist of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from backhand.figures.graph_layout import drawn_edges, layered
from backhand.figures.panels import Arrow, Box, Panel, draw_panels
from backhand.figures.picture import Drawing, renderer, short, table
from backhand.figures.render_graph import rebuilt
from backhand.graph import Node, topological_order

#: Inches from column to column and from row to row.
ACROSS, DOWN = 0.76, 0.8
SWEEP = "A reverse sweep, step by step: values above the nodes, adjoints so far below"


class Step(NamedTuple):
    """One step: the node whose turn it is, what it says, and all adjoints after it."""

    node: Node | None
    words: str
    adjoints: dict[Node, float]


@renderer
def sweep_in_steps(nodes: Sequence[Mapping[str, Any]], sink: int) -> Drawing:
    """Draw the graph once for each node that passes its adjoint on."""
    order = topological_order(rebuilt(nodes)[sink])
    edges = drawn_edges(order)
    places = {node: (x * ACROSS, -y * DOWN) for node, (x, y) in layered(order, edges)[0].items()}
    top = min(y for _, y in places.values())
    places = {node: (x, y - top) for node, (x, y) in places.items()}
    steps = _steps(order)
    panels = [
        Panel(
            f"{number}. {step.words}",
            [
                Box(
                    node.label,
                    places[node],
                    short(node.value),
                    f"∂ {short(step.adjoints[node])}",
                    node is step.node,
                )
                for node in order
            ],
            [
                Arrow(a.label, b.label, short(partial), active=b is step.node)
                for (a, b), partial in edges.items()
            ],
        )
        for number, step in enumerate(steps)
    ]
    rows = [
        (str(number), step.words, *(short(step.adjoints[node]) for node in order))
        for number, step in enumerate(steps)
    ]
    header = ("step", "what happens", *(f"adjoint of {node.label}" for node in order))
    said = " ".join(f"Step {number}: {step.words}." for number, step in enumerate(steps))
    return Drawing(draw_panels(panels, 2), f"{SWEEP}. {said}", table(header, rows), SWEEP)


def _steps(order: Sequence[Node]) -> list[Step]:
    """The state before the sweep, and that after each node has passed its adjoint on."""
    sink = order[-1]
    adjoints = dict.fromkeys(order, 0.0)
    adjoints[sink] = 1.0
    steps = [Step(None, f"{sink.label} starts with 1", dict(adjoints))]
    for node in reversed(order):
        if not node.parents:
            continue
        for parent, partial in zip(node.parents, node.partials, strict=True):
            adjoints[parent] += adjoints[node] * partial
        sent = ", ".join(
            f"{short(adjoints[node] * partial)} to {parent.label}"
            for parent, partial in zip(node.parents, node.partials, strict=True)
        )
        steps.append(Step(node, f"{node.label} sends {sent}", dict(adjoints)))
    return steps


#: What each kind of node sends back if the adjoint g arrives at it.
PATTERNS = (
    ("Add: g passes on", ("a", "g"), ("b", "g"), "a + b"),
    ("Multiply: the factors swap", ("a", "g·b"), ("b", "g·a"), "a · b"),
    ("Max: g goes to the larger (a > b)", ("a", "g"), ("b", "0"), "max"),
)
LOCAL = "Four local patterns: what is sent back, in orange"


@renderer
def local_patterns() -> Drawing:
    """Draw what add, multiply, max and a copy do to an adjoint."""
    panels = []
    for title, (first, to_first), (second, to_second), node in PATTERNS:
        boxes = [
            Box(first, (0.0, 0.0), below=to_first),
            Box(second, (0.0, 0.75), below=to_second),
            Box(node, (1.4, 0.37), below="g"),
        ]
        panels.append(Panel(title, boxes, [Arrow(first, node), Arrow(second, node)]))
    copy = [
        Box("a", (0.0, 0.37), below="g₁ + g₂"),
        Box("use 1", (1.4, 0.0), below="g₁"),
        Box("use 2", (1.4, 0.75), below="g₂"),
    ]
    panels.append(
        Panel("Copy: what comes back adds", copy, [Arrow("a", "use 1"), Arrow("a", "use 2")])
    )
    rows = [(title, f"{a}: {to_a}", f"{b}: {to_b}") for title, (a, to_a), (b, to_b), _ in PATTERNS]
    rows.append(("Copy: what comes back adds", "a: g₁ + g₂", "-"))
    said = "; ".join(", ".join(cell for cell in row if cell != "-") for row in rows)
    header = ("pattern", "to the first parent", "to the second")
    return Drawing(draw_panels(panels, 2), f"{LOCAL}. {said}.", table(header, rows), LOCAL)
