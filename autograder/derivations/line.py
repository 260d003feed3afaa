"""A line that has been read: its value on a draw, its formula, its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.derivations.forms import Features, canonical, features
from autograder.derivations.language import Array, Language, Unreadable
from autograder.derivations.latex import shown
from autograder.derivations.matrix_values import MatrixValues
from autograder.derivations.tree import Node
from autograder.derivations.values import Values


@dataclass(frozen=True)
class Line:
    """One line of a derivation.

    Attributes
    ----------
    text : str
        The line as typed.
    language : Language
        What it is written in.
    tree : Node
        What was read.
    axes : mapping
        The axis of each index of the line, the answer's first; empty for a line of matrices.
    """

    text: str
    language: Language
    tree: Node
    axes: Mapping[str, str]

    def value(self, symbols: Mapping[str, Any], sizes: Mapping[str, int]) -> Array:
        """The line's value, with one axis for each index of the answer, in order.

        Parameters
        ----------
        symbols : mapping
            The value of each symbol, one axis for each of its axes (a random one has its outcomes
            as the first axis), and the functions that are drawn.
        sizes : mapping
            The size of each axis, by name.

        Raises
        ------
        Unreadable
            If the line is too heavy, or has no finite value on this draw.
        """
        shape = tuple(sizes[axis] for axis in self.language.answer.values())
        with np.errstate(all="ignore"):
            if self.language.matrices:
                value = MatrixValues(self.language, symbols, sizes).of(self.tree).reshape(shape)
            else:
                values = Values(self.language, self.axes, symbols, sizes)
                full = values.of(self.tree)
                value = np.broadcast_to(full.reshape(full.shape[: len(shape)]), shape)
        if not np.isfinite(value).all():
            raise Unreadable(
                "the line has no finite value on some of the numbers that were drawn: "
                "likely a division by 0, or a root or logarithm of a negative number"
            )
        return np.array(value, float)

    def latex(self) -> str:
        """The formula as it was read, without dollar signs."""
        return shown(self.tree, self.language)

    @cached_property
    def features(self) -> Features:
        """What the form of the line is."""
        return features(self.tree, self.language)

    def same_form(self, other: Line) -> bool:
        """Whether the lines differ only in order, in parentheses and in summed letters."""
        return canonical(self.tree) == canonical(other.tree)
