"""Answers to the exercise on one rescaled unit (E1)."""

from __future__ import annotations

from typing import Any

_UNIT = {
    "h": 24,
    "to output 1": 12,
    "dL/dw1": 3.5,
    "dL/db": 1.75,
    "dL/dv1": 120,
    "to x1": 21,
    "h, c = -4": 0,
    "sum in": 42,
    "sum out": 42,
}


def unit(**entries: float) -> dict[str, Any]:
    """The right entries, some of them replaced; `dw1` stands for `dL/dw1`, and so on."""
    names = {"dw1": "dL/dw1", "db": "dL/db", "dv1": "dL/dv1", "negative": "h, c = -4"}
    return {**_UNIT, **{names.get(k, k.replace("_", " ")): v for k, v in entries.items()}}


RIGHT: dict[str, list[Any]] = {"rescaled_unit": [_UNIT, unit(dw1=7 / 2, db=7 / 4)]}
WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "rescaled_unit": [
        ("symmetry-leaves-gradient", unit(dw1=14, db=7, dv1=30)),
        ("gradient-scales-with-weight", unit(dw1=56, db=28, dv1=7.5)),
        ("factor-squared", unit(dw1=14 / 16, db=7 / 16, dv1=480)),
        ("bias-not-scaled", unit(h=21, to_output_1=10.5, dv1=105)),
        ("outgoing-not-scaled", unit(to_output_1=48, dw1=14, db=7, to_x1=84)),
        ("relu-mask-missing", unit(negative=-24)),
        ("scaling-by-any-number", unit(negative=24)),
        ("bias-left-out", unit(sum_in=35)),
        ("one-output-only", unit(sum_out=60)),
        (None, unit(h=23)),
    ],
}
