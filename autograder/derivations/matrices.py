"""Lines in the language of matrices: `delta @ x.T`, each part with its shape by names of axes."""

from __future__ import annotations

import ast

from autograder.derivations.language import Language, Unreadable
from autograder.derivations.reader import Reader
from autograder.derivations.tree import Binary, Call, Minus, Node, Ones, Symbol, Transpose

Shape = tuple[str, str]
#: The shape of a number, and of what a row times a column gives.
SCALAR: Shape = ("1", "1")


def shown(shape: Shape) -> str:
    """`(outputs, inputs)`, as a message says it."""
    return f"({shape[0]}, {shape[1]})"


def full(axes: tuple[str, ...]) -> Shape:
    """The shape of what has so many axes: a column has one, a number none."""
    return (axes[0] if axes else "1", axes[1] if len(axes) > 1 else "1")


class MatrixReader(Reader):
    """Makes a tree of a line, and refuses whatever has no value because of its shape."""

    def __init__(self, text: str, language: Language) -> None:
        super().__init__(text, language)
        self.shapes: dict[Node, Shape] = {}

    def read(self, tree: ast.expr) -> Node:
        """The whole line, which has the shape of the answer."""
        node = self.node(tree)
        shape, expected = self.shapes[node], full(tuple(self.language.answer.values()))
        if shape != expected:
            turned = "; likely it has to be turned" if shape == expected[::-1] else ""
            raise Unreadable(f"the line is {shown(shape)}, the answer {shown(expected)}{turned}")
        return node

    def node(self, tree: ast.AST) -> Node:
        """The part of the line, and its shape."""
        node = super().node(tree)
        if node not in self.shapes:
            self.shapes[node] = self._shape(node)
        return node

    def _shape(self, node: Node) -> Shape:
        """The shape of a part that fits whatever it is."""
        match node:
            case Symbol(name):
                return full(self.language.symbols.get(name, ()))
            case Ones(axis):
                return (axis, "1")
            case Transpose(body):
                return self.shapes[body][::-1]
            case Call("diag", Node() as body) if "diag" not in self.language.functions:
                return (self.shapes[body][0], self.shapes[body][0])
            case Binary("@", left, right):
                return (self.shapes[left][0], self.shapes[right][1])
            case Binary("**", left):
                return self.shapes[left]
            case Binary(_, left, right):
                shape = self.shapes[left]
                return shape if shape != SCALAR else self.shapes[right]
            case Minus(body) | Call(_, body):
                return self.shapes[body]
        return SCALAR

    def binary(self, op: str, tree: ast.BinOp) -> Node:
        """Two parts whose shapes have to fit."""
        node = super().binary(op, tree)
        assert isinstance(node, Binary)
        left, right = self.shapes[node.left], self.shapes[node.right]
        if op == "**":
            self._power_shapes(left, right, tree)
        elif left != right and SCALAR not in (left, right):
            self._differ(op, tree, left, right)
        return Binary("∘", *node.parts()) if op == "*" and SCALAR not in (left, right) else node

    def _differ(self, op: str, tree: ast.BinOp, left: Shape, right: Shape) -> None:
        facts = self._facts(tree, left, right)
        hint = ""
        if left == right[::-1]:
            hint = "; which of the two has to be turned?"
        elif op == "*":
            hint = (
                ": * goes entry by entry and needs equal shapes; is it @ or diag(…) that you mean?"
            )
        raise Unreadable(f"{facts}: `{self.source(tree)}` has no value{hint}")

    def _facts(self, tree: ast.BinOp, left: Shape, right: Shape) -> str:
        one, other = self.source(tree.left), self.source(tree.right)
        return f"{one} is {shown(left)}, {other} is {shown(right)}"

    def _power_shapes(self, left: Shape, right: Shape, tree: ast.BinOp) -> None:
        if right != SCALAR:
            raise Unreadable(f"`{self.source(tree)}`: an exponent is a number")
        if "1" not in left:
            one = self.source(tree.left)
            raise Unreadable(
                f"`{self.source(tree)}`: {one} is {shown(left)}; write {one} * {one} for the "
                f"squares of its entries, and @ for a product of matrices"
            )

    def call(self, name: str, arguments: list[ast.expr], tree: ast.Call) -> Node:
        """`diag(v)`, `ones(axis)`, or a function of the exercise."""
        if name == "ones":
            return self._ones(arguments, tree)
        if name == "diag" and len(arguments) == 1:
            body = self.node(arguments[0])
            if self.shapes[body][1] != "1":
                raise Unreadable(
                    f"`{self.source(tree)}`: diag takes a column; "
                    f"{self.source(arguments[0])} is {shown(self.shapes[body])}"
                )
            return Call("diag", body)
        if name in ("sum", "E"):
            raise Unreadable(f"`{self.source(tree)}`: a line of matrices is written without {name}")
        return super().call(name, arguments, tree)

    def _ones(self, arguments: list[ast.expr], tree: ast.Call) -> Node:
        axes = dict.fromkeys(a for s in self.language.symbols.values() for a in s)
        axes |= dict.fromkeys(self.language.answer.values())
        match arguments:
            case [ast.Name(axis)] if axis in axes:
                return Ones(axis)
        raise Unreadable(
            f"`{self.source(tree)}`: ones takes the name of an axis, {', '.join(axes)}"
        )

    def other(self, tree: ast.AST) -> Node:
        """A symbol, a product of matrices, a transpose, or what belongs to no line of matrices."""
        match tree:
            case ast.Name(name):
                if name not in self.language.symbols and name not in self.language.counts:
                    raise self.unknown(name)
                return Symbol(name)
            case ast.BinOp(_, ast.MatMult(), _):
                return self._product(tree)
            case ast.Attribute(body, "T"):
                return Transpose(self.node(body))
            case ast.Attribute(_, attribute):
                raise Unreadable(
                    f"`{self.source(tree)}`: .T turns a matrix; .{attribute} is unknown"
                )
            case ast.Subscript():
                raise Unreadable(
                    f"`{self.source(tree)}`: a line of matrices is written without indices"
                )
            case ast.Compare():
                raise Unreadable(
                    f"`{self.source(tree)}`: a line of matrices is written without conditions"
                )
        return super().other(tree)

    def _product(self, tree: ast.BinOp) -> Node:
        left, right = self.node(tree.left), self.node(tree.right)
        one, other = self.shapes[left], self.shapes[right]
        if one[1] != other[0]:
            hint = "; write * for a product with a number"
            if SCALAR not in (one, other):
                hint = "; which of the two has to be turned?"
            facts = self._facts(tree, one, other)
            raise Unreadable(f"{facts}: `{self.source(tree)}` has no value{hint}")
        return Binary("@", left, right)
