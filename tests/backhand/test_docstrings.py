"""Every public docstring says what goes in, what comes out, what is refused, and nothing stale."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import backhand
from backhand import curves, draw, graph, initialization, symmetry, worksheet
from backhand.figures.picture import Picture

SECTION = re.compile(r"^(\w[\w ]*)\n-+\n", re.M)
MODULES = {
    name.removeprefix("backhand."): importlib.import_module(name)
    for name in (m.name for m in pkgutil.walk_packages(backhand.__path__, "backhand."))
}


def public() -> Iterator[Callable[..., Any]]:
    offered = {name: getattr(backhand, name) for name in backhand.__all__}
    for module in (graph, initialization, symmetry, worksheet, draw, curves):
        for name, thing in vars(module).items():
            figure = inspect.isfunction(thing) and thing.__annotations__.get("return") == "Picture"
            if getattr(thing, "__module__", "") == module.__name__ or figure:
                offered[f"{module.__name__}.{name}"] = thing
    for name, thing in offered.items():
        last = name.rpartition(".")[2]
        if inspect.isfunction(thing) and last[0] != "_" and last != "expect_node":
            yield pytest.param(thing, id=name.removeprefix("backhand."))


def sections(function: Callable[..., Any]) -> dict[str, str]:
    """The text under each heading; what stands before the first has none."""
    parts = SECTION.split(inspect.getdoc(function) or "")
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def described(text: str) -> dict[str, str]:
    """Names to type slots, of a section of parameters."""
    found = re.findall(r"^(\w[\w, ]*) : (.+(?:\n    .*)*)", text, re.M)
    return {name: slot for names, slot in found for name in names.split(", ")}


@pytest.mark.parametrize("function", list(public()))
def test_a_docstring_has_its_sections(function: Callable[..., Any]) -> None:
    found = sections(function)
    first = found[""].partition("\n")[0]
    assert first.endswith(".")
    assert found[""].startswith((first + "\n\n", first + "\n"))
    parameters = inspect.signature(function).parameters
    assert list(described(found.get("Parameters", ""))) == list(parameters)
    returns = function.__annotations__["return"] != "None"
    assert ("Returns" in found or "Yields" in found) == returns
    assert "Raises" in found or not parameters
    assert "Examples" in found


@pytest.mark.parametrize("function", list(public()))
def test_an_array_has_its_shape_in_the_type_slot(function: Callable[..., Any]) -> None:
    found = sections(function)
    slots = described(found.get("Parameters", "")) | described(found.get("Returns", ""))
    for name, slot in slots.items():
        if slot.startswith(("ndarray", "array_like")):
            assert "shape" in slot, f"{name} : {slot}"


def known(name: str, function: Callable[..., Any]) -> bool:
    """Whether a name in backquotes is something that a reader can find."""
    if name in inspect.signature(function).parameters:
        return True
    if name in described(sections(function).get("Returns", "")):
        return True
    home = inspect.getmodule(inspect.unwrap(function))
    spaces = [backhand, home, Picture, graph.Node, *MODULES.values()]
    fields = {
        field
        for space in (backhand, home)
        for thing in vars(space).values()
        for field in getattr(thing, "_fields", ())
    }
    first, _, rest = name.partition(".")
    if rest:
        return any(hasattr(getattr(space, first, None), rest) for space in spaces)
    return name in fields or any(hasattr(space, name) for space in spaces)


@pytest.mark.parametrize("function", list(public()))
def test_a_name_in_backquotes_can_be_found(function: Callable[..., Any]) -> None:
    text = re.sub(r"``.*?``", "", inspect.getdoc(function) or "")
    for name in re.findall(r"`([a-zA-Z_][\w.]*)`", text):
        assert known(name, function), name
