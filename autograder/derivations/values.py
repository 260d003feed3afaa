"""The value of a line of entries, over all its indices at once.

Every array has one dimension for each index of the line, in order, of size 1 where it does not
depend on the index. So sums and products broadcast, and an index is summed out where it stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograder.derivations.language import Array, Language, Unreadable
from autograder.derivations.tree import (
    Binary,
    Call,
    Condition,
    Expectation,
    Minus,
    Node,
    Number,
    Place,
    Sum,
    Symbol,
    factors,
    terms,
)

#: The most entries that an array on the way to the value may have.
MOST_ENTRIES = 2**18

COMPARE: Mapping[str, Callable[[Array, Array], Array]] = {
    "==": np.equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


class Values:
    """The values of a line's parts, on one draw.

    Parameters
    ----------
    language : Language
        What the line is written in.
    axes : mapping
        The axis of each of the line's indices, in the order of the dimensions.
    symbols : mapping
        The value of each symbol, and functions that are drawn.
    sizes : mapping
        The size of each axis.
    """

    def __init__(
        self,
        language: Language,
        axes: Mapping[str, str],
        symbols: Mapping[str, Array],
        sizes: Mapping[str, int],
    ) -> None:
        self.language, self.axes, self.symbols, self.sizes = language, axes, symbols, sizes
        # What is drawn together has one dimension more, its outcomes, behind those of the indices.
        self.sources = {
            source: len(symbols[name])
            for name, source in language.chance.items()
            if name in symbols
        }
        self.shape = (*(sizes[axis] for axis in axes.values()), *self.sources.values())
        self._dimension = {index: at for at, index in enumerate([*axes, *self.sources])}

    def of(self, node: Node) -> Array:
        """The value of a part."""
        match node:
            case Number():
                return self._constant(node.value)
            case Symbol(name, places):
                return self._symbol(name, places)
            case Binary("**", body, power):
                return self._combined(np.power, self.of(body), self.of(power))
            case Binary("*" | "/"):
                return self._product(node, (), False)
            case Binary() | Minus():
                return self._total(node, (), False)
            case Condition(left, op, right):
                sides = self._side(left), self._side(right)
                return np.asarray(self._combined(COMPARE[op], *sides), float)
            case Sum(letters, body):
                return self._total(body, tuple(self._dimension[i] for i in letters), False)
            case Expectation(body):
                outcomes = tuple(self._dimension[source] for source in self.sources)
                return self._total(body, outcomes, True)
            case Call(name, body):
                numeric = self.language.functions[name].numeric or self.symbols[name]
                return np.asarray(numeric(self.of(body)))  # type: ignore[operator]
        raise TypeError(f"expected a part of a line of entries, got {type(node).__name__}")

    def _constant(self, value: float) -> Array:
        return np.full((1,) * len(self.shape), value)

    # Products and sums.

    def _total(self, node: Node, summed: tuple[int, ...], mean: bool) -> Array:
        """The terms, each summed over dimensions, or averaged, then added up."""
        while isinstance(node, Sum) and not mean:
            summed, node = summed + tuple(self._dimension[i] for i in node.letters), node.body
        total: Array | None = None
        for sign, term in terms(node):
            value = self._product(term, summed, mean)
            if total is None:
                total = value if sign > 0 else -value
            else:
                total = self._combined(np.add if sign > 0 else np.subtract, total, value)
        return self._constant(0.0) if total is None else total

    def _product(self, node: Node, summed: Sequence[int], mean: bool) -> Array:
        """The product of the factors, summed over dimensions one after the other.

        The dimension whose factors make the smallest array comes first, so that a sum over
        several indices never needs all of them at once.
        """
        arrays = [self.of(factor) for factor in factors(node)]
        left = list(summed)
        while left:
            concerned = {at: [a for a in arrays if a.shape[at] > 1] for at in left}
            at = min(left, key=lambda at: _entries(concerned[at])) if len(left) > 1 else left[0]
            left.remove(at)
            if concerned[at]:
                whole = self._multiplied(concerned[at]).sum(axis=at, keepdims=True)
                if mean:
                    whole = whole / self.shape[at]
                arrays = [a for a in arrays if a.shape[at] == 1] + [whole]
            elif not mean:
                arrays.append(self._constant(self.shape[at]))
        return self._multiplied(arrays)

    def _multiplied(self, arrays: Sequence[Array]) -> Array:
        product = arrays[0]
        for array in arrays[1:]:
            product = self._combined(np.multiply, product, array)
        return product

    def _combined(self, operation: Callable[..., Array], one: Array, other: Array) -> Array:
        """Two arrays entry by entry, unless the result would be too large."""
        if one.size > 1 and other.size > 1 and _entries((one, other)) > MOST_ENTRIES:
            raise Unreadable("the line is too heavy: too many indices stand in one product")
        return operation(one, other)

    # Symbols and indices.

    def _symbol(self, name: str, places: tuple[Place, ...]) -> Array:
        """The entries of a symbol, each index in its dimension."""
        if name in self.language.counts:
            return self._constant(self.sizes[self.language.counts[name]])
        value = np.asarray(self.symbols[name])
        source = self.language.chance.get(name)
        letters = [*([source] if source else []), *(place.letter for place in places)]
        if None in letters:
            return self._shifted(name, value, places)
        at = [self._dimension[str(letter)] for letter in letters]
        if len(set(at)) < len(at):
            return np.asarray(value[tuple(self._along(d) for d in at)], float)
        shape = [1] * len(self.shape)
        for dimension in at:
            shape[dimension] = self.shape[dimension]
        order = sorted(range(len(at)), key=at.__getitem__)
        return np.asarray(value.transpose(order).reshape(shape), float)

    def _along(self, dimension: int) -> Array:
        """0, 1, 2, … along one dimension."""
        shape = [1] * len(self.shape)
        shape[dimension] = -1
        return np.arange(self.shape[dimension]).reshape(shape)

    def _place(self, place: Place) -> Array:
        """The number that stands in a place, for each value of its indices."""
        number = self._constant(0).astype(int) + place.offset
        for sign, index in place.letters:
            if index in self.language.counts:
                number = number + sign * self.sizes[self.language.counts[index]]
            else:
                first = self.language.first.get(self.axes[index], 0)
                number = number + sign * (self._along(self._dimension[index]) + first)
        return number

    def _side(self, side: Place | Node) -> Array:
        """One side of a condition; a symbol that holds places gives the numbers of these."""
        if isinstance(side, Place):
            return self._place(side)
        value = self.of(side)
        if isinstance(side, Symbol) and side.name in self.language.positions:
            return value + self.language.first.get(self.language.positions[side.name], 0)
        return value

    def _shifted(self, name: str, value: Array, places: tuple[Place, ...]) -> Array:
        """A symbol with a shifted index, and what stands past its edge."""
        source = self.language.chance.get(name)
        at = [self._along(self._dimension[source])] if source else []
        inside: Array = np.asarray(True)
        axes = self.language.symbols[name]
        for place, axis in zip(places, axes, strict=True):
            number = self._place(place) - self.language.first.get(axis, 0)
            inside = inside & (number >= 0) & (number < self.sizes[axis])
            at.append(np.clip(number, 0, self.sizes[axis] - 1))
        edge = self.language.edges[name]
        if isinstance(edge, str):
            past = self._symbol(edge, tuple(place for place in places if place.letter))
        else:
            past = self._constant(edge)
        if math.prod(np.broadcast_shapes(*(a.shape for a in at))) > MOST_ENTRIES:
            raise Unreadable("the line is too heavy: too many indices stand in one symbol")
        return np.where(inside, value[tuple(at)], past)


def _entries(arrays: Sequence[Array]) -> int:
    """How many entries the product of the arrays has."""
    if not arrays:
        return 0
    return math.prod(map(max, zip(*(a.shape for a in arrays), strict=True)))
