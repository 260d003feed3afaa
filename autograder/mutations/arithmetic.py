"""Changes of sums, products and powers: terms, factors, signs, operators, brackets, numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutations.change import (
    Alternative,
    Scope,
    binary,
    minus,
    names_in,
    number,
    numpy_call,
)

_SUMS = (ast.Add, ast.Sub)
_PRODUCTS = (ast.Mult, ast.MatMult)


def terms(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A term of a sum left out or taken twice, by half or with another sign."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, _SUMS):
        return
    left, op, right = node.left, node.op, node.right
    other: ast.operator = ast.Sub() if isinstance(op, ast.Add) else ast.Add()
    first, second = names_in(left), names_in(right)
    yield "term-missing", second, left
    yield "term-missing", first, right if isinstance(op, ast.Add) else minus(right)
    if isinstance(op, ast.Sub):
        yield "term-missing", first, right
    yield "sign", second, binary(left, other, right)
    yield "sign", first, binary(minus(left), op, right)
    if isinstance(op, ast.Sub):
        yield "sign", (*first, *second), binary(right, op, left)
    for factor, kind in ((2.0, "doubled"), (0.5, "halved")):
        # Of a number, `numbers` makes others.
        if not isinstance(left, ast.Constant):
            yield kind, first, binary(binary(number(factor), ast.Mult(), left), op, right)
        if not isinstance(right, ast.Constant):
            yield kind, second, binary(left, op, binary(number(factor), ast.Mult(), right))
    yield "operator", (*first, *second), binary(left, ast.Mult(), right)


def factors(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A factor left out or taken twice, a division left out or turned, another product."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, (*_PRODUCTS, ast.Div)):
        return
    left, op, right = node.left, node.op, node.right
    first, second = names_in(left), names_in(right)
    yield "factor-missing", second, left
    if isinstance(op, ast.Div):
        yield "factor-missing", first, binary(number(1.0), op, right)
        yield "operator", (*first, *second), binary(left, ast.Mult(), right)
        yield "operator", (*first, *second), binary(right, op, left)
        yield "factor-twice", second, binary(node, op, right)
        return
    yield "factor-missing", first, right
    if isinstance(op, ast.Mult):
        yield "operator", (*first, *second), binary(left, ast.Add(), right)
        yield "operator", (*first, *second), binary(left, ast.Sub(), right)
        yield "operator", (*first, *second), binary(left, ast.Div(), right)
        yield "operator", (*first, *second), binary(left, ast.MatMult(), right)
        yield "factor-twice", first, binary(left, op, node)
        yield "factor-twice", second, binary(node, op, right)
    else:
        yield "operator", (*first, *second), binary(left, ast.Mult(), right)
        yield "order", (*first, *second), binary(right, op, left)
        yield "factor-missing", first, binary(numpy_call("ones_like", left), op, right)
        yield "factor-missing", second, binary(left, op, numpy_call("ones_like", right))


def powers(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A power left out, raised by one, or read as a product."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow):
        return
    about = names_in(node.left)
    yield "power", about, node.left
    yield "power", about, binary(node.left, ast.Mult(), node.right)
    yield "power", about, binary(node, ast.Mult(), node.left)


def slopes(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """In a (1 - a) or 1 - a²: the value in place of the slope, and slopes of other functions."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
        return
    left, right = node.left, node.right
    if not (isinstance(left, ast.Constant) and left.value == 1):
        return
    about = names_in(right)
    if isinstance(right, ast.BinOp) and isinstance(right.op, ast.Pow):
        value = right.left
        yield "slope", about, value
        yield "slope", about, binary(value, ast.Mult(), binary(left, node.op, value))
        yield "slope", about, binary(left, node.op, numpy_call("tanh", right))
        yield "slope", about, binary(node, ast.Mult(), node)
        yield "slope", about, binary(value, ast.Mult(), node)
    else:
        yield "slope", about, binary(left, node.op, binary(right, ast.Pow(), number(2)))


def brackets(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A product or quotient without the brackets around a sum or product in it."""
    if not isinstance(node, ast.BinOp):
        return
    left, op, right = node.left, node.op, node.right
    about = names_in(node)
    if isinstance(op, (*_PRODUCTS, ast.Div)):
        if isinstance(right, ast.BinOp) and isinstance(right.op, _SUMS):
            yield "brackets", about, binary(binary(left, op, right.left), right.op, right.right)
        if isinstance(left, ast.BinOp) and isinstance(left.op, _SUMS):
            yield "brackets", about, binary(left.left, left.op, binary(left.right, op, right))
    if (
        isinstance(op, ast.Div)
        and isinstance(right, ast.BinOp)
        and isinstance(right.op, ast.Mult | ast.Div)
    ):
        yield "brackets", about, binary(binary(left, op, right.left), right.op, right.right)


def signs(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A minus left out; the sign of a whole line, of a factor or of an argument turned."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", names_in(node), node.operand
    elif scope.above in ("value", "argument") and not isinstance(node, ast.Constant):
        yield "sign", names_in(node), minus(node)


def scales(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A whole line, or an argument of a function, taken twice or by half."""
    if scope.above in ("value", "argument") and not isinstance(node, ast.Constant):
        yield "doubled", names_in(node), binary(number(2.0), ast.Mult(), node)
        yield "halved", names_in(node), binary(number(0.5), ast.Mult(), node)


def extra(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A whole line multiplied by one more quantity of the function."""
    if scope.above == "value" and not isinstance(node, ast.Constant):
        for name in scope.names:
            yield "factor-extra", (name,), binary(node, ast.Mult(), ast.Name(name, ast.Load()))


def numbers(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """Another number, index or axis."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return
    value = node.value
    if scope.above == "axis" and isinstance(value, int):
        yield from (("axis", (), number(other)) for other in (0, 1) if other != value)
        yield "axis", (), ast.Constant(None)
        return
    if not isinstance(value, int | float):
        return
    kind = "index" if scope.above == "index" else "number"
    others = [value + 1, value - 1, 2 * value, value / 2, 0, -value]
    if scope.above == "index":
        others = [0, 1, 2, 3, -1, value + 1, value - 1]
    for other in dict.fromkeys(others):
        if other != value:
            yield kind, (), number(other)


def comparisons(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A comparison turned, or always true."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return
    about = names_in(node)
    turned: dict[type[ast.cmpop], ast.cmpop] = {
        ast.Gt: ast.Lt(),
        ast.Lt: ast.Gt(),
        ast.GtE: ast.LtE(),
        ast.LtE: ast.GtE(),
        ast.Eq: ast.NotEq(),
        ast.NotEq: ast.Eq(),
        ast.In: ast.NotIn(),
        ast.NotIn: ast.In(),
    }
    op = node.ops[0]
    if type(op) in turned:
        yield "comparison", about, ast.Compare(node.left, [turned[type(op)]], node.comparators)
    if isinstance(op, ast.Gt):
        yield "comparison", about, ast.Compare(node.left, [ast.GtE()], node.comparators)
        yield "slope", about, node.left
        yield "slope", about, numpy_call("sign", node.left)
        yield "slope", about, numpy_call("maximum", node.left, number(0.0))


OPERATORS = (
    terms,
    factors,
    powers,
    slopes,
    brackets,
    signs,
    scales,
    extra,
    numbers,
    comparisons,
)
