"""A fence says what a cell is for and its id; nbgrader's metadata follow from that."""

from __future__ import annotations

from typing import Any

import jupytext
import pytest

from autograder.build.fence import fence_mistakes, fence_of, nbgrader_metadata

CODE, MARKDOWN = "```python {}\nx = 1\n```\n", "<!-- #region {} -->\nx\n<!-- #endregion -->\n"


def cell(fence: str, form: str = CODE) -> Any:
    return jupytext.reads(form.format(fence), fmt="md").cells[0]


@pytest.mark.parametrize(
    ("fence", "form", "grade_id", "true"),
    [
        ('answer="a"', CODE, "a-answer", {"solution"}),
        ('check="a"', CODE, "a", {"grade", "locked"}),
        ('locked="a"', CODE, "a", {"locked"}),
        ('locked="a"', MARKDOWN, "a", {"locked"}),
        ('written="a" points=1 minutes=2', MARKDOWN, "a", {"grade", "solution"}),
    ],
)
def test_each_kind_of_cell_has_its_metadata(
    fence: str, form: str, grade_id: str, true: set[str]
) -> None:
    found = fence_of(cell(fence, form))
    assert found is not None and list(fence_mistakes(cell(fence, form))) == []
    metadata = nbgrader_metadata(found, 3.0)
    assert (metadata.pop("grade_id"), metadata.pop("schema_version")) == (grade_id, 3)
    assert metadata.pop("points", None) == (3 if "grade" in true else None)
    assert {key for key, value in metadata.items() if value is True} == true
    assert set(metadata) == {"grade", "locked", "solution", "task"}


@pytest.mark.parametrize(("points", "text"), [(3.0, "3"), (2, "2"), (0.5, "0.5"), (0, "0")])
def test_whole_points_are_written_as_whole_numbers(points: float, text: str) -> None:
    fence = fence_of(cell('check="a"'))
    assert fence is not None
    assert repr(nbgrader_metadata(fence, points)["points"]) == text


@pytest.mark.parametrize("fence", ["", 'tags=["a", "b"]'])
def test_a_free_cell_may_have_tags_alone(fence: str) -> None:
    assert fence_of(cell(fence)) is None and list(fence_mistakes(cell(fence))) == []


def test_more_or_fewer_blank_lines_between_cells_are_no_mistake() -> None:
    text = CODE.format('answer="a"') + "\n\n\n" + CODE.format('check="a"')
    cells = jupytext.reads(text, fmt="md").cells
    assert [str(fence_of(one)) for one in cells] == ['answer="a"', "None", 'check="a"']
    assert [line for one in cells for line in fence_mistakes(one)] == []


@pytest.mark.parametrize(
    ("fence", "line"),
    [
        ('nbgrader={"grade": true}', "got 'nbgrader'; the build writes it, so delete it"),
        ('check="a" grade_id="a"', "got 'grade_id'; the build writes it, so delete it"),
        ('check="a" solution=false', "got 'solution'; the build writes it, so delete it"),
        ('anwser="a"', "written=\"ID\" on a fence, got 'anwser'; likely 'answer' is meant"),
        ('check="a" point=2', "got 'point'; likely 'points' is meant"),
        ("zzz=1", 'expected answer="ID", check="ID", locked="ID" or written="ID" on a fence'),
        ("check=a", "on a fence, got 'check=a'; likely a quote is missing"),
        ('check="a', "likely a quote is missing"),
        ('answer="a" check="a"', "expected one of answer, check, locked, written on a fence, got "),
        ("check", "expected an id of letters, digits, _ and -, of at most 64 characters with"),
        ('check="a b"', "got 'a b'"),
        ("check=3", "got 3"),
        (f'answer="{"a" * 58}"', "expected an id of letters"),
        ("points=2", "expected points on a check or a written answer, got it on another cell"),
        ('answer="a" points=2', "expected points on a check or a written answer alone, got 2 here"),
        ('locked="a" minutes=2', "expected minutes on a check or a written answer alone"),
        ('check="a" points="2"', "expected a number from 0 on as points, got '2'"),
        ('check="a" points=true', "expected a number from 0 on as points, got True"),
        ('check="a" minutes=-1', "expected a number from 0 on as minutes, got -1"),
        ('check="a" points=NaN', "expected a number from 0 on as points, got nan"),
        ('written="a" points=1 minutes=2', "expected written on a markdown cell, got it on a code"),
    ],
)
def test_a_mistake_on_a_fence_is_one_line(fence: str, line: str) -> None:
    (found,) = fence_mistakes(cell(fence))
    assert line in found


@pytest.mark.parametrize(
    ("fence", "line"),
    [
        ('answer="a"', "expected answer on a code cell, got it on a markdown cell"),
        ('check="a"', "expected check on a code cell, got it on a markdown cell"),
        (
            'written="a" minutes=2',
            "expected points=... and minutes=... on a written answer, got no",
        ),
        ('written="a" points=2', "on a written answer, got no minutes"),
        ('Why written="a" points=2 minutes=3', "got 'title'"),
    ],
)
def test_a_mistake_on_a_markdown_cell_is_one_line(fence: str, line: str) -> None:
    (found,) = fence_mistakes(cell(fence, MARKDOWN))
    assert line in found
