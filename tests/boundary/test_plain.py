"""Whatever a function returns is reduced to plain values; lazy objects are read once."""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from decimal import Decimal
from fractions import Fraction
from itertools import count
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from autograder.boundary.plain import plain
from autograder.boundary.wire import pack


class EqualsAll:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


class Array(np.ndarray):
    def __sub__(self, other: object) -> Any:
        return np.zeros(self.shape)


class Lazy:
    reads = 0

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        Lazy.reads += 1
        return np.full(2, float(Lazy.reads))


class Float(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class Text(str):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 1.5, "x", [1, (2.0, "y")], {"a": None}, np.float32(1), np.arange(3)],
    ids=str,
)
def test_plain_values_stay_as_they_are(value: Any) -> None:
    found = plain(value)
    assert type(found) is type(value)
    assert np.all(found == value)


def test_instances_of_subclasses_become_plain_values() -> None:
    assert type(plain(np.ones(2).view(Array))) is np.ndarray
    assert type(plain(np.ma.ones(2))) is np.ndarray
    assert type(plain(Float(2.0))) is float
    assert type(plain(Text("x"))) is str
    assert type(plain(Pair(1, 2))) is tuple
    assert type(plain(OrderedDict(a=1))) is dict
    assert plain(MappingProxyType({"a": 1})) == {"a": 1}


def test_iterators_ranges_and_views_become_lists() -> None:
    assert plain(v * 2 for v in (1, 2)) == [2, 4]
    assert plain((map(float, [1]), {"a": 1}.values())) == ([1.0], [1])
    assert plain({"order": range(3)}) == {"order": [0, 1, 2]}
    pack(plain(count()))


def test_other_numbers_become_floats() -> None:
    assert plain([Fraction(1, 4), Decimal("0.5")]) == [0.25, 0.5]
    assert plain(np.array([Fraction(1, 4), 2], dtype=object)) == [0.25, 2]
    assert plain(np.array([np.ones(1), np.ones(2)], dtype=object))[1].tolist() == [1.0, 1.0]


def test_words_and_keys_of_numpy_are_words() -> None:
    assert plain({np.str_("a"): np.str_("b"), "c": np.array("d")}) == {"a": "b", "c": "d"}


def test_lazy_arrays_are_read_once() -> None:
    Lazy.reads = 0
    found = plain(Lazy())
    assert type(found) is np.ndarray
    assert Lazy.reads == 1


def test_an_object_that_is_not_a_value_becomes_the_name_of_its_type() -> None:
    for value in (EqualsAll(), {1}, object(), len, b"1.5"):
        assert type(plain(value)).__name__ == type(value).__name__
    assert type(plain(np.array([b"a"]))).__name__ == "ndarray"


def test_wide_numbers_are_narrowed() -> None:
    assert plain(np.longdouble(1.5)).dtype == np.float64
    assert plain(np.ones(2, np.longdouble)).dtype == np.float64


def test_float32_and_lists_are_kept_for_the_judge_to_see() -> None:
    assert plain([np.float32(1)])[0].dtype == np.float32
    assert plain(np.ones(2, np.float32)).dtype == np.float32


def test_an_ellipsis_becomes_none() -> None:
    assert plain({"a": ...}) == {"a": None}


def test_endless_structures_end() -> None:
    loop: list[Any] = []
    loop.append(loop)
    pack(plain(loop))
    pack(plain([0.0] * 50_000))
    pack(plain(10**100))
    assert plain([10**5000, -(10**5000)]) == [np.inf, -np.inf]


def test_keys_are_plain_too() -> None:
    assert plain({Text("dW"): 1, (1, 2): 2}) == {"dW": 1, "a tuple": 2}
