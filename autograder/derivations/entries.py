"""Lines in the language of indices: `sum(k, delta[k] * (k == i) * x[j])`."""

from __future__ import annotations

import ast

from autograder.derivations.chance import MOST_FACTORS, degrees
from autograder.derivations.indices import Indices
from autograder.derivations.language import Language, Unreadable
from autograder.derivations.reader import Reader
from autograder.derivations.tree import Condition, Expectation, Node, Place, Sum, Symbol

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class EntriesReader(Reader):
    """Makes a tree of a line, and finds out the axis of each index."""

    def __init__(self, text: str, language: Language) -> None:
        super().__init__(text, language)
        self.indices = Indices(language)
        self._in_mean = False

    def read(self, tree: ast.expr) -> tuple[Node, dict[str, str]]:
        """The whole line, and the axis of each of its indices."""
        node = self.node(tree)
        return node, {index: self.indices.axes.axis(index) for index in self.indices.all}

    def call(self, name: str, arguments: list[ast.expr], tree: ast.Call) -> Node:
        """A sum, a mean or a function."""
        if name == "sum":
            return self._sum(arguments, tree)
        if name == "E" and self.language.chance:
            return self._mean(arguments, tree)
        return super().call(name, arguments, tree)

    def other(self, tree: ast.AST) -> Node:
        """A symbol, a condition, or what belongs to no line of entries."""
        match tree:
            case ast.Name(name):
                return self._bare(name)
            case ast.Subscript(ast.Name(name)):
                return self._known(self._symbol(name, tree))
            case ast.Compare(left, [op], [right]) if type(op) in COMPARISONS:
                return self._condition(left, COMPARISONS[type(op)], right, tree)
        remedy = _remedy(tree)
        if remedy:
            raise Unreadable(f"`{self.source(tree)}`: {remedy}")
        return super().other(tree)

    # Sums and means.

    def _sum(self, arguments: list[ast.expr], tree: ast.Call) -> Node:
        where = self.source(tree)
        if len(arguments) < 2:
            raise Unreadable(f"`{where}`: a sum names its index first, as in sum(k, …)")
        *named, body = arguments
        outer = self.indices.scope
        self.indices.scope = dict(outer)
        letters = tuple(self.indices.bind(index, where) for index in named)
        if isinstance(body, ast.Name) and body.id in self.indices.scope:
            raise Unreadable(f"`{where}` says what it runs over, but not what is added")
        node = Sum(letters, self.node(body))
        self.indices.scope = outer
        return node

    def _mean(self, arguments: list[ast.expr], tree: ast.Call) -> Node:
        where = self.source(tree)
        if len(arguments) != 1:
            raise Unreadable(f"`{where}`: E takes one argument, E(…)")
        outer, self._in_mean = self._in_mean, True
        node = Expectation(self.node(arguments[0]))
        self._in_mean = outer
        for source, degree in degrees(node.body, self.language).items():
            if degree > MOST_FACTORS:
                raise Unreadable(
                    f"`{where}`: the question says nothing about the mean of a product of {degree} "
                    f"factors from the {source}"
                )
        return node

    # Symbols.

    def _bare(self, name: str) -> Node:
        """A name without brackets: a number, or a mistake."""
        axes = self.language.symbols.get(name)
        if name in self.language.counts or axes == ():
            return self._known(Symbol(name))
        if axes:
            letters = ", ".join("kmnp"[: len(axes)])
            raise Unreadable(
                f"{name} has {_many(axes)}: write its entries, such as {name}[{letters}]"
            )
        if name in self.indices.scope:
            raise Unreadable(f"{name} is an index and cannot stand for a number")
        raise self.unknown(name)

    def _symbol(self, name: str, tree: ast.Subscript) -> Symbol:
        """A symbol with its indices, which run over its axes."""
        where = self.source(tree)
        axes = self.language.symbols.get(name, () if name in self.language.counts else None)
        if axes is None:
            raise self.unknown(name)
        typed = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        if len(typed) != len(axes):
            raise Unreadable(f"{name} has {_many(axes)}; `{where}` gives {len(typed)}")
        places = tuple(self.indices.bracket(part, where) for part in typed)
        for place, axis in zip(places, axes, strict=True):
            self._runs(place, axis, name, where)
        return Symbol(name, places)

    def _runs(self, place: Place, axis: str, name: str, where: str) -> None:
        """What a symbol says about an index, and whether the symbol may be shifted."""
        if place.letter is None and name not in self.language.edges:
            raise Unreadable(f"`{where}`: an index is one letter; {name} is not shifted here")
        indices = self.indices.among(place)
        if len(indices) == len(place.letters) == 1 and place.letters[0][0] == 1:
            self.indices.axes.runs(indices[0], axis, where)

    def _known(self, symbol: Symbol) -> Symbol:
        """The symbol, if its values can be calculated with at this point."""
        name = symbol.name
        if name in self.language.positions:
            raise Unreadable(
                f"{name} holds places, not amounts: compare it, as in ({name}[n] == v)"
            )
        if name in self.language.chance and not self._in_mean:
            raise Unreadable(f"{name} is random: it stands inside E(…)")
        return symbol

    # Conditions.

    def _condition(self, left: ast.expr, op: str, right: ast.expr, tree: ast.AST) -> Node:
        where = f"({self.source(tree)})"
        if op != "==" and not self.language.conditions:
            raise Unreadable(f"{where}: this stage compares with == alone, as in (k == i)")
        if self._is_place(left) and self._is_place(right):
            sides = (self.indices.place(left, where), self.indices.place(right, where))
            one, other = map(self.indices.among, sides)
            if not one and not other:
                raise Unreadable(f"{where} compares no index")
            if len(one) == len(other) == 1:
                self.indices.axes.same(one[0], other[0], where)
            return Condition(sides[0], op, sides[1])
        if op == "==":
            return self._equal_positions(left, right, where)
        return Condition(self.node(left), op, self.node(right))

    def _is_place(self, tree: ast.expr) -> bool:
        """Whether a side of a condition is made of indices and whole numbers."""
        known = self.indices.scope.keys() | self.language.counts.keys()
        for part in ast.walk(tree):
            match part:
                case ast.Name(name) if name in known or name not in self.language.symbols:
                    continue
                case ast.Constant(int()) | ast.BinOp() | ast.UnaryOp() | ast.expr_context():
                    continue
                case ast.Add() | ast.Sub() | ast.USub():
                    continue
            return False
        return True

    def _equal_positions(self, left: ast.expr, right: ast.expr, where: str) -> Node:
        """`(ids[n] == v)`: a symbol holds places on the axis of v."""
        sides: list[Place | Node] = []
        axes: set[str] = set()
        for tree in (left, right):
            match tree:
                case ast.Subscript(ast.Name(name)) if name in self.language.positions:
                    sides.append(self._symbol(name, tree))
                    axes.add(self.language.positions[name])
                case _ if self._is_place(tree):
                    sides.append(self.indices.place(tree, where))
                case _:
                    raise Unreadable(
                        f"{where}: == compares two indices; write it in parentheses, (k == i)"
                    )
        for side in sides:
            if isinstance(side, Place) and side.letter:
                self.indices.axes.runs(side.letter, min(axes), where)
        if len(axes) > 1:
            raise Unreadable(f"{where} compares places on {' and '.join(sorted(axes))}")
        return Condition(sides[0], "==", sides[1])


def _remedy(tree: ast.AST) -> str:
    """What to write instead of what belongs to no line of entries."""
    match tree:
        case ast.Subscript(ast.Subscript()):
            return "write both indices in one bracket, [i, j]"
        case ast.Subscript():
            return "only symbols have indices"
        case ast.Compare(_, [_, _, *_]):
            return "one comparison at a time: write (k == i) * (i == m)"
        case ast.Compare():
            return "compare with ==, <, <=, > or >="
        case ast.BinOp(_, ast.MatMult()) | ast.Attribute(_, "T"):
            return "@ and .T belong to lines of matrices; this stage is written in entries, W[k, i]"
        case ast.Tuple():
            return "a comma has no meaning here"
    return ""


def _many(axes: tuple[str, ...]) -> str:
    """`2 indices (outputs, inputs)`, as a message says it."""
    many = {0: "no index", 1: "1 index"}.get(len(axes), f"{len(axes)} indices")
    return f"{many} ({', '.join(axes)})" if axes else many
