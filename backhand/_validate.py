"""Turn arguments into float arrays, or say in one line what is wrong with them."""

from __future__ import annotations

import cmath
import difflib
import functools
import inspect
import math
from collections.abc import Callable, Iterator, KeysView, Mapping, Sequence, Set, ValuesView
from numbers import Real
from typing import Any, ParamSpec, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

# float64, or complex128 while the complex step probes a function.
Array: TypeAlias = NDArray[Any]
#: No count is larger: an array of so many entries has no room in memory.
LARGEST = 2**40
P = ParamSpec("P")
R = TypeVar("R")


def public(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function of arrays overflow in one line of ours, and not in a warning of NumPy's.

    What it returns is checked: an array or a number, or tuples of these.
    """
    called = f"{function.__name__}({', '.join(inspect.signature(function).parameters)})"

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        with np.errstate(all="ignore"):
            found = function(*args, **kwargs)
            expect_finite_result(called, found)
        return found

    return checked


def expect_finite_result(name: str, found: object) -> None:
    """Raise ValueError if a number in `found` is infinite or NaN, though no argument was."""
    if isinstance(found, np.ndarray):
        _finite_result(name, is_finite(found))
    elif isinstance(found, tuple):
        for item in found:
            expect_finite_result(name, item)
    elif isinstance(found, (float, complex)):
        _finite_result(name, cmath.isfinite(found))


def is_finite(array: Array) -> bool:
    """Whether all entries are finite."""
    return math.isfinite(squared_norm(array)) or bool(np.isfinite(array).all())


def squared_norm(array: Array) -> float:
    """Return the sum of |entry|², which is finite only if all entries are.

    BLAS finds it in half the time that a test of each entry takes, and overflows in silence.
    """
    flat = array.ravel(order="K")
    return float(np.vdot(flat, flat).real)


def _finite_result(name: str, finite: bool) -> None:
    if not finite:
        raise ValueError(
            f"expected a finite result of {name}, got inf or nan; likely an overflow: "
            "entries of the arguments are too large"
        )


def as_array(name: str, value: object, axes: Sequence[str] | None = None) -> Array:
    """Return `value` as a finite float64 (or complex128) array with the named axes.

    Parameters
    ----------
    name : str
        What the caller calls the argument; it appears in the message.
    value : array_like
    axes : sequence of str, optional
        One name per axis, such as ``("N", "n_in")``. None allows any number of axes.

    Raises
    ------
    TypeError
        If `value` does not consist of numbers.
    ValueError
        If `value` is ragged, not finite, or has another number of axes.
    """
    array = _numbers(name, value)
    if axes is not None:
        _expect_axes(name, array, axes)
    if not is_finite(array):
        first = np.argwhere(~np.isfinite(array))[0].tolist()
        where = f" at index {first}" if first else ""
        cause = "a missing value" if np.isnan(array[tuple(first)]) else "an overflow"
        raise ValueError(
            f"expected {name} to be finite, got {array[tuple(first)]}{where}; "
            f"likely {cause} or a division by zero in an earlier step"
        )
    return array


def unshared(array: Array, given: object) -> Array:
    """Return `array`, or a copy where it is the caller's own, who may change it later."""
    return array.copy() if np.may_share_memory(array, given) else array


def expect_shape(name: str, array: Array, shape: tuple[int, ...], likely: str) -> None:
    """Raise ValueError, naming the likely cause, unless `array` has exactly `shape`."""
    if array.shape != shape:
        raise ValueError(f"expected {name} of shape {shape}, got {array.shape}; likely {likely}")


def expect_vector(name: str, array: Array, size: int, likely: str) -> None:
    """Raise ValueError unless `array` is (size,); (size, 1) and (1, size) would broadcast."""
    if array.shape == (size,):
        return
    if array.shape in {(size, 1), (1, size)}:
        likely = f"a column or row was kept: pass {name}.ravel()"
    expect_shape(name, array, (size,), likely)


def expect_weight(W: Array, n_in: int, name: str = "W", of: tuple[str, int] = ("", -1)) -> None:
    """Raise ValueError unless the weights `W` (n_out, n_in) take `n_in` inputs.

    `of` is the name of the inputs and their number of rows, which may be the samples' axes.
    """
    if W.shape[1] == n_in:
        return
    likely = f"{name} belongs to another layer"
    if W.shape[0] == n_in:
        likely = f"{name} is stored (n_in, n_out): pass {name}.T"
    elif W.shape[1] == of[1]:
        likely = f"{of[0]} holds samples as columns: pass {of[0]}.T"
    raise ValueError(
        f"expected {name} of shape (n_out, n_in) with n_in = {n_in}, got {W.shape}; likely {likely}"
    )


def expect_length(name: str, items: Sequence[Any], length: int, per: str) -> None:
    """Raise ValueError unless `items` has one entry per layer, step or the like."""
    if len(items) != length:
        raise ValueError(
            f"expected {length} {name}, got {len(items)}; likely one is missing or extra: "
            f"there is one per {per}"
        )


def as_count(name: str, value: int, least: int = 1) -> int:
    """Return `value` as an int of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(
            f"expected {name} to be an integer, got {type(value).__name__}; "
            "likely two arguments were swapped"
        )
    if not least <= value <= LARGEST:
        bound = f">= {least}" if value < least else f"<= {LARGEST}"
        got = value if abs(value) <= LARGEST else "a number with too many digits"
        raise ValueError(f"expected {name} {bound}, got {got}; likely two arguments were swapped")
    return int(value)


def as_number(name: str, value: float) -> float:
    """Return `value` as a float that is a number: not text, not NaN."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and not np.ma.isMaskedArray(value):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(
            f"expected {name} to be a number, got {type(value).__name__}; "
            "likely two arguments were swapped"
        )
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isnan(number):
        raise ValueError(
            f"expected {name} to be a number, got nan; "
            "likely an overflow or a division by zero in an earlier step"
        )
    return number


def as_finite(name: str, value: float) -> float:
    """Return `value` as a float that is a finite number."""
    number = as_number(name, value)
    if math.isinf(number):
        raise ValueError(
            f"expected {name} to be finite, got {number}; likely an overflow or a division by zero "
            "in an earlier step"
        )
    return number


def as_list(name: str, value: object, item: str, of: str = "arrays") -> Sequence[Any]:
    """Return `value` if it is a list, tuple, range or stack, with one item for each layer or so."""
    if isinstance(value, (list, tuple, range)):
        return value
    if isinstance(value, np.ndarray) and value.ndim > 0 and not np.ma.isMaskedArray(value):
        return list(value)
    likely = "two arguments were swapped, or one was left out"
    if isinstance(value, Mapping):
        likely = f"pass list({name}.values())"
    elif isinstance(value, Iterator):
        likely = f"pass list({name}): an iterator can be read only once"
    elif isinstance(value, ValuesView):
        likely = f"pass list({name})"
    raise TypeError(
        f"expected {name} as a list of {of}, one for each {item}, got {type(value).__name__}; "
        f"likely {likely}"
    )


def as_arrays(name: str, value: object, axes: Sequence[str]) -> list[Array]:
    """Return one array for each layer; each has the named axes.

    Raises
    ------
    TypeError
        If `value` is no list, or an array does not consist of numbers.
    ValueError
        If the list is empty, an array has other axes, or `value` is one array, not in a list.
    """
    items = as_list(name, value, "layer")
    if len(items) == 0:
        raise ValueError(
            f"expected at least one layer in {name}, got none; likely an empty list of {name}"
        )
    arrays = [as_array(f"{name}[{k}]", item) for k, item in enumerate(items)]
    if any(array.ndim != len(axes) for array in arrays):
        _refuse_axes(name, arrays, axes)
    return arrays


def _refuse_axes(name: str, arrays: Sequence[Array], axes: Sequence[str]) -> None:
    for k, array in enumerate(arrays):
        if array.ndim == len(axes) - 1:
            single = f"a single layer that is not in a list: pass [{name}]"
            numbers = "numbers in place of vectors, or " if array.ndim == 0 else ""
            raise ValueError(
                f"expected {name} as a list of arrays of shape {_shape_of(axes)}, got shape "
                f"{array.shape} at {k}; likely {numbers}{single}"
            )
        _expect_axes(f"{name}[{k}]", array, axes)


def expect_function(name: str, value: object) -> None:
    """Raise TypeError unless `value` can be called."""
    if not callable(value):
        raise TypeError(
            f"expected {name} to be a function, got {type(value).__name__}; "
            "likely the function was called already, or two arguments were swapped"
        )


def as_text(name: str, value: object) -> str:
    """Return `value` if it is text."""
    if not isinstance(value, str):
        raise TypeError(
            f"expected {name} as text, got {type(value).__name__}; "
            "likely two arguments were swapped"
        )
    return value


def as_texts(name: str, value: object) -> list[str]:
    """Return `value` as a list of text."""
    texts = list(as_list(name, value, "arrow or the like", "texts"))
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(
                f"expected {name} as a list of texts, got {type(text).__name__} in it; "
                "likely numbers: format them"
            )
    return texts


def expect_named(name: str, value: object) -> None:
    """Raise TypeError unless `value` is a dictionary."""
    if not isinstance(value, Mapping):
        raise TypeError(
            f"expected {name} as a dictionary by name, got {type(value).__name__}; "
            f'likely a single entry: pass {{"W": {name}}}'
        )


def likely_name(name: str, known: Mapping[str, str], otherwise: str) -> str:
    """Say which of the known names a name is likely to mean, if it is near one of them."""
    # Typing errors spare the first letter; gelu is no misspelt relu.
    alike = [one for one in known if one[0] == name[:1].lower()]
    near = difflib.get_close_matches(name.lower(), alike, n=1, cutoff=0.75)
    return f"likely {known[near[0]]!r}" if near else f"likely {otherwise}"


def as_flag(name: str, value: object) -> bool:
    """Return `value` if it is True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(
            f"expected {name} to be True or False, got {type(value).__name__}; "
            "likely two arguments were swapped"
        )
    return bool(value)


def _expect_axes(name: str, array: Array, axes: Sequence[str]) -> None:
    if array.ndim != len(axes):
        raise ValueError(
            f"expected {name} of shape {_shape_of(axes)}, got shape {array.shape}; "
            f"likely {_likely_axes(name, array.ndim, len(axes))}"
        )


def holds_mask(value: object) -> bool:
    """Whether a mask would get lost: that of an array, or of one in a list."""
    if isinstance(value, (list, tuple)):
        return any(holds_mask(item) for item in value)
    return isinstance(value, (np.ma.MaskedArray, np.ma.core.MaskedConstant))


def _numbers(name: str, value: object) -> Array:
    if type(value) is np.ndarray and value.dtype == np.float64:
        return value
    try:
        masked = holds_mask(value)
        array = np.asarray(None if masked else value)
    except Exception as problem:  # whatever the __array__ of a foreign object raises
        raise _unreadable(name, value, problem) from None
    if masked:
        raise TypeError(
            f"expected {name} without a mask, got a masked array; "
            f"likely missing values: fill them ({name}.filled(...)) or leave their rows out"
        )
    if array.dtype.kind not in "biufc":
        raise TypeError(
            f"expected {name} as an array of numbers, got {type(value).__name__} of dtype "
            f"{array.dtype}; likely {_likely_content(name, array)}"
        )
    with np.errstate(all="ignore"):
        return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64, copy=False)


def _unreadable(name: str, value: object, problem: Exception) -> Exception:
    """What to raise where NumPy makes no array of a value."""
    if not isinstance(value, (list, tuple)) or not isinstance(problem, ValueError):
        said = " ".join(str(problem).split()) or type(problem).__name__
        likely = "convert it first, such as a tensor on another device"
        if isinstance(problem, RecursionError):
            likely = "a list that holds itself"
        return TypeError(
            f"expected {name} as an array of numbers, got {type(value).__name__}, of which NumPy "
            f"makes none ({said}); likely {likely}"
        )
    likely = "rows of different lengths"
    if any(isinstance(item, np.ndarray) for item in value):
        likely = "a list of arrays where one is expected: two arguments were swapped"
    return ValueError(
        f"expected {name} as a rectangular array of numbers, got a ragged sequence; likely {likely}"
    )


def _likely_content(name: str, array: Array) -> str:
    """What an array that holds no numbers is likely to be."""
    if array.size and all(type(item).__name__ == "Node" for item in array.flat):
        return "nodes of a graph: pass their values, or use the functions of backhand.graph"
    if array.dtype.names:
        return f"a table with named columns: take them one by one, as {name}[column]"
    try:
        if array.dtype.kind in "OSU" and array.size and not _holds_none(array):
            array.astype(np.float64)
            return f"numbers in another form: pass np.asarray({name}, float)"
    except OverflowError:
        return "a whole number that is too large for a float"
    except (TypeError, ValueError):
        pass
    return _likely_single(name, array.item() if array.ndim == 0 else None)


def _likely_single(name: str, value: object) -> str:
    """What an object that is no array is likely to be."""
    if isinstance(value, (Iterator, KeysView, ValuesView)):
        return f"pass np.array(list({name}))"
    if isinstance(value, Set):
        return "a set, which has no order: pass a list"
    if isinstance(value, Mapping):
        return "a dictionary: pass one of its values"
    return "None, a function or text was passed instead"


def _holds_none(array: Array) -> bool:
    return any(item is None for item in array.flat)


def _shape_of(axes: Sequence[str]) -> str:
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def _likely_axes(name: str, got: int, expected: int) -> str:
    if expected == 2 and got == 1:
        return f"a single sample or row: pass {name}[None, :]"
    if expected == 1 and got == 2:
        return f"a column or row was kept: pass {name}.ravel()"
    if got == 0:
        return "a single number was passed instead"
    return "an axis was dropped or added on the way"
