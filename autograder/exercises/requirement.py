"""What an exercise's text asks for beyond right values on ordinary inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Requirement:
    """Something that the text asks for, and inputs on which it shows whether an answer does it.

    Attributes
    ----------
    slug : str
        The name of what is wrong with an answer that does not.
    clause : str
        Completes "It is right on ordinary inputs, but".
    question : str
        One question for the student to think about. Never the answer.
    inputs : callable
        `(rng, draw) -> inputs`; `draw` is the exercise's own, `(rng, sizes) -> inputs`.
    """

    slug: str
    clause: str
    question: str
    inputs: Callable[[np.random.Generator, Callable[..., dict[str, Any]]], Mapping[str, Any]]
