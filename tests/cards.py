"""What checks show of some answers, and how to read a card."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import numpy as np

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.judging.deviation import Deviation
from autograder.judging.judge import judge
from autograder.judging.probe_draws import shared_draws
from autograder.notebook.hinting import growing_hint, now_seen
from autograder.notebook.memory import Remembered
from autograder.notebook.progress import progress_in
from autograder.notebook.shown import Shown

#: The points of the exercises of 01_single_layer that are checked.
POINTS = f"{sum(e.points for e in CATALOGUE.values() if e.notebook == '01_single_layer'):g}"


def shown(name: str, answer: Any, *, tries: int = 0, **more: Any) -> Shown:
    """What is shown of an answer; with a hint that has grown in so many tries."""
    show: list[Deviation] = []
    exercise = CATALOGUE[name]
    verdict = judge(exercise, LocalAnswer(answer), [1], shared_draws(exercise, [1]), show=show)
    checked = {name: Remembered(verdict.state, verdict.score, verdict.points)}
    progress = progress_in(exercise.notebook, checked)
    seen: Any = {}
    for number in range(tries):
        seen = now_seen(verdict, str(number), seen)
    verdict = growing_hint(verdict, seen).verdict if tries else verdict
    return Shown(verdict, deviations=tuple(show), progress=progress, **more)


def turned(delta: Any, x: Any) -> Any:
    return -np.outer(delta, x)


class Words(HTMLParser):
    """The text of a page, without its style; the tags are checked to be closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.labels += [value or "" for name, value in attrs if name == "aria-label"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data)


def read(html: str) -> Words:
    words = Words()
    words.feed(html)
    assert words.open == []
    return words


def partial_batch(Delta: Any, X: Any, W: Any) -> Any:
    per_sample = np.einsum("no,ni->noi", Delta, X)
    return per_sample, Delta.T @ X, Delta.mean(axis=0), Delta @ W
