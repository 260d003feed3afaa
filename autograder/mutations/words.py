"""What a change is, in words that do not say what would be right.

A student reads up to three sentences about a change: in which quantity something is off, what kind
of change it is, and what it is about.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from autograder.mutations.change import Change


class Kind(NamedTuple):
    """A kind of change: a clause, to which its place is added, and a sentence about it.

    The clause completes "This equals what you get if …". In the sentence, {} are the names.
    """

    clause: str
    about: str = ""


KINDS: dict[str, Kind] = {
    "factor-missing": Kind("one factor is missing", "The missing factor is made of {}."),
    "factor-twice": Kind("one factor is there twice", "The factor is made of {}."),
    "factor-extra": Kind("there is one factor too many", "The factor is {}."),
    "term-missing": Kind("one term is missing", "The missing term is made of {}."),
    "sum-missing": Kind("a sum is missing"),
    "doubled": Kind("one part is doubled", "It is the part made of {}."),
    "halved": Kind("one part is halved", "It is the part made of {}."),
    "sign": Kind("one sign is turned", "It is a sign of the part made of {}."),
    "operator": Kind("one operation is another one", "It joins or changes {}."),
    "order": Kind("two factors have changed places", "They are made of {}."),
    "brackets": Kind("brackets are missing", "They are missing around a part made of {}."),
    "power": Kind("a power is another one", "It is the power of {}."),
    "slope": Kind("a slope is another one", "It is the slope that is computed from {}."),
    "comparison": Kind("a comparison is another one", "It compares {}."),
    "number": Kind("one number is another one"),
    "name": Kind("one quantity is taken for another", "The one that is taken is {}."),
    "index": Kind("one index is another one", "It is an index of, or made of, {}."),
    "axis": Kind("an axis, or a length, is another one", "It is one of {}."),
    "transpose-missing": Kind("a transpose is missing", "It is missing on {}."),
    "transpose-extra": Kind("there is a transpose too many", "It is the one on {}."),
    "function": Kind("one function is another one", "The one that is taken is {}."),
    "function-missing": Kind("one function is not applied", "It is {}."),
    "arguments": Kind("two arguments have changed places", "They are made of {}."),
    "argument-missing": Kind("an argument is missing"),
    "range": Kind("a loop begins or ends at another step"),
    "direction": Kind("a loop runs in the other direction"),
    "update": Kind("a value is replaced where it should be added to", "It is {}."),
    "step-missing": Kind("one step is left out"),
    "steps-exchanged": Kind("two steps have changed places", "The other one is about {}."),
    "returns": Kind("two of the results have changed places", "They are {}."),
}
#: Kinds that say less: where one of the others gives the same numbers, that is said.
VAGUE = {"number", "operator", "power", "comparison", "brackets", "function-missing", "index"}
#: How the slugs begin.
SLUG = "one-change"


class Said(NamedTuple):
    """What is said about changes that give the same numbers: only what they have in common."""

    slug: str
    place: str
    clause: str
    about: str


def said_of(changes: Collection[Change]) -> Said | None:
    """The words for changes that give the same numbers; None if they have nothing in common."""
    changes = [change for change in changes if change.kind not in VAGUE] or changes
    places = {change.place for change in changes}
    kinds = {change.kind for change in changes}
    place = places.pop() if len(places) == 1 else ""
    if len(kinds) > 1:
        clause = f"one thing in {place} is another one"
        return Said(SLUG, place, clause, "") if place else None
    (name,) = kinds
    kind = KINDS[name]
    clause = f"{kind.clause} in {place}" if place and name != "returns" else kind.clause
    about = {change.about for change in changes}
    names = about.pop() if len(about) == 1 and (place or name == "returns") else ()
    sentence = kind.about.format(listed(names)) if names else ""
    return Said(f"{SLUG}-{name}", place, clause, sentence)


def listed(names: Collection[str]) -> str:
    """Names in a sentence: `a`, `a and b`, or `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
