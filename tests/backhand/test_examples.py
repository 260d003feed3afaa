"""Every public docstring has an example, and the examples print what they say."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import backhand
from backhand import curves, draw

MODULES = {
    name: importlib.import_module(name)
    for name in (m.name for m in pkgutil.walk_packages(backhand.__path__, "backhand."))
}
FIGURES = (draw, curves)

#: Called by other modules, with arguments that were checked.
INNER = {"apply", "slopes", "pull", "loss_and_gradient", "expect_node"}


def public(module: ModuleType) -> Iterator[Any]:
    """What a module defines for those who import the library, and what `draw` offers of others."""
    for name, thing in vars(module).items():
        ours = getattr(thing, "__module__", "") == module.__name__
        offered = module in FIGURES and _returns_picture(thing)
        if name[0] != "_" and (ours or offered) and callable(thing):
            yield pytest.param(thing, id=f"{module.__name__}.{name}")


def _returns_picture(thing: Any) -> bool:
    return inspect.isfunction(thing) and thing.__annotations__.get("return") == "Picture"


def library() -> Iterator[Any]:
    for name, module in MODULES.items():
        inside = name.removeprefix("backhand.")
        if not inside.startswith(("_", "figures")) or module in FIGURES:
            yield from public(module)
    for thing in (backhand.Trace, backhand.Gradients, draw.Picture):
        yield pytest.param(thing, id=thing.__name__)


@pytest.mark.parametrize("thing", list(library()))
def test_a_public_docstring_has_an_example_that_is_true(thing: Any) -> None:
    original = inspect.unwrap(thing)
    names = vars(MODULES[original.__module__])
    if not isinstance(original, type) and original.__name__ in INNER:
        return  # for the modules of this library
    tests = doctest.DocTestFinder(recurse=False).find(original, thing.__name__, globs=dict(names))
    assert sum(len(test.examples) for test in tests) > 0
    for test in tests:
        assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_the_example_of_the_package_is_true() -> None:
    found = doctest.testmod(backhand)
    assert found.attempted > 5
    assert found.failed == 0
