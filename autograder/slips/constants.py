"""Slips of a constant in a single number, from which a factor cannot be measured on its own.

Exercises that return such numbers list them among their `own` slips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.reference.rules import RIGHT, Rules
from autograder.slips.slip import Slip

Reference = Callable[[Any, Rules], dict[str, Any]]
#: By how much the number is multiplied, with the slug and the words.
CONSTANTS: Mapping[float, tuple[str, str]] = {
    -1.0: ("sign-flipped", "the sign of {} is turned"),
    2.0: ("factor-two", "{} is twice the number asked for"),
    0.5: ("factor-half", "{} is half of the number asked for"),
}


def wrong_constants(
    block: str,
    item: str,
    question: str,
    words: str = "the result",
    constants: tuple[float, ...] = tuple(CONSTANTS),
) -> list[Callable[[Reference], Slip]]:
    """The slips by which one number of an exercise has another sign, or is doubled or halved."""

    def multiplied(constant: float) -> Callable[[Reference], Slip]:
        slug, clause = CONSTANTS[constant]

        def of(reference: Reference) -> Slip:
            def changed(given: Any) -> dict[str, Any]:
                return {block: constant * reference(given, RIGHT)[block]}

            return Slip(slug, clause.format(words), question, item, values=changed)

        return of

    return [multiplied(constant) for constant in constants]
