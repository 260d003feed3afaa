"""Changes of calls: another function or none, arguments exchanged, an argument left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.mutations.change import Alternative, Scope, binary, names_in, number, numpy_call

#: Functions that people take for one another.
LIKE = {
    "sin": ("cos",),
    "cos": ("sin",),
    "exp": ("log", "tanh", "square"),
    "log": ("exp", "log2", "log1p"),
    "tanh": ("sin", "exp", "cosh"),
    "maximum": ("minimum",),
    "max": ("min", "sum", "mean"),
    "sum": ("mean", "max"),
    "mean": ("sum", "max"),
    "argmax": ("argmin",),
    "sqrt": ("square",),
    "zeros": ("ones",),
    "zeros_like": ("ones_like",),
    "outer": ("multiply",),
    "dot": ("multiply",),
    "eigvalsh": ("diag",),
}


def functions(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """Another function, its slope, or none at all."""
    if not isinstance(node, ast.Call) or _name(node) == "range":
        return
    about = (_name(node),)
    for other in LIKE.get(_name(node), ()):
        if isinstance(node.func, ast.Attribute):
            function: ast.expr = ast.Attribute(node.func.value, other, ast.Load())
            yield "function", (other,), ast.Call(function, node.args, node.keywords)
    yield from _slopes(node)
    if node.args:
        yield "function-missing", about, node.args[0]
    elif isinstance(node.func, ast.Attribute):
        yield "function-missing", about, node.func.value


def _slopes(node: ast.Call) -> Iterator[Alternative]:
    """The slope of a nonlinearity in its place, and one nonlinearity for another."""
    name, one = _name(node), number(1.0)
    if name == "tanh":
        squared = binary(node, ast.Pow(), number(2))
        yield "function", ("its slope",), binary(one, ast.Sub(), squared)
        grown = numpy_call("exp", ast.UnaryOp(ast.USub(), node.args[0]))
        yield "function", ("sigmoid",), binary(one, ast.Div(), binary(one, ast.Add(), grown))
    elif name == "sigmoid":
        slope = binary(node, ast.Mult(), binary(one, ast.Sub(), node))
        yield "function", ("its slope",), slope
        yield "function", ("tanh",), numpy_call("tanh", *node.args)
        yield "function", ("exp",), numpy_call("exp", *node.args)
        yield "function", ("maximum",), numpy_call("maximum", node.args[0], number(0.0))
        yield "sign", ("sigmoid",), binary(one, ast.Sub(), node)


def arguments(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """Two arguments exchanged, or ones in place of one."""
    if not isinstance(node, ast.Call) or any(isinstance(a, ast.Starred) for a in node.args):
        return
    for one, other in combinations(range(len(node.args)), 2):
        given = list(node.args)
        given[one], given[other] = given[other], given[one]
        about = (*names_in(node.args[one]), *names_in(node.args[other]))
        yield "arguments", about, ast.Call(node.func, given, node.keywords)
    for k, argument in enumerate(node.args):
        if len(node.args) > 1 and names_in(argument):
            given = list(node.args)
            given[k] = numpy_call("ones_like", argument)
            yield "factor-missing", names_in(argument), ast.Call(node.func, given, node.keywords)
    for k, keyword in enumerate(node.keywords):
        rest = [*node.keywords[:k], *node.keywords[k + 1 :]]
        kind = "axis" if keyword.arg in ("axis", "keepdims") else "argument-missing"
        yield kind, (), ast.Call(node.func, node.args, rest)


def ranges(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """A loop that begins or ends one step off, or runs the other way."""
    if not isinstance(node, ast.Call):
        return
    if _name(node) == "range" and node.args and not node.keywords:
        *before, last = node.args if len(node.args) < 3 else node.args[:2]
        step = node.args[2:]
        start, one = before[0] if before else number(0), number(1)
        for first, end in (
            (start, binary(last, ast.Sub(), one)),
            (start, binary(last, ast.Add(), one)),
            (binary(start, ast.Add(), one), last),
        ):
            yield "range", (), ast.Call(node.func, [first, end, *step], [])
    elif _name(node) in ("reversed", "sorted") and len(node.args) == 1:
        yield "direction", (), node.args[0]
    elif _name(node) == "len" and isinstance(node.args[0], ast.Name):
        width = ast.Subscript(
            ast.Attribute(node.args[0], "shape", ast.Load()), number(-1), ast.Load()
        )
        yield "axis", names_in(node), width


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


OPERATORS = (functions, arguments, ranges)
