"""What a cell is for is read from nbgrader's metadata, and from the one line of a check."""

from __future__ import annotations

import nbformat
import pytest

from autograder.repair.cell_role import (
    ADVICE,
    answers,
    asked,
    grade_id,
    imports_check,
    is_graded,
    is_locked,
    is_solution,
    points_said,
    with_points,
)


def made(graded: object) -> object:
    return nbformat.v4.new_code_cell("", metadata={"nbgrader": graded})


def roles(cell: object) -> tuple[bool, bool, bool]:
    return is_locked(cell), is_graded(cell), is_solution(cell)


def test_a_locked_cell_is_one_that_is_neither_graded_nor_an_answer() -> None:
    assert roles(made({"locked": True})) == (True, False, False)
    assert roles(made({"locked": True, "grade": True})) == (False, True, False)
    assert roles(made({"locked": True, "solution": True})) == (False, False, True)
    assert roles(nbformat.v4.new_code_cell("")) == (False, False, False)


def test_an_answer_is_known_by_the_end_of_its_id() -> None:
    assert answers(made({"solution": True, "grade_id": "a-answer"})) == "a"
    assert answers(made({"solution": True, "grade_id": "a"})) == ""
    assert answers(made({"solution": False, "grade_id": "a-answer"})) == ""


@pytest.mark.parametrize("odd", ["x", None, []])
def test_metadata_of_another_form_is_none(odd: object) -> None:
    cell = made(odd)
    assert roles(cell) == (False, False, False)
    assert grade_id(cell) == answers(cell) == ""


@pytest.mark.parametrize(
    ("source", "ours"),
    [
        ("from autograder import check, hints", True),
        ("import numpy\nimport autograder", True),
        ("def check(name, answer):\n    return 1.0", False),
        ("import autograder_of_ours", False),
        ("# from autograder import check", False),
    ],
)
def test_a_notebook_takes_check_from_here_or_has_its_own(source: str, ours: bool) -> None:
    assert imports_check(source) is ours


def test_a_check_is_one_call_with_an_id_and_a_name() -> None:
    assert asked('check("a", b)') == ("a", "b")
    assert asked('# said\n\ncheck("a", b)  # done\n') == ("a", "b")
    assert asked('check("a", b, points=0.5)') == ("a", "b")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "check('a', 1)",
        "check('a', b); c()",
        "check(a, b)",
        "other('a', b)",
        "check('a', b",
        "1",
        "check('a', b, c)",
        "check('a', b, 2)",
        "check('a', b, points=1, more=2)",
        "check('a', b.c)",
        "x = check('a', b)",
        "check('a', b=b)",
        "\x00",
    ],
)
def test_any_other_source_is_no_check(source: str) -> None:
    assert asked(source) is None


@pytest.mark.parametrize(
    ("source", "points", "written"),
    [
        ('check("a", b)', 5, f'check("a", b, points=5)  {ADVICE}'),
        ('check("a", b)', 2.0, f'check("a", b, points=2)  {ADVICE}'),
        ('check("a", b)', 0.5, f'check("a", b, points=0.5)  {ADVICE}'),
        ('check("a", b)', 0, f'check("a", b, points=0)  {ADVICE}'),
        ('check("a", b, points=3)', 0.1, f'check("a", b, points=0.1)  {ADVICE}'),
        ('check("a", b, points=WORTH)', 2, f'check("a", b, points=2)  {ADVICE}'),
        ("check('a', b,)", 1, f'check("a", b, points=1)  {ADVICE}'),
        ('check("a", b)  \n# more', 1, f'check("a", b, points=1)  {ADVICE}\n# more'),
        ('check("a", b)  # of my own', 1, 'check("a", b, points=1)  # of my own'),
        ("# δ: check('a', b)\ncheck(\n  'a', b\n)  # ε", 1, None),
        ("check('a', b)\r\n", 1, f'check("a", b, points=1)  {ADVICE}\n'),
        ("assert a() == 1", 1, "assert a() == 1"),
        ("%matplotlib inline", 1, "%matplotlib inline"),
    ],
)
def test_points_are_written_once_and_whatever_is_around_the_call_stays(
    source: str, points: float, written: str | None
) -> None:
    if written is None:
        written = "# δ: check('a', b)\ncheck(\"a\", b, points=1)  # ε"
    assert with_points(source, points) == written
    assert with_points(written, points) == written
    assert points_said(written) == (points if "points" in written else None)
