"""A submission is one transaction in nbgrader's gradebook, and other sessions work as ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook, Student, SubmittedAssignment
from sqlalchemy import select

from autograder.classroom import gradebook
from autograder.classroom.gradebook import Grades
from autograder.classroom.gradebook_rows import Scores

SCORES = {"tiny": Scores(grades={"double": 2.0, "tiny-why": None})}


@pytest.fixture
def db_url(klass: Path) -> str:
    """The gradebook of a new class."""
    return f"sqlite:///{klass / 'gradebook.db'}"


def entered(db_url: str) -> tuple[set[str], set[str]]:
    """The students, and those with a submission, as another connection sees them."""
    with Gradebook(db_url, "a-class") as book:
        students = set(book.db.scalars(select(Student.id)))
        return students, set(book.db.scalars(select(SubmittedAssignment.student_id)))


@pytest.fixture
def grades(db_url: str) -> Grades:
    """The gradebook with one submission, from ada."""
    made = Grades(db_url, "a-class", "tiny")
    made.write("ada", SCORES)
    return made


def test_what_fails_half_way_leaves_nothing_behind(
    db_url: str, grades: Grades, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*arguments: object) -> None:
        raise ValueError("half way")

    # By nbgrader's own methods, which commit student, submission and cells one after another.
    monkeypatch.setattr(Grades, "_is_new", lambda self, student: False)
    with monkeypatch.context() as patched, pytest.raises(ValueError, match="half way"):
        patched.setattr(Grades, "_enter", failing)
        grades.write("ben", SCORES)
    assert entered(db_url) == ({"ada"}, {"ada"})
    grades.write("ben", SCORES)
    assert entered(db_url) == ({"ada", "ben"}, {"ada", "ben"})
    grades.close()


def test_other_sessions_of_nbgrader_commit_as_ever(db_url: str, grades: Grades) -> None:
    with Gradebook(db_url, "a-class") as book:
        book.add_student("eve")
        assert "eve" in entered(db_url)[0]
    assert "commit" not in vars(grades._gradebook.db)
    grades.close()


def test_an_assignment_that_the_gradebook_does_not_know_is_refused(db_url: str) -> None:
    with pytest.raises(gradebook.BackhandError, match="expected other in the gradebook"):
        Grades(db_url, "a-class", "other")
