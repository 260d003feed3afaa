"""Reading a roster: a gradebook of Canvas, a file of Moodle, or a plain CSV with students."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.lms.people import Person, Roster, folder_name, full_names, name_key
from autograder.lms.tables import Table, fold, read_table

#: Canvas's own student in each course, for trying things out.
TEST_STUDENT = "student, test"
#: The column of a student's id in a plain roster, and in one as `nbgrader db student import` takes.
PLAIN_IDS = ("student_id", "student id", "id", "username", "login", "student")
#: Which column of a Canvas or a Moodle file holds the students' ids, the first that is filled.
CANVAS_IDS = ("SIS Login ID", "SIS User ID", "ID")
MOODLE_IDS = ("Username", "ID number", "Email address")
LAST_NAMES = ("Last name", "Surname", "last_name")
FIRST_NAMES = ("First name", "first_name")


def read_roster(path: Path, id_column: str = "") -> Roster:
    """Read a roster: a gradebook of Canvas, a file of Moodle, or a plain CSV with a header.

    Parameters
    ----------
    path : Path
    id_column : str, optional
        The column with the students' ids; by default the one that is usual in such a file.

    Raises
    ------
    BackhandError
        If it has no such column, or the same student twice.
    """
    table = read_table(path)
    kind = _kind(table)
    usual = {"canvas": CANVAS_IDS, "moodle": MOODLE_IDS, "worksheet": (*MOODLE_IDS, "Full name")}
    names = (id_column,) if id_column else usual.get(kind, PLAIN_IDS)
    columns = [column for name in names if (column := table.find(name)) is not None]
    if not columns:
        raise BackhandError(
            f"{path}: expected a column of students' ids ({', '.join(names)}), "
            f"got {printable(', '.join(table.header))[:200]}; --id-column names it"
        )
    filled = (one for one in columns if any(row[one].strip() for row in table.rows))
    column = next(filled, columns[0])
    persons = list(_persons(table, kind, columns[columns.index(column) :]))
    _expect_different(path, persons)
    return Roster(path, table, kind, table.header[column], persons)


def _kind(table: Table) -> str:
    has = table.find
    if has("Student", "LastName") == 0 and has("ID") is not None and has("Section") is not None:
        return "canvas"
    if has("Identifier") is not None and has("Grade") is not None:
        return "worksheet"
    moodle = has("Email address", "ID number") is not None
    return "moodle" if moodle and has(*FIRST_NAMES) is not None else "plain"


def _persons(table: Table, kind: str, columns: list[int]) -> Iterator[Person]:
    """The students in a table's rows; who has no id in the first of the columns, by the next."""
    others = CANVAS_IDS[:2] if kind == "canvas" else (*MOODLE_IDS, "email", *PLAIN_IDS[:-1])
    for position, row in enumerate(table.rows):
        number, names = _number(table, kind, row), _names(table, kind, row)
        if kind == "canvas" and (not number.isdigit() or fold(row[0]) == TEST_STUDENT):
            continue  # points, remarks on posting, or nobody
        one = next((row[column].strip() for column in columns if row[column].strip()), "")
        if one:
            keys = {name_key(_cell(table, row, other)) for other in others} | {name_key(one)}
            if kind == "canvas":
                keys.add(_in_file_names(table, row))
            time = _cell(table, row, "Last modified (submission)")
            yield Person(
                folder_name(one), number, frozenset(keys - {""}), names, position, _time(time)
            )


def _in_file_names(table: Table, row: list[str]) -> str:
    """What Canvas puts into the names of a student's files: `lovelaceada_1001`."""
    name = row[0] + (row[1] if fold(table.header[0]) == "lastname" else "")
    letters = re.sub(r"\W", "", name.lower())
    return name_key(f"{letters}_{_cell(table, row, 'ID')}")


def _cell(table: Table, row: list[str], *names: str) -> str:
    place = table.find(*names)
    return "" if place is None else row[place].strip()


def _number(table: Table, kind: str, row: list[str]) -> str:
    if kind == "worksheet":
        return "".join(re.findall(r"\d+$", _cell(table, row, "Identifier")))
    return _cell(table, row, "ID" if kind == "canvas" else "lms_user_id")


def _names(table: Table, kind: str, row: list[str]) -> frozenset[str]:
    if kind != "canvas":
        first, last = _cell(table, row, *FIRST_NAMES), _cell(table, row, *LAST_NAMES)
        return full_names(first, last) | full_names(_cell(table, row, "Full name", "name"), "")
    if fold(table.header[0]) == "lastname":
        return full_names(row[1].strip(), row[0].strip())
    last, _, first = (part.strip() for part in row[0].partition(","))
    return full_names(first, last)


def _time(text: str) -> datetime | None:
    """A time as Moodle writes it in English, in this computer's time zone; None if it is none."""
    for form in ("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%A, %d %B %Y, %H:%M"):
        try:
            return datetime.strptime(text, form).astimezone()
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _expect_different(path: Path, persons: list[Person]) -> None:
    seen: set[str] = set()
    for one in persons:
        if (key := name_key(one.id)) in seen:
            raise BackhandError(
                f"{path}: expected each student once, got {printable(one.id)!r} twice; "
                "likely another column has the ids: --id-column names it"
            )
        seen.add(key)
