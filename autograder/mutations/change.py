"""What one change of a function is: its kind, its place, and what it is about."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Change:
    """One change of a function in one place.

    Attributes
    ----------
    kind : str
        A key of `words.KINDS`, such as `factor-missing`.
    place : str
        The quantity that the changed line computes, `delta1`; empty if it has no name that the
        exercise uses.
    about : tuple of str
        Names, such as those that a missing factor is made of.
    """

    kind: str
    place: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What stands around a node.

    Attributes
    ----------
    names : tuple of str
        The arguments and local names of the function.
    members : mapping
        The attributes and keys that the source reads or sets, by the name of what has them.
    above : str
        How the node is used, where that matters: `index`, `product` for a factor of one, `term`,
        `value` for what a line assigns or returns, `returned`.
    """

    names: tuple[str, ...] = ()
    members: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    above: str = ""


#: A kind, the names that the change is about, and what stands in the node's place.
Alternative = tuple[str, tuple[str, ...], ast.expr]
Operator = Callable[[ast.expr, Scope], Iterator[Alternative]]


def names_in(node: ast.AST) -> tuple[str, ...]:
    """The names of quantities in an expression, once each, in order."""
    parts: list[Any] = list(ast.walk(node))
    called = [one.func for one in parts if isinstance(one, ast.Call)]
    holders = [one.value for one in parts if key_of(one)]
    left_out = {one.id for one in (*called, *holders) if isinstance(one, ast.Name)} | {"self", "np"}
    found = sorted((one.lineno, one.col_offset, _said(one)) for one in parts if _said(one))
    return tuple(dict.fromkeys(name for *_, name in found if name not in left_out))


def key_of(node: ast.AST) -> str:
    """The text that is the key of an entry, `h3` for `f["h3"]`; empty for anything else."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return ""
    return node.slice.value if isinstance(node.slice.value, str) else ""


def _said(node: Any) -> str:
    """The name that a part of an expression goes by; empty if it has none."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and _is(node.value, "self"):
        return node.attr
    return key_of(node)


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def numpy_call(name: str, *arguments: ast.expr) -> ast.Call:
    """A call of one of NumPy's functions."""
    function = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    return ast.Call(function, list(arguments), [])


def number(value: float) -> ast.Constant:
    """A number as a node."""
    return ast.Constant(value)


def binary(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.BinOp:
    """An operation as a node."""
    return ast.BinOp(left, operator, right)


def minus(node: ast.expr) -> ast.UnaryOp:
    """An expression with its sign turned."""
    return ast.UnaryOp(ast.USub(), node)
