"""What a submission can import of this project: the cut of `backhand`, and a stand-in `autograder`.

Built in the forking process, from sources that the judge's side sent; see `trim`.
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
    "{name} is not to be had while grading: expected only what the notebook's first cell imports; "
    "likely the answer itself is asked for, so write it in its cell"
)


def install(sources: Mapping[str, str], names: Mapping[str, str]) -> ModuleType | None:
    """Put `backhand` and `autograder` in place, as far as a submission may see them.

    Parameters
    ----------
    sources : mapping
        Module of `backhand` to source, in the order in which they run.
    names : mapping
        Name on the package to `module` or `module.name`.

    Returns
    -------
    pictures : module or None
        What pictures are made of, where there are any.
    """
    package = _package("backhand")
    modules = {name: _run(name, source) for name, source in sources.items()}
    public = {home for home in names.values() if "." in home}
    _close(modules, public)
    for name, home in names.items():
        module, _, inside = home.partition(".")
        found = getattr(modules[module], inside) if inside else modules[module]
        setattr(package, name, found)
    wanted = set(names.values())
    # The others stay at work inside the wanted ones, and cannot be imported.
    for name in set(modules) - wanted:
        del sys.modules[f"backhand.{name}"]
    _stand_in()
    if draw := modules.get("draw"):
        # Notebooks handed out with version 0.1.0 call it `draw.blocks`; see also `autograder`.
        vars(draw)["blocks"] = blocks
    sys.meta_path.insert(0, _Closed())
    return modules.get("_picture")


def _package(name: str) -> ModuleType:
    package = ModuleType(name)
    package.__path__ = []
    package.__dict__["__getattr__"] = functools.partial(_closed, name)
    sys.modules[name] = package
    return package


def _run(name: str, source: str) -> ModuleType:
    module = ModuleType(f"backhand.{name}")
    sys.modules[module.__name__] = module
    exec(compile(source, f"backhand/{name}.py", "exec", dont_inherit=True), module.__dict__)
    return module


def _close(modules: Mapping[str, ModuleType], public: set[str]) -> None:
    """Let functions that one module takes from another answer to these modules alone.

    A figure needs a relative error; a student who is asked to write one gets none from it.
    """
    codes = [code for module in modules.values() for code in _codes(vars(module).values())]
    allowed = {id(code) for code in codes}
    kept = {id(getattr(modules[m], n)) for m, _, n in (home.partition(".") for home in public)}
    closed: dict[int, Any] = {}
    for module in modules.values():
        for name, value in list(vars(module).items()):
            taken = isinstance(value, FunctionType) and value.__module__ != module.__name__
            if taken and value.__module__.startswith("backhand.") and id(value) not in kept:
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
    """The code of functions and methods, and of what is defined inside them."""
    for value in values:
        if isinstance(value, FunctionType):
            yield from _codes([value.__code__])
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


def check(name: str, answer: object) -> None:
    """Judge nothing: a check cell is judged elsewhere, and this is what other cells may call."""
    print(f"{name}: judged at its own check cell.")


def hints(growing: bool) -> None:
    """Set nothing: the switch is for students at work."""


def _stand_in() -> None:
    for name in [n for n in sys.modules if n == "autograder" or n.startswith("autograder.")]:
        del sys.modules[name]
    package = _package("autograder")
    offered = {"NotYet": NotYet, "blocks": blocks, "check": check, "hints": hints}
    package.__dict__.update(offered, __all__=list(offered))
