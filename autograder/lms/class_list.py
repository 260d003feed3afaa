"""What a class knows before anything is collected: its notebooks, students and deadlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from nbgrader.api import Assignment, Gradebook, Student, SubmittedAssignment
from sqlalchemy import select

from autograder.boundary.errors import BackhandError, unknown
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.classroom.standings import seconds_late
from autograder.execution.released import read_released
from autograder.lms.hand_in import Released
from autograder.lms.people import Person, in_gradebook
from autograder.repair.cell_role import is_page


@dataclass(frozen=True)
class Deadline:
    """When an assignment is due, and how much longer some students have."""

    due: datetime | None
    extensions: Mapping[str, timedelta | None]

    def seconds_late(self, student: str, time: datetime | None) -> float:
        """How late a student is; 0 where that is not known."""
        naive = None if time is None else time.astimezone(UTC).replace(tzinfo=None)
        return seconds_late(self.due, naive, self.extensions.get(student))


def released_notebooks(folder: ClassFolder, only: str) -> Released:
    """The notebooks of a class that can be handed in."""
    found = {name: read_released(folder.released(name)) for name in folder.assignments()}
    books = {
        name: books
        for name, books in found.items()
        if not is_page(cell for book in books.values() for cell in book.cells)
    }
    if only and only not in books:
        raise BackhandError(
            str(unknown(f"a released notebook ({', '.join(books) or 'none'})", only, books))
        )
    return books


def students_of(gradebook: Gradebook) -> list[Person]:
    """The students that a class's gradebook knows."""
    return [
        in_gradebook(
            one.id,
            one.first_name or "",
            one.last_name or "",
            one.email or "",
            one.lms_user_id or "",
        )
        for one in gradebook.students
    ]


def enter_numbers(folder: ClassFolder, numbers: Mapping[str, str]) -> None:
    """Enter Canvas's numbers of students in the gradebook, so that grades find their way back."""
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, "") as gradebook:
        known = {one.id: one for one in gradebook.students}
        for student, number in numbers.items():
            if student not in known:
                gradebook.db.add(Student(id=student, lms_user_id=number))
            elif not known[student].lms_user_id:
                known[student].lms_user_id = number
        gradebook.db.commit()


def deadlines_of(gradebook: Gradebook) -> dict[str, Deadline]:
    """The deadline of each assignment in a gradebook."""
    submission = SubmittedAssignment
    query = (
        select(Assignment.name, submission.student_id, submission.extension)
        .join(Assignment, submission.assignment_id == Assignment.id)
        .where(submission.extension.is_not(None))
    )
    extensions: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, student, extension in gradebook.db.execute(query):
        extensions[name][student] = extension
    return {one.name: Deadline(one.duedate, extensions[one.name]) for one in gradebook.assignments}
