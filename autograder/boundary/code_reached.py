"""The code that a call of a student's function may run, as syntax trees; none of it is run."""

from __future__ import annotations

import ast
import contextlib
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import ModuleType
from typing import Any

#: The most functions, classes and objects that are looked at.
MOST = 20


@dataclass(frozen=True)
class Code:
    """A function: its tree, and what the names outside of it stand for.

    Attributes
    ----------
    node : ast.FunctionDef or ast.Lambda
    around : mapping
        The global names, and those of the function around it.
    free : tuple of str
        The names of the function around it.
    owner : type or None
        The class, if it is a method.
    of_object : bool
        Whether the object that it is a method of lives on after the call.
    """

    node: ast.FunctionDef | ast.Lambda
    around: Mapping[str, Any]
    free: tuple[str, ...]
    owner: type | None = None
    of_object: bool = False

    def parts(self, *kinds: type[Any]) -> Iterator[Any]:
        """The parts of its tree of these kinds, from the outside to the inside."""
        return (part for part in ast.walk(self.node) if isinstance(part, kinds))

    @cached_property
    def stated(self) -> set[str]:
        """The outer names that it says it binds."""
        found = {name for part in self.parts(ast.Global) for name in part.names}
        inner = {name for part in self.parts(ast.Nonlocal) for name in part.names}
        return found | (inner & set(self.free))

    @cached_property
    def local(self) -> set[str]:
        """The names that are made anew in each call."""
        bound = {part.id for part in self.parts(ast.Name) if isinstance(part.ctx, ast.Store)}
        bound |= {part.arg for part in self.parts(ast.arg)}
        bound |= {part.name for part in self.parts(ast.FunctionDef) if part is not self.node}
        return bound - self.stated

    def is_outside(self, name: str) -> bool:
        """Whether a name stands for something that is there before and after a call."""
        if name in self.local or isinstance(self.around.get(name), ModuleType):
            return False
        return name in self.around or name in self.stated

    @cached_property
    def defaults(self) -> dict[str, ast.expr]:
        """The default arguments that can be changed, by name."""
        of = self.node.args
        names = [one.arg for one in (*of.posonlyargs, *of.args)]
        pairs = list(zip(reversed(names), reversed(of.defaults), strict=False))
        pairs += [(a.arg, d) for a, d in zip(of.kwonlyargs, of.kw_defaults, strict=True) if d]
        fixed = (ast.Constant, ast.Name, ast.UnaryOp, ast.Tuple)
        return {name: default for name, default in pairs if not isinstance(default, fixed)}


def code_reached(function: Any) -> Iterator[Code]:
    """The code of a function, then that of the notebook's functions and classes that it names."""
    waiting, seen = [function], list[Any]()
    while waiting and len(seen) < MOST:
        one = waiting.pop(0)
        if any(one is known for known in seen):
            continue
        seen.append(one)
        for code in _codes(one):
            yield code
            named = [code.around.get(part.id) for part in code.parts(ast.Name)]
            waiting += [value for value in named if _is_theirs(value, code.around)]


def _is_theirs(value: Any, around: Mapping[str, Any]) -> bool:
    """Whether an object was made by a cell of the same notebook."""
    return getattr(value, "__module__", None) == around.get("__name__", ())


def _codes(value: Any) -> Iterator[Code]:
    while isinstance(value, partial):
        value = value.func
    if inspect.isroutine(value) or hasattr(value, "__wrapped__"):
        bound = getattr(value, "__self__", None)
        found = inspect.unwrap(getattr(value, "__func__", value))
        owner = None if bound is None else bound if isinstance(bound, type) else type(bound)
        yield from _of_function(found, owner, of_object=bound is not None)
        return
    owner = value if isinstance(value, type) else type(value)
    for method in vars(owner).values():
        if inspect.isfunction(inner := getattr(method, "__func__", method)):
            yield from _of_function(inner, owner, of_object=owner is not value)


def _of_function(function: Any, owner: type | None, *, of_object: bool) -> Iterator[Code]:
    with contextlib.suppress(OSError, TypeError, SyntaxError, ValueError):  # there is no source
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        kinds = ast.FunctionDef | ast.Lambda
        node = next(part for part in ast.walk(tree) if isinstance(part, kinds))
        around = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
        yield Code(node, around, function.__code__.co_freevars, owner, of_object)
