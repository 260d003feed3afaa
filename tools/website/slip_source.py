"""The formula of a slip as its declaration writes it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from autograder.slips.slip import WrongFormula

#: What functions of the catalogue call the pass that they change, and its parts that stay right.
RIGHT = {"reference", "right", "answer", "network", "penalty", "pass_backward"}


def source(formula: Callable[..., Any] | None) -> str:
    """The lines of a formula below its docstring.

    One that a function of the catalogue made is shown as what that function was given: the wrong
    function in it or, without one, its own lines, with the numbers and names that it was given.
    """
    if not isinstance(formula, FunctionType):
        return ""
    inner = inspect.getclosurevars(formula).nonlocals
    made_by_another = "<locals>" in formula.__qualname__ or formula.__name__ == "<lambda>"
    given = [value for name, value in sorted(inner.items()) if name not in RIGHT]
    given.sort(key=lambda value: value is not inner.get("wrong"))
    given += formula.__defaults__ or ()
    given += [each for value in given if isinstance(value, dict) for each in value.values()]
    texts = [text for value in given if (text := source(_function(value)))]
    if texts and made_by_another:
        return texts[0]
    told = "".join(f"{name} = {value!r}\n" for name, value in inner.items() if _is_plain(value))
    return told + _own(formula)


def _function(value: object) -> FunctionType | None:
    """The function that a formula was made from, if this is one of a slip."""
    made = value.formula if isinstance(value, WrongFormula) else value
    return made if isinstance(made, FunctionType) and _is_wrong(made) else None


def _is_wrong(function: FunctionType) -> bool:
    """Whether it is said to be wrong by its place or by its words: no reference, no helper."""
    return not function.__module__.startswith(("backhand", "numpy", "autograder.reference"))


def _is_plain(value: object) -> bool:
    """Whether a reader can see what a value is."""
    return isinstance(value, int | float | str | dict) and " at 0x" not in repr(value)


def _own(function: FunctionType) -> str:
    """A function's text without its first line and its docstring."""
    if function.__name__ == "<lambda>":
        return _expression(function)
    text = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(text).body[0]
    assert isinstance(tree, ast.FunctionDef)
    body = tree.body[bool(ast.get_docstring(tree)) :]
    return textwrap.dedent("\n".join(text.splitlines()[body[0].lineno - 1 :]))


def _expression(function: FunctionType) -> str:
    """What a lambda returns, cut from its file at the places that its instructions name."""
    places = [*_places(function)]
    if not places:  # Python 3.12 has no place for a constant
        return repr(function.__code__.co_consts[-1])
    (first, begin), (last, end) = min(one[:2] for one in places), max(one[2:] for one in places)
    lines, _ = inspect.findsource(function)
    cut = [line.encode() for line in lines[first - 1 : last]]
    cut[-1] = cut[-1][:end]
    cut[0] = cut[0][begin:]
    return textwrap.dedent(b"".join(cut).decode())


def _places(function: FunctionType) -> Iterator[tuple[int, int, int, int]]:
    """First line and column, last line and column of each instruction that has a width."""
    for line, last, begin, end in function.__code__.co_positions():
        if line and last and begin is not None and end is not None and (line, begin) < (last, end):
            yield line, begin, last, end
