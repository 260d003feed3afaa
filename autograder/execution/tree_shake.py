"""Cut out of `backhand` what a notebook's set-up cells import, what that needs, and nothing else.

The judge's side reads the sources and sends this cut to the forking process. A submission's
process therefore never holds a gradient: no code can dig out what is not there.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import backhand
from autograder.execution.syntax import tree_of
from backhand.figures.picture import UNDRAWN

#: Functions that are the answer to an exercise; no submission may reach one.
GRADIENT = re.compile(r"(?:^|_)(?:vjp|gradient|derivative|jacobian|backward)$")

PACKAGE = "backhand"
#: What figures need that an exercise asks for. A submission's code can reach anything in its
#: process, so these stay out of it; their figures are drawn in another one. By what stands in:
#: a renderer raises, and what computes numbers leaves them for later.
_RAISES = f"def {{0}}(*_, **__):\n    raise ValueError({UNDRAWN!r})"
_LEAVES = """
def {0}(*given):
    def plain(value):
        if isinstance(value, dict):
            return {{key: plain(one) for key, one in value.items()}}
        return value.tolist() if hasattr(value, "tolist") else value
    return {{"later": ["{0}", *map(plain, given)]}}
"""
WITHHELD = {
    "figures.render_graph:graph_with_values": _RAISES,
    "figures.render_steps:sweep_in_steps": _RAISES,
    "figures.measured:errors_of_batch_norm": _LEAVES,
    "figures.measured:errors_of_pair": _LEAVES,
    "figures.measured:errors_of_steps": _LEAVES,
    "figures.measured:errors_of_two_uses": _LEAVES,
    "figures.measured:measured_slope": _LEAVES,
    "figures.nudged:errors_of_nudges": _LEAVES,
}
#: Module (such as `figures.draw`) to its source.
Cut = dict[str, str]


@dataclass
class _Module:
    """A module of the package: its statements, and which of them bind each name."""

    tree: ast.Module
    bound: dict[str, list[ast.stmt]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


#: Modules by dotted name; the package itself has the empty name.
_Modules = Mapping[str, _Module]


def imports_of(sources: Iterable[str]) -> list[str]:
    """Names that cells import from the package, such as `draw` or `graph.Node`, in order."""
    found: list[str] = []
    for source in sources:
        tree = tree_of(source)
        for node in ast.walk(tree) if tree else ():
            inside = _inside(node)
            if isinstance(node, ast.ImportFrom) and inside is not None:
                found += [".".join(filter(None, [inside, alias.name])) for alias in node.names]
    return list(dict.fromkeys(found))


def cut(wanted: Iterable[str], *, drawing: bool = False) -> tuple[Cut, dict[str, str]]:
    """The sources to send for the names wanted, and where each name is defined.

    Parameters
    ----------
    wanted : iterable of str
        As `imports_of` gives them.
    drawing : bool
        Also keep what only figures may use: for a process in which nothing is judged.

    Returns
    -------
    sources : dict
        Module to source, in an order in which they can be run.
    names : dict
        Each name wanted to `module` or `module:name`; names that do not exist are left out.
    """
    return _cut(tuple(wanted), drawing)


@functools.lru_cache(maxsize=32)
def _cut(wanted: tuple[str, ...], drawing: bool) -> tuple[Cut, dict[str, str]]:
    modules = _read_package(Path(backhand.__path__[0]))
    for withheld, stub in () if drawing else WITHHELD.items():
        module, _, name = withheld.partition(":")
        _withhold(modules, module, name, stub)
    names = {name: home for name in wanted if (home := _home(name, modules))}
    for home in names.values():
        module, _, inside = home.partition(":")
        for name in [inside] if inside else _public(modules[module]):
            _keep(modules, module, name)
    order = _order({name: module for name, module in modules.items() if module.kept})
    names = {name: home for name, home in names.items() if home.partition(":")[0] in order}
    return {name: _source(modules[name]) for name in order}, names


def holds_gradient(wanted: Iterable[str]) -> bool:
    """Whether these names of the package are gradients, or bring one along."""
    sources, _ = cut(wanted)
    nodes = (node for source in sources.values() for node in ast.walk(ast.parse(source)))
    return any(isinstance(n, ast.FunctionDef) and GRADIENT.search(n.name) for n in nodes)


def _read_package(folder: Path) -> dict[str, _Module]:
    return {
        ".".join(part for part in path.parts if part != "__init__"): _read(folder / f"{path}.py")
        for path in (p.relative_to(folder).with_suffix("") for p in folder.rglob("*.py"))
    }


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


def _home(name: str, modules: _Modules) -> str | None:
    """Where a name that can be imported is defined: `module`, or `module:name`."""
    if name in backhand.FIGURES:
        return f"figures.{name}"
    module, _, inside = name.rpartition(".")
    for statement in modules[module].bound.get(inside, ()) if module in modules else ():
        if not isinstance(statement, ast.ImportFrom):
            return f"{module}:{inside}" if module else None
        # As in Python, a function that a package imports hides the module of that name.
        if source := _inside(statement):
            return f"{source}:{_original(statement, inside)}"
    return name if name in modules else None


def _inside(statement: ast.AST) -> str | None:
    """The module inside the package that an import takes from; None for other statements."""
    if isinstance(statement, ast.ImportFrom):
        package, _, inside = (statement.module or "").partition(".")
        if package == PACKAGE and not statement.level:
            return inside
    return None


def _public(module: _Module) -> list[str]:
    """What a module defines for others, or imports for them: `import name as name`."""
    return [
        name
        for name, statements in module.bound.items()
        if not name.startswith("_") and _is_public(statements[0], name)
    ]


def _is_public(statement: ast.stmt, name: str) -> bool:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return any(alias.name == alias.asname == name for alias in statement.names)
    return True


def _keep(modules: _Modules, module: str, name: str) -> None:
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


def _withhold(modules: _Modules, module: str, name: str, source: str) -> None:
    """Replace a function by one that computes nothing, so that what refers to it still runs."""
    here = modules[module]
    stub = ast.parse(source.format(name)).body[0]
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
    """Removes annotations from functions: they name types that are not needed to run."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Remove them from a function, and from those inside it."""
        arguments = node.args
        node.returns = None
        several = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        for argument in (*several, arguments.vararg, arguments.kwarg):
            if argument is not None:
                argument.annotation = None
        self.generic_visit(node)
        return node


def _order(modules: _Modules) -> list[str]:
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


def _source(module: _Module) -> str:
    lines = ["from __future__ import annotations"]
    for statement in _statements(module):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            statement.names = [
                a for a in statement.names if (a.asname or a.name.partition(".")[0]) in module.kept
            ]
        lines.append(ast.unparse(statement))
    return "\n".join(lines) + "\n"
