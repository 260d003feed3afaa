"""Reducing what a student's function returns to plain values, in the submission's process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.boundary.answers import listed
from autograder.boundary.wire import DEPTH, TEXT, VALUES, other, type_name

#: Most items of a list that cross one by one; a longer list crosses as an array.
MANY = VALUES // 10
BASES: tuple[Any, ...] = (int, float, complex, str)


def plain(value: Any, depth: int = 0) -> Any:
    """The same value in plain Python and NumPy types; what has no such form, as its type's name.

    Lists stay lists and float32 stays float32, as the judge has a remark on either. Objects that
    stand for a value (of a subclass, or lazy ones) are read once, here.
    """
    value = listed(value)
    kind = type(value)
    if value is None or value is Ellipsis:
        return None
    if depth > DEPTH - 4:
        return other(kind.__name__)
    if kind is bool:
        return value
    if issubclass(kind, np.generic) and not issubclass(kind, str):
        return _number(value)
    for base in BASES:
        if issubclass(kind, base):
            return _basic(value, base)
    for sequence in (list, tuple):
        if issubclass(kind, sequence):
            if _leaves(value, MANY, DEPTH) > MANY:
                return _array(value, kind)
            return sequence(plain(item, depth + 1) for item in sequence.__iter__(value))
    if issubclass(kind, Mapping):
        items = dict.items(value) if issubclass(kind, dict) else value.items()
        return {_key(k): plain(v, depth + 1) for k, v in list(items)[: VALUES // 10]}
    if isinstance(value, np.ndarray) and value.dtype.kind in "OU":
        return plain(value.tolist(), depth + 1)
    return _array(value, kind)


def _leaves(value: Any, enough: int, depth: int) -> int:
    """How many items nested lists and tuples hold, counted up to a limit."""
    found = 0
    for sequence in (list, tuple):
        if issubclass(type(value), sequence):
            found = sequence.__len__(value)
            for item in sequence.__iter__(value):
                if found > enough or not depth:
                    break
                found += _leaves(item, enough - found, depth - 1)
    return found


def _basic(value: Any, base: Any) -> Any:
    """The number or text inside an object of a subclass, whatever the subclass overrides."""
    found = base.__add__(value, base())
    if (base is int and found.bit_length() > 8192) or (base is str and len(found) > TEXT // 4):
        return other(base.__name__)
    return found


def _number(value: np.generic) -> Any:
    return _narrow(np.asarray(value))[()] if value.dtype.kind in "biufc" else _array(value, None)


def _array(value: Any, kind: type | None) -> Any:
    """The array that an object is, or that it can be converted to."""
    name = (kind or type(value)).__name__
    makes_one = isinstance(value, np.ndarray) or hasattr(type(value), "__array__")
    if not makes_one and not isinstance(value, (list, tuple)):
        return _float(value, name)
    try:
        array = np.array(value, subok=False)
    except Exception:
        return other(name)
    return _narrow(array) if array.dtype.kind in "biufc" else other(name)


def _float(value: Any, name: str) -> Any:
    """The number that an object can be converted to, such as a Fraction; or its type's name."""
    if not hasattr(type(value), "__float__"):
        return other(name)
    try:
        return float(value)
    except Exception:
        return other(name)


def _narrow(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array with a type that crosses: float64 or complex128 instead of a wider one."""
    if type_name(array.dtype):
        return array
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _key(key: Any) -> Any:
    """A key: texts and numbers as they are, anything else as text that no exercise asks for."""
    made = plain(key)
    return made if isinstance(made, (str, int, float, bool)) else f"a {type(key).__name__}"
