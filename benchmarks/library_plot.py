"""The plot of `library.py`: a row for each network and batch, a mark for each contestant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP, STEP = 760, 190, 30, 86, 30
#: A path around (0, 0), and its colours on light and on dark ground.
MARKS = {
    "Backhand": ("M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z", "#0b57d0", "#8ab4f8"),
    "PyTorch": ("M-5 -5h10v10h-10z", "#b3261e", "#f2938c"),
    "JAX": ("M0 -6.5L6 5H-6z", "#146c2e", "#7dd08f"),
    "autograd": ("M0 -7L6 0L0 7L-6 0z", "#6d3bbf", "#c9a7ff"),
    "MyGrad": ("M-6 -3h3v-3h6v3h3v6h-3v3h-6v-3h-3z", "#8a5a00", "#f0bf5c"),
}
LIGHT, DARK = ("#ffffff", "#202124", "#d0d3d8"), ("#131416", "#e8eaed", "#44474c")


class Row(NamedTuple):
    """What was measured on one network and batch."""

    name: str
    batch: int
    #: Seconds of NumPy by hand.
    unit: float
    #: Multiples of that, by contestant.
    ratios: dict[str, float]
    rounds: int
    #: The share of the time in which a processor worked for this process.
    share: float


def described(rows: Sequence[Row], shown: Sequence[str]) -> str:
    """The plot in words: the range of each contestant."""
    ranges = (
        f"{name} {min(row.ratios[name] for row in rows):.2f} to "
        f"{max(row.ratios[name] for row in rows):.2f}"
        for name in shown
        if name in MARKS
    )
    return (
        f"Time for the loss and all gradients of {len(rows)} networks and batches, as multiples of "
        f"NumPy by hand. {'; '.join(ranges)}. The table below has all figures."
    )


def svg(rows: Sequence[Row], names: Sequence[str]) -> str:
    """The whole picture, which takes its colours from the reader's light or dark setting."""
    most = max(row.ratios[name] for row in rows for name in names)
    least = min(1.0, *(row.ratios[name] for row in rows for name in names))
    low, high = math.log2(least) - 0.15, math.log2(most) + 0.2

    def x(ratio: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log2(ratio) - low) / (high - low)

    bottom = TOP + STEP * len(rows)
    ticks = [2**k for k in range(math.ceil(low), math.floor(high) + 1)]
    title = described(rows, names)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 56}" '
            f'role="img" aria-labelledby="title"><title id="title">{escape(title)}</title>',
            f"<style>{_style()}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{bottom + 56}" rx="8"/>',
            *_legend(names),
            *(_tick(x(tick), tick, bottom) for tick in ticks),
            *(_row(row, TOP + STEP * (k + 0.5), names, x) for k, row in enumerate(rows)),
            f'<text x="{(LEFT + WIDTH) / 2}" y="{bottom + 44}" text-anchor="middle">'
            "time as a multiple of NumPy by hand (less is faster)</text>",
            "</svg>\n",
        )
    )


def _style() -> str:
    def colours(ground: str, ink: str, rule: str, which: int) -> str:
        marks = "".join(f".{name}{{fill:{mark[which]}}}" for name, mark in MARKS.items())
        return f".ground{{fill:{ground}}}text{{fill:{ink}}}line{{stroke:{rule}}}{marks}"

    return (
        "text{font:13px system-ui,sans-serif}.one{stroke-width:2}"
        + colours(*LIGHT, 1)
        + f"@media (prefers-color-scheme:dark){{{colours(*DARK, 2)}}}"
    )


def _legend(names: Sequence[str]) -> list[str]:
    return [
        f'<path class="{name}" transform="translate({LEFT + 110 * k} 30)" d="{MARKS[name][0]}"/>'
        f'<text x="{LEFT + 110 * k + 12}" y="34.5">{escape(name)}</text>'
        for k, name in enumerate(names)
    ]


def _tick(at: float, tick: float, bottom: float) -> str:
    kind = "one" if tick == 1 else "other"
    return (
        f'<line class="{kind}" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 8}" y2="{bottom}"/>'
        f'<text x="{at:.1f}" y="{bottom + 20}" text-anchor="middle">{tick:g}×</text>'
    )


def _row(row: Row, y: float, names: Sequence[str], x: object) -> str:
    assert callable(x)
    label = escape(f"{row.name}, {row.batch}")
    marks = "".join(
        f'<path class="{name}" transform="translate({x(row.ratios[name]):.1f} {y:.1f})" '
        f'd="{MARKS[name][0]}"/>'
        # Backhand last, above the others.
        for name in sorted(names, key=lambda name: name == "Backhand")
    )
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 12}" y="{y + 4.5:.1f}" text-anchor="end">{label}</text>{marks}'
    )
