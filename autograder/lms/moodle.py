"""Grade files for Moodle: for its grade import, or an assignment's grading worksheet.

The import takes a header, a row for each student, and a column for each grade item; which column
tells the students apart is chosen in Moodle. `-` means no grade. A worksheet is uploaded as it was
downloaded, with its column `Grade` filled in.
"""

from __future__ import annotations

from autograder.boundary.errors import BackhandError
from autograder.lms.forms import GradeFile, Wishes, about_points, not_in, rows_of, titled
from autograder.lms.marks import Book, Marks, Pupil
from autograder.lms.people import Roster
from autograder.lms.rosters import FIRST_NAMES, LAST_NAMES, MOODLE_IDS
from autograder.lms.tables import fold, number, parsed_number, safe, safe_key, written

#: The columns about a student in Moodle's exports; others are grades, which are left out.
ABOUT = [*FIRST_NAMES[:1], *LAST_NAMES[:2], *MOODLE_IDS, "Institution", "Department"]
SHORT = ["First name", "Last name", "Username", "Email address"]
NO_GRADE = "-"
#: Moodle makes an item for a column that it does not know, always of so many points.
NEW_ITEM = 100.0


def moodle(marks: Marks, wishes: Wishes) -> GradeFile:
    """The grade file for Moodle, with the rows of a file of Moodle's if there is one.

    Raises
    ------
    BackhandError
        If the roster is not a file of Moodle's, or is the worksheet of one of several notebooks.
    """
    roster = wishes.roster
    if roster is None:
        return _without_roster(marks, wishes)
    if roster.kind == "worksheet":
        return _worksheet(marks, wishes, roster)
    if roster.kind != "moodle":
        raise BackhandError(
            f"expected grades or participants exported from Moodle, got {roster.path}, "
            "without a column Email address or ID number"
        )
    return _filled_in(marks, wishes, roster)


def _without_roster(marks: Marks, wishes: Wishes) -> GradeFile:
    titles = [wishes.columns.get(book.name, book.name) for book in marks.books]
    rows, file = [[*SHORT, *map(safe, titles)]], GradeFile("")
    for student, pupil in marks.pupils.items():
        email = _email(pupil)
        if not (safe_key(student) and safe_key(email)):
            file.unmatched.append(student)
        elif marks.earned(student) or wishes.zeros:
            about = [safe(pupil.first), safe(pupil.last), student, email]
            rows.append([*about, *(_score(wishes, book, student) for book in marks.books)])
    file.text = written(rows)
    file.notes += [
        "In Moodle (Grades, Import, CSV file), map Username or Email address to the field of "
        "that name, and each notebook to its grade item",
        *_about_new(marks.books, wishes),
    ]
    return file


def _email(pupil: Pupil) -> str:
    return pupil.email or (pupil.id if "@" in pupil.id else "")


def _score(wishes: Wishes, book: Book, student: str, there: str = "") -> str:
    return wishes.score(book, student) or there or NO_GRADE


def _about_new(books: list[Book], wishes: Wishes) -> list[str]:
    other = [book.name for book in books if wishes.full(book) != number(NEW_ITEM)]
    if not other:
        return []
    return [
        f"A grade item that Moodle makes itself has {NEW_ITEM:g} points: make one of "
        f"{wishes.full(books[0])} points for {', '.join(other)} first, or add --points {NEW_ITEM:g}"
    ]


def _filled_in(marks: Marks, wishes: Wishes, roster: Roster) -> GradeFile:
    table, file = roster.table, GradeFile("")
    known = [fold(name) for name in ABOUT]
    kept = [place for place, name in enumerate(table.header) if fold(name) in known]
    places = [titled(table.header, book, wishes) for book in marks.books]
    titles = [
        book.name if place is None else table.header[place]
        for book, place in zip(marks.books, places, strict=True)
    ]
    students = rows_of(marks, roster)
    rows, matched = [[table.header[place] for place in kept] + list(map(safe, titles))], set()
    for position, row in enumerate(table.rows):
        student = students.get(position)
        if student is None or not (marks.earned(student) or wishes.zeros):
            continue
        about = [_guarded(table.header[place], row[place]) for place in kept]
        if None in about:
            continue
        matched.add(student)
        there = ["" if place is None else safe(row[place]) for place in places]
        scores = [
            _score(wishes, book, student, before)
            for book, before in zip(marks.books, there, strict=True)
        ]
        rows.append([*(cell or "" for cell in about), *scores])
    file.text = written(rows)
    file.unmatched = not_in(marks, matched)
    new = [book for book, place in zip(marks.books, places, strict=True) if place is None]
    file.notes += _about_new(new, wishes)
    return file


def _guarded(column: str, cell: str) -> str | None:
    """A cell about a student; None if it tells students apart and a spreadsheet would run it."""
    if fold(column) in map(fold, MOODLE_IDS):
        return cell if safe_key(cell) else None
    return safe(cell)


def _worksheet(marks: Marks, wishes: Wishes, roster: Roster) -> GradeFile:
    if len(marks.books) != 1:
        names = ", ".join(book.name for book in marks.books)
        raise BackhandError(
            f"expected one notebook for the grading worksheet {roster.path.name}, got {names}: "
            "name it behind the class"
        )
    table, (book,) = roster.table, marks.books
    grade, most = table.find("Grade"), table.find("Maximum grade")
    students = rows_of(marks, roster)
    rows, theirs = [table.header], None
    for position, row in enumerate(table.rows):
        cells = [safe(cell) for cell in row]
        if (student := students.get(position)) is not None and grade is not None:
            cells[grade] = wishes.score(book, student) or cells[grade]
        if most is not None and theirs is None:
            theirs = parsed_number(row[most])
        rows.append(cells)
    file = GradeFile(written(rows), about_points(book, wishes, theirs, "Moodle"))
    file.notes.append("In Moodle's assignment: Grading action, Upload grading worksheet")
    file.unmatched = not_in(marks, set(students.values()))
    return file
