"""Names of modules that a notebook shares with this process's own code, such as `np.array`.

A student's code may replace them. It then finds its own replacements whenever it runs, and the code
around it finds the originals: a right answer is read and sent whatever it has replaced.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import io
import json
import math
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

MODULES = (builtins, np, np.linalg, np.random, contextlib, copy, io, json, math, traceback)
#: Where IPython keeps the last values among the builtins; these change all the time.
LAST = ("_", "__")
# Held here, because a student may have replaced them among the builtins.
_dict, _enumerate, _list = dict, enumerate, list
_BaseException = BaseException


class SharedNames:
    """The names as they were at the beginning, and as a student's code has left them.

    Attributes
    ----------
    replaced : bool
        Whether a student's code has replaced, added or removed a name.
    """

    def __init__(self) -> None:
        self._spaces = [vars(module) for module in MODULES]
        for name in LAST:
            vars(builtins).pop(name, None)
        self._ours = [dict(space) for space in self._spaces]
        self._values = [list(ours.values()) for ours in self._ours]
        self._theirs: dict[int, dict[str, Any]] = {}

    @property
    def replaced(self) -> bool:
        """Whether a student's code has replaced, added or removed a name."""
        return bool(self._theirs)

    def lent_to(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which runs with the student's names."""

        def called(*arguments: Any) -> Any:
            self._lend()
            try:
                return function(*arguments)
            finally:
                self._take_back()

        return called

    def _lend(self) -> None:
        for k, theirs in self._theirs.items():
            _put(self._spaces[k], theirs)

    def _take_back(self) -> None:
        for name in LAST:
            self._spaces[0].pop(name, None)
        for k, space in _enumerate(self._spaces):
            ours = self._ours[k]
            if _same(space, self._values[k]):
                self._theirs.pop(k, None)
            else:
                self._theirs[k] = _dict(space)
                _put(space, ours)
                self._values[k] = _list(space.values())


def _same(space: dict[str, Any], values: list[Any]) -> bool:
    """Whether a module's values are those of the beginning; quick, as each call asks for it."""
    try:
        return _list(space.values()) == values
    except _BaseException:  # what a student has put there may raise anything when compared
        return False


def _put(space: dict[str, Any], names: dict[str, Any]) -> None:
    """Make a module's names these; at no moment is one of the builtins missing."""
    space.update(names)
    for name in _list(space):
        if name not in names:
            del space[name]
