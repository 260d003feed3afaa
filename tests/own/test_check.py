"""`check` of an exercise that is a class's own, in a student's notebook and under nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import NotYet, check
from autograder.notebook import checking
from autograder.own.template import example

#: A student's own, in which 0 is right.
EASY = """
from autograder.own import Notebook
MINE = Notebook("08_mine")
@MINE.computed("implement", points=3, minutes=1, difficulty=1, takes="x: n", gives="y")
def scaled_layer(given, rules):
    return 0.0
"""


def right(delta: Any, x: Any, W: Any, s: Any) -> Any:
    return s * np.outer(delta, x), delta @ W @ x


def own(delta: Any, x: Any, W: Any, s: Any) -> Any:
    return np.outer(delta, x), delta @ W @ x


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: that of a graded notebook in a class."""
    folder = tmp_path / "spring" / "autograded" / "ada" / "08_mine"
    folder.mkdir(parents=True)
    (tmp_path / "spring" / "nbgrader_config.py").touch()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(checking, "_hints", {"growing": False})
    return folder


def test_a_student_sees_one_line_and_no_number_where_the_file_is_not_handed_out(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place.parents[2] / "exercises.py").write_text(example(), "utf-8")
    assert check("scaled_layer", right) is None
    said = capsys.readouterr()
    assert said.out == (
        "scaled_layer: this answer is judged when your notebook is graded, not here.\n"
    )
    assert said.err == ""


def test_a_file_beside_the_notebook_is_judged_by(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "exercises.py").write_text(example(), "utf-8")
    assert check("scaled_layer", right) == 3 and check("scaled_layer", own) == 1.5
    assert "the gradient of W is taken as if there were no s" in capsys.readouterr().out
    with pytest.raises(ValueError, match="got 'scaled_layr'; likely 'scaled_layer'$"):
        check("scaled_layr", right)


def test_a_file_that_was_handed_out_broken_is_one_line(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "exercises.py").write_text("def broken(:\n", "utf-8")
    assert check("scaled_layer", right) is None
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith("scaled_layer: ") and "exercises.py" in said
    assert said.endswith("Ask your instructor for another exercises.py.")


def test_an_instructor_who_writes_the_notebook_is_judged_by_the_classs_file(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = place.parents[2] / "source" / "08_mine"
    source.mkdir(parents=True)
    monkeypatch.chdir(source)
    (place.parents[2] / "exercises.py").write_text(example(), "utf-8")
    assert check("scaled_layer", right) == 3


def test_nbgrader_alone_goes_by_the_classs_file_and_never_by_a_students(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "_GRADING", True)
    (place / "exercises.py").write_text(EASY, "utf-8")
    with pytest.raises(NotYet, match="scaled_layer earns nothing here: expected it in the course"):
        check("scaled_layer", lambda *given: 0.0)
    (place.parents[2] / "exercises.py").write_text(example(), "utf-8")
    assert check("scaled_layer", right) == 3 and check("scaled_layer", own) == 1.5
    with pytest.raises(NotYet, match="scaled_layer earns 0 of 3 points"):
        check("scaled_layer", lambda *given: 0.0)
    assert "[backhand] scaled_layer 0/3 slips=" in capsys.readouterr().out


def no_input(delta: Any, x: Any, W: Any, s: Any) -> Any:
    return s * np.outer(delta, x), s * (delta @ W @ x)


def test_one_change_of_an_own_reference_is_named_without_a_slip_for_it(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "exercises.py").write_text(example(), "utf-8")
    assert check("scaled_layer", no_input) == 1.5
    assert "one factor too many in ds" in capsys.readouterr().out
