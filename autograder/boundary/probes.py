"""Public functions that are arguments of a student's function, such as of a gradient checker.

They cross to another process as a name and arrays, never as code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def _cubic(w: Array, a: Array, b: Array) -> float:
    """Σ a w³ + (Σ b w)²: curved in every entry, and every entry matters to every other."""
    return float(np.sum(a * w**3) + np.sum(b * w) ** 2)


FUNCTIONS: dict[str, Callable[..., float]] = {"cubic": _cubic}


@dataclass(frozen=True)
class ProbeFunction:
    """A function of one array, by name, with its parameters."""

    name: str
    parameters: tuple[Array, ...]

    def __call__(self, w: Array) -> float:
        """The function's value at `w`."""
        return FUNCTIONS[self.name](np.asarray(w), *self.parameters)
