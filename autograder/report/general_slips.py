"""The names that a check can say of any exercise, which are declared with no slip."""

from __future__ import annotations

from autograder.exam.exam import ANOTHERS, ANOTHERS_WORDS
from autograder.judging.diagnosis.factors import FACTORS
from autograder.judging.ordering import STEP_MISSING
from autograder.mutations.words import KINDS, SLUG

#: A clause, a question and an item of the derivations.
Words = tuple[str, str, str]

_SIGN = "If this quantity goes up a little, does the loss go up or down?"
_CONSTANT = "Is every sum here a plain sum? Which line brings a constant in?"
_USES = "How many times does the parameter appear in the forward formula? List the terms."
_PATHS = "Draw every arrow that leaves this node. What comes back along each of them?"
_COUNTS = {
    "missing": "is not there",
    "double-counted": "is counted twice",
    "sign-turned": "has its sign turned",
}


def _factors() -> dict[str, Words]:
    found = {}
    for name, (_, words) in FACTORS.items():
        clause = f"the numbers are all in place but {words}"
        found[f"factor-{name}"] = (clause, _CONSTANT, "")
        found[f"factor-minus-{name}"] = (f"{clause}, and its sign is turned", _CONSTANT, "")
    return found


def _terms() -> dict[str, Words]:
    kinds = (("use", "a use", _USES, "N9"), ("path", "an arrow", _PATHS, "G5"))
    return {
        f"{thing}-{kind}": (f"{called}'s contribution {words}", question, item)
        for thing, called, question, item in kinds
        for kind, words in _COUNTS.items()
    }


def _changes() -> dict[str, Words]:
    kinds = {f"{SLUG}-{name}": (kind.clause, "", "") for name, kind in KINDS.items()}
    return {SLUG: ("one thing in a line is another one", "", ""), **kinds}


GENERAL: dict[str, Words] = {
    "sign-flipped": ("the sign is turned: this is minus the quantity asked for", _SIGN, "S12"),
    "axes-swapped": (
        "the right numbers stand with their axes exchanged, as in another storage layout",
        "Which index comes first in the table of shapes?",
        "B11",
    ),
    "axis-of-length-one": (
        "the right numbers stand in an array with an axis of length 1 too many",
        "Which shape does the table ask for, and which step adds an axis to it?",
        "",
    ),
    "batch-not-summed": (
        "the contributions stand side by side and are not summed",
        "Over which index does the loss add these up?",
        "B6",
    ),
    "blocks-out-of-order": (
        "the right things are returned in another order",
        "In which order does the exercise ask for them?",
        "",
    ),
    "changes-its-input": (
        "it changes its arguments in place, which the question asks to leave alone",
        "What does whoever calls the function find in them afterwards?",
        "",
    ),
    "keeps-state": (
        "it keeps something between calls",
        "What is left in it from the first call when the second one begins?",
        "",
    ),
    ANOTHERS: (*ANOTHERS_WORDS, ""),
    STEP_MISSING: ("a line of the proof is missing", "", ""),
    **_factors(),
    **_terms(),
    **_changes(),
}
