"""Which quantity a part of a function computes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence


def target_name(node: ast.AST) -> str:
    """The name of what is assigned to: `dW` for `dW`, `self.dW` and `dW[k]`; empty for others."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return target_name(node.value) if isinstance(node, ast.Subscript) else ""


def parts(statement: ast.stmt, returned: Sequence[str]) -> Iterator[tuple[str, ast.expr]]:
    """The expressions of a line by the quantity that each computes.

    Parameters
    ----------
    returned : sequence of str
        The names of the blocks that a `return` of the function gives, in order.
    """
    if isinstance(statement, ast.Return) and statement.value is not None:
        yield from _returned(statement.value, returned)
    elif isinstance(statement, ast.Assign):
        target, value = statement.targets[-1], statement.value
        if _match(target, value):
            assert isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            names = [target_name(one) for one in target.elts]
            yield from zip(names, value.elts, strict=True)
        else:
            yield _together(target), value
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign) and statement.value is not None:
        yield target_name(statement.target), statement.value
    elif isinstance(statement, ast.Expr):
        call = statement.value
        inside = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        yield (target_name(call.func.value) if inside else ""), call  # type: ignore[attr-defined]


def _returned(value: ast.expr, blocks: Sequence[str]) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(value, ast.Dict):
        for key, one in zip(value.keys, value.values, strict=True):
            yield (str(key.value) if isinstance(key, ast.Constant) else ""), one
    elif isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(blocks):
        yield from zip(blocks, value.elts, strict=True)
    elif isinstance(value, ast.Name):
        yield value.id, value
    else:
        yield (blocks[0] if len(blocks) == 1 else ""), value


def _match(target: ast.expr, value: ast.expr) -> bool:
    return (
        isinstance(target, ast.Tuple)
        and isinstance(value, ast.Tuple)
        and len(target.elts) == len(value.elts)
    )


def _together(target: ast.expr) -> str:
    """The name for several quantities that one expression gives; empty if there is none."""
    return "" if isinstance(target, ast.Tuple) else target_name(target)
