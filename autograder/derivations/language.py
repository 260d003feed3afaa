"""What one stage of a derivation is written in: its symbols, functions and the answer's indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Unreadable(ValueError):
    """A line cannot be read, or has no value; the message is one clear line, with the place."""


@dataclass(frozen=True)
class Function:
    r"""A function that lines may apply to each entry.

    Attributes
    ----------
    latex : str
        What stands before the parenthesis, such as ``f'`` or ``\exp``.
    numeric : callable, optional
        Its value. Without one it is drawn, and stands among a line's symbols under its name.
    """

    latex: str
    numeric: Callable[[Array], Array] | None = None


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(z / 2)))


#: Functions that are the same in every draw.
ELEMENTARY: Mapping[str, Function] = MappingProxyType(
    {
        "exp": Function(r"\exp", np.exp),
        "log": Function(r"\log", np.log),
        "sqrt": Function(r"\operatorname{sqrt}", np.sqrt),
        "sin": Function(r"\sin", np.sin),
        "cos": Function(r"\cos", np.cos),
        "tanh": Function(r"\tanh", np.tanh),
        "sigma": Function(r"\sigma", _sigmoid),
    }
)


def _none() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Language:
    r"""What the lines of one stage are written in.

    Attributes
    ----------
    answer : mapping
        The answer's indices and the axes that they run over, in order.
    symbols : mapping
        Each symbol's axes, by name; a plain number has none.
    functions : mapping
        The functions that may be applied, by name.
    matrices : bool
        Whether lines are written in matrices and columns instead of entries.
    latex : mapping
        How a symbol is shown: ``{"dz_dw[k, i, j]": r"\frac{\partial z_k}{\partial w_{ij}}"}``.
        The letters are replaced by those of the line. Without brackets, ``{"z1": "z^{(1)}"}``,
        the indices are put below it; so it also suits a line of matrices.
    indices : mapping
        Further letters whose axes the question states, so that ``sum(n, 1)`` has a value.
    counts : mapping
        Letters that stand for the size of an axis: ``{"N": "samples"}``.
    first : mapping
        The number of an axis's first place, where it is not 0: ``{"time": 1}``.
    edges : mapping
        Symbols whose last or only shifted index may be shifted, ``h[t - 1]`` or ``x[i + a]``, and
        what stands past the edge: a number, or the name of a symbol with the axes that remain.
    positions : mapping
        Symbols that hold places on an axis, to be compared with an index: ``(ids[n] == v)``.
    conditions : bool
        Whether values and indices may be compared by size: ``(z[i] > 0)``, ``(t >= s)``.
    chance : mapping
        Symbols that are random, and which of them are drawn together: ``{"w": "weights"}``. They
        stand only in ``E(…)``. See `chance`.
    """

    answer: Mapping[str, str]
    symbols: Mapping[str, tuple[str, ...]]
    functions: Mapping[str, Function] = field(default_factory=_none)
    matrices: bool = False
    latex: Mapping[str, str] = field(default_factory=_none)
    indices: Mapping[str, str] = field(default_factory=_none)
    counts: Mapping[str, str] = field(default_factory=_none)
    first: Mapping[str, int] = field(default_factory=_none)
    edges: Mapping[str, float | str] = field(default_factory=_none)
    positions: Mapping[str, str] = field(default_factory=_none)
    conditions: bool = False
    chance: Mapping[str, str] = field(default_factory=_none)

    def __post_init__(self) -> None:
        """Reject a matrix stage with symbols or an answer of more than two axes."""
        if self.matrices:
            shapes = {"the answer": tuple(self.answer), **self.symbols}
            for name, axes in shapes.items():
                if len(axes) > 2:
                    raise ValueError(f"expected {name} to be a matrix, got axes {', '.join(axes)}")

    @property
    def names(self) -> str:
        """The symbols, as a message lists them."""
        return ", ".join([*self.symbols, *self.counts]) or "numbers alone"
