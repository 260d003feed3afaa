"""A function that is handed over gives values, and nothing that its formula could be read from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.boundary.probes import ProbeFunction
from autograder.catalogue import CATALOGUE
from autograder.judging.judge import judge

A, B = np.array([[1.5, 0.5], [0.7, 1.1]]), np.array([[0.3, 0.9], [1.2, 0.4]])
CUBIC = ProbeFunction("cubic", (A, B))
READS = [
    "f.parameters",
    "f.name",
    "f.__call__.__func__",
    "f.__self__",
    "f.__wrapped__",
    "vars(f)['parameters']",
    "f.__closure__[0].cell_contents.pyfunc",
    "f.__closure__[0].cell_contents.__reduce__()",
    "f.__defaults__[0]",
    "f.__kwdefaults__['self']",
]


def test_it_gives_the_same_values() -> None:
    f = CUBIC.handed_over()
    for w in (A, A.tolist(), A.astype(np.float32), np.array([[1, 2], [3, 4]]), 2.0):
        assert f(w) == CUBIC(w)


@pytest.mark.parametrize("read", READS)
def test_nothing_can_be_read_from_it(read: str) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError)):
        eval(read, {"f": CUBIC.handed_over()})


def test_what_can_be_named_of_it_holds_no_array() -> None:
    f: Any = CUBIC.handed_over()
    held = [getattr(f, name) for name in dir(f) if name not in ("__globals__", "__builtins__")]
    held += [cell.cell_contents for cell in f.__closure__]
    held += [getattr(one, name, None) for one in [*held] for name in dir(one)]
    assert not any(isinstance(one, np.ndarray | ProbeFunction) for one in held)


def test_an_array_that_looks_at_what_it_is_multiplied_with_sees_nothing() -> None:
    seen = []

    class Spy(np.ndarray):
        def __array_ufunc__(self, *given: Any, **more: Any) -> Any:
            seen.append(given)
            return NotImplemented

    class Number:
        def __init__(self, value: float) -> None:
            self.value = value

        def __pow__(self, power: int) -> Any:
            seen.append(power)
            return self

        def __rmul__(self, other: Any) -> Any:
            seen.append(other)
            return self

        def __float__(self) -> float:
            return float(self.value)

    f = CUBIC.handed_over()
    assert f(A.view(Spy)) == CUBIC(A)
    assert f(np.array([[Number(v) for v in row] for row in A], dtype=object)) == CUBIC(A)
    assert seen == []


@pytest.mark.parametrize(("w", "kind"), [(A[0], ValueError), (A * 1j, TypeError), ("w", TypeError)])
def test_it_takes_real_arrays_of_its_shape(w: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="^f takes"):
        CUBIC.handed_over()(w)


def test_a_gradient_read_off_the_parameters_is_wrong() -> None:
    def closed(f: Any, W: Any, h: float) -> Any:
        a, b = f.parameters
        return 3 * a * W**2 + 2 * np.sum(b * W) * b

    verdict = judge(CATALOGUE["numerical_gradient"], LocalAnswer(closed), [1])
    assert verdict.score == 0
    assert "has no attribute 'parameters'" in verdict.problem


def test_a_gradient_measured_with_lists_and_numbers_is_right() -> None:
    def measured(f: Any, W: Any, h: float) -> Any:
        rows, columns = W.shape
        found = [[0.0] * columns for _ in range(rows)]
        for i in range(rows):
            for j in range(columns):
                up, down = W.tolist(), W.tolist()
                up[i][j] += h
                down[i][j] -= h
                found[i][j] = (f(up) - f(down)) / (2 * h)
        return found

    assert judge(CATALOGUE["numerical_gradient"], LocalAnswer(measured), [1]).state == "right"
