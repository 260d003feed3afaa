"""Every message about every slip of the course: its words fit the exercise, and tell no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import SQUARE, Computed, Entries, Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.advice import advised
from autograder.judging.compare import compare_blocks
from autograder.judging.diagnosis.candidates import Candidates
from autograder.judging.entries import judge_entries
from autograder.judging.message import render
from autograder.judging.observations import Observation
from autograder.judging.probe_draws import Draws
from autograder.judging.verdict import BlockResult, Cause, Formula, Verdict
from autograder.notebook.hinting import growing_hint, in_full, now_seen

SOLUTIONS = Path(__file__).parents[2] / "solutions"


# ---- what an exercise has --------------------------------------------------------------------


class Section(NamedTuple):
    """What a student reads and writes in an exercise: its text, and the model answer."""

    text: str
    answer: str


@cache
def sections() -> dict[str, Section]:
    """Each exercise's section of its notebook."""
    found = {}
    for path in SOLUTIONS.glob("0*.md"):
        for part in re.split(r"^(?=#{2,3} )", path.read_text(encoding="utf-8"), flags=re.M):
            for name in re.findall(r'^```python check="(\w+)"', part, flags=re.M):
                code = re.search(rf'^```python answer="{name}".*?\n(.*?)^```', part, re.M | re.S)
                found[name] = Section(part, code[1] if code else "")
    return found


#: A word of a message, and what an exercise has to have for it.
NEEDS = {
    r"\bd[bB]\b": r"\bdb\b|db\d|\\partial b",
    r"\bd[W]\b": r"dW|\\partial W",
    r"(?<![\w/])W(?![a-z])": r"(?<![A-Za-z])W(?![a-z])|weights",
    r"\bbias": r"\bbias|\bb\d?\b",
    r"\bpaths?\b": r"path|route|way",
    r"\bsamples?\b|\bbatch\b|\bN\b": r"sample|batch|\bX\b|\bN\b",
    r"\bT\b": r"\bT\b",
    r"\bsigmoid": r"sigmoid|sigma|σ|logistic",
    r"\btanh\b": r"tanh",
    r"\bReLU\b": r"ReLU|relu",
    r"\bsoftmax": r"softmax",
    r"\btarget": r"target|\b[yYt]\b",
    r"η|\brate\b": r"rate|eta",
    r"\bloss\b": r"loss|L\b|\bJ\b|\bE\b|gradient|delta|cross-entropy",
}
