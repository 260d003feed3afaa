"""Grade files: what all forms have in common, and the plain one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.lms.marks import Book, Marks
from autograder.lms.people import Roster, in_gradebook, merged
from autograder.lms.tables import fold, number, safe, written

#: The columns of nbgrader's own grades.csv.
PLAIN = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


@dataclass(frozen=True)
class Wishes:
    """How a grade file is to be written.

    Attributes
    ----------
    roster : Roster, optional
        A file of the LMS with its students, whose rows are filled in.
    points : float, optional
        What a full score is; by default the points of each notebook.
    zeros : bool
        Whether who has handed nothing in gets 0, rather than no score.
    columns : mapping of str to str
        For notebooks the title of their column.
    """

    roster: Roster | None = None
    points: float | None = None
    zeros: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)

    def score(self, book: Book, student: str) -> str:
        """A cell with a student's score; empty if there is none."""
        if student not in book.marks:
            return "0" if self.zeros else ""
        total = book.marks[student].total
        return number(total if self.points is None else self._scaled(total, book))

    def full(self, book: Book) -> str:
        """A cell with the score of somebody who has everything right."""
        return number(book.points if self.points is None else self.points)

    def _scaled(self, total: float, book: Book) -> float:
        return total / book.points * (self.points or 0.0) if book.points else total


@dataclass
class GradeFile:
    """The text of a grade file, what to say about it, and who has a mark and is not in it."""

    text: str
    notes: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


def plain(marks: Marks, wishes: Wishes) -> GradeFile:
    """One row for each notebook and student, with the columns of nbgrader's grades.csv."""
    return GradeFile(written([PLAIN, *_plain_rows(marks, wishes)]))


def _plain_rows(marks: Marks, wishes: Wishes) -> Iterator[list[str]]:
    for book in marks.books:
        for student, pupil in marks.pupils.items():
            mark = book.marks.get(student)
            scores = ["", ""]
            if mark is not None:
                scores = [number(mark.raw, 4), number(mark.penalty, 4)]
            row = [book.name, str(book.due or ""), str((mark and mark.timestamp) or "")]
            names = [student, pupil.last, pupil.first, pupil.email]
            scores += [wishes.score(book, student), wishes.full(book)]
            yield [*map(safe, [*row, *names]), *scores]


def rows_of(marks: Marks, roster: Roster) -> dict[int, str]:
    """Whose the rows of a roster are: students by the rows' positions."""
    known = [
        in_gradebook(one.id, one.first, one.last, one.email, one.number)
        for one in marks.pupils.values()
    ]
    people = merged(known, roster).persons
    return {one.row: one.id for one in people if one.row >= 0 and one.id in marks.pupils}


def titled(header: list[str], book: Book, wishes: Wishes) -> int | None:
    """The column of a notebook in an LMS's file; None if it has none.

    Raises
    ------
    BackhandError
        If it was asked for and is not there, or if there are two.
    """
    asked = wishes.columns.get(book.name)
    title = asked or book.name
    found = [
        place
        for place, column in enumerate(header)
        if column == title or _bare(column) == _bare(title)
    ]
    if len(found) > 1:
        raise BackhandError(
            f"expected one column {title}, got {len(found)}: --column {book.name}=TITLE names it"
        )
    if asked and not found:
        known = ", ".join(map(printable, header))
        raise BackhandError(f"expected a column {asked!r}, got {known[:300]}")
    return found[0] if found else None


def _bare(column: str) -> str:
    """A column's title without what Canvas and Moodle add to it."""
    column = re.sub(r"\s*\((\d+|[A-Z][a-z]+)\)$", "", column)
    return fold(re.sub(r"^[^:]{1,30}:\s*", "", column))


def about_points(book: Book, wishes: Wishes, theirs: float | None, where: str) -> list[str]:
    """A line where a full score is not what it is in the LMS."""
    full = book.points if wishes.points is None else wishes.points
    if theirs is None or abs(theirs - full) < 0.005:
        return []
    return [
        f"{book.name}: {where} has {number(theirs)} points for it, the file {number(full)}; "
        f"--points {number(theirs)} scales the scores"
    ]


def not_in(marks: Marks, students: set[str]) -> list[str]:
    """Those who have a mark and no row."""
    return sorted(one for one in marks.pupils if marks.earned(one) and one not in students)
