"""A figure reads an answer in every form that a check accepts, or says in one line why not."""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction

import numpy as np
import pytest

from autograder import blocks, entries
from autograder.boundary.blocks import NotDrawn

dW, db = np.arange(6.0).reshape(2, 3), np.array([1.0, -2.0])


@pytest.mark.parametrize(
    "answer",
    [
        (dW, db),
        [dW.tolist(), db.tolist()],
        {"db": db, "dW": dW, "more": None},
        OrderedDict(dW=dW, db=db).values(),
        (block for block in (dW, db)),
        (dW, db[:, None]),
        (dW + 0j, db[None]),
        (dW.astype(np.float32), map(Fraction, [1, -2])),
    ],
)
def test_an_answer_is_read_in_every_form(answer):
    for got, right in zip(blocks(answer, dW=(2, 3), db=(2,)), (dW, db), strict=True):
        assert got.dtype == np.float64
        np.testing.assert_array_equal(got, right)


@pytest.mark.parametrize("answer", [1.5, [1.5], [[1.5]], np.array([1.5]), {"loss": 1.5}])
def test_a_single_number_comes_back_by_itself(answer):
    assert blocks(answer, loss=()).shape == ()
    assert f"{blocks(answer, loss=()):.1f}" == "1.5"


def test_a_block_may_have_any_shape_but_must_consist_of_numbers():
    found = blocks({"dW": dW.tolist(), "loss": 2}, dW=..., loss=...)
    assert [block.shape for block in found] == [(2, 3), ()]
    with pytest.raises(NotDrawn, match="^expected dW in numbers, got a str$"):
        blocks(("text", 2), dW=..., loss=...)
    with pytest.raises(NotDrawn, match="^expected dW, got nothing: see the check above$"):
        blocks((None, 2), dW=..., loss=...)


def test_nan_is_left_to_the_figure():
    assert np.isnan(blocks(np.nan, loss=()))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "expected 2 results, dW, db, got nothing"),
        (dW, "expected dW of shape (2, 3), got (3,)"),
        ((dW,), "expected 2 results, dW, db, got 1 of them"),
        ({"dW": dW}, "expected db of shape (2,), got nothing"),
        ((dW.T, db), "expected dW of shape (2, 3), got (3, 2)"),
        ((dW, db[:1]), "expected db of shape (2,), got (1,)"),
        ((dW, "text"), "expected db of shape (2,) in numbers, got a str"),
        ((dW, [[1], [2, 3]]), "expected db of shape (2,) in numbers, got a list"),
        ((dW, None), "expected db of shape (2,), got nothing"),
        (3.0, "expected 2 results, dW, db, got 1 of them"),
    ],
)
def test_an_answer_that_does_not_fit_gets_one_line_without_a_traceback(answer, said):
    with pytest.raises(NotDrawn) as raised:
        blocks(answer, dW=(2, 3), db=(2,))
    assert said in str(raised.value)
    assert raised.value._render_traceback_() == [f"NotDrawn: {raised.value}"]


def test_entries_that_are_no_number_yet_are_none():
    answer = {"a": None, "b": [2], "c": "text", "d": np.float32(1.5), "e": [1, 2], "f": np.inf}
    assert entries(answer) == {"a": None, "b": 2.0, "c": None, "d": 1.5, "e": None, "f": None}


def test_what_is_no_dictionary_has_no_entries():
    with pytest.raises(NotDrawn, match="expected a dictionary of numbers, got a list"):
        entries([1, 2])


def test_entries_that_have_to_be_complete_name_what_is_missing():
    assert entries({"a": 1}, complete=True) == {"a": 1.0}
    with pytest.raises(NotDrawn, match="expected a number for b, c: see the check above"):
        entries({"a": 1, "b": None, "c": [1, 2]}, complete=True)
