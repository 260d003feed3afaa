"""What a function keeps between calls, as far as its code shows it, in words.

A function that keeps something may be right all the same: whether it matters, the judge finds out
by calling it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.boundary.code_reached import Code, code_reached

#: How many things are told, and the longest default argument that is shown.
MOST, LONGEST = 3, 30
#: Methods and functions that change the object they are given.
METHODS = frozenset(
    {"add", "append", "appendleft", "clear", "extend", "fill", "insert", "pop", "popitem"}
    | {"put", "remove", "setdefault", "sort", "update"}
)
FUNCTIONS = frozenset({"next", "setattr"})
#: Objects that can be changed.
CHANGEABLE = (dict, list, set, bytearray, np.ndarray, Iterator)


def kept_by(function: Any) -> str:
    """Where a function keeps something between calls; empty where its code does not show it.

    "a default argument `grads={}` that lives on"
    """
    try:
        codes = [*code_reached(function)]
        text = " ".join(ast.unparse(code.node) for code in codes)
        if "random" in text or "rng" in text:  # may be why results differ
            return ""
        found = [words for code in codes for words in _stored(code)]
        if not found and "empty" not in text:
            found = [words for code in codes for words in _held(code)]
        return " and ".join(list(dict.fromkeys(found))[:MOST])
    except Exception:  # a student's own objects may do anything when they are looked at
        return ""


def _stored(code: Code) -> Iterator[str]:
    """What the code visibly changes, and what Python caches for it."""
    for decorator in getattr(code.node, "decorator_list", ()):
        if "cache" in (text := ast.unparse(decorator)):
            yield f"the results of `{_name(code)}`, by `@{text.partition('(')[0]}`"
    for target in _changed(code):
        name, attribute = _root(target)
        if name in code.defaults:
            yield _default(name, code.defaults[name])
        elif code.owner is not None and name in ("self", "cls"):
            yield from _of_class(code, code.owner, name, attribute)
        elif code.is_outside(name):
            yield _outside(code, name, attribute)


def _held(code: Code) -> Iterator[str]:
    """What may be changed under another name."""
    for name, default in code.defaults.items():
        yield _default(name, default)
    for name in dict.fromkeys(part.id for part in code.parts(ast.Name)):
        if name not in code.local and isinstance(code.around.get(name), CHANGEABLE):
            yield _outside(code, name, "")


def _changed(code: Code) -> Iterator[ast.expr]:
    """The expressions that are changed in place, and outer names that are bound."""
    for part in ast.walk(code.node):
        match part:
            case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                yield part
            case ast.Name(id=name, ctx=ast.Store()) if name in code.stated:
                yield part
            case ast.AugAssign(target=ast.Name() as target):
                yield target
            case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in METHODS:
                yield value
            case ast.Call(func=ast.Name(id=name), args=[value, *_]) if name in FUNCTIONS:
                yield value
            case ast.keyword(arg="out", value=value):
                yield value


def _root(target: ast.expr) -> tuple[str, str]:
    """The name at the beginning of an expression, and the attribute that follows it, if any."""
    attribute = ""
    while isinstance(target, ast.Attribute | ast.Subscript):
        attribute = target.attr if isinstance(target, ast.Attribute) else attribute
        target = target.value
    return (target.id, attribute) if isinstance(target, ast.Name) else ("", "")


def _default(name: str, default: ast.expr) -> str:
    shown = ast.unparse(default)
    return f"a default argument `{name}={shown if len(shown) <= LONGEST else '…'}` that lives on"


def _of_class(code: Code, owner: type, name: str, attribute: str) -> Iterator[str]:
    if name == "cls" or isinstance(vars(owner).get(attribute), CHANGEABLE):
        yield f"the attribute `{attribute}`, which all objects of `{owner.__name__}` share"
    elif code.of_object:
        yield f"the attribute `{attribute}` of an object of `{owner.__name__}` that lives on"


def _outside(code: Code, name: str, attribute: str) -> str:
    value = code.around.get(name)
    if attribute and (callable(value) or isinstance(value, type)):
        return f"the attribute `{name}.{attribute}`"
    if name in code.free:
        return f"the name `{name}` of the function around it"
    return f"the global name `{name}`"


def _name(code: Code) -> str:
    return getattr(code.node, "name", "it")
