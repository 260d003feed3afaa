"""Functions that a student's function, such as a gradient checker, takes as arguments.

Their formulas stay with the judge: what is handed over gives values, and nothing else. A process of
a submission asks the judge for each value. In a student's own notebook everything is in one
process, so there the parameters are only kept out of what Python shows of a function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def _cubic(w: Array, a: Array, b: Array) -> float:
    """Σ a w³ + (Σ b w)²: curved in every entry, and every entry interacts with every other."""
    return float(np.sum(a * w**3) + np.sum(b * w) ** 2)


FUNCTIONS: dict[str, Callable[..., float]] = {"cubic": _cubic}
#: The same as code.
IN_CODE = {"cubic": "lambda w: np.sum(a * w**3) + np.sum(b * w) ** 2"}


@dataclass(frozen=True, eq=False)
class ProbeFunction:
    """A function of one array, given by its name and its parameters."""

    name: str
    parameters: tuple[Array, ...]

    def __call__(self, w: Array) -> float:
        """The function's value at `w`.

        Raises
        ------
        TypeError
            If `w` does not consist of real numbers.
        ValueError
            If it has another shape.
        """
        array, shape = np.asarray(w), self.parameters[0].shape
        if array.dtype.kind == "O":
            array = array.astype(float)  # whole numbers without a limit, fractions
        if array.dtype.kind not in "biuf":
            raise TypeError(f"f takes real numbers, got {array.dtype.name}")
        if array.shape not in (shape, ()):
            raise ValueError(f"f takes an array of the shape {shape}, got {array.shape}")
        return FUNCTIONS[self.name](array, *self.parameters)

    def handed_over(self) -> Callable[[Any], float]:
        """A function that gives the same values, and shows nothing of where they come from."""
        # A universal function keeps what it calls to itself. It takes arrays apart, so the array
        # comes in a box.
        value = np.frompyfunc(lambda box: self(box[0]), 1, 1)

        def f(w: Any) -> float:
            box = np.empty((), dtype=object)
            box[()] = [w]
            return float(value(box))

        return f
