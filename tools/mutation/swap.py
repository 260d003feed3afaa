"""Replace the code of functions that are already imported by that of a mutant."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType


def codes(code: CodeType) -> Iterator[CodeType]:
    """The code objects inside a code object, outer ones first."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from codes(inner)


def _by_name(text: str, path: Path) -> dict[str, list[CodeType]]:
    """The functions of a file by their qualified names, in the order of the text."""
    found: dict[str, list[CodeType]] = defaultdict(list)
    for code in codes(compile(text, str(path), "exec", dont_inherit=True)):
        found[code.co_qualname].append(code)
    return found


def swap(path: Path, before: str, after: str) -> int:
    """Give all living functions of a file the code of its edited text; returns how many changed."""
    new = _by_name(after, path)
    changed = {}
    for name, olds in _by_name(before, path).items():
        if len(olds) == len(new[name]):
            for old, edited in zip(olds, new[name], strict=True):
                if old != edited and old.co_freevars == edited.co_freevars:
                    changed[name, old.co_firstlineno] = edited
    count = 0
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename == str(path):
            code = changed.get((thing.__code__.co_qualname, thing.__code__.co_firstlineno))
            if code is not None:
                thing.__code__ = code
                count += 1
    return count
