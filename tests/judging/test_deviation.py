"""How a wrong block differs: the worst entry, the marks, and the first pattern that holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.judging.deviation import Deviation, deviation
from autograder.judging.judge import judge

RIGHT = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75], [3.0, -2.5, 1.25]])


def changed(at: Any, value: Any) -> Any:
    got = RIGHT.copy()
    got[at] = value
    return got


@pytest.mark.parametrize(
    ("got", "marks", "pattern"),
    [
        (RIGHT.T, "=⤢⤢⤢=⤢⤢⤢=", "the entries are right, but rows stand as columns"),
        (0 * RIGHT, "000000000", "every entry is 0"),
        (-RIGHT, "±±±±±±±±±", "the sign of every entry is turned, the size is right"),
        (
            changed((0, 1), 1.0),
            "=±=======",
            "the sign of 1 of 9 entries is turned, the size is right",
        ),
        (3 * RIGHT, "×××××××××", "every entry is 3 times the expected one"),
        (-0.5 * RIGHT, "×××××××××", "every entry is −0.5 times the expected one"),
        (RIGHT + 7, "+++++++++", "every entry is too large by the same amount"),
        (changed(1, 0.0), "===000===", "row 1 is 0"),
        (changed((slice(None), [0, 2]), 0.0), "0=00=00=0", "columns 0, 2 are 0"),
        (
            RIGHT * [[1.0], [2.0], [3.0]],
            "===++−+−+",
            "every row is a number of its own times the expected one",
        ),
        (changed((2, 2), 1.0), "========−", ""),
        (changed((2, 2), 1.0) * [[1.0], [0.0], [1.0]], "===000==−", ""),
    ],
)
def test_the_pattern_is_the_first_that_holds(got: Any, marks: str, pattern: str) -> None:
    found = deviation("dW", got, RIGHT)
    assert "".join(found.marks.ravel()) == marks
    assert found.pattern == pattern


def test_a_block_that_should_be_0_has_marks_and_no_factor() -> None:
    found = deviation("dW", RIGHT, 0 * RIGHT)
    assert ("".join(found.marks.ravel()), found.pattern) == ("+−+++−+−+", "")


def test_the_worst_entry_is_the_one_farthest_off() -> None:
    found = deviation("dW", changed((1, 2), 9.0), RIGHT)
    assert found.at == (1, 2)


def shown_for(name: str, answer: Any) -> list[Deviation]:
    show: list[Deviation] = []
    judge(CATALOGUE[name], LocalAnswer(answer), [1], show=show)
    return show


def test_only_a_wrong_block_of_the_right_shape_has_a_deviation() -> None:
    def answer(Delta: Any, X: Any, W: Any) -> Any:
        per_sample = np.einsum("no,ni->noi", Delta, X)
        return per_sample, X.T @ Delta, Delta.mean(axis=0), Delta @ W

    assert [found.block for found in shown_for("batch_gradients", answer)] == ["db"]
    assert shown_for("weight_gradient", np.outer) == []
    assert shown_for("weight_gradient", lambda delta, x: None) == []


def test_an_answer_to_a_printed_instance_has_none() -> None:
    assert shown_for("single_shapes", {"z": (4,), "delta": (3,), "dW": 1, "dx": 2, "db": 3}) == []
