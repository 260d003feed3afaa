"""Run a model answer with one change in it."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from threading import Lock
from typing import Any

import numpy as np

from autograder.mutations.change import Change
from autograder.mutations.grow import SWITCH, Grown
from autograder.mutations.model import Model

#: The number that switches on no change.
NONE = -1


class Program:
    """A model answer with its changes, compiled once.

    Parameters
    ----------
    model : Model
    wanted : collection of int, optional
        The numbers of the changes that can be switched on; all of them by default.
    """

    def __init__(self, model: Model, wanted: Collection[int] | None = None) -> None:
        grown = Grown(model, wanted)
        self.changes: list[Change] = grown.changes
        self._model, self._lock = model, Lock()
        self._names: dict[str, Any] = {**model.around, SWITCH: NONE}
        exec(compile(model.given, "<given>", "exec"), self._names)
        exec(compile(grown.tree, "<model>", "exec"), self._names)

    def run(self, number: int, inputs: Mapping[str, Any]) -> Any:
        """What the answer returns on copies of the inputs; it may raise anything."""
        given = {name: _copied(value) for name, value in inputs.items()}
        function = self._names[self._model.entry]
        # Another thread may judge the same exercise.
        with self._lock:
            self._names[SWITCH] = number
            if self._model.rules is not None:
                return function(given, self._model.rules)
            return function(*given.values())


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else copy.deepcopy(value)
