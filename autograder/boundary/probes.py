"""Public functions that a student's function, such as a gradient checker, takes as arguments.

They are sent to another process as a name and arrays, never as code.
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


@dataclass(frozen=True)
class ProbeFunction:
    """A function of one array, given by its name and its parameters."""

    name: str
    parameters: tuple[Array, ...]

    def __call__(self, w: Array) -> float:
        """The function's value at `w`."""
        return FUNCTIONS[self.name](np.asarray(w), *self.parameters)
