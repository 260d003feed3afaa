"""Changes of names: another quantity in scope, another attribute, another key or entry."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutations.change import Alternative, Scope, key_of


def quantities(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """Another name of the function in place of one."""
    if isinstance(node, ast.Name) and node.id in scope.names:
        kind = "index" if scope.above == "index" else "name"
        for other in scope.names:
            if other != node.id:
                yield kind, (other,), ast.Name(other, ast.Load())


def members(node: ast.expr, scope: Scope) -> Iterator[Alternative]:
    """Another attribute or key of the same thing."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        for other in scope.members.get(node.value.id, ()):
            if isinstance(other, str) and other != node.attr:
                yield "name", (other,), ast.Attribute(node.value, other, ast.Load())
    elif (key := key_of(node)) and isinstance(node, ast.Subscript):
        holder = node.value.id if isinstance(node.value, ast.Name) else ""
        for other in scope.members.get(holder, ()):
            if other != key:
                entry = ast.Subscript(node.value, ast.Constant(other), ast.Load())
                yield "name", (str(other),), entry


OPERATORS = (quantities, members)
