"""The table of a class can be read in a terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import width
from autograder.classroom.new_class import new_class
from autograder.report.results import Column, Report, Result, read_reports
from autograder.report.table import render

COLUMNS = [Column("weight_gradient", 2), Column("bias_gradient", 1), Column("why", 1)]
REPORT = Report(
    "01_single_layer",
    COLUMNS,
    {
        "ada": {
            "weight_gradient": Result(2),
            "bias_gradient": Result(1),
            "why": Result(0, pending=True),
        },
        "ben": {
            "weight_gradient": Result(2 / 3, slips=("outer-order-swapped", "sign-flipped")),
            "bias_gradient": Result(0, slips=("sign-flipped",)),
            "why": Result(0),
        },
        "cem": {},
    },
)
TABLE = """\
01_single_layer: 3 students, 3 exercises

student    1  2  3  total
points     2  1  1      4
-------------------------
ada        2  1  0?     3
ben     0.67* 0* 0   0.67
cem        -  -  -      -
-------------------------

* a slip is named below    ? to be graded by hand    - not graded

Exercises
                      mean        full
  1  weight_gradient  1.33  of 2     1
  2  bias_gradient     0.5  of 1     1
  3  why                 0  of 1     0

Slips
  student  exercise         slip
  ben      weight_gradient  outer-order-swapped, sign-flipped
  ben      bias_gradient    sign-flipped

How often
  outer-order-swapped  1  ben
  sign-flipped         1  ben
"""


def test_a_table_has_a_row_a_student_and_a_column_an_exercise() -> None:
    assert render(REPORT) == TABLE


def test_a_class_without_slips_has_no_list_of_slips() -> None:
    report = Report("n", COLUMNS, {"ada": {"weight_gradient": Result(2)}})
    assert "Slips" not in render(report) and "How often" not in render(report)


def test_what_was_judged_with_right_earlier_answers_is_listed() -> None:
    carried = Result(4, given=("sigmoid_slope", "sigmoid_delta"))
    text = render(Report("n", COLUMNS, {"ada": {"weight_gradient": carried}}))
    assert "Error carried forward" not in render(REPORT)
    assert text.endswith(
        "Error carried forward\n"
        "  student  exercise         judged with a right\n"
        "  ada      weight_gradient  sigmoid_slope, sigmoid_delta\n"
    )


def test_twelve_students_and_twelve_exercises_fit_in_100_columns() -> None:
    columns = [Column(f"a_rather_long_exercise_name_{number}", 4) for number in range(12)]
    results = {column.exercise: Result(1 + 2 / 3, slips=("one-slip",)) for column in columns}
    students = [f"a_student_of_a_long_name_{number}" for number in range(12)]
    text = render(Report("06_training_by_hand", columns, dict.fromkeys(students, results)))
    assert max(map(len, text.splitlines())) <= 100


def test_totals_are_those_that_are_exported_after_late_penalties() -> None:
    late = {"ada": 1.5, "cem": 1.0}
    assert """
student    1  2  3  late  total
points     2  1  1            4
-------------------------------
ada        2  1  0? -1.5    1.5
ben     0.67* 0* 0     0   0.67
cem        -  -  -     0      -
-------------------------------
""" in render(replace(REPORT, late=late))


def test_nobody_has_a_question_of_0_points_right_in_full_and_one_is_no_plural() -> None:
    text = render(Report("n", [Column("tried", 0)], {"ada": {"tried": Result(0)}}))
    assert text.startswith("n: 1 student, 1 exercise\n")
    assert "1  tried     0  of 0     -" in text


def test_a_common_slip_names_some_students_only() -> None:
    mutant = {"weight_gradient": Result(0, slips=("one-slip",))}
    text = render(Report("n", COLUMNS, {f"s{number}": mutant for number in range(9)}))
    assert "one-slip  9  s0, s1, s2 and 6 more" in text


def test_a_folder_that_is_no_class_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackhandError, match="expected a class folder with nbgrader_config.py, got"):
        read_reports(tmp_path)


def test_a_class_without_grades_and_an_unknown_notebook_are_refused(
    checkout: Path, tmp_path: Path
) -> None:
    new_class(tmp_path / "class", plain=True, solutions=checkout / "solutions")
    with pytest.raises(BackhandError, match="likely backhand grade .*class tiny has not run yet"):
        read_reports(tmp_path / "class")
    with pytest.raises(BackhandError, match="expected one of tiny, got 'tony'; likely misspelt"):
        read_reports(tmp_path / "class", "tony")


def test_names_and_remarks_of_others_reach_the_terminal_without_control_characters() -> None:
    names = ["a\x1b[2J", "\u202eevil", "caf\udce9", "two\nlines", "x" * 255]
    result = {"weight_gradient": Result(0, slips=("one-slip",))}
    remarks = dict.fromkeys(names, ("a cell ended with an error: \x1b]0;title\x07",))
    refused = dict.fromkeys(names, "expected\x9bK a folder")
    text = render(Report("n", COLUMNS, dict.fromkeys(names, result), refused, remarks))
    assert all(line.isprintable() for line in text.splitlines())
    assert "two?lines" in text and max(map(len, text.splitlines())) < 110


def test_wide_characters_keep_the_columns_in_line() -> None:
    result = {"weight_gradient": Result(1)}
    text = render(Report("n", COLUMNS, {"日本": result, "e\u0301a": result, "abcd": result}))
    rows = [line for line in text.splitlines() if line.startswith(("日本", "e\u0301a", "abcd"))]
    assert [width(line) for line in rows] == [width(rows[0])] * 3


def test_a_gradebook_without_an_assignment_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(tmp_path)!r}\n"
    )
    for name in ("tiny", None):
        with pytest.raises(BackhandError, match="expected an assignment in the gradebook of .*non"):
            read_reports(tmp_path, name)


def test_cells_of_one_name_in_two_notebooks_are_two_questions(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(tmp_path)!r}\n"
    )
    (tmp_path / "autograded" / "ada" / "both").mkdir(parents=True)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        book.add_assignment("both")
        book.add_student("ada")
        for name, points in (("a", 2), ("b", 5)):
            book.add_notebook(name, "both")
            for cell in ("x", f"only_{name}"):
                worth = {"max_score": points, "cell_type": "code"}
                book.add_grade_cell(cell, name, "both", **worth)
        book.add_submission("both", "ada")
        for name, points in (("a", 2), ("b", 5)):
            book.find_grade("x", name, "both", "ada").auto_score = points
        book.db.commit()
    (report,) = read_reports(tmp_path)
    assert {one.exercise: one.points for one in report.columns} == {
        "x in a": 2,
        "only_a": 2,
        "x in b": 5,
        "only_b": 5,
    }
    assert report.results["ada"]["x in a"].score == 2
    assert report.results["ada"]["x in b"].score == 5
