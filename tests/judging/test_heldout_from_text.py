"""Answers to functions, written by people who saw the notebooks' text alone.

The slips were declared without knowledge of these answers, and are not changed to fit them.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.verdict import Verdict

FILE = Path(__file__).parents[1] / "answers" / "heldout_from_text.json"
ANSWERS = json.loads(FILE.read_text())
EXERCISES = sorted({one["exercise"] for one in ANSWERS})
#: The least shares of single slips and of pairs that are named.
SINGLES, PAIRS = 0.9, 0.75


@cache
def verdict(number: int) -> Verdict:
    given: dict[str, Any] = ANSWERS[number]
    exercise, space = CATALOGUE[given["exercise"]], {"np": np}
    assert isinstance(exercise.task, Computed)
    exec(given["code"], space)
    return judge(exercise, LocalAnswer(space[exercise.task.name]), [11])


@pytest.mark.parametrize("name", EXERCISES)
def test_right_answers_score_full_points_and_wrong_ones_less(name: str) -> None:
    for number, one in enumerate(ANSWERS):
        if one["exercise"] == name:
            found = verdict(number)
            assert (found.state == "right") == (one["kind"] == "right"), render(found)


def test_most_single_slips_and_pairs_are_named() -> None:
    """Named means that a cause is given for all of it; what has a wrong form is not counted."""
    seen = Counter[tuple[str, bool]]()
    for number, one in enumerate(ANSWERS):
        found = verdict(number)
        if one["kind"] != "right" and (found.causes or not found.problem):
            seen[one["kind"], bool(found.causes) and not found.unknown] += 1
    for kind, least in (("single", SINGLES), ("pair", PAIRS)):
        named = seen[kind, True]
        assert named >= least * (named + seen[kind, False]), (kind, seen)
