"""What a submission can import of this project: the cut of `backhand`, and a stand-in `autograder`.

Built in the forking process, from sources that the judge's side sent; see `tree_shake`.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

from autograder.boundary.blocks import blocks

OURS = ("backhand", "autograder")
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
    _close(modules, offered.values())
    # The modules go on calling one another, but only what is offered can be imported.
    for name in modules:
        del sys.modules[f"backhand.{name}"]
    _package("backhand")
    for name, value in offered.items():
        _offer(name, value)
    if draw := modules.get("figures.draw"):
        # Notebooks that have been handed out call it `draw.blocks`; see also `autograder`.
        vars(draw)["blocks"] = blocks
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


def _close(modules: Mapping[str, ModuleType], offered: Iterable[object]) -> None:
    """Have functions that one module takes from another refuse calls from outside these modules.

    A figure computes a relative error; a student who is asked to write one must not get it there.
    The errors that a figure holds have four digits, which are too few for an answer.
    """
    codes = [code for module in modules.values() for code in _codes(vars(module).values())]
    allowed, open_to_all = {id(code) for code in codes}, {id(value) for value in offered}
    closed: dict[int, Any] = {}
    for module in modules.values():
        for name, value in list(vars(module).items()):
            taken = isinstance(value, FunctionType) and value.__module__ != module.__name__
            if taken and value.__module__.startswith("backhand.") and id(value) not in open_to_all:
                closed.setdefault(id(value), _only_for(value, allowed, codes))
                setattr(module, name, closed[id(value)])


def _only_for(function: FunctionType, allowed: set[int], codes: Sequence[CodeType]) -> Any:
    def closed(*arguments: Any, **options: Any) -> Any:
        if id(sys._getframe(1).f_code) not in allowed:
            _closed("backhand", function.__name__)
        return function(*arguments, **options)

    closed.__name__ = function.__name__
    closed.__dict__["codes"] = codes  # as long as they live, nothing else has their ids
    return closed


def _codes(values: Iterable[Any]) -> Iterator[CodeType]:
    """The code of functions, methods and properties, and of what is defined inside them."""
    for value in values:
        if isinstance(value, FunctionType):
            yield from _codes([value.__code__])
        elif isinstance(value, property):
            yield from _codes([value.fget])
        elif isinstance(value, functools.cached_property):
            yield from _codes([value.func])
        elif isinstance(value, type) and value.__module__.startswith("backhand."):
            yield from _codes(vars(value).values())
        elif isinstance(value, CodeType):
            yield value
            yield from _codes(value.co_consts)


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


def progress() -> None:
    """Show nothing: nothing is remembered here."""


def solution(name: str) -> None:
    """Show nothing: model solutions are for students at work."""


#: What can be imported from `autograder`.
STAND_IN = {
    "NotYet": NotYet,
    "blocks": blocks,
    "check": check,
    "hints": hints,
    "progress": progress,
    "solution": solution,
}


def _stand_in() -> None:
    for name in [n for n in sys.modules if n == "autograder" or n.startswith("autograder.")]:
        del sys.modules[name]
    vars(_package("autograder")).update(STAND_IN, __all__=list(STAND_IN))
