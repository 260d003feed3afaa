"""The lines of a rubric become ready comments, whatever way they are written in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.build.source import read_sources
from autograder.classroom.rubrics import Rubric, rubrics_of
from autograder.formgrader.phrases import LONGEST, MOST, rubric_phrases

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def rubrics() -> list[tuple[str, Rubric, float]]:
    """All rubrics of the course, with the points of their questions."""
    found = []
    for notebook in read_sources(SOLUTIONS).values():
        points = {
            one.metadata.nbgrader.grade_id: one.metadata.nbgrader.get("points", 0)
            for one in notebook.cells
            if "nbgrader" in one.metadata
        }
        found += [(name, one, points[name]) for name, one in rubrics_of(notebook)]
    return found


@pytest.mark.parametrize(("name", "rubric", "points"), rubrics())
def test_every_rubric_of_the_course_has_a_phrase_for_each_of_its_lines(
    name: str, rubric: Rubric, points: float
) -> None:
    phrases = rubric_phrases(re.sub("^", "> ", rubric.text, flags=re.M))
    assert len(phrases) == points
    for phrase in phrases:
        assert phrase.text[-1] in ".)!?" and len(phrase.text) < LONGEST
        assert not re.search(r"\d points?:", phrase.text)
        assert phrase.text.count("$") % 2 == 0 and phrase.text.count("(") == phrase.text.count(")")


def test_points_lines_and_numbers_begin_a_phrase_and_general_words_end_the_last() -> None:
    assert rubric_phrases("> **Rubric.** 1 point: a *b*. Half a point: c. Other ways count.") == [
        ("1 point", "a *b*."),
        ("Half a point", "c."),
    ]
    assert rubric_phrases("**Rubric.** *Line 1:* a\nb. *Line 2:* c.") == [
        ("Line 1", "a b."),
        ("Line 2", "c."),
    ]
    assert rubric_phrases("Rubric. One each. 1: a at $i+1$. 2: b.") == [
        ("1", "a at $i+1$."),
        ("2", "b."),
    ]


def test_a_list_is_enough_and_text_without_lines_has_none() -> None:
    assert rubric_phrases("Because.\n\n- 1 point: why\n- 2 points: how") == [
        ("1 point", "why"),
        ("2 points", "how"),
    ]
    assert rubric_phrases("- says why,\n  in words\n- a check") == [
        ("", "says why, in words"),
        ("", "a check"),
    ]
    assert rubric_phrases("A good answer says why.") == []


def test_a_rubric_of_any_length_gives_a_few_short_phrases_at_once() -> None:
    phrases = rubric_phrases("- 1 point: " + "because " * 1000 + "\n- 1 point: b" * 1000)
    assert len(phrases) == MOST and len(phrases[0].text) < LONGEST + 3
    assert rubric_phrases("*1 " * 50_000) == []
