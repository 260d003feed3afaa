"""Judging many answers on the same draws, as a class is judged: what the slips give is kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from autograder.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.drawn import Draws
from autograder.exercise import Computed
from autograder.judge import judge
from autograder.verdict import Verdict


def judged(name: str, answer: Any, seed: int = 1) -> Verdict:
    """The verdict on an answer to an exercise of the course."""
    return judge(CATALOGUE[name], LocalAnswer(answer), [seed], _draws(name, seed))


@lru_cache(maxsize=64)
def _draws(name: str, seed: int) -> Draws | None:
    task = CATALOGUE[name].task
    return Draws(task, [seed]) if isinstance(task, Computed) else None
