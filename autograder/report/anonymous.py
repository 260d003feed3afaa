"""Code of an answer that can be shown to others: without comments, and without names of one's own.

Only names stay that everybody knows: Python's, NumPy's, and those that the released notebook uses.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterable, Set

import numpy as np

#: What is put in place of whatever might name somebody.
HIDDEN = "…"
#: Lines, and characters of a line, that are shown.
MOST_LINES, LONGEST_LINE = 14, 110
#: Digits from which on a number could be somebody's.
MOST_DIGITS = 6
_WORD = re.compile(r"[^\W\d]\w*")
_PLAIN = re.compile(r"_*[^\W\d_]?_?\d?")
_PYTHON = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist}
_NUMPY = {
    name
    for one in (np, np.ndarray, np.linalg, np.random.Generator, list, dict, str, float)
    for name in dir(one)
    if not name.startswith("__")
}
_KNOWN = frozenset({*_PYTHON, *_NUMPY, "np", "numpy", "axis", "keepdims", "dtype", "math"})


def vocabulary(released: str, people: Iterable[str] = ()) -> frozenset[str]:
    """The names that can be shown, from the text of a released notebook, but for people's."""
    theirs = {word.casefold() for name in people for word in (name, *_WORD.findall(name))}
    words = {word for word in _WORD.findall(released) if word.casefold() not in theirs}
    return _KNOWN | words


def anonymous(source: str, known: Set[str]) -> str:
    """The code without comments, docstrings, names and long numbers of one's own.

    Empty if it cannot be read as Python, as nothing in it can then be told from a name.
    """
    try:
        tree = ast.parse(source)
        hidden = ast.fix_missing_locations(_Hiding(known).visit(tree))
        shown = "\n".join(map(_written, hidden.body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    lines = [line for line in shown.splitlines() if line.strip()]
    cut = [
        line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + HIDDEN for line in lines
    ]
    return "\n".join([*cut[:MOST_LINES], *([HIDDEN] if len(cut) > MOST_LINES else [])])


def _written(statement: ast.stmt) -> str:
    """A statement; a dictionary with a line for each of its entries."""
    match statement:
        case ast.Assign([target], ast.Dict(keys, values)) if len(keys) > 1 and None not in keys:
            pairs = zip(keys, values, strict=True)
            lines = (f"    {ast.unparse(k)}: {ast.unparse(v)}," for k, v in pairs if k)
            return "\n".join([f"{ast.unparse(target)} = {{", *lines, "}"])
    return ast.unparse(statement)


class _Hiding(ast.NodeTransformer):
    """Hides what might name somebody; a name of one's own becomes `name1`, `name2`, …."""

    def __init__(self, known: Set[str]) -> None:
        self._known = known
        self._given: dict[str, str] = {}

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Leave out a docstring."""
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Hide words that are not known, and long numbers."""
        value = node.value
        if isinstance(value, str):
            return ast.Constant(self._words(value))
        if isinstance(value, bytes):
            return ast.Name(HIDDEN, ast.Load())
        digits = "" if isinstance(value, bool) or value in (None, ...) else repr(value)
        if sum(c.isdigit() for c in digits.partition("e")[0]) >= MOST_DIGITS:
            return ast.Name(HIDDEN, ast.Load())
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Rename what stands in a node as text, and go on inside it."""
        for field, value in ast.iter_fields(node):
            if isinstance(value, str):
                setattr(node, field, ".".join(map(self._name, value.split("."))))
            elif isinstance(value, list) and value and isinstance(value[0], str):
                setattr(node, field, [self._name(one) for one in value])
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if body == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node

    def _name(self, name: str) -> str:
        if name in self._known or _PLAIN.fullmatch(name):
            return name
        return self._given.setdefault(name, f"name{len(self._given) + 1}")

    def _words(self, text: str) -> str:
        text = re.sub(rf"\d{{{MOST_DIGITS},}}", HIDDEN, text)
        return _WORD.sub(
            lambda word: word[0] if word[0] in self._known or _PLAIN.fullmatch(word[0]) else HIDDEN,
            text,
        )
