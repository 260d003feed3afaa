"""Changes of arrays: transposes, indices, slices."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutations.change import Alternative, Scope, binary, names_in, number


def transposes(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A transpose left out or added."""
    about = names_in(node)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose-missing", about, node.value
        return
    is_operand = isinstance(node, ast.Name | ast.Subscript)
    is_whole = isinstance(node, ast.BinOp | ast.Call)
    uses = ("product", "argument") if is_operand else ("value",)
    if (is_operand or is_whole) and scope.above in uses:
        yield "transpose-extra", about, ast.Attribute(node, "T", ast.Load())


def indices(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """An index one too small or too large."""
    if scope.above != "index" or not isinstance(node, ast.Name | ast.BinOp):
        return
    one = number(1)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            yield "index", names_in(node), node.left
            other: ast.operator = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield "index", names_in(node), binary(node.left, other, node.right)
        return
    yield "index", names_in(node), binary(node, ast.Add(), one)
    yield "index", names_in(node), binary(node, ast.Sub(), one)


def slices(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """Another part of an array: without its first or last entries, or all of it."""
    if not isinstance(node, ast.Subscript):
        return
    yield "index", names_in(node.value), node.value
    if isinstance(node.slice, ast.Slice):
        last = ast.UnaryOp(ast.USub(), number(1))
        for lower, upper in ((number(1), None), (None, last), (None, None)):
            part = ast.Slice(lower, upper, None)
            yield "index", names_in(node.value), ast.Subscript(node.value, part, ast.Load())
    elif isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        turned = ast.Tuple(list(reversed(node.slice.elts)), ast.Load())
        yield "index", names_in(node), ast.Subscript(node.value, turned, ast.Load())


OPERATORS = (transposes, indices, slices)
