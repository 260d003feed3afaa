"""Grade files arrive: what an LMS reads from them is what the gradebook says."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lms.gradebooks import TOTALS
from lms.importers import canvas_import, moodle_import, worksheet_upload
from nbgrader.api import Gradebook

from autograder.boundary.errors import BackhandError
from autograder.lms.canvas import canvas
from autograder.lms.forms import GradeFile, Wishes, plain
from autograder.lms.marks import Marks, read_marks
from autograder.lms.moodle import moodle
from autograder.lms.rosters import read_roster

Filled = Callable[[Path], Gradebook]
COURSE = [
    {"id": "1001", "login": "ada", "sis": "u1", "name": "Lovelace, Ada"},
    {"id": "1002", "login": "ben", "sis": "u2", "name": "Ben"},
    {"id": "1003", "login": "cem", "sis": "u3", "name": "Cem"},
    {"id": "1009", "login": "gus", "sis": "u9", "name": "Gone, Gus"},
]
#: As Canvas exports it: with a row on posting, points, the test student, and read-only totals.
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Notes,01_one (501),02 two (502),Quiz (503),Final Score
,,,,,,Manual Posting,,,
    Points Possible,,,,,,10.00,10.00,5.00,(read only)
"Lovelace, Ada",1001,u1,ada,"S1 and S2",x,,,4,80
"=HYPERLINK(""http://evil"")",1002,u2,ben,S1,,7,3,,
"Cem",1003,u3,cem,S1,,EX,,,
"Gone, Gus",1009,u9,gus,S1,,,,,
"Student, Test",1010,,f00f00,S1,,,,,
"""
MOODLE = """\
First name,Last name,ID number,Institution,Department,Email address,Assignment: 01_one (Real),\
Quiz: other (Real),Last downloaded from this course
Ada,Lovelace,u1,,,ada@uni.edu,-,4.00,1762000000
"=1+1",Ben,u2,,,ben@uni.edu,3.00,-,1762000000
Cem,,u3,,,cem@uni.edu,-,-,1762000000
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 71,Ada Lovelace,ada@uni.edu,Submitted for grading,,10.00,Yes,\
"Thursday, 5 November 2026, 1:00 PM",-,
Participant 72,Cem,cem@uni.edu,Submitted for grading,2.00,10.00,Yes,-,-,
Participant 73,Gus Gone,gus@uni.edu,No submission,,10.00,Yes,-,-,
"""


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory, filled: Filled) -> Iterator[Marks]:
    with filled(tmp_path_factory.mktemp("book") / "gradebook.db") as book:
        yield read_marks(book)


def wishes(tmp_path: Path, text: str, **more: object) -> Wishes:
    path = tmp_path / "theirs.csv"
    path.write_text(text, encoding="utf-8")
    return Wishes(read_roster(path), **more)  # type: ignore[arg-type]


def cells(file: GradeFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.text)))


def test_only_notebooks_that_were_handed_in_are_read_with_hand_scores_and_penalties(
    marks: Marks,
) -> None:
    assert [book.name for book in marks.books] == ["01_one", "02_two"]
    assert marks.left_out == ["03_three"]
    ben = marks.books[0].marks["ben"]
    assert (round(ben.raw, 2), ben.penalty, round(ben.total, 2)) == (1.67, 1.0, 0.67)
    assert marks.books[0].marks["cem"].total == 0 and marks.books[0].marks["cem"].pending == 1


def test_canvas_reads_its_own_file_back_with_the_scores(marks: Marks, tmp_path: Path) -> None:
    file = canvas(marks, wishes(tmp_path, CANVAS))
    scores, points = canvas_import(file.text, COURSE)
    assert points == {"01_one (501)": "10.00", "02 two (502)": "10.00"}
    assert scores == {
        "1001": {"01_one (501)": "10", "02 two (502)": "5.5"},
        "1002": {"01_one (501)": "0.67", "02 two (502)": "3"},
        "1003": {"01_one (501)": "EX", "02 two (502)": ""},
    }
    assert file.unmatched == []


def test_canvas_without_its_file_finds_students_by_id_and_login(marks: Marks) -> None:
    scores, points = canvas_import(canvas(marks, Wishes()).text, COURSE)
    assert points == {"01_one": "10", "02_two": "10"}
    assert {one: row["01_one"] for one, row in scores.items()} == dict(
        zip(("1001", "1002", "1003"), TOTALS["01_one"].values(), strict=True)
    )
    assert scores["1002"]["02_two"] == ""


def test_a_student_that_collect_named_is_found_by_canvas_number(
    tmp_path: Path, filled: Filled
) -> None:
    with filled(tmp_path / "gradebook.db") as book:
        book.add_student("gonegus_1009", lms_user_id="1009")
        book.add_submission("01_one", "gonegus_1009")
        scores, _ = canvas_import(canvas(read_marks(book), Wishes()).text, COURSE)
    assert scores["1009"]["01_one"] == "0"


def test_whoever_canvas_does_not_have_is_named(marks: Marks, tmp_path: Path) -> None:
    without = "".join(line for line in CANVAS.splitlines(True) if "1001" not in line)
    assert canvas(marks, wishes(tmp_path, without)).unmatched == ["ada"]


def test_other_points_in_canvas_are_said_and_scores_scaled_on_request(
    marks: Marks, tmp_path: Path
) -> None:
    hundred = CANVAS.replace("10.00,10.00", "100.00,10.00")
    (note,) = canvas(marks, wishes(tmp_path, hundred)).notes[:1]
    assert note == (
        "01_one: Canvas has 100 points for it, the file 10; --points 100 scales the scores"
    )
    scores, points = canvas_import(canvas(marks, Wishes(points=100)).text, COURSE)
    assert scores["1001"]["01_one"] == "100" and points["01_one"] == "100"


def test_a_column_is_named_where_the_titles_differ(marks: Marks, tmp_path: Path) -> None:
    asked = wishes(tmp_path, CANVAS, columns={"02_two": "Quiz"})
    scores, _ = canvas_import(canvas(marks, asked).text, COURSE)
    assert scores["1001"] == {"01_one (501)": "10", "Quiz (503)": "5.5"}
    with pytest.raises(BackhandError, match="expected a column 'Nope', got Student, ID"):
        canvas(marks, wishes(tmp_path, CANVAS, columns={"02_two": "Nope"}))
    with pytest.raises(BackhandError, match="'Final Score', which is read only"):
        canvas(marks, wishes(tmp_path, CANVAS, columns={"02_two": "Final Score"}))


def test_moodle_reads_its_own_file_back_with_the_scores(marks: Marks, tmp_path: Path) -> None:
    file = moodle(marks, wishes(tmp_path, MOODLE))
    users = {"u1": "ada", "u2": "ben", "u3": "cem"}
    assert moodle_import(file.text, "ID number", users) == {
        "ada": {"Assignment: 01_one (Real)": 10, "02_two": 5.5},
        "cem": {"Assignment: 01_one (Real)": 0},
    }
    assert file.unmatched == ["ben"]  # no id, email or name of his is in there


def test_moodle_without_its_file_finds_students_by_user_name(marks: Marks) -> None:
    file = moodle(marks, Wishes())
    grades = moodle_import(file.text, "Username", {one: one for one in ("ada", "ben", "cem")})
    assert grades["ada"] == {"01_one": 10, "02_two": 5.5}
    assert grades["ben"] == {"01_one": 0.67}
    assert any("--points 100" in note for note in file.notes)


def test_a_grading_worksheet_is_filled_in(tmp_path: Path, filled: Filled) -> None:
    with filled(tmp_path / "gradebook.db") as book:
        one, both = read_marks(book, ["01_one"]), read_marks(book)
    file = moodle(one, wishes(tmp_path, WORKSHEET))
    assert worksheet_upload(file.text) == {"71": "10", "72": "0", "73": ""}
    assert file.unmatched == ["ben"]
    with pytest.raises(BackhandError, match="expected one notebook for the grading worksheet"):
        moodle(both, wishes(tmp_path, WORKSHEET))


def test_a_file_of_the_other_lms_is_refused(marks: Marks, tmp_path: Path) -> None:
    with pytest.raises(BackhandError, match="expected a gradebook exported from Canvas, got"):
        canvas(marks, wishes(tmp_path, MOODLE))
    with pytest.raises(BackhandError, match="expected grades or participants exported from Moodle"):
        moodle(marks, wishes(tmp_path, CANVAS))


def test_the_plain_form_has_nbgraders_columns_and_a_row_for_everybody(marks: Marks) -> None:
    rows = list(csv.DictReader(io.StringIO(plain(marks, Wishes()).text)))
    assert len(rows) == 8 and {row["assignment"] for row in rows} == {"01_one", "02_two"}
    assert rows[1] == {
        "assignment": "01_one",
        "duedate": "2026-11-05 14:00:00",
        "timestamp": "2026-11-05 13:00:00",
        "student_id": "ben",
        "last_name": "Ben",
        "first_name": "'=cmd|' /C calc'!A0",
        "email": "",
        "raw_score": "1.6667",
        "late_submission_penalty": "1",
        "score": "0.67",
        "max_score": "10",
    }
    assert [row["score"] for row in rows[4:]] == ["5.5", "", "", ""]


def test_zeros_are_for_whoever_has_handed_nothing_in(marks: Marks) -> None:
    scores = [row[9] for row in cells(plain(marks, Wishes(zeros=True)))[1:]]
    assert scores == ["10", "0.67", "0", "0", "5.5", "0", "0", "0"]


@pytest.mark.parametrize("form", [canvas, moodle, plain])
def test_no_cell_is_a_formula(form: object, marks: Marks, tmp_path: Path) -> None:
    theirs = {canvas: CANVAS, moodle: MOODLE}
    files = [form(marks, Wishes())]  # type: ignore[operator]
    if form in theirs:
        files.append(form(marks, wishes(tmp_path, theirs[form])))  # type: ignore[operator,index]
    texts = [cell for file in files for row in cells(file) for cell in row]
    assert not [text for text in texts if (text[:1] in "=+@\t" and text) or text[:2] == "-="]
    assert any("'=" in text for text in texts)


def test_an_id_that_would_run_as_a_formula_is_left_out_and_named(
    tmp_path: Path, filled: Filled
) -> None:
    evil = "=HYPERLINK(1)"
    with filled(tmp_path / "gradebook.db") as book:
        book.add_student(evil)
        book.add_submission("01_one", evil)
        marks = read_marks(book)
    for form in (canvas, moodle):
        file = form(marks, Wishes())
        assert file.unmatched == [evil] and "HYPERLINK" not in file.text


def test_nothing_to_export_and_an_unknown_notebook_are_one_line(
    tmp_path: Path, filled: Filled
) -> None:
    with filled(tmp_path / "gradebook.db") as book:
        with pytest.raises(BackhandError, match="likely backhand grade DIR 03_three has not run"):
            read_marks(book, ["03_three"])
        with pytest.raises(BackhandError, match="got '01_on'; likely '01_one'"):
            read_marks(book, ["01_on"])
