"""Draw the worksheet's network, with the names on it and any numbers that are known so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backhand.figures.panels import Arrow, Box, Panel, draw_panels
from backhand.figures.picture import Drawing, renderer, table

#: What stands for a number that is not filled in.
OPEN = "?"
#: Where the units stand, in inches.
PLACES = {
    "x1": (0.0, 0.0),
    "x2": (0.0, 1.9),
    "h1": (1.55, 0.0),
    "h2": (1.55, 1.9),
    "h3": (3.25, 0.0),
    "h4": (3.25, 1.9),
    "o": (4.75, 0.95),
    "J": (5.7, 0.95),
}
#: Each edge: from, to, its weight, and where along it the label stands.
EDGES = (
    ("x1", "h1", "w11", 0.5),
    ("x1", "h2", "w12", 0.3),
    ("x2", "h1", "w21", 0.3),
    ("x2", "h2", "w22", 0.5),
    ("h1", "h3", "v11", 0.5),
    ("h1", "h4", "v12", 0.5),
    ("h2", "h4", "v22", 0.5),
    ("h3", "o", "u1", 0.45),
    ("h4", "o", "u2", 0.45),
    ("o", "J", "", 0.5),
)
#: What each unit does with the sum that it receives.
FORMULAS = {
    "h1": "z₁",
    "h2": "½ z₂²",
    "h3": "2 z₃",
    "h4": "exp z₄",
    "o": "sin z_o",
    "J": "½(o−t)²",
}
NAMES_ALONE = "The worksheet's network: each arrow has its weight, each unit its activation"
FILLED_IN = "The worksheet's network: values above the units, derivatives of J in orange"


@renderer
def worksheet_graph(
    values: Mapping[str, float | None], gradients: Mapping[str, float | None]
) -> Drawing:
    """Draw the network: names and activations alone, or with the numbers known so far."""
    boxes = [
        Box(name, place, _above(name, values), _below(name, gradients))
        for name, place in PLACES.items()
    ]
    arrows = [
        Arrow(start, end, weight, _below(weight, gradients), at=at)
        for start, end, weight, at in EDGES
    ]
    figure = draw_panels([Panel("", boxes, arrows)], 1)
    rows = [
        (name, FORMULAS.get(name, "an input"), _number(name, values), _below(name, gradients))
        for name in PLACES
    ]
    rows += [
        (weight, f"weight from {start} to {end}", "", _below(weight, gradients))
        for start, end, weight, _ in EDGES
        if weight
    ]
    rows += [
        (via, "part of h1's derivative", "", _below(via, gradients))
        for via in ("h1 via h3", "h1 via h4")
        if f"dJ/d{via}" in gradients
    ]
    shown = [[cell or "-" for cell in row] for row in rows]
    header = ("name", "what it is", "value", "derivative of J")
    caption = FILLED_IN if values or gradients else NAMES_ALONE
    return Drawing(
        figure, _alt([*values.values(), *gradients.values()]), table(header, shown), caption
    )


def _above(name: str, values: Mapping[str, float | None]) -> str:
    """The text above a unit: its value where values are given, or else its activation."""
    return _number(name, values) if values else FORMULAS.get(name, "")


def _number(name: str, numbers: Mapping[str, float | None]) -> str:
    """A number as it is shown; nothing where it was not asked for."""
    if name not in numbers:
        return ""
    value = numbers[name]
    return OPEN if value is None else f"{value:.3g}"


def _below(name: str, gradients: Mapping[str, float | None]) -> str:
    """The derivative of J with respect to a unit or a weight, where it was asked for."""
    number = _number(f"dJ/d{name}", gradients)
    return f"∂ {number}" if number else ""


def _alt(numbers: Sequence[float | None]) -> str:
    edges = ", ".join(f"{weight or 'an arrow'} from {a} to {b}" for a, b, weight, _ in EDGES)
    known = sum(number is not None for number in numbers)
    filled = f" {known} of {len(numbers)} numbers are filled in; the table has them."
    return (
        "Network with two inputs, four hidden units, one output o and the loss J. "
        f"The weights: {edges}.{filled if numbers else ''}"
    )
