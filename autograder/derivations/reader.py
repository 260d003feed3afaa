"""What lines of entries and lines of matrices have in common: arithmetic, numbers and functions."""

from __future__ import annotations

import ast

from autograder.derivations.language import Language, Unreadable
from autograder.derivations.tree import Binary, Call, Minus, Node, Number

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
LARGEST = 1e6
LARGEST_POWER = 10


class Reader:
    """Makes a tree of an expression; the languages add what they have of their own."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language

    def node(self, tree: ast.AST) -> Node:
        """The part of the line as a tree of our own."""
        match tree:
            case ast.Constant():
                return self._number(tree)
            case ast.UnaryOp(ast.USub(), body):
                return Minus(self.node(body))
            case ast.UnaryOp(ast.UAdd(), body):
                return self.node(body)
            case ast.BinOp(op=op) if type(op) in OPERATORS:
                return self.binary(OPERATORS[type(op)], tree)
            case ast.Call(ast.Name(name), arguments, []):
                return self.call(name, arguments, tree)
        return self.other(tree)

    def source(self, tree: ast.AST) -> str:
        """The part of the line as typed, cut where it is long."""
        start, end = getattr(tree, "col_offset", 0), getattr(tree, "end_col_offset", None)
        text = self.text[start:end].strip()
        return text if len(text) <= 40 else text[:39] + "…"

    def binary(self, op: str, tree: ast.BinOp) -> Node:
        """Two parts with an operator between them."""
        if op == "**":
            self._power(tree)
        return Binary(op, self.node(tree.left), self.node(tree.right))

    def call(self, name: str, arguments: list[ast.expr], tree: ast.Call) -> Node:
        """A function of one argument."""
        if name in self.language.symbols:
            raise Unreadable(self._called(name, tree))
        if name not in self.language.functions:
            known = ", ".join(self.language.functions)
            has = f"its functions are {known}" if known else "it has no functions"
            raise Unreadable(f"this stage has no function {name}: {has}")
        if len(arguments) != 1:
            raise Unreadable(f"{name} takes 1 argument; `{self.source(tree)}` has {len(arguments)}")
        return Call(name, self.node(arguments[0]))

    def _called(self, name: str, tree: ast.Call) -> str:
        axes = self.language.symbols[name]
        if axes and not self.language.matrices:
            remedy = f"write {name}[…] for its entries"
        else:
            remedy = "write * for a product"
        return f"{name} is no function in `{self.source(tree)}`: {remedy}"

    def other(self, tree: ast.AST) -> Node:
        """Whatever else stands in the line."""
        if isinstance(tree, ast.Call):
            raise Unreadable(f"`{self.source(tree)}` applies something that is no function")
        raise Unreadable(f"`{self.source(tree)}` cannot stand in a line")

    def unknown(self, name: str) -> Unreadable:
        """The error for a symbol that this stage does not have."""
        if name in self.language.functions:
            return Unreadable(f"{name} is a function: write {name}(…)")
        known = f"this stage is written in {self.language.names}"
        base, _, rest = name.partition("_")
        if rest and base in self.language.symbols and len(rest) <= 3:
            return Unreadable(f"{known}; for {name} write {base}[{', '.join(rest)}]")
        short = name if len(name) <= 40 else name[:39] + "…"
        return Unreadable(f"{known}; {short} is not one of them")

    def _number(self, tree: ast.Constant) -> Number:
        if not isinstance(tree.value, int | float) or isinstance(tree.value, bool):
            raise Unreadable(f"`{self.source(tree)}` is no number")
        if not abs(tree.value) <= LARGEST:
            raise Unreadable(f"`{self.source(tree)}` is too large: numbers go up to {LARGEST:,.0f}")
        return Number(repr(tree.value))

    def _power(self, tree: ast.BinOp) -> None:
        """Refuse an exponent that is a large number, or a power of its own."""
        exponent = tree.right
        if any(isinstance(part, ast.Pow) for part in ast.walk(exponent)):
            raise Unreadable(f"`{self.source(tree)}` is a power of a power: use parentheses")
        numbers = [p.value for p in ast.walk(exponent) if isinstance(p, ast.Constant)]
        if any(isinstance(n, int | float) and not n <= LARGEST_POWER for n in numbers):
            raise Unreadable(
                f"`{self.source(tree)}`: an exponent is from -{LARGEST_POWER} to {LARGEST_POWER}"
            )
