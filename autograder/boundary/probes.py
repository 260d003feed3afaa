"""Public functions that are arguments of a student's function, such as of a gradient checker.

They cross to another process as a name and arrays, never as code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    # This module is also imported in a submission's process, which must not have the references.
    from autograder.reference.rules import Array


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
