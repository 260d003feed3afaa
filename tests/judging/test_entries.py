"""An entry in a wrong form gets a reason, even where a wrong value would get none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Entries
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.verdict import Verdict

RANKS = {"one sample": 1, "two samples": 2, "eight samples": 3}
NOT_NUMBERS: dict[str, tuple[Any, str]] = {
    "a word": ("one", "is a str and not numbers"),
    "nan": (float("nan"), "holds nan: likely a division by zero or an overflow"),
    "a complex number": (1j, "has complex entries: take the real part, or divide the step out"),
    "a ragged list": (
        [1, [2, 3]],
        "has rows of different lengths: likely a list was built unevenly",
    ),
    "two numbers": ([1, 2], "expected shape (), got (2,)"),
    "nothing": (None, "is not filled in yet"),
}


def verdict(name: str, answer: dict[str, Any]) -> Verdict:
    return judge(CATALOGUE[name], LocalAnswer(answer), [1])


@pytest.mark.parametrize("form", NOT_NUMBERS)
def test_an_entry_that_is_not_a_number_gets_a_reason(form: str) -> None:
    value, reason = NOT_NUMBERS[form]
    found = verdict("gradient_ranks", {**RANKS, "two samples": value})
    assert found.score == 0
    assert [(b.name, b.problem) for b in found.blocks] == [("two samples", reason)]
    assert f"two samples  wrong  {reason}" in " ".join(render(found).split("\n"))


def test_an_entry_with_another_number_gets_none_nor_a_count_that_tries_could_use() -> None:
    found = verdict("gradient_ranks", {**RANKS, "two samples": 3})
    assert found.blocks == ()
    assert found.problem == "not all of the 3 entries hold; it counts when all of them do"


def test_entries_that_nobody_can_guess_are_counted() -> None:
    jacobians: Any = CATALOGUE["small_jacobians"].task
    wrong = {**jacobians.expected(), "dz/db": [[2.0, 1.0], [1.0, 2.0]]}
    problem = verdict("small_jacobians", wrong).problem
    assert problem == "3 of 4 entries hold; it counts when all of them do"


def test_a_slip_that_gives_the_entries_is_told_with_its_own_question_and_place_to_read() -> None:
    told = 0
    for name in ("growth_per_layer", "equal_parts", "kernel_counts"):
        task = CATALOGUE[name].task
        assert isinstance(task, Entries)
        declared = {((s.slug,), s.clause, s.question, s.item) for s in task.own}
        for slip in task.own:
            values = slip.values(task.expected()) if slip.values else {}
            for one in verdict(name, {**task.expected(), **values}).causes:
                assert (one.slugs, one.clause, one.question, one.item) in declared
                told += 1
    assert told > 3


@pytest.mark.parametrize(
    ("shape", "said"), [((3, 2), "these sizes, in another order"), ((3, 3), "another shape")]
)
def test_a_wrong_shape_that_earns_a_part_says_whether_the_sizes_are_right(
    shape: tuple[int, ...], said: str
) -> None:
    right = {"dW": (2, 3), "db": (2,)}
    exercise = replace(
        CATALOGUE["single_shapes"], task=Entries(lambda: right, lambda: [], partial=True)
    )
    found = judge(exercise, LocalAnswer({**right, "dW": shape}), [1])
    assert [block.problem for block in found.blocks] == [said, ""]


def test_many_entries_in_the_same_wrong_form_share_a_line() -> None:
    right = {f"bug {k}": k % 2 == 0 for k in range(4)}
    task = Entries(lambda: right, lambda: [])
    exercise = replace(CATALOGUE["gradient_ranks"], task=task)
    answer = LocalAnswer({name: int(value) for name, value in right.items()})
    found = judge(exercise, answer, [1])
    (line,) = found.blocks
    assert line.name == f"{len(right)} entries"
    assert line.problem.startswith("expected True or False, got ")
