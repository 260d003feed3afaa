"""The line that a check prints for the report can be read back."""

from __future__ import annotations

import json

import pytest

from autograder.judging.record_line import (
    given_right,
    may_name_slips,
    record_line,
    slips_named,
    without_record_lines,
)
from autograder.judging.verdict import Cause, Verdict

NONE = Verdict("weight_gradient", 2.0, 2.0, "right")
TWO = Verdict(
    "weight_gradient", 0.5, 2.0, "partial", causes=(Cause(("factor-two", "sign-flipped"), ""),)
)
GIVEN = Verdict("layer", 4.0, 4.0, "right", given=("slope", "delta"))


@pytest.mark.parametrize("verdict", [NONE, TWO])
def test_the_slips_that_were_written_are_read(verdict: Verdict) -> None:
    assert slips_named(f"said\n{record_line(verdict)}\n", "weight_gradient") == verdict.slugs


def test_the_line_has_the_form_found_in_classes_graded_before() -> None:
    assert record_line(TWO) == "[backhand] weight_gradient 0.5/2 slips=factor-two,sign-flipped"


def test_what_took_the_place_of_wrong_answers_is_read_beside_the_slips() -> None:
    assert record_line(GIVEN) == "[backhand] layer 4/4 slips= given=slope,delta"
    assert given_right(record_line(GIVEN), "layer") == ("slope", "delta")
    assert given_right(record_line(TWO), "weight_gradient") == ()
    both = "[backhand] layer 1/4 slips=one-slip given=slope"
    assert (slips_named(both, "layer"), given_right(both, "layer")) == (("one-slip",), ("slope",))
    assert may_name_slips(record_line(GIVEN))


def test_of_several_lines_the_last_one_about_the_exercise_counts() -> None:
    printed = "\n".join(map(record_line, (NONE, TWO)))
    assert slips_named(printed, "weight_gradient") == TWO.slugs
    assert slips_named(f"{printed}\n{record_line(NONE)}", "weight_gradient") == ()
    assert slips_named(printed, "input_gradient") == ()


@pytest.mark.parametrize(
    "printed",
    ["", " [backhand] a 0/2 slips=b", "[backhand] a slips=b", "[backhand] a 0/2 slips=b c"],
)
def test_a_line_that_only_looks_like_a_record_names_no_slips(printed: str) -> None:
    assert slips_named(printed, "a") == ()


def test_a_file_is_known_to_name_a_slip_without_being_parsed() -> None:
    files = [json.dumps({"text": ["right\n", record_line(one) + "\n"]}) for one in (NONE, TWO)]
    assert [may_name_slips(file) for file in files] == [False, True]


def test_the_line_is_not_shown_to_a_reader() -> None:
    assert without_record_lines(f"one\n{record_line(TWO)}\ntwo\n") == "one\ntwo\n"
