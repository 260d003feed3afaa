"""A line as a small tree: what `reading` makes of the text, and everything else works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A part of a line."""

    def parts(self) -> tuple[Node, ...]:
        """The parts that it is made of, in order."""
        return ()

    def walk(self) -> Iterator[Node]:
        """Itself and all parts in it."""
        yield self
        for part in self.parts():
            yield from part.walk()


@dataclass(frozen=True)
class Number(Node):
    """A number, as typed."""

    text: str

    @property
    def value(self) -> float:
        """What it is worth."""
        return float(self.text)


@dataclass(frozen=True)
class Place:
    """What stands in one place of the brackets: `k`, `t - 1`, `i + a`.

    Attributes
    ----------
    letters : tuple of (int, str)
        The indices, each with the sign 1 or -1.
    offset : int
        The number that is added to them.
    """

    letters: tuple[tuple[int, str], ...]
    offset: int = 0

    @property
    def letter(self) -> str | None:
        """The index, if it is one index alone."""
        plain = self.offset == 0 and len(self.letters) == 1 and self.letters[0][0] == 1
        return self.letters[0][1] if plain else None


@dataclass(frozen=True)
class Symbol(Node):
    """A symbol with its indices; in a line of matrices, without."""

    name: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Condition(Node):
    """1 where it holds, otherwise 0: `(k == i)`, `(ids[n] == v)`, `(z[i] > 0)`."""

    left: Place | Node
    op: str
    right: Place | Node

    def parts(self) -> tuple[Node, ...]:
        """The sides that are no indices."""
        return tuple(side for side in (self.left, self.right) if isinstance(side, Node))


@dataclass(frozen=True)
class Sum(Node):
    """A sum over indices."""

    letters: tuple[str, ...]
    body: Node

    def parts(self) -> tuple[Node, ...]:
        """What is summed."""
        return (self.body,)


@dataclass(frozen=True)
class Expectation(Node):
    """The mean of something random."""

    body: Node

    def parts(self) -> tuple[Node, ...]:
        """What is random."""
        return (self.body,)


@dataclass(frozen=True)
class Minus(Node):
    """A minus before something."""

    body: Node

    def parts(self) -> tuple[Node, ...]:
        """What stands after it."""
        return (self.body,)


@dataclass(frozen=True)
class Binary(Node):
    """Two parts and what stands between them: + - * / ** @.

    In a line of matrices, * is a number times a matrix, and ∘ goes entry by entry.
    """

    op: str
    left: Node
    right: Node

    def parts(self) -> tuple[Node, ...]:
        """Both parts."""
        return (self.left, self.right)


@dataclass(frozen=True)
class Call(Node):
    """A function, applied to each entry; in a line of matrices also `diag`."""

    name: str
    body: Node

    def parts(self) -> tuple[Node, ...]:
        """What it is applied to."""
        return (self.body,)


@dataclass(frozen=True)
class Transpose(Node):
    """A matrix that is turned."""

    body: Node

    def parts(self) -> tuple[Node, ...]:
        """The matrix."""
        return (self.body,)


@dataclass(frozen=True)
class Ones(Node):
    """A column of ones along an axis."""

    axis: str


def terms(node: Node, sign: int = 1) -> list[tuple[int, Node]]:
    """The terms of a sum, each with its sign: `a - (b - c)` is a, -b and c."""
    match node:
        case Minus(body):
            return terms(body, -sign)
        case Binary("+", left, right):
            return terms(left, sign) + terms(right, sign)
        case Binary("-", left, right):
            return terms(left, sign) + terms(right, -sign)
    return [(sign, node)]


def factors(node: Node) -> list[Node]:
    """The factors of an elementwise product: a division is a factor to the power of -1."""
    match node:
        case Minus(body):
            return [Number("-1"), *factors(body)]
        case Binary("*" | "∘", left, right):
            return factors(left) + factors(right)
        case Binary("/", left, right):
            return [*factors(left), Binary("**", right, Number("-1"))]
    return [node]
