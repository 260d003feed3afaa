"""Check declarations: each mistake is refused in one line, where the exercise is declared."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from autograder.boundary.errors import unknown
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import AXES, SIZES, Example, Exercise, Kind
from autograder.exercises.items import ITEMS
from autograder.exercises.ordering import Ordering

#: What every declaration must say.
REQUIRED = ("points", "minutes", "difficulty")


def check_about(
    exercise: str, kind: str, about: Mapping[str, Any], keywords: Iterable[str]
) -> None:
    """Refuse an unknown kind or keyword, a missing one, and a difficulty that is not 1 to 3."""
    kinds = get_args(Kind)
    if kind not in kinds:
        raise unknown(f"a kind of {exercise}, one of {', '.join(kinds)}", kind, kinds)
    for keyword in about:
        if keyword not in keywords:
            raise unknown(f"a keyword argument for {exercise}", keyword, keywords)
    missing = [name for name in REQUIRED if name not in about]
    if missing:
        raise ValueError(
            f"expected {', '.join(REQUIRED)} of {exercise}, got no {', '.join(missing)}; "
            f"likely `{missing[0]}=` is still to be written"
        )
    for word in ("points", "minutes"):
        if not is_amount(about[word]):
            raise ValueError(
                f"expected {word} of {exercise} to be a number of at least 0, got {about[word]!r}"
            )
    if about["difficulty"] not in (1, 2, 3):
        raise ValueError(
            f"expected a difficulty of 1, 2 or 3 for {exercise}, got {about['difficulty']!r}; "
            "likely points or minutes stand in its place"
        )


def check_kind(exercise: str, kind: str, is_derivation: bool) -> None:
    """Refuse the kind `derive` for anything but a derivation: numbers do not show how they came."""
    if (kind == "derive") != is_derivation:
        raise ValueError(
            f"expected another kind than 'derive' for {exercise}, which is judged by its numbers; "
            "likely 'implement', or a derivation line by line: Notebook.derivation(...)"
        )


def is_amount(value: object) -> bool:
    """Whether it is a number of points or minutes: finite, and at least 0."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and value >= 0
    )


def check_arguments(
    exercise: str,
    takes: Mapping[str, str],
    draw: Mapping[str, Any] | Callable[..., Any] | None,
) -> None:
    """Refuse arguments of unknown sizes, arguments that cannot be drawn, and draws for no argument.

    One function that draws all arguments together is not looked into.
    """
    for name, axes in takes.items():
        _check_axes(f"the argument {name} of {exercise}", axes, SIZES)
    if callable(draw):
        return
    special = draw or {}
    for name in special:
        if name not in takes:
            raise unknown(f"an argument of {exercise} in `draw`", name, takes)
    for name, axes in takes.items():
        if not axes and name not in SIZES and name not in special:
            raise ValueError(
                f"expected axes or a draw for the argument {name} of {exercise}, got neither; "
                f"likely `{name}: n_in`, or `draw={{{name!r}: …}}`"
            )


def check_blocks(
    exercise: str, gives: Mapping[str, str], carry_forward: Mapping[str, int | str]
) -> None:
    """Refuse blocks of unknown axes, and a `carry_forward` of blocks that there are not."""
    for name, axes in gives.items():
        _check_axes(f"the block {name} of {exercise}", axes, AXES)
    for name in carry_forward:
        if name not in gives:
            raise unknown(f"a block of {exercise} in `carry_forward`", name, gives)


def _check_axes(of: str, axes: str, known: Iterable[str]) -> None:
    for axis in axes.split():
        if axis not in known:
            raise unknown(f"an axis of {of}, one of {', '.join(known)}", axis, known)


def check_items(exercise: Exercise) -> None:
    """Refuse an item that the derivations do not have, of the exercise or of its own slips."""
    for item in exercise.items:
        if item not in ITEMS:
            raise unknown(f"an item of the derivations in {exercise.id}", item, ITEMS)
    # The wrong lines of a derivation, or of a proof, are checked with the rest of it.
    others = Example | Derivation | Ordering
    own = () if isinstance(exercise.task, others) else exercise.task.own
    for slip in own:
        if slip.item and slip.item not in ITEMS:
            what = f"an item of the derivations for the slip {slip.slug!r} of {exercise.id}"
            raise unknown(what, slip.item, ITEMS)
