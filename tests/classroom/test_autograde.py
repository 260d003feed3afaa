"""nbgrader's own `autograde` goes on, and enters 0, where a submission cannot be graded."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.boundary.errors import BackhandError
from autograder.classroom import autograde
from autograder.classroom.autograde import Judged

RESOURCES = {"nbgrader": {"student": "ada", "assignment": "tiny", "notebook": "tiny"}}


@pytest.fixture
def zeros(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of students who are given 0."""
    given: list[str] = []
    monkeypatch.setattr(autograde, "give_zero", lambda *about: given.append(about[-1]))
    monkeypatch.setattr(autograde, "write_record", lambda *about: None)
    return given


def failing(monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> Judged:
    def fails(*arguments: Any) -> Any:
        raise failure

    monkeypatch.setattr(Judged, "_graded", fails)
    return Judged()


def test_what_fails_is_one_line_and_zero_points(
    monkeypatch: pytest.MonkeyPatch, zeros: list[str]
) -> None:
    judged = failing(monkeypatch, MemoryError("no room"))
    with pytest.raises(BackhandError, match="ada: could not be graded: MemoryError: no room"):
        judged.preprocess(None, RESOURCES)
    assert zeros == ["ada"]


@pytest.mark.parametrize("failure", [BackhandError("no walls"), KeyboardInterrupt()])
def test_what_concerns_the_class_is_nobodys_zero(
    monkeypatch: pytest.MonkeyPatch, zeros: list[str], failure: BaseException
) -> None:
    with pytest.raises(type(failure)):
        failing(monkeypatch, failure).preprocess(None, RESOURCES)
    assert zeros == []
