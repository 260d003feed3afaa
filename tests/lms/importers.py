"""What Canvas and Moodle make of a grade file, after their own importers' rules."""

from __future__ import annotations

import csv
import io
import re

Scores = dict[str, dict[str, str]]


def canvas_import(text: str, students: list[dict[str, str]]) -> tuple[Scores, dict[str, str]]:
    """Canvas's import: scores by student's ID and column, and the points possible.

    `students` are those of the course, with `id`, `sis`, `login` and `name`. The header must begin
    with the student's columns and end these with Section; a row is a student's by the ID, else by
    the SIS columns, else by the name; rows of points and of remarks on posting are no students.
    """
    rows = [
        row for row in csv.reader(io.StringIO(text)) if not re.fullmatch("[;, ]+", ",".join(row))
    ]
    header = rows[0]
    assert "Student" in header[0] and "ID" in header[1] and len(header) > 3
    about = 1 + header.index("Section")
    assert header[2 : about - 1] in (["SIS Login ID"], ["SIS User ID", "SIS Login ID"])
    scores: Scores = {}
    points: dict[str, str] = {}
    for row in rows[1:]:
        assert len(row) == len(header)
        if "Points Possible" in row[0]:
            points = dict(zip(header[about:], row[about:], strict=True))
            continue
        cells = dict(zip(header, row, strict=True))
        (student,) = [one for one in students if _is(one, cells)][:1]
        scores[student["id"]] = {title: _point(cells[title]) for title in header[about:]}
    return scores, points


def _is(student: dict[str, str], cells: dict[str, str]) -> bool:
    if cells["ID"] in (student["id"], "") and cells["ID"]:
        return True
    if cells.get("SIS Login ID") and not cells["ID"]:
        return cells["SIS Login ID"] == student["login"]
    return not cells["ID"] and cells["Student"] == student["name"]


def _point(cell: str) -> str:
    return cell.replace(",", ".") if re.fullmatch(r"-?[0-9.,]+%?", cell) else cell


def moodle_import(text: str, map_from: str, users: dict[str, str]) -> dict[str, dict[str, float]]:
    """Moodle's import: grades by user and column, with a column that tells the users apart.

    `users` are the values of that field. A row with an unknown one fails; `-` is no grade, and any
    other grade has to be a number of at most 100.
    """
    header, *rows = csv.reader(io.StringIO(text))
    grades: dict[str, dict[str, float]] = {}
    for row in rows:
        cells = dict(zip((name.strip() for name in header), row, strict=True))
        user = users[cells[map_from]]
        items = {title: cells[title] for title in header if title not in ABOUT}
        assert not any(re.search("[A-Za-z]", grade) for grade in items.values()), items
        grades[user] = {title: float(grade) for title, grade in items.items() if grade not in "-"}
        assert all(grade <= 100 for grade in grades[user].values())
    return grades


ABOUT = {
    *("First name", "Last name", "Username", "ID number", "Email address"),
    *("Institution", "Department"),
}


def worksheet_upload(text: str) -> dict[str, str]:
    """Moodle's upload of a grading worksheet: grades by the participant's number."""
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all("Last modified (grade)" in row for row in rows)
    return {row["Identifier"].removeprefix("Participant "): row["Grade"] for row in rows}
