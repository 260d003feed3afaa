"""Right and wrong orders of every proof that is put in order, as a student writes them."""

from __future__ import annotations

from typing import Any

RIGHT: dict[str, list[Any]] = {
    "prove_symmetry": [
        ["K", "E", "H", "B", "L", "A", "I", "F", "C"],  # forward, back, first layer, second layer
        ["E", "B", "H", "I", "L", "A", "F", "K", "C"],  # the start is looked at last
        ["E", "H", "I", "B", "L", "A", "K", "F", "C"],  # the second layer is finished first
        ("K", "E", "B", "H", "L", "I", "A", "F", "C"),
        "EKHBLAIFC",
        "e, h, b, l, i, k, a, f, c",
        ["EHB", "L", "IA", "KFC", None],
    ],
    "prove_sum_over_uses": [
        ["F", "B", "J", "H", "L", "A", "D", "G"],  # the differential first, then the layers
        ["F", "D", "H", "B", "J", "L", "A", "G"],  # what one copy sees comes first
        ["F", "J", "H", "B", "L", "D", "A", "G"],
        ("F", "H", "J", "D", "B", "L", "A", "G"),
        "FJBDHLAG",
        "f > h > b > j > l > a > d > g",
    ],
}
WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "prove_symmetry": [
        ("output-deltas-equal", "KEHDBLAIFC"),
        ("gradient-all-equal", "KEHBLGIFC"),
        ("equal-taken-for-zero", "KEHJAIFC"),
        ("assumes-the-claim", "MEHBLAIFC"),
        ("step-missing", "KEHBAIFC"),  # no δ of the hidden units
        ("step-missing", "EHBLAIFC"),  # no start
        ("step-missing", "KEHBLAIF"),  # no end
        (None, "KHEBLAIFC"),  # forward before the hypothesis
        (None, "KEHLBAIFC"),  # δ before what comes back
        (None, "CKEHBLAIF"),  # the end first
        (None, "ABCDEFGHIJKLM"),
        (None, "KEHBLAIFCC"),
        (None, "KEHBLAIFCZ"),
    ],
    "prove_sum_over_uses": [
        ("shared-averaged", "FBCHDLAG"),
        ("shared-one-application", "FBEHDLAG"),
        ("shared-same-delta", "FBJHILAG"),
        ("uses-multiplied", "FBJHDLKG"),
        ("step-missing", "FBJDLAG"),  # no differential of F
        ("step-missing", "FBJHLAG"),  # no layer
        ("step-missing", "BJHDLAG"),  # no copies
        (None, "FBJLHDAG"),
        (None, "BFJHDLAG"),
        (None, {"1": "F"}),
        (None, 8),
    ],
}
