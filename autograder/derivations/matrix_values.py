"""The value of a line of matrices, on one draw. The shapes fit: the reader has seen to that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.derivations.language import Array, Language
from autograder.derivations.tree import Binary, Call, Minus, Node, Number, Ones, Symbol, Transpose


class MatrixValues:
    """The values of a line's parts, all of them matrices: a column is (n, 1), a number (1, 1)."""

    def __init__(
        self, language: Language, symbols: Mapping[str, Any], sizes: Mapping[str, int]
    ) -> None:
        self.language, self.symbols, self.sizes = language, symbols, sizes

    def of(self, node: Node) -> Array:
        """The value of a part."""
        match node:
            case Number():
                return np.full((1, 1), node.value)
            case Symbol(name):
                return self._symbol(name)
            case Ones(axis):
                return np.ones((self.sizes[axis], 1))
            case Transpose(body):
                return self.of(body).T
            case Minus(body):
                return -self.of(body)
            case Binary(op, left, right):
                return _combined(op, self.of(left), self.of(right))
            case Call(name, body):
                return self._call(name, self.of(body))
        raise TypeError(f"expected a part of a line of matrices, got {type(node).__name__}")

    def _symbol(self, name: str) -> Array:
        if name in self.language.counts:
            return np.full((1, 1), float(self.sizes[self.language.counts[name]]))
        value = np.asarray(self.symbols[name], float)
        return value if value.ndim == 2 else value.reshape(-1, 1)

    def _call(self, name: str, value: Array) -> Array:
        if name not in self.language.functions:
            return np.diag(value[:, 0])
        numeric = self.language.functions[name].numeric or self.symbols[name]
        return np.asarray(numeric(value))


def _combined(op: str, left: Array, right: Array) -> Array:
    match op:
        case "@":
            return left @ right
        case "*" | "∘":
            return left * right
        case "/":
            return left / right
        case "+":
            return left + right
        case "-":
            return left - right
    return np.asarray(np.power(left, right))
