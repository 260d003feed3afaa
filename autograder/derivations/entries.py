"""Lines in the language of indices: `sum(k, delta[k] * (k == i) * x[j])`."""

from __future__ import annotations

import ast
import re
from collections import Counter

from autograder.derivations.axes import Axes, letter
from autograder.derivations.language import Language, Unreadable
from autograder.derivations.reader import Reader
from autograder.derivations.tree import (
    Binary,
    Condition,
    Expectation,
    Node,
    Number,
    Place,
    Sum,
    Symbol,
)

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
INDEX = re.compile(r"[A-Za-z][0-9]?")
MOST_INDICES = 14
#: How many factors of symbols drawn together may stand in one mean: see `chance`.
MOST_RANDOM = 3


class EntriesReader(Reader):
    """Makes a tree of a line, and finds out the axis of each index."""

    def __init__(self, text: str, language: Language) -> None:
        super().__init__(text, language)
        self.axes = Axes(language.answer, "the answer")
        self.indices = list(language.answer)
        self._scope = {i: i for i in language.answer}
        self._random = False

    def read(self, tree: ast.expr) -> Node:
        """The whole line."""
        node = self.node(tree)
        for index in self.indices:
            self.axes.axis(index)
        return node

    def call(self, name: str, arguments: list[ast.expr], tree: ast.Call) -> Node:
        """A sum, a mean or a function."""
        if name == "sum":
            return self._sum(arguments, tree)
        if name == "E" and self.language.chance:
            return self._expectation(arguments, tree)
        return super().call(name, arguments, tree)

    def other(self, tree: ast.AST) -> Node:
        """A symbol, a condition, or what belongs to no line of entries."""
        match tree:
            case ast.Name(name):
                return self._bare(name)
            case ast.Subscript(ast.Name(name), places):
                return self._symbol(name, places, tree)
            case ast.Subscript(ast.Subscript()):
                raise Unreadable(
                    f"`{self.source(tree)}`: write both indices in one bracket, [i, j]"
                )
            case ast.Subscript():
                raise Unreadable(f"`{self.source(tree)}`: only symbols have indices")
            case ast.Compare(left, [op], [right]) if type(op) in COMPARISONS:
                return self._condition(left, COMPARISONS[type(op)], right, tree)
            case ast.Compare(_, [_, _, *_]):
                raise Unreadable(
                    f"`{self.source(tree)}` compares more than two: write (k == i) * (i == m)"
                )
            case ast.Compare():
                raise Unreadable(f"`{self.source(tree)}`: compare with ==, <, <=, > or >=")
            case ast.BinOp(_, ast.MatMult()) | ast.Attribute(_, "T"):
                raise Unreadable(
                    f"`{self.source(tree)}`: @ and .T belong to lines of matrices; "
                    "this stage is written in entries, such as W[k, i]"
                )
            case ast.Tuple():
                raise Unreadable(f"`{self.source(tree)}`: a comma has no meaning here")
        return super().other(tree)

    # Sums and means.

    def _sum(self, arguments: list[ast.expr], tree: ast.Call) -> Node:
        where = self.source(tree)
        *named, body = arguments or [None]
        if body is None or not named:
            raise Unreadable(f"`{where}`: a sum names its index first, as in sum(k, …)")
        outer, summed = self._scope, []
        self._scope = dict(outer)
        for tree_of_index in named:
            summed.append(self._bound(tree_of_index, where))
        if isinstance(body, ast.Name) and body.id in self._scope:
            raise Unreadable(f"`{where}` says what it runs over, but not what is added")
        node = Sum(tuple(summed), self.node(body))
        self._scope = outer
        return node

    def _bound(self, tree: ast.expr, where: str) -> str:
        """A new index, which the sum runs over."""
        name = tree.id if isinstance(tree, ast.Name) else ""
        if not INDEX.fullmatch(name):
            raise Unreadable(
                f"`{where}`: `{self.source(tree)}` is no index; an index is one letter"
            )
        if name in self.language.symbols or name in self.language.counts:
            raise Unreadable(
                f"`{where}`: {name} is a symbol of this stage; sum over another letter"
            )
        if name in self.language.answer:
            raise Unreadable(
                f"`{where}`: {name} is an index of the answer, so it cannot be summed over; "
                "use another letter"
            )
        if name in self._scope:
            raise Unreadable(f"`{where}`: {name} is summed twice, one sum inside the other")
        again = sum(letter(index) == name for index in self.indices)
        index = f"{name}#{again + 1}" if again else name
        self.indices.append(index)
        if len(self.indices) > MOST_INDICES:
            raise Unreadable(f"a line may have {MOST_INDICES} indices")
        self._scope[name] = index
        if name in self.language.indices:
            self.axes.runs(index, self.language.indices[name], "the question")
        return index

    def _expectation(self, arguments: list[ast.expr], tree: ast.Call) -> Node:
        if len(arguments) != 1:
            raise Unreadable(f"`{self.source(tree)}`: E takes one argument, E(…)")
        outer, self._random = self._random, True
        node = Expectation(self.node(arguments[0]))
        self._random = outer
        for source, degree in degrees(node.body, self.language).items():
            if degree > MOST_RANDOM:
                raise Unreadable(
                    f"`{self.source(tree)}`: the question says nothing about the mean of a product "
                    f"of {degree} factors of {source}"
                )
        return node

    # Symbols.

    def _bare(self, name: str) -> Node:
        """A name without brackets: a number, or a mistake."""
        axes = self.language.symbols.get(name)
        if name in self.language.counts or axes == ():
            return self._known(name, ())
        if axes:
            letters = ", ".join("kmn"[: len(axes)]) if len(axes) <= 3 else "…"
            raise Unreadable(
                f"{name} has {_many(len(axes))} ({', '.join(axes)}): "
                f"write its entries, such as {name}[{letters}]"
            )
        if name in self._scope:
            raise Unreadable(f"{name} is an index and cannot stand for a number")
        raise self.unknown(name)

    def _symbol(self, name: str, places: ast.expr, tree: ast.AST, compared: bool = False) -> Node:
        if name in self.language.functions:
            raise Unreadable(f"{name} is a function: write {name}(…)")
        axes = self.language.symbols.get(name, () if name in self.language.counts else None)
        if axes is None:
            raise self.unknown(name)
        where = self.source(tree)
        typed = places.elts if isinstance(places, ast.Tuple) else [places]
        if len(typed) != len(axes):
            over = f" ({', '.join(axes)})" if axes else ""
            raise Unreadable(f"{name} has {_many(len(axes))}{over}; `{where}` gives {len(typed)}")
        read = tuple(self._place(place, where) for place in typed)
        for place, axis in zip(read, axes, strict=True):
            self._runs(place, axis, name, where)
        return Symbol(name, read) if compared else self._known(name, read)

    def _known(self, name: str, places: tuple[Place, ...]) -> Symbol:
        if name in self.language.positions:
            raise Unreadable(
                f"{name} holds places, not numbers to calculate with: compare it, as in "
                f"({name}[n] == v)"
            )
        if name in self.language.chance and not self._random:
            raise Unreadable(f"{name} is random: it stands inside E(…)")
        return Symbol(name, places)

    def _runs(self, place: Place, axis: str, name: str, where: str) -> None:
        """What a symbol says about an index, and whether the symbol may be shifted."""
        if place.letter is None and name not in self.language.edges:
            raise Unreadable(f"`{where}`: an index is one letter; {name} is not shifted here")
        indices = [index for _, index in place.letters if index not in self.language.counts]
        if len(indices) == 1 and place.letters[0][0] == 1:
            self.axes.runs(indices[0], axis, where)

    def _place(self, tree: ast.expr, where: str, in_brackets: bool = True) -> Place:
        """What stands in one place of the brackets, or on one side of a condition."""
        letters: list[tuple[int, str]] = []
        offset = 0
        for sign, part in _signed(tree, 1):
            match part:
                case ast.Name(name):
                    letters.append((sign, self._index(name, where)))
                case ast.Constant(int(number)) if type(number) is int and number < 100:
                    offset += sign * number
                case _:
                    raise Unreadable(f"`{where}`: an index is a letter, not `{self.source(part)}`")
        if in_brackets and not any(i not in self.language.counts for _, i in letters):
            raise Unreadable(f"`{where}`: an index is a letter, not a number")
        return Place(tuple(letters), offset)

    def _index(self, name: str, where: str) -> str:
        if name in self._scope:
            return self._scope[name]
        if name in self.language.counts:
            return name
        if not INDEX.fullmatch(name) or name in self.language.symbols:
            raise Unreadable(f"`{where}`: an index is one letter, not {name}")
        answer = ", ".join(self.language.answer)
        of = f"one of the answer's indices, {answer}" if answer else "an index of the answer"
        raise Unreadable(f"{name} in `{where}` is neither summed nor {of}")

    # Conditions.

    def _condition(self, left: ast.expr, op: str, right: ast.expr, tree: ast.AST) -> Node:
        where = f"({self.source(tree)})"
        if op != "==" and not self.language.conditions:
            raise Unreadable(f"{where}: this stage compares with == alone, as in (k == i)")
        if self._is_place(left) and self._is_place(right):
            sides = (self._side(left, where), self._side(right, where))
            self._one_axis(*sides, where)
            return Condition(sides[0], op, sides[1])
        if op == "==":
            return self._equal_positions(left, right, where)
        return Condition(self.node(left), op, self.node(right))

    def _is_place(self, tree: ast.expr) -> bool:
        """Whether a side of a condition is an index, or a whole number."""
        names = [part.id for part in ast.walk(tree) if isinstance(part, ast.Name)]
        known = self._scope.keys() | self.language.counts.keys()
        arithmetic = all(
            isinstance(part, ast.expr_context | ast.operator | ast.unaryop | ast.Name | ast.BinOp)
            or isinstance(part, ast.UnaryOp)
            or (isinstance(part, ast.Constant) and type(part.value) is int)
            for part in ast.walk(tree)
        )
        unknown = {n for n in names if n not in known and n not in self.language.symbols}
        return arithmetic and (set(names) - unknown) <= known

    def _side(self, tree: ast.expr, where: str) -> Place:
        """An index, the size of an axis or a whole number as a side of a condition."""
        return self._place(tree, where, in_brackets=False)

    def _one_axis(self, left: Place, right: Place, where: str) -> None:
        """Indices that are compared run over one axis."""
        one, other = (
            [index for _, index in side.letters if index not in self.language.counts]
            for side in (left, right)
        )
        if not one and not other:
            raise Unreadable(f"{where} compares no index")
        if len(one) == len(other) == 1:
            self.axes.same(one[0], other[0], where)

    def _equal_positions(self, left: ast.expr, right: ast.expr, where: str) -> Node:
        """`(ids[n] == v)`: a symbol holds places on the axis of v."""
        sides: list[Place | Node] = []
        axes: list[str] = []
        for tree in (left, right):
            if self._is_place(tree):
                sides.append(self._side(tree, where))
                continue
            name = getattr(getattr(tree, "value", None), "id", "")
            if name not in self.language.positions:
                self.node(tree)  # a mistake in it is said first
                raise Unreadable(
                    f"{where}: == compares indices; write the condition in parentheses, (k == i)"
                )
            sides.append(self._symbol(name, getattr(tree, "slice"), tree, compared=True))  # noqa: B009
            axes.append(self.language.positions[name])
        for side in sides:
            if isinstance(side, Place) and side.letter:
                self.axes.runs(side.letter, axes[0], where)
        return Condition(sides[0], "==", sides[1])


def _signed(tree: ast.expr, sign: int) -> list[tuple[int, ast.expr]]:
    """The terms of an index such as `i + a - 1`, each with its sign."""
    match tree:
        case ast.BinOp(left, ast.Add(), right):
            return _signed(left, sign) + _signed(right, sign)
        case ast.BinOp(left, ast.Sub(), right):
            return _signed(left, sign) + _signed(right, -sign)
        case ast.UnaryOp(ast.USub(), body):
            return _signed(body, -sign)
    return [(sign, tree)]


def _many(indices: int) -> str:
    return {0: "no index", 1: "1 index"}.get(indices, f"{indices} indices")


def degrees(node: Node, language: Language) -> Counter[str]:
    """How many factors of what is drawn together stand in one term, at most."""
    match node:
        case Symbol(name):
            source = language.chance.get(name)
            return Counter({source: 1} if source else {})
        case Binary("*" | "/", left, right):
            return degrees(left, language) + degrees(right, language)
        case Binary("**", body, Number() as power):
            times = max(1, round(power.value))
            return Counter({s: n * times for s, n in degrees(body, language).items()})
    most: Counter[str] = Counter()
    for part in node.parts():
        most |= degrees(part, language)
    return most
