"""Odd forms of an argument, and what may come of them."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Container, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

import backhand as bh
from backhand.graph import Node

GENERATOR = np.random.default_rng(0)
#: What a message calls the axes of any layer.
AXES = {"N", "n_in", "n_out"}
TRACE = bh.network_forward(np.ones((5, 4)), [np.ones((3, 4))], [np.zeros(3)], "tanh")
STRANGE: dict[str, Any] = {
    "None": None, "text": "tanh", "no text": "", "bytes": b"12", "True": True, "a number": 2.5,
    "minus one": -1, "zero": 0, "a NumPy integer": np.int64(2), "nan": np.nan, "inf": np.inf,
    "huge": 1e200, "too many digits": 10**400, "complex": 1 + 2j, "an empty list": [],
    "a list": [1.0, 2.0], "a pair": (2, 1), "ragged": [[1.0], [1.0, 2.0]], "a set": {1, 2},
    "a dictionary": {"W": [1.0]}, "ragged names": {1: "a"}, "a generator": (i for i in range(3)),
    "a function": np.tanh, "our function": bh.tanh, "a derivative": bh.tanh_derivative,
    "softmax": bh.softmax, "a node": Node(1.0), "an object": object(), "a class": float,
    "one entry": np.ones((1, 1)), "no axes": np.array(2.0), "empty": np.ones((0, 4)),
    "five axes": np.ones((1, 1, 1, 1, 2)), "dates": np.array(["2020-01-01"], "datetime64[D]"),
    "objects": np.array([None, 1]), "names": ["tanh", "tanh"], "a trace": TRACE,
    "a record": np.zeros(2, [("a", float)]),
    "masked": np.ma.array([[1.0, 2.0]], mask=[[0, 1]]), "a list of masked": [np.ma.masked, 1.0],
    "a Generator": GENERATOR, "None in a list": [None, None], "a seed": 3,
}  # fmt: skip


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """Odd forms of one right argument."""
    yield from STRANGE.items()
    if isinstance(value, (list, tuple)) and value:
        yield "one too few", value[:-1]
        yield "one too many", [*value, value[-1]]
        yield "the other way round", value[::-1]
        yield "None first", [None, *value[1:]]
        yield "not in a list", value[0]
    if not isinstance(value, np.ndarray):
        return
    array = value.astype(float)
    yield "one entry nan", np.where(np.arange(array.size).reshape(array.shape) == 1, np.nan, array)
    yield "with inf and minus inf", np.where(array > 0, np.inf, -np.inf)
    yield "enormous", array * 1e306
    yield "tiny", array * 1e-306
    yield "negative", -np.abs(array) - 1
    yield "masked array", np.ma.masked_greater(array, 0)
    yield "rows masked", list(np.ma.masked_greater(array, 0))
    yield "objects", array.astype(object)
    yield "text", array.astype(str)


def reshaped(value: Any) -> Iterator[tuple[str, Any]]:
    """One array in a right argument as it is in another layer or batch, or with other axes."""
    if isinstance(value, np.ndarray):
        yield "transposed", value.T
        yield "an axis more", value[None]
        for axis, size in enumerate(value.shape):
            yield f"axis {axis} shorter", value.take(range(size - 1), axis)
            yield f"axis {axis} longer", value.take([*range(size), 0], axis)
            yield f"axis {axis} dropped", value.take(0, axis)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from ((f"{form} in {key}", {**value, key: odd}) for form, odd in reshaped(item))
    elif isinstance(value, (list, tuple)):
        make = getattr(value, "_make", type(value))
        for k, item in enumerate(value):
            for form, odd in reshaped(item):
                yield f"{form} at {k}", make([*value[:k], odd, *value[k + 1 :]])


def enormous(value: Any) -> Any:
    """A right argument with all arrays in it so large that a product of two overflows."""
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value * 1e200
    if isinstance(value, dict):
        return {key: enormous(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return getattr(value, "_make", type(value))(map(enormous, value))
    return value


def same(value: Any) -> Iterator[tuple[str, Any]]:
    """Forms of one right array that mean the same."""
    yield "a list", value.tolist()
    yield "of other layout", np.asfortranarray(value)
    spaced = np.zeros((*value.shape, 2), value.dtype)
    spaced[..., 0] = value
    yield "not contiguous", spaced[..., 0]
    fixed = value.copy()
    fixed.flags.writeable = False
    yield "read-only", fixed
    yield "complex without an imaginary part", value.astype(complex)
    yield "long", value.astype(np.longdouble)


def other_types(value: Any) -> Iterator[Any]:
    """A right number as NumPy, or Python, has it too."""
    if isinstance(value, float):
        yield from (np.float64(value), np.array(value), Fraction(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield np.int64(value)


def flat(found: Any) -> list[Any]:
    if isinstance(found, Mapping):
        found = tuple(found.values())
    if isinstance(found, (tuple, list)):
        return [leaf for item in found for leaf in flat(item)]
    return [found]


def call(function: Callable[..., Any], given: Mapping[str, Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = function(**given)
        return list(found) if inspect.isgenerator(found) else found


def _unclear(
    problem: Exception,
    function: Callable[..., Any],
    right: Mapping[str, Any],
    argument: str,
    odd: Any,
) -> str | None:
    """Say what is wrong with a message, or None."""
    message = str(problem)
    if "the value of a node to be finite" in message:
        return None  # something between the arguments and the result
    # Where two arguments do not fit each other, either may be named.
    named = [argument] if isinstance(problem, TypeError) else list(right)
    if isinstance(odd, Mapping):
        named += [str(key) for key in odd]
    said = message.partition("; likely ")[0]
    words = set(re.findall(r"\w+", said))
    ours = re.search(r"expected .*got .*likely ", message) and "\n" not in message
    if not ours or words.isdisjoint({*named, argument.rstrip("s"), f"{argument}s"}):
        return f"{type(problem).__name__}: {message}"
    nothing = words & {"None", "NoneType"} or message.endswith("likely None")
    if nothing and "None" not in repr(odd):
        return f"None that was not passed: {message}"
    return _unknown_axes(said, function)


def _unknown_axes(said: str, function: Callable[..., Any]) -> str | None:
    """Say which axes of a shape in a message are none of those in the docstring, or None."""
    axes = re.findall(r"[A-Za-z]\w*", "".join(re.findall(r"of shape \((.*?)\)", said)))
    unknown = set(axes) - AXES - set(re.findall(r"\w+", inspect.getdoc(function) or ""))
    return f"axes {sorted(unknown)}, unknown to the docstring: {said}" if unknown else None


def problems(
    function: Callable[..., Any],
    right: Mapping[str, Any],
    forms: Callable[[Any], Iterator[tuple[str, Any]]],
    functions: Container[str] = (),
) -> list[str]:
    """What is wrong with the outcomes of other forms of each argument, in turn.

    What a function raises that is passed as one of the arguments `functions` is the caller's.
    """
    return [
        f"{argument} = {form}: {trouble}"
        for argument, value in right.items()
        for form, odd in forms(value)
        if not (argument in functions and callable(odd))
        if (trouble := outcome(function, right, argument, odd))
    ]


def outcome(
    function: Callable[..., Any], right: Mapping[str, Any], argument: str, odd: Any
) -> str | None:
    """Say what is wrong with what came out, or None."""
    try:
        found = call(function, {**right, argument: odd})
    except (TypeError, ValueError) as problem:
        return _unclear(problem, function, right, argument, odd)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"
    if isinstance(found, bh.Report):
        return None  # the error of a block that cannot be compared is infinite, and has a note
    for leaf in flat(found):
        if isinstance(leaf, (float, complex, np.ndarray)) and not np.all(np.isfinite(leaf)):
            return f"gave {leaf}"
        if isinstance(leaf, np.ndarray) and leaf.dtype.kind not in "fc":
            return f"gave dtype {leaf.dtype}"
    return None
