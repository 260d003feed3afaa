"""Grade files for Canvas: the form in which its gradebook exports and imports CSV.

The columns `Student`, `ID`, `SIS User ID`, `SIS Login ID`, `Section` come first, then the
assignments as `Title (id)`; the second row has the points possible. Canvas finds a student by the
`ID`, else by the SIS columns, and an assignment by the number in its title, else by the title.
An empty cell would remove a score, so that cells without one keep what Canvas has.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.boundary.errors import BackhandError
from autograder.lms.forms import (
    GradeFile,
    Wishes,
    about_points,
    not_in,
    rows_of,
    titled,
)
from autograder.lms.marks import Book, Marks, Pupil
from autograder.lms.people import Roster
from autograder.lms.tables import fold, parsed_number, safe, safe_key, written

POINTS = "    Points Possible"
#: The columns about a student, in the order in which Canvas expects them.
ABOUT = (
    *("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID"),
    *("Root Account", "Section"),
)
NAMES = ("Student", "LastName", "FirstName")
#: Without a file of Canvas's: the form of a course that has no SIS numbers.
SHORT = ["Student", "ID", "SIS Login ID", "Section"]


def canvas(marks: Marks, wishes: Wishes) -> GradeFile:
    """The grade file for Canvas, with the rows of Canvas's own file if there is one.

    Raises
    ------
    BackhandError
        If the roster is not a gradebook exported from Canvas.
    """
    if wishes.roster is None:
        return _without_roster(marks, wishes)
    if wishes.roster.kind != "canvas":
        raise BackhandError(
            f"expected a gradebook exported from Canvas, got {wishes.roster.path}, "
            "without its columns Student, ID and Section"
        )
    return _filled_in(marks, wishes, wishes.roster)


def _without_roster(marks: Marks, wishes: Wishes) -> GradeFile:
    titles = [wishes.columns.get(book.name, book.name) for book in marks.books]
    rows = [
        [*SHORT, *map(safe, titles)],
        [POINTS, "", "", "", *(wishes.full(book) for book in marks.books)],
    ]
    file = GradeFile("")
    for student, pupil in marks.pupils.items():
        about = _about(pupil)
        if not safe_key(about[2]):
            file.unmatched.append(student)
        elif marks.earned(student) or wishes.zeros:
            rows.append([*about, *(wishes.score(book, student) for book in marks.books)])
    file.text = written(rows)
    file.notes.append(
        "Canvas will look for students by ID and SIS Login ID; with --roster and the gradebook "
        "exported from Canvas, the file has Canvas's own rows and columns"
    )
    return file


def _about(pupil: Pupil) -> list[str]:
    """The cells about a student of whom Canvas's own row is not known."""
    number = pupil.number if pupil.number.isdigit() else ""
    return [safe(pupil.name), number, "" if number else pupil.id, ""]


@dataclass(frozen=True)
class _Column:
    """A notebook's column: its title, its place in Canvas's file if it is there, its points."""

    book: Book
    title: str
    place: int | None
    points: str


def _filled_in(marks: Marks, wishes: Wishes, roster: Roster) -> GradeFile:
    table, file = roster.table, GradeFile("")
    kept = [place for name in ABOUT if (place := table.find(name)) is not None]
    possible = next((row for row in table.rows if fold(row[0]) == "points possible"), None)
    columns = [_column(book, wishes, roster, possible, file) for book in marks.books]
    students = rows_of(marks, roster)
    rows = [
        [table.header[place] for place in kept] + [safe(one.title) for one in columns],
        [POINTS, *[""] * (len(kept) - 1), *(one.points for one in columns)],
    ]
    for position, row in enumerate(table.rows):
        student = students.get(position)
        if student is None or not (marks.earned(student) or wishes.zeros):
            continue
        about = [_guarded(table.header[place], row[place]) for place in kept]
        rows.append(about + [_cell(one, wishes, student, row, file) for one in columns])
    file.text = written(rows)
    file.unmatched = not_in(marks, set(students.values()))
    return file


def _column(
    book: Book, wishes: Wishes, roster: Roster, possible: list[str] | None, file: GradeFile
) -> _Column:
    place = titled(roster.table.header, book, wishes)
    if place is None:
        file.notes.append(f"{book.name}: no such column in Canvas, which will make an assignment")
        return _Column(book, book.name, None, wishes.full(book))
    title, points = roster.table.header[place], possible[place] if possible else ""
    if "read only" in points.lower():
        raise BackhandError(f"expected an assignment's column, got {title!r}, which is read only")
    file.notes += about_points(book, wishes, parsed_number(points), "Canvas")
    return _Column(book, title, place, points or wishes.full(book))


def _guarded(column: str, cell: str) -> str:
    """A cell about a student; Canvas finds the student by the ID, so that names may be changed."""
    return safe(cell) if column in (*NAMES, "Section") or not safe_key(cell) else cell


def _cell(column: _Column, wishes: Wishes, student: str, row: list[str], file: GradeFile) -> str:
    there = "" if column.place is None else row[column.place].strip()
    if there.upper() == "EX":
        file.notes.append(f"{column.book.name}: {student} is excused in Canvas, and stays so")
        return there
    if student in column.book.marks or not there:
        return wishes.score(column.book, student)
    return safe(there)
