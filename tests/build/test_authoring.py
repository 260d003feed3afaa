"""An author's mistake is one line that says where it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.boundary.errors import BackhandError
from autograder.build import build
from autograder.build.authoring import disagreements
from autograder.build.source import read_sources

CHECK = 'check("double", double)'
WHY = '"solution": true, "task": false, "grade_id": "tiny-why"'


@dataclass(frozen=True)
class Exercise:
    points: float
    notebook: str = "tiny"


def refusal(checkout: Path, text: str) -> list[str]:
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    with pytest.raises(BackhandError) as refused:
        build(checkout)
    assert not (checkout / "course").exists()
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("    ### END SOLUTION\n", "", "'double-answer': expected as many ### END SOLUTION"),
        ("    return 2", "    return 2  # END SOLUTION", "expected as many ### END SOLUTION"),
        ('"double-answer"', '"double"', "expected each grade_id once in the course, got 'double'"),
        ('"double-answer"', '"double answer"', "'double answer': expected a grade_id of"),
        ('"points": 1', '"points": 1, "autor": 1', "'tiny-why': expected nbgrader keys"),
        (', "points": 2', "", "'double': expected points on a graded cell, got none"),
        ("```python nbgrader", "```python colour=1 nbgrader", "expected cell metadata nbgrader, "),
        (WHY, WHY.replace("true", "false"), "'tiny-why': expected grade and solution alike"),
        (CHECK, CHECK.replace("double", "duoble", 1), "'double': expected the grade_id as"),
        (CHECK, "assert double()", "'double': expected one line check("),
        (CHECK, "check(", "'double': expected one line check("),
        (CHECK, CHECK + "\n1.0", "'double': expected one line check("),
    ],
)
def test_a_mistake_is_one_line(
    checkout: Path, tiny: str, right: str, wrong: str, line: str
) -> None:
    text = tiny.replace(right, wrong, 1)
    assert text != tiny
    lines = refusal(checkout, text)
    assert len(lines) == 1 and lines[0].startswith("tiny.md: ") and line in lines[0]


def test_all_mistakes_are_told_at_once(checkout: Path, tiny: str) -> None:
    lines = refusal(checkout, tiny.replace("### END SOLUTION", ""))
    assert ["double-answer" in lines[0], "shapes-answer" in lines[1], len(lines)] == [True, True, 2]


def test_a_solution_outside_of_nbgraders_cells_is_refused(checkout: Path, tiny: str) -> None:
    text = tiny + "\n```python\n### BEGIN SOLUTION\n1\n### END SOLUTION\n```\n"
    (line,) = refusal(checkout, text)
    assert "expected nbgrader metadata on a cell with ### BEGIN SOLUTION, got none" in line


def test_a_grade_id_is_used_once_in_the_whole_course(checkout: Path, tiny: str) -> None:
    (checkout / "solutions" / "other.md").write_text(tiny, encoding="utf-8")
    lines = refusal(checkout, tiny)
    assert len(lines) == 5
    once = "tiny.md: expected each grade_id once in the course, got 'double' also in other.md"
    assert any(line.startswith(once) for line in lines)


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BackhandError, match="expected text notebooks NAME.md in .*, got none; likely"
    ):
        build(tmp_path)


@pytest.mark.parametrize(
    ("catalogue", "line"),
    [
        ({"double": Exercise(2)}, None),
        ({"double": Exercise(2), "elsewhere": Exercise(5, "other")}, None),
        ({"double": Exercise(3)}, "expected 3 points for 'double', as in the catalogue, got 2"),
        ({"double": Exercise(2), "triple": Exercise(1)}, "expected a grade cell 'triple'"),
        ({}, "expected an exercise 'double' in the catalogue, got none"),
    ],
)
def test_the_catalogue_decides_about_exercises_and_points(
    checkout: Path, catalogue: dict[str, Exercise], line: str | None
) -> None:
    notebook = read_sources(checkout / "solutions")["tiny"]
    found = disagreements("tiny", notebook, catalogue)
    assert [one.startswith(line or "") for one in found] == ([True] if line else [])
