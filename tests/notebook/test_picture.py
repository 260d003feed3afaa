"""The picture below a wrong answer's message shows which entries are off, and no second number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.verdict import Verdict
from autograder.notebook.picture import show_errors

Shown = list[Any]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What a notebook displays."""
    pictures: Shown = []
    monkeypatch.setattr("autograder.notebook.picture._in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", pictures.append)
    return pictures


def verdict_on(answer: Any) -> Verdict:
    return judge(CATALOGUE["weight_gradient"], LocalAnswer(answer), [1])


def test_a_wrong_answer_has_one_relative_error_of_the_block(shown: Shown) -> None:
    verdict = verdict_on(lambda delta, x: 2 * np.outer(delta, x))
    show_errors(verdict)
    (picture,) = shown
    assert render(verdict).count("relative error 1.0e+00") == 1
    assert "error of the block" not in picture.table[0]
    assert dict(zip(*picture.table, strict=True))["its error"] == f"{1 / 3:.1e}"


def test_a_right_answer_has_no_picture(shown: Shown) -> None:
    show_errors(verdict_on(np.outer))
    assert shown == []
