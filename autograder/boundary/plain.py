"""Reduce what a student hands over to plain values, in the process in which it came about."""

from __future__ import annotations

import math
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from itertools import islice
from typing import Any

import numpy as np

from autograder.boundary.wire import DEPTH, TEXT, VALUES, other, type_name

#: The most items that are read from a generator, which may be endless. No answer has as many.
MOST_ITEMS = 10_000
#: The most items of a list that are sent one by one; a longer list is sent as an array.
MANY = VALUES // 10
BASES: tuple[Any, ...] = (int, float, complex, str)


def plain(value: Any, depth: int = 0) -> Any:
    """The same value in plain Python and NumPy types, or a stand-in with the name of its type.

    Lists stay lists and float32 stays float32, because the judge treats them differently. Objects
    that stand for a value (instances of subclasses, lazy arrays) are read only once, here. If that
    fails, a stand-in is returned too; what a generator raises is raised.
    """
    value = listed(value)
    try:
        return _plain(value, depth)
    except Exception:
        return other(type(value).__name__)


def listed(value: Any) -> Any:
    """An iterator (a generator, a map), a dictionary view or a range as a list; else `value`."""
    if isinstance(value, (Iterator, KeysView, ValuesView, ItemsView, range)):
        return list(islice(value, MOST_ITEMS))
    return value


def _plain(value: Any, depth: int) -> Any:
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
                return other(kind.__name__) if _is_endless(value) else _array(value, kind)
            return sequence(plain(item, depth + 1) for item in sequence.__iter__(value))
    if issubclass(kind, Mapping):
        items = dict.items(value) if issubclass(kind, dict) else value.items()
        return {_key(k): plain(v, depth + 1) for k, v in islice(items, MANY)}
    if isinstance(value, np.ndarray) and value.dtype.kind in "OU":
        return plain(value.tolist(), depth + 1)
    return _array(value, kind)


def _is_endless(value: Any) -> bool:
    """Whether lists are nested too deeply for an array; NumPy would read a loop without end."""
    for _ in range(DEPTH):
        if not isinstance(value, (list, tuple)) or not value:
            return False
        value = value[0]
    return True


def _leaves(value: Any, enough: int, depth: int) -> int:
    """How many items nested lists and tuples contain, counted up to a limit."""
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
    """The number or text in an instance of a subclass, whatever the subclass overrides."""
    found = base.__add__(value, base())
    if base is int and found.bit_length() > 8192:
        return math.inf if found > 0 else -math.inf
    return other("str") if base is str and len(found) > TEXT // 4 else found


def _number(value: np.generic) -> Any:
    return _narrow(np.asarray(value))[()] if value.dtype.kind in "biufc" else _array(value, None)


def _array(value: Any, kind: type | None) -> Any:
    """An object as an array, if it is one or can be converted to one; else a stand-in."""
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
    """An object such as a Fraction as a number, if it can be converted to one; else a stand-in."""
    if not hasattr(type(value), "__float__"):
        return other(name)
    try:
        return float(value)
    except Exception:
        return other(name)


def _narrow(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array in a type that can be sent: float64 or complex128 instead of a wider type."""
    if type_name(array.dtype):
        return array
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _key(key: Any) -> Any:
    """A key: texts and numbers unchanged, anything else as a text that no exercise asks for."""
    made = plain(key)
    return made if isinstance(made, (str, int, float, bool)) else f"a {type(key).__name__}"
