"""Outputs have nbformat's form, whatever was sent; a check has those that it has in a notebook."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.execution.outputs import Room, judged
from autograder.judging.verdict import Verdict

STREAM = {"output_type": "stream", "name": "stdout", "text": "hello"}
ERROR = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["a"]}
VALUE = {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": 77}


def test_ordinary_outputs_are_taken() -> None:
    taken = Room().take([STREAM, ERROR, VALUE], 3)
    assert [o.output_type for o in taken] == ["stream", "error", "execute_result"]
    assert taken[2].execution_count == 3
    cell = nbformat.v4.new_code_cell("", outputs=taken)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "text",
        {},
        [None],
        [{"output_type": "stream", "name": "stdin", "text": "x"}],
        [{**VALUE, "data": [1]}],
        [{**ERROR, "traceback": "x"}],
        [{"output_type": ["stream"]}],
    ],
)
def test_other_things_are_left_out(sent: Any) -> None:
    assert Room().take(sent, 1) == []


@given(st.lists(st.dictionaries(st.sampled_from(["output_type", "text", "data"]), st.text())))
def test_whatever_was_sent_the_notebook_stays_valid(sent: Any) -> None:
    cell = nbformat.v4.new_code_cell("", outputs=Room().take(sent, 1))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_all_outputs_of_a_notebook_share_one_room() -> None:
    room = Room(1000)
    large = {**STREAM, "text": "x" * 600}
    assert room.take([large], 1)[0].text == large["text"]
    assert "no room" in room.take([large, large], 2)[0].text


def test_nothing_earned_is_an_error_and_something_a_number() -> None:
    wrong = judged(Verdict("e", 0.0, 2.0, "wrong", problem="p"), 1)
    assert [o.output_type for o in wrong] == ["stream", "error"]
    assert wrong[1].traceback == ["NotYet: e earns 0 of 2 points"]
    part = judged(Verdict("e", 0.5, 2.0, "partial"), 4, "First.", "\nLast.")
    assert part[0].text.startswith("First.\ne: partly right")
    assert part[0].text.endswith("\nLast.\n[backhand] e 0.5/2 slips=\n")
    assert part[1].data == {"text/plain": "0.5"}
