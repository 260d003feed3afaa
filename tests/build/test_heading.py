"""The line under an exercise's heading gives its points, from the catalogue or from its fence."""

from __future__ import annotations

from dataclasses import replace

import jupytext
import pytest

from autograder.build.fence import Fence
from autograder.build.heading import heading_mistakes, line, lines_by_hand, write_lines
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise

SOME = next(iter(CATALOGUE.values()))
CHECK = '```python check="a"\ncheck("a", a)\n```\n'


def made(**given: object) -> Exercise:
    plain = {"points": 2, "minutes": 5, "difficulty": 1, "items": ("S3",), "errata": ()}
    return replace(SOME, id="a", **{**plain, **given})


def written(text: str) -> list[str]:
    notebook = jupytext.reads(text, fmt="md")
    assert list(heading_mistakes(notebook)) == []
    write_lines(notebook, {"a": made()})
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "*2 points · 5 minutes · difficulty 1 of 3*"),
        ({"points": 1, "minutes": 1}, "*1 point · 1 minute · difficulty 1 of 3*"),
        ({"points": 0.5, "items": ()}, "*0.5 points · 5 minutes · difficulty 1 of 3*"),
        ({"difficulty": 3, "errata": ("A-01",)}, "*2 points · 5 minutes · difficulty 3 of 3*"),
    ],
)
def test_the_line_says_what_the_catalogue_says(given: dict[str, object], expected: str) -> None:
    assert line(Fence("check", "a", None, None), made(**given)) == expected
    assert lines_by_hand(f"## A\n\n{expected}\n\nWords.") == [expected]


def test_outside_the_catalogue_the_fence_gives_the_line() -> None:
    assert line(Fence("check", "b", 2, 5), None) == "*2 points · 5 minutes*"
    by_a_person = "*3 points · 6 minutes · graded by a person*"
    assert line(Fence("written", "b", 3, 6), None) == by_a_person


LINE = "*2 points · 5 minutes · difficulty 1 of 3*"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## A\n\nDo it.\n\n", f"## A\n\n{LINE}\n\nDo it."),
        ("## A\n\n", f"## A\n\n{LINE}"),
        ("## A\nDo it.\n\n", f"## A\n\n{LINE}\n\nDo it."),
        ("Before.\n\n# N\n\n### A\n\nDo.\n\n", f"Before.\n\n# N\n\n### A\n\n{LINE}\n\nDo."),
        ("## A\n\n```text\n# no heading\n```\n\n", f"## A\n\n{LINE}\n\n```text\n# no heading\n```"),
        ("## A\n\n#no heading\n\n", f"## A\n\n{LINE}\n\n#no heading"),
    ],
)
def test_it_is_written_under_the_nearest_heading(text: str, expected: str) -> None:
    assert written(text + CHECK) == [expected]


def test_cells_between_the_heading_and_the_check_do_not_matter() -> None:
    text = "## A\n\n```python\n# not a heading\n```\n\nMore.\n\n" + CHECK + "\n## Later\n"
    assert written(text) == [f"## A\n\n{LINE}", "More.", "## Later"]


def test_a_heading_in_a_written_answer_does_not_count() -> None:
    region = (
        '<!-- #region written="w" points=3 minutes=6 -->\n'
        "### BEGIN SOLUTION\nBecause.\n### END SOLUTION\n<!-- #endregion -->\n\n"
    )
    text = f"## W\n\n{region}## A\n\n{CHECK}"
    assert written(text)[0] == "## W\n\n*3 points · 6 minutes · graded by a person*"
    notebook = jupytext.reads(text.replace("## A\n\n", ""), fmt="md")
    (mistake,) = heading_mistakes(notebook)
    assert "got '## W', which belongs to written=\"w\"" in mistake


@pytest.mark.parametrize(
    "text", ["It is worth 2 points.", "*2 points* are given", "two points", "*so many points*"]
)
def test_other_text_is_not_mistaken_for_such_a_line(text: str) -> None:
    assert lines_by_hand(text) == []
