"""What a submission can import of this project: the cut of `backhand`, and a stand-in `autograder`.

Built in the forking process, from sources that the judge's side sent; see `tree_shake`.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

from autograder.boundary.beside import beside
from autograder.boundary.blocks import blocks, entries
from autograder.boundary.your_answers import your_answers

OURS = ("backhand", "autograder")
#: What students look for in `draw`, as its figures show relative errors. It is not in the process.
REFUSED = ("relative_error", "entry_errors")
CLOSED = (
    "{name} cannot be imported while grading: expected only what the notebook's first cell "
    "imports; likely it is the answer itself, so write that in its cell"
)


def install(sources: Mapping[str, str], names: Mapping[str, str]) -> ModuleType | None:
    """Put `backhand` and `autograder` in place, as far as a submission may see them.

    Parameters
    ----------
    sources : mapping
        Module of `backhand` to source, in the order in which they run.
    names : mapping
        What can be imported, such as `draw` or `graph.Node`, to `module` or `module:name`.

    Returns
    -------
    pictures : module or None
        The one that defines `Picture`, if the cut has figures.
    """
    modules = {name: _run(name, source) for name, source in sources.items()}
    offered = {name: _defined(home, modules) for name, home in names.items()}
    # The modules go on calling one another, but only what is offered can be imported.
    for name in modules:
        del sys.modules[f"backhand.{name}"]
    _package("backhand")
    for name, value in offered.items():
        _offer(name, value)
    if draw := modules.get("figures.draw"):
        # Notebooks that have been handed out call it `draw.blocks`; see also `autograder`.
        vars(draw)["blocks"] = blocks
        vars(draw).update({name: _refusal(name) for name in REFUSED})
    _stand_in()
    sys.meta_path.insert(0, _Closed())
    return modules.get("figures.picture")


def _run(name: str, source: str) -> ModuleType:
    module = ModuleType(f"backhand.{name}")
    sys.modules[module.__name__] = module
    file = f"backhand/{name.replace('.', '/')}.py"
    exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
    return module


def _defined(home: str, modules: Mapping[str, ModuleType]) -> Any:
    module, _, inside = home.partition(":")
    return getattr(modules[module], inside) if inside else modules[module]


def _offer(name: str, value: object) -> None:
    """Let `value` be imported from `backhand` by its dotted name."""
    if isinstance(value, ModuleType):
        sys.modules[value.__name__] = value
    package, _, last = f"backhand.{name}".rpartition(".")
    vars(_package(package))[last] = value


def _package(name: str) -> ModuleType:
    """The package of that name; a new one holds nothing, and says so in one line."""
    if name not in sys.modules:
        package = sys.modules[name] = ModuleType(name)
        package.__path__ = []
        vars(package)["__getattr__"] = functools.partial(_closed, name)
        parent, _, last = name.rpartition(".")
        if parent:
            vars(_package(parent))[last] = package
    return sys.modules[name]


def _refusal(name: str) -> Any:
    """What stands in a module for a name that is not there, to say so in one line."""
    return lambda *_, **__: _closed("backhand", name)


class _Closed:
    """Refuses, in one line, modules of this project that are not there."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Be asked by the import system, before it looks at any folder."""
        package, _, module = name.partition(".")
        if package in OURS and module:
            _closed(package, module)
        return None


def _closed(package: str, name: str) -> NoReturn:
    # Python itself asks for names of this form, and takes AttributeError for an answer.
    if name.startswith("__"):
        raise AttributeError(name)
    raise ImportError(CLOSED.format(name=f"{package}.{name}"))


class NotYet(AssertionError):
    """As in a notebook; never raised here."""


def check(name: str, answer: object, points: float | None = None) -> None:
    """Judge nothing: a check cell is judged elsewhere, and this is what other cells may call."""
    print(f"{name}: judged at its own check cell.")


def hints(growing: bool) -> None:
    """Set nothing: the switch is for students at work."""


def needs_version(least: str) -> None:
    """Need nothing: what grades is as new as what was handed out."""


def progress() -> None:
    """Show nothing: nothing is remembered here."""


def solution(name: str) -> None:
    """Show nothing: model solutions are for students at work."""


#: What can be imported from `autograder`.
STAND_IN = {
    "NotYet": NotYet,
    "beside": beside,
    "blocks": blocks,
    "check": check,
    "entries": entries,
    "hints": hints,
    "needs_version": needs_version,
    "progress": progress,
    "solution": solution,
    "your_answers": your_answers,
}


def _stand_in() -> None:
    for name in [n for n in sys.modules if n == "autograder" or n.startswith("autograder.")]:
        del sys.modules[name]
    vars(_package("autograder")).update(STAND_IN, __all__=list(STAND_IN))
