"""Read a student's answer as arrays, for the figures that follow a check."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from types import EllipsisType
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
#: The shape of a block; `...` where any will do.
Shape = tuple[int, ...] | EllipsisType


class NotDrawn(ValueError):
    """An answer that cannot be drawn yet. Shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"NotDrawn: {self}"]


def blocks(answer: Any, **shapes: Shape) -> Any:
    """Read an answer, in any form that a check accepts, as one array for each name.

    Parameters
    ----------
    answer : mapping, sequence in the order of the names, or a single value for one name
    **shapes : tuple of int, or ...
        The shape of each block; `...` for a block that may have any. As in a check, (n, 1) and
        (1, n) are accepted for (n,), and a list with one entry for a number.

    Returns
    -------
    arrays : tuple of ndarray, or ndarray if there is one name

    Raises
    ------
    NotDrawn
        If a block is missing, does not consist of numbers, or has a different shape.
    """
    names = ", ".join(shapes)
    if isinstance(answer, Mapping):
        parts = [answer.get(name) for name in shapes]
    elif len(shapes) > 1 and isinstance(answer, Iterable):
        parts = list(answer)
    else:
        parts = [answer]
    if len(parts) != len(shapes):
        got = "nothing" if answer is None else f"{len(parts)} of them"
        raise NotDrawn(f"expected {len(shapes)} results, {names}, got {got}: see the check above")
    read = [_block(*given) for given in zip(shapes, parts, shapes.values(), strict=True)]
    return tuple(read) if len(read) > 1 else read[0]


def entries(answer: Any, complete: bool = False) -> dict[str, float | None]:
    """Read a dictionary of numbers; an entry that is not a single number yet becomes None.

    Raises
    ------
    NotDrawn
        If it is no dictionary, or if it has to be `complete` and is not.
    """
    if not isinstance(answer, Mapping):
        raise NotDrawn(f"expected a dictionary of numbers, got a {type(answer).__name__}")
    read = {str(name): _number(name, value) for name, value in answer.items()}
    missing = [name for name, number in read.items() if number is None]
    if complete and missing:
        raise NotDrawn(f"expected a number for {', '.join(missing)}: see the check above")
    return read


def _number(name: object, value: Any) -> float | None:
    try:
        number = float(_block(str(name), value, ()))
    except NotDrawn:
        return None
    return number if math.isfinite(number) else None


def _block(name: str, value: Any, shape: Shape) -> Array:
    wanted = name if shape is ... else f"{name} of shape {shape}"
    if value is None:
        raise NotDrawn(f"expected {wanted}, got nothing: see the check above")
    try:
        array = np.asarray(list(value) if isinstance(value, Iterator) else value)
        array = np.asarray(array.real, dtype=np.float64)
    except (TypeError, ValueError):
        kind = type(value).__name__
        raise NotDrawn(f"expected {wanted} in numbers, got a {kind}") from None
    if shape is ...:
        return array
    if len(shape) <= 1 and array.ndim <= 2 and array.size == math.prod(shape):
        array = array.reshape(shape)
    if array.shape != shape:
        raise NotDrawn(f"expected {wanted}, got {array.shape}: see the check above")
    return array
