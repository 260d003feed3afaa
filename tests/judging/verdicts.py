"""Judging many answers on the same draws, as a class is judged: what the slips give is kept."""

from __future__ import annotations

from typing import Any

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.judging.judge import judge
from autograder.judging.probe_draws import shared_draws
from autograder.judging.verdict import Verdict


def judged(name: str, answer: Any, seed: int = 1) -> Verdict:
    """The verdict on an answer to an exercise of the course."""
    exercise = CATALOGUE[name]
    return judge(exercise, LocalAnswer(answer), [seed], shared_draws(exercise, [seed]))
