"""Draw a row of modules: arrows forward with their values, and arrows back below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backhand.figures.blank import part
from backhand.figures.canvas import BLUE, INK, ORANGE, PAGE, SMALL, TEXT, bare_plot, text_width
from backhand.figures.picture import Drawing, renderer, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the height of a box, of a line of text, of an arrow into a box from above, the margin.
HIGH, LINE, SIDE, MARGIN = 0.42, 0.16, 0.3, 0.08
#: How far the arrows forward and back are above and below the middle of the row.
APART = 0.09


@renderer
def row_of_modules(
    modules: Sequence[Mapping[str, str]],
    values: Sequence[str],
    back: Sequence[str],
    caption: str,
) -> Drawing:
    """Draw boxes from left to right; `modules` holds what enters each and what it hands out."""
    boxes = [text_width(module["name"]) + 0.18 for module in modules]
    gap = _gap([*values, *back], sum(boxes))
    above = max(SIDE + LINE, LINE * max(text.count("\n") + 1 for text in values) - HIGH / 2 + 0.2)
    below = (SIDE + LINE if any(m["gives"] for m in modules) else 0.0) if back else 0.0
    middle = 0.1 + above + HIGH / 2
    figure, axes = bare_plot(
        2 * MARGIN + sum(boxes) + gap * len(values), middle + HIGH / 2 + max(below, 0.15) + 0.05
    )
    x = MARGIN
    for k, value in enumerate(values):
        _forward(axes, x, gap, middle, value, APART if back else 0.0)
        if back and back[k]:
            _back(axes, x, gap, middle, back[k])
        x += gap
        if k < len(modules):
            _box(axes, x, boxes[k], middle, modules[k])
            x += boxes[k]
    return Drawing(figure, _alt(modules, values, back), _table(modules, values, back), caption)


def _gap(texts: Sequence[str], boxes: float) -> float:
    """The length of an arrow: as long as its text, but the row has to fit on a page."""
    widest = max(text_width(line) for text in texts for line in text.split("\n"))
    most = (PAGE - 2 * MARGIN - boxes) / (len(texts) or 1)
    return max(min(widest + 0.2, max(most, 0.45)), 0.45)


def _alt(modules: Sequence[Mapping[str, str]], values: Sequence[str], back: Sequence[str]) -> str:
    flat = [value.replace("\n", " ") for value in values]
    steps = [
        f"{module['name']}{', with ' + module['enters'] if module['enters'] else ''}, gives {value}"
        for module, value in zip(modules, flat[1:], strict=True)
    ]
    passed = [text for text in reversed(back) if text]
    said = f" Passed back, from right to left: {', '.join(passed)}." if passed else ""
    gradients = [module["gives"] for module in modules if module["gives"]]
    handed = f" Handed out below: {', '.join(gradients)}." if gradients else ""
    return f"A row of modules, from left to right: {flat[0]} enters; {'; '.join(steps)}.{said}" + (
        handed
    )


def _table(modules: Sequence[Mapping[str, str]], values: Sequence[str], back: Sequence[str]) -> Any:
    flat = [value.replace("\n", " ") for value in values]
    come = list(back) or [""] * len(flat)
    rows = [
        (
            module["name"],
            ", ".join(filter(None, [flat[k], module["enters"]])),
            flat[k + 1],
            come[k + 1] or "none",
            ", ".join(filter(None, [come[k], module["gives"]])) or "none",
        )
        for k, module in enumerate(modules)
    ]
    header = ("module", "takes", "gives", "is handed on the way back", "passes back")
    return table(header, rows)


def _box(axes: Axes, x: float, width: float, y: float, module: Mapping[str, str]) -> None:
    FancyBboxPatch = part("patches").FancyBboxPatch

    corner, style = (x, y - HIGH / 2), "round,pad=0,rounding_size=0.06"
    box = FancyBboxPatch(
        corner, width, HIGH, style, facecolor="none", edgecolor=BLUE, linewidth=1.2
    )
    axes.add_patch(box)
    _write(axes, x + width / 2, y, module["name"], TEXT, INK)
    top, bottom = y - HIGH / 2, y + HIGH / 2
    if module["enters"]:
        _arrow(axes, (x + width / 2, top - SIDE + 0.04), (x + width / 2, top), INK)
        _write(axes, x + width / 2, top - SIDE - LINE / 2, module["enters"], TEXT, INK)
    if module["gives"]:
        _arrow(axes, (x + width / 2, bottom), (x + width / 2, bottom + SIDE - 0.04), ORANGE)
        _write(axes, x + width / 2, bottom + SIDE + LINE / 2, module["gives"], TEXT, ORANGE)


def _forward(axes: Axes, x: float, gap: float, y: float, value: str, up: float) -> None:
    _arrow(axes, (x + 0.03, y - up), (x + gap - 0.02, y - up), INK)
    lines = value.split("\n")
    for k, line in enumerate(reversed(lines)):
        name = k == len(lines) - 1
        place = y - up - 0.13 - LINE * k
        _write(axes, x + gap / 2, place, line, TEXT if name else SMALL, BLUE if name else INK)


def _back(axes: Axes, x: float, gap: float, y: float, text: str) -> None:
    _arrow(axes, (x + gap - 0.03, y + APART), (x + 0.02, y + APART), ORANGE)
    _write(axes, x + gap / 2, y + APART + 0.15, text, TEXT, ORANGE)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    style = {
        "arrowstyle": "-|>",
        "color": colour,
        "linewidth": 1.2,
        "shrinkA": 0,
        "shrinkB": 0,
        "mutation_scale": 8,
    }
    axes.annotate("", end, start, arrowprops=style)


def _write(axes: Axes, x: float, y: float, text: str, size: float, colour: str) -> None:
    axes.text(x, y, text, fontsize=size, color=colour, ha="center", va="center_baseline")
