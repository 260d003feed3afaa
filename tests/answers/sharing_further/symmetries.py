"""Answers to the exercises on flips and on kinds of symmetry (E6, E7)."""

from __future__ import annotations

from typing import Any

_FLIPPED = {
    "h": -0.6,
    "to output 1": 1.2,
    "dL/dw1": -9,
    "dL/db": -4.5,
    "dL/dv1": -3,
    "to x1": 2.25,
    "networks, 3": 48,
    "networks, 4 and 3": 18432,
}


def counted(three: int, both: int) -> dict[str, Any]:
    """The right signs with other numbers of networks."""
    return {**_FLIPPED, "networks, 3": three, "networks, 4 and 3": both}


def kinds(letters: str) -> dict[str, str]:
    """The kinds of A to H, each by its first letter."""
    words = {"n": "none", "d": "discrete", "c": "continuous"}
    return {name: words[letter] for name, letter in zip("ABCDEFGH", letters, strict=True)}


RIGHT: dict[str, list[Any]] = {
    "flipped_unit": [_FLIPPED],
    "kinds_of_symmetry": [kinds("dncndcnc")],
}
WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "flipped_unit": [
        ("symmetry-leaves-gradient", {**_FLIPPED, "dL/dw1": 9, "dL/db": 4.5, "dL/dv1": 3}),
        ("flip-misses-outgoing", {**_FLIPPED, "dL/dv1": 3}),
        ("flip-misses-incoming", {**_FLIPPED, "dL/dw1": 9, "dL/db": 4.5}),
        ("sign-flipped", {**_FLIPPED, "to output 1": -1.2, "to x1": -2.25}),
        ("renumbering-left-out", counted(8, 128)),
        ("flips-left-out", counted(6, 144)),
        ("choices-added", counted(14, 560)),
        ("choices-added", counted(48, 432)),
        ("all-flipped-at-once", counted(12, 576)),
        ("flips-per-unit-added", counted(36, 6912)),
        ("layers-mixed", counted(48, 645120)),
        (None, counted(48, 100)),
    ],
    "kinds_of_symmetry": [
        ("sign-taken-for-symmetry", kinds("ddcndcnc")),
        ("sign-taken-for-symmetry", kinds("dncndcdc")),
        ("scaling-of-any-unit", kinds("dnccdcnc")),
        ("shift-overlooked", kinds("dncndnnc")),
        ("normalised-scale-overlooked", kinds("dncndcnn")),
        ("renumbering-overlooked", kinds("nncndcnc")),
        ("family-taken-for-jump", kinds("dndnddnd")),
        ("jump-taken-for-family", kinds("cncnccnc")),
        (None, kinds("cccccccc")),
    ],
}
