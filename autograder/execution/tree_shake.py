"""Cut from `backhand` what a notebook's set-up cells import, and what that needs, and no more.

The judge's side reads the sources and sends the cut along, so that a submission's process has
never held a gradient: what is not there cannot be dug out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import backhand

PACKAGE = "backhand"
#: What draws with the help of an answer. While grading it is left out, as whatever is in the
#: process can be dug out of it; the picture is drawn elsewhere.
WITHHELD = ("_graph_drawn.graph_with_values",)
UNDRAWN = "expected a figure that can be drawn while grading, got one that is drawn later"
#: Module name (such as `draw`) to its source.
Cut = dict[str, str]


@dataclass
class _Module:
    """A module of the package: its statements, and which of them binds a name."""

    tree: ast.Module
    bound: dict[str, list[ast.stmt]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


def imports_of(sources: Iterable[str]) -> list[str]:
    """Names that cells import from the package, such as `draw` or `graph.Node`, in order."""
    found: list[str] = []
    for source in sources:
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue  # a magic: no import of ours
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
                inside = (node.module or "")[len(PACKAGE) :].lstrip(".")
                found += [".".join(filter(None, [inside, alias.name])) for alias in node.names]
    return list(dict.fromkeys(found))


def cut(wanted: Iterable[str], *, drawing: bool = False) -> tuple[Cut, dict[str, str]]:
    """The sources to send for the names wanted, and where each name is at home.

    Parameters
    ----------
    wanted : iterable of str
    drawing : bool
        Keep what only figures need: for a process in which nothing is judged.

    Returns
    -------
    sources : dict
        Module to source, in an order in which they can be run.
    names : dict
        Name on the package to `module` or `module.name`.
    """
    modules = {path.stem: _read(path) for path in Path(backhand.__path__[0]).glob("*.py")}
    if not drawing:
        for withheld in WITHHELD:
            _withhold(modules, *withheld.split("."))
    names = {}
    for name in wanted:
        home = _home(name, modules)
        if home is None:
            continue
        module, _, inside = home.partition(".")
        names[name] = home
        for one in [inside] if inside else _public(modules[module]):
            _keep(modules, module, one)
    order = _order({name: m for name, m in modules.items() if m.kept})
    return {name: _source(modules, name) for name in order}, names


def _read(path: Path) -> _Module:
    module = _Module(ast.parse(path.read_text(encoding="utf-8")))
    for statement in module.tree.body:
        for name in _binds(statement):
            module.bound.setdefault(name, []).append(statement)
    return module


def _binds(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))


def _home(name: str, modules: Mapping[str, _Module]) -> str | None:
    """Where a name of the package is defined: a module, or a name in one."""
    if name in modules:
        return name
    module, _, inside = name.rpartition(".")
    for statement in modules[module or "__init__"].bound.get(inside or name, ()):
        if not isinstance(statement, ast.ImportFrom):
            return f"{module}.{inside}" if module else None
        source = _inside(statement)
        return source if source == inside or not source else f"{source}.{inside or name}"
    return None


def _inside(statement: ast.stmt) -> str | None:
    """The package's module that an import takes from; empty for the package; else None."""
    if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(PACKAGE):
        return (statement.module or "")[len(PACKAGE) :].lstrip(".")
    return None


def _public(module: _Module) -> list[str]:
    """What a module defines for others, without what it imports."""
    return [
        name
        for name, statements in module.bound.items()
        if not name.startswith("_") and not isinstance(statements[0], (ast.Import, ast.ImportFrom))
    ]


def _keep(modules: Mapping[str, _Module], module: str, name: str) -> None:
    """Keep a name of a module, and what its definition uses, here and in other modules."""
    here = modules[module]
    if name in here.kept or name not in here.bound:
        return
    here.kept.add(name)
    for statement in here.bound[name]:
        source = _inside(statement)
        if source:
            _keep(modules, source, _original(statement, name))
        elif source is None:
            for used in _uses(statement):
                _keep(modules, module, used)


def _withhold(modules: Mapping[str, _Module], module: str, name: str) -> None:
    """Keep a name alone: what uses it still runs."""
    here = modules[module]
    stub = ast.parse(f"def {name}(*_, **__):\n    raise ValueError({UNDRAWN!r})").body[0]
    (statement,) = here.bound[name]
    here.tree.body[here.tree.body.index(statement)] = stub
    here.bound[name] = [stub]


def _original(statement: ast.stmt, name: str) -> str:
    assert isinstance(statement, ast.ImportFrom)
    return next(a.name for a in statement.names if (a.asname or a.name) == name)


def _uses(statement: ast.stmt) -> set[str]:
    if not isinstance(statement, (ast.Import, ast.ImportFrom)):
        _Unannotated().visit(statement)
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


class _Unannotated(ast.NodeTransformer):
    """Takes annotations off functions: they name types that are not needed to run."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Take them off a function, and off those inside it."""
        arguments = node.args
        node.returns = None
        several = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        for argument in (*several, arguments.vararg, arguments.kwarg):
            if argument is not None:
                argument.annotation = None
        self.generic_visit(node)
        return node


def _order(modules: Mapping[str, _Module]) -> list[str]:
    """Each module after those it imports from."""
    done: list[str] = []

    def visit(name: str) -> None:
        if name not in done:
            for statement in _statements(modules[name]):
                source = _inside(statement)
                if source in modules and source != name:
                    visit(str(source))
            done.append(name)

    for name in sorted(modules):
        visit(name)
    return list(dict.fromkeys(done))


def _statements(module: _Module) -> list[ast.stmt]:
    return [s for s in module.tree.body if not module.kept.isdisjoint(_binds(s))]


def _source(modules: Mapping[str, _Module], name: str) -> str:
    module = modules[name]
    lines = ["from __future__ import annotations"]
    for statement in _statements(module):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            statement.names = [
                a for a in statement.names if (a.asname or a.name.partition(".")[0]) in module.kept
            ]
        lines.append(ast.unparse(statement))
    return "\n".join(lines) + "\n"
