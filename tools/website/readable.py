"""The code of a slip without what only the judge needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import accumulate

#: Calls that give back their one argument, as far as a reader is concerned.
WRAPPERS = {"need", "np.asarray"}
#: What holds the arguments of an exercise by name.
GIVEN = {"given", "g"}
#: The place in the network at which a rule is applied, and the layer there.
PLACES, HERE = {"p", "context"}, {"p.here", "context.here"}

Edit = tuple[int, int, str]


def readable(code: str) -> str:
    """The code without guards, with `given["x"]` as x, `p.here.x` as x, `right(p, …)` named."""
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a line of a derivation
        return code
    text = code.encode()
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    edits = sorted(edit for node in ast.walk(tree) for edit in _edits(node, starts))
    made, end = b"", 0
    for first, last, new in edits:
        if first >= end:  # else it lies in what is gone already
            made += text[end:first] + new.encode()
            end = last
    return (made + text[end:]).decode().strip("\n")


def _edits(node: ast.AST, starts: list[int]) -> Iterator[Edit]:
    """What is left out or put in another way at one node, as places in the code."""
    if not isinstance(node, ast.stmt | ast.expr):
        return
    first, last = _span(node, starts)
    if _is_guard(node):
        yield starts[node.lineno - 1], starts[node.end_lineno or node.lineno], ""
    elif isinstance(node, ast.Call) and node.args:
        yield from _call(node, starts)
    elif isinstance(node, ast.Subscript | ast.Attribute) and (name := _array(node)):
        yield first, last, name


def _call(node: ast.Call, starts: list[int]) -> Iterator[Edit]:
    """A call without a wrapper around its argument, or of the right rule without its place."""
    called, (first, last) = ast.unparse(node.func), _span(node, starts)
    if called in WRAPPERS and len(node.args) == 1:
        inner_first, inner_last = _span(node.args[0], starts)
        yield first, inner_first, ""
        yield inner_last, last, ""
    elif called == "right" and ast.unparse(node.args[0]) in PLACES:
        others = node.args[1:]
        yield first, _span(others[0], starts)[0] if others else last - 1, "right_rule("


def _is_guard(node: ast.AST) -> bool:
    """Whether a statement says only where the slip cannot occur, or what is named alike."""
    if isinstance(node, ast.If):
        return not node.orelse and isinstance(node.body[0], ast.Raise)
    if isinstance(node, ast.Assign):
        names = ast.unparse(node.targets[0]).strip("()")
        return _named(node.value) in (names, "all")
    return isinstance(node, ast.Expr) and ast.unparse(node).startswith("_expect_")


def _named(value: ast.expr) -> str:
    """The arguments that a value consists of, by name; "all" where it takes them in order."""
    if ast.unparse(value).startswith(("given.values()", "(given[name] for ")):
        return "all"
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    return ", ".join(
        _array(part) if isinstance(part, ast.Subscript | ast.Attribute) else "?" for part in parts
    )


def _array(node: ast.Subscript | ast.Attribute) -> str:
    """The name of an argument of the exercise, or of an array of the layer at hand."""
    if isinstance(node, ast.Attribute):
        return node.attr if ast.unparse(node.value) in HERE else ""
    key = node.slice.value if isinstance(node.slice, ast.Constant) else ""
    is_name = isinstance(key, str) and key.isidentifier()
    return str(key) if is_name and ast.unparse(node.value) in GIVEN else ""


def _span(node: ast.stmt | ast.expr, starts: list[int]) -> tuple[int, int]:
    """Where a node begins and ends, in bytes."""
    last = node.end_lineno or node.lineno
    return starts[node.lineno - 1] + node.col_offset, starts[last - 1] + (node.end_col_offset or 0)
