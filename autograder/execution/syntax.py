"""Reading a cell's code: the tree of its Python, and the modules that it imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from autograder.repair.cell_role import NOT_READ

#: Lines for IPython that are not Python.
MAGIC = re.compile(r"^[ \t]*[%!].*$", re.M)
#: Code that catches one of these can do without the module.
FORGIVING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def tree_of(source: str) -> ast.Module | None:
    """The tree of a cell's code, without its magics; None where that is no Python."""
    for code in (source, MAGIC.sub("", source)):
        try:
            return ast.parse(code)
        except NOT_READ:
            continue
    return None


def modules_needed(source: str) -> list[str]:
    """The modules and names that a cell imports anywhere in it, as `package.module.name`, in order.

    Imports that may fail do not count: those in a `try` that catches ImportError.
    """
    tree = tree_of(source)
    if tree is None:
        return []
    nodes = list(_certain(tree))
    return list(dict.fromkeys(name for node in nodes for name in _imported(node, nodes)))


def _certain(node: ast.AST) -> Iterator[ast.AST]:
    """The node and those inside it, without those for whose import errors there is a remedy."""
    yield node
    skipped = _guarded(node)
    for inside in ast.iter_child_nodes(node):
        if inside not in skipped:
            yield from _certain(inside)


def _guarded(node: ast.AST) -> list[ast.stmt]:
    """The statements inside a node that are guarded against an import error."""
    match node:
        case ast.Try() if any(_forgives(handler) for handler in node.handlers):
            return node.body
        case ast.With() if _names_forgiven(item.context_expr for item in node.items):
            return node.body
    return []


def _forgives(handler: ast.ExceptHandler) -> bool:
    """Whether it catches import errors and goes on; a set-up cell only says what to do."""
    caught = handler.type is None or _names_forgiven([handler.type])
    return caught and not isinstance(handler.body[-1], ast.Raise)


def _names_forgiven(nodes: Iterable[ast.AST]) -> bool:
    names = (inside for node in nodes for inside in ast.walk(node))
    return any(isinstance(name, ast.Name) and name.id in FORGIVING for name in names)


def _imported(node: ast.AST, nodes: list[ast.AST]) -> Iterator[str]:
    match node:
        case ast.Import():
            for alias in node.names:
                yield alias.name
                yield from _attributes(alias, nodes)
        case ast.ImportFrom(module=str() as module, level=0):
            yield from (f"{module}.{alias.name}" for alias in node.names)
        case ast.Call(
            ast.Name("import_module" | "__import__")
            | ast.Attribute(ast.Name("importlib"), "import_module"),
            [ast.Constant(str() as module), *_],
        ):
            yield module


def _attributes(alias: ast.alias, nodes: list[ast.AST]) -> Iterator[str]:
    """What a cell takes from a module by `module.name`."""
    for node in nodes:
        match node:
            case ast.Attribute(ast.Name(owner), name) if owner == (alias.asname or alias.name):
                yield f"{alias.name}.{name}"
