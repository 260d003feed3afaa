"""Values of every kind that an answer may return, natural or hostile."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import FunctionType
from typing import Any

import numpy as np


class Hostile:
    """An object that raises whatever is done with it."""

    def _raise(self, *arguments: object, **options: object) -> Any:
        raise RuntimeError("hostile")

    __getattr__ = __float__ = __array__ = __eq__ = __hash__ = __bool__ = __len__ = _raise  # type: ignore[assignment]
    __repr__ = __iter__ = __str__ = __index__ = __sub__ = __rsub__ = _raise  # type: ignore[assignment]


class HostileMap(Mapping[str, Any]):
    """A mapping that says that it has every key, and has none."""

    def __getitem__(self, key: str) -> Any:
        raise RuntimeError("hostile")

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("hostile")

    def __len__(self) -> int:
        return 3


class Symbol:
    """A symbolic expression: it has a float method that fails as long as it has free symbols."""

    def __float__(self) -> float:
        raise TypeError("Cannot convert expression to float")

    def __eq__(self, other: object) -> Any:
        return Symbol()

    __hash__ = object.__hash__


def objects(*items: Any) -> Any:
    """An array of objects."""
    array = np.empty(len(items), dtype=object)
    for k, item in enumerate(items):
        array[k] = item
    return array


def loop(width: int) -> list[Any]:
    """A list that contains itself."""
    found: list[Any] = []
    found.extend([found] * width)
    return found


#: Numbers of every size and type.
NUMBERS: list[Any] = [
    *(1e308, -1e308, 1e-308, 5e-324, 1e200, 1e154, 1e16, -0.0, math.nan, math.inf, -math.inf),
    *(10**400, -(10**30), 2**63, 10**5000, True, 1j, complex(math.nan, 0.0)),
    *(np.float16(3), np.float32(1e38), np.longdouble("1e4000"), np.int8(3), np.uint64(2**64 - 1)),
    *(Fraction(10**400, 3), Decimal("1e400"), Decimal("NaN"), Fraction(1, 3)),
]
#: Other objects. Iterators are made anew for each use, see `made`.
OBJECTS: list[Any] = [
    *(None, ..., "1.0", b"1", len, object(), type, {}, [], (), {1.0}, slice(1), NotImplemented),
    *(
        Hostile(),
        Hostile,
        HostileMap(),
        Symbol(),
        loop(1),
        loop(2),
        loop(30),
        {"a": Hostile()},
        [Hostile()],
    ),
    *(objects(Hostile()), objects(1, "a"), objects(None, 2.0), objects(Symbol(), 1.0)),
    *(np.zeros(2, dtype=[("a", "f8")]), np.array(["2020-01-01"], dtype="datetime64")),
    *(np.array(["a"]), np.void(b"abc"), np.timedelta64(3), np.ma.masked, np.ma.masked_all((2, 2))),
    *(np.zeros((0, 3)), np.zeros((2, 0)), np.zeros((1,) * 20), np.array(3.0), np.array([[[5.0]]])),
    *([[1], [1, 2]], range(3), {1: 2}.keys(), memoryview(b"abc"), OrderedDict(a=1)),
    *((lambda: iter([1, 2])), (lambda: (1 / 0 for _ in "a"))),
]


def made(value: Any) -> Any:
    """The value itself; of the two functions at the end of the list, what they make."""
    return value() if type(value) is FunctionType else value


def filled(value: Any, like: Any) -> Any:
    """The value in every entry of an array of the right shape; the value itself, if it will not."""
    if isinstance(value, list):
        return value  # NumPy would read a list that contains itself without end
    try:
        wide = isinstance(value, int) and abs(value) > 2**62
        return np.full(np.shape(like), value, dtype=object if wide else None)
    except Exception:
        return value
