"""What the teacher's guide says: times, which parts can be left out, slips, and rubrics."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from autograder.build.fence import fences
from autograder.build.source import read_sources
from autograder.build.text import read_text
from autograder.catalogue import CATALOGUE
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Computed, Entries
from autograder.exercises.ordering import Ordering
from autograder.slips import SLIPS
from tools.common_slips import parts as parts_of_questions

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
SOLUTIONS = ROOT / "solutions"
Range = tuple[int, int]


def rows(heading: str) -> list[list[str]]:
    """The table under a heading, without its first two lines."""
    section = GUIDE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.fixture(scope="module")
def times() -> dict[str, Range]:
    """The minutes of each part, as its notebook says them."""
    found = {}
    for name, notebook in read_sources(SOLUTIONS).items():
        text = "\n".join(cell.source for cell in notebook.cells)
        for part, *between in re.findall(r"^\| ([A-F]) \|.*\| (\d+) to (\d+) \|$", text, re.M):
            least, most = map(int, between)
            found[f"{name[:2]} {part}"] = least, most
    return found


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return parts_of_questions()


@pytest.mark.parametrize("plan", ["A course of ten weeks", "A block of four weeks"])
def test_the_minutes_of_each_week_are_the_sum_of_its_parts(
    plan: str, times: dict[str, Range]
) -> None:
    for week, _, parts, minutes in rows(plan):
        named = [times[part] for part in parts.split(", ")]
        assert minutes == f"{sum(a for a, _ in named)} to {sum(b for _, b in named)}", week


def test_every_part_is_in_the_plan_or_named_as_left_over(times: dict[str, Range]) -> None:
    planned = [part for row in rows("A course of ten weeks") for part in row[2].split(", ")]
    (left,) = re.findall(r"^(.*) are left over", GUIDE, re.M)
    named = re.split(r", | and ", left)
    assert sorted([*planned, *named]) == sorted(times)


def test_nothing_that_stays_calls_answers_of_a_part_that_is_left_out(
    parts: dict[str, str], times: dict[str, Range]
) -> None:
    section = GUIDE.partition("## When time is short\n")[2].partition("\n## ")[0]
    out: set[str] = {part for part in times if part.startswith("07")}
    steps = re.findall(r"^\d\. (.*)$", section, re.M)
    assert len(steps) == 4
    for step in steps:
        out |= set(re.findall(r"\b0\d [A-F]\b", step))
        for exercise in CATALOGUE.values():
            if parts[exercise.id] not in out:
                assert not [one for one in exercise.needs if parts[one] in out], exercise.id


def slips_of(part: str, parts: dict[str, str]) -> set[tuple[str, str, str]]:
    """Every slip that an exercise of a part can name: slug, clause and question."""
    found: list[Any] = [*SLIPS]
    for exercise in CATALOGUE.values():
        if parts[exercise.id] != part:
            continue
        task = exercise.task
        if isinstance(task, Computed | Entries):
            found += task.own
        elif isinstance(task, Derivation):
            found += [wrong for stage in task.stages for wrong in stage.wrong]
        elif isinstance(task, Ordering):
            found += task.strays
    return {(one.slug, one.clause, one.question) for one in found}


def test_each_slip_is_one_of_its_part_in_the_words_of_the_judge(parts: dict[str, str]) -> None:
    said = rows("What to expect in class")
    assert {row[0] for row in said} == set(parts.values())
    for part, slug, clause, question in said:
        assert (slug.strip("`"), clause, question) in slips_of(part, parts), part


def test_each_written_question_is_named_with_its_points_and_minutes() -> None:
    written = {
        fence.id: (f"{fence.points:g}", str(fence.minutes))
        for path in sorted(SOLUTIONS.glob("0*.md"))
        for fence in fences(read_text(path))
        if fence.kind == "written"
    }
    section = GUIDE.partition("## Grading what is written by hand\n")[2].partition("\n1. ")[0]
    said = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \|$", section, re.M)
    assert {name: (points, minutes) for name, points, minutes in said} == written


def test_what_is_said_of_07_is_what_the_notebook_says() -> None:
    notebook = read_sources(SOLUTIONS)["07_sharing_further"]
    text = "\n".join(cell.source for cell in notebook.cells)
    (hours,) = re.findall(r"^\*\*Time:\*\* (.+?) hours", text, re.M)
    (selection,) = re.findall(r"If you have three hours, take (.+?)\.", text)
    assert f"In full, 07 takes {hours} hours" in GUIDE
    assert f"a selection of three hours: {selection}." in GUIDE
