"""Changes of whole lines: left out, updated in another way, ended early, values exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.mutations.change import names_in
from autograder.mutations.places import target_name

#: A kind, the names that the change is about, and the lines in place of one.
Lines = tuple[str, tuple[str, ...], list[ast.stmt]]


def left_out(line: ast.stmt) -> Iterator[Lines]:
    """The line is not there."""
    if isinstance(line, ast.Assign | ast.AugAssign | ast.Expr | ast.If):
        yield "step-missing", (), [ast.Pass()]


def updates(line: ast.stmt) -> Iterator[Lines]:
    """A running value that is replaced, or that grows the other way."""
    if not isinstance(line, ast.AugAssign):
        return
    name = (target_name(line.target),)
    yield "update", name, [ast.Assign([line.target], line.value)]
    if isinstance(line.op, ast.Add | ast.Sub):
        other: ast.operator = ast.Sub() if isinstance(line.op, ast.Add) else ast.Add()
        yield "sign", names_in(line.value), [ast.AugAssign(line.target, other, line.value)]
    if isinstance(line.op, ast.Add):
        yield "operator", name, [ast.AugAssign(line.target, ast.Mult(), line.value)]


def ended(line: ast.stmt) -> Iterator[Lines]:
    """A loop that ends after its first round."""
    if isinstance(line, ast.For | ast.While):
        once = ast.If(ast.Constant(True), [ast.Break()], [])
        body = [*line.body, once]
        if isinstance(line, ast.For):
            yield "range", (), [ast.For(line.target, line.iter, body, [])]
        else:
            yield "range", (), [ast.While(line.test, body, [])]


def exchanged(line: ast.stmt) -> Iterator[Lines]:
    """Two returned values that have changed places."""
    if not isinstance(line, ast.Return):
        return
    value = line.value
    if isinstance(value, ast.Tuple | ast.List):
        for one, other in combinations(range(len(value.elts)), 2):
            elements = list(value.elts)
            elements[one], elements[other] = elements[other], elements[one]
            yield "returns", (str(one), str(other)), [ast.Return(ast.Tuple(elements, ast.Load()))]
    elif isinstance(value, ast.Dict):
        for one, other in combinations(range(len(value.values)), 2):
            values = list(value.values)
            values[one], values[other] = values[other], values[one]
            keys = tuple(str(getattr(value.keys[k], "value", "")) for k in (one, other))
            yield "returns", keys, [ast.Return(ast.Dict(value.keys, values))]


OPERATORS = (left_out, updates, ended, exchanged)
