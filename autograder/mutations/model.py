"""A model answer, as its mutants are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Model:
    """The code of a model answer.

    Attributes
    ----------
    source : str
        The functions and classes that are changed, one of which is the answer.
    entry : str
        The name of the function that is called.
    blocks : tuple of str
        What it returns, in order.
    known : frozenset of str
        The names that the exercise uses, and that can therefore be said.
    given : str
        Code that comes before it and is not changed.
    around : mapping
        Names that are defined for it.
    rules : object
        For a reference, which takes the inputs together: its second argument. None for a student's
        function.
    """

    source: str
    entry: str
    blocks: tuple[str, ...]
    known: frozenset[str]
    given: str = ""
    around: Mapping[str, Any] = field(default_factory=dict)
    rules: Any = None
