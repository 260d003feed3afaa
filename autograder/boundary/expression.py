"""The expression at which a student's code failed, and what its names stood for."""

from __future__ import annotations

import ast
import linecache
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Types of which looking at an item runs no code of a student's.
PLAIN = (np.ndarray, list, tuple, dict)
UNKNOWN = object()
#: The longest expression that is printed whole, and the most names that are described.
LONGEST, MOST = 60, 4


@dataclass(frozen=True)
class Failed:
    """Where a student's code failed.

    Attributes
    ----------
    line : str
        The line of the code.
    node : ast.AST or None
        The part of it that failed; None where Python does not know.
    names : mapping
        What the names in that frame stand for.
    """

    line: str
    node: ast.AST | None
    names: Mapping[str, Any]

    def value(self, node: ast.AST) -> Any:
        """What a part of the expression stood for; UNKNOWN where only running it could tell."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return self.names.get(node.id, UNKNOWN)
            case ast.Attribute(inside, "T"):
                value = self.value(inside)
                return value.T if type(value) is np.ndarray else UNKNOWN
            case ast.Subscript(inside, ast.Constant() | ast.Name() | ast.UnaryOp() as at):
                return _item(self.value(inside), self.value(at))
            case ast.UnaryOp(ast.USub(), inside):
                value = self.value(inside)
                return -value if type(value) in (np.ndarray, int, float) else UNKNOWN
        return UNKNOWN

    def facts(self, *parts: ast.AST) -> str:
        """`W is (3, 4) and delta is (3,)`: what parts, or else the names in them, stood for."""
        found: dict[str, str] = {}
        for part in parts or ([self.node] if self.node else []):
            for node in self._known(part):
                found.setdefault(ast.unparse(node), kind(self.value(node)))
        said = [f"{name} is {what}" for name, what in list(found.items())[:MOST]]
        return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]])) if said else ""

    def _known(self, node: ast.AST) -> Iterator[ast.AST]:
        if not isinstance(node, ast.Constant) and _says_something(self.value(node)):
            yield node
        else:
            for inside in ast.iter_child_nodes(node):
                yield from self._known(inside)


def kind(value: Any) -> str:
    """What a value is, without its numbers: `(3, 4)`, `a number`, `a list of 3`, `None`."""
    if value is None:
        return "None"
    if shape_of(value) == ():
        return "a number"
    if isinstance(value, np.ndarray):
        return str(value.shape)
    if type(value) in (list, tuple, dict):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"


def failed_at(trace: Any, is_theirs: Callable[[str], bool]) -> Failed | None:
    """Where a traceback last passes through a student's code; None where it never does."""
    # Both go through the same frames; only the second knows the columns.
    frames = list(zip(traceback.walk_tb(trace), traceback.extract_tb(trace), strict=True))
    for (frame, _), place in reversed(frames):
        if is_theirs(place.filename) and place.line:
            return Failed(place.line.strip(), _node(place), {**frame.f_globals, **frame.f_locals})
    return None


def _node(place: traceback.FrameSummary) -> ast.AST | None:
    """The part of the code between the columns that Python names; they count bytes."""
    first, last = place.lineno, place.end_lineno
    if first is None or last is None or place.colno is None or place.end_colno is None:
        return None
    lines = [linecache.getline(place.filename, n).encode() for n in range(first, last + 1)]
    lines[-1] = lines[-1][: place.end_colno]
    lines[0] = lines[0][place.colno :]
    text = b"".join(lines).decode(errors="replace")
    for source in (f"({text}\n)", text):
        try:
            (statement,) = ast.parse(source).body
        except (SyntaxError, ValueError):
            continue
        match statement:
            case ast.Expr(node) | ast.For(iter=node) | ast.While(test=node):
                return node
        return statement
    return None


def _item(value: Any, at: Any) -> Any:
    if type(value) not in PLAIN or type(at) not in (int, str):
        return UNKNOWN
    try:
        return value[at]
    except (LookupError, ValueError, TypeError):
        return UNKNOWN


def _says_something(value: Any) -> bool:
    return value is None or type(value) in PLAIN or shape_of(value) is not None


def shape_of(value: Any) -> tuple[int, ...] | None:
    """The shape of an array, or of a number; None for anything else."""
    if isinstance(value, np.ndarray):
        return value.shape
    return () if isinstance(value, (int, float, complex, np.generic)) else None


def bare(node: ast.AST) -> str:
    """An expression in one line, cut where it is long."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def short(node: ast.AST) -> str:
    """The same as code."""
    return f"`{bare(node)}`"
