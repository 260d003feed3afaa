"""The lines of a message: what they show and leave out, and how they are wrapped."""

from __future__ import annotations

import re

import pytest

from autograder.catalogue.headings import heading_of
from autograder.judging.message import place, render
from autograder.judging.verdict import BlockResult, Cause, State, Verdict

WRONG = (BlockResult("delta", True), BlockResult("dW", False, "shape ok"))


def test_the_message_about_a_right_answer_is_one_line() -> None:
    right = (BlockResult("delta", True), BlockResult("dW", True))
    said = render(Verdict("layer_gradients", 4, 4, "right", right))
    assert said == "layer_gradients: right. 4 of 4 points."


@pytest.mark.parametrize(
    ("given", "state", "said"),
    [
        (("f",), "wrong", "Judged with a right `f`: yours is not right yet."),
        (("f", "g"), "wrong", "Judged with right `f` and `g`: yours are not right yet."),
        (("f", "g"), "right", "Right, given right `f` and `g`: yours are not right yet, so this"),
    ],
)
def test_earlier_answers_that_were_replaced_are_named(
    given: tuple[str, ...], state: State, said: str
) -> None:
    verdict = Verdict("layer_gradients", 0, 4, state, WRONG, given=given)
    assert f"\n  {said}" in render(verdict, width=1000)


def test_a_line_that_is_too_long_goes_on_two_columns_further_in() -> None:
    verdict = Verdict("layer_gradients", 0, 4, "wrong", problem="one word after another " * 9)
    first, *others = render(verdict).splitlines()[1:]
    assert re.match(r"  \w", first) and others
    assert all(re.match(r"    \w", line) for line in others)


def test_what_a_cause_explains_is_told_without_two_brackets_in_a_row() -> None:
    for clause, end in (("it is f(z)", "it is f(z), in dW."), ("it is z", "it is z (dW).")):
        cause = Cause(("slip",), clause, blocks=("dW",))
        said = render(Verdict("layer_gradients", 2, 4, "partial", WRONG, causes=(cause,)))
        assert end in said


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Is it z? Print it.", "Ask yourself: Is it z? Print it."),
        ("Copy the loss.", "Try this: Copy the loss."),
    ],
)
def test_a_question_is_to_be_asked_and_an_instruction_to_be_tried(question: str, line: str) -> None:
    cause = Cause(("slip",), "it is z", question, blocks=("dW",))
    said = render(Verdict("layer_gradients", 2, 4, "partial", WRONG, causes=(cause,)))
    assert line in map(str.strip, said.splitlines())


def test_a_heading_is_told_with_its_notebook_only_where_that_is_another_one() -> None:
    heading = heading_of("weight_gradient")
    assert heading is not None
    assert place(heading, "layer_gradients") == heading.title
    assert place(heading, "network_gradients") == f"{heading.title} (in 01_single_layer)"
