"""A program gives what the function with one change gives, and knows which quantity it is in."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.mutations.change import Change
from autograder.mutations.model import Model
from autograder.mutations.program import NONE, Program
from autograder.mutations.words import KINDS, said_of

SOURCE = '''
def helper(u):
    return np.tanh(u)

def answer(x, W):
    """Two quantities."""
    h = helper(x)
    k = 0
    for w in W:
        k += w * h
    return h, k * h
'''
MODEL = Model(SOURCE, "answer", ("h", "loss"), frozenset({"h", "x", "loss"}), "import numpy as np")
INPUTS = {"x": 0.5, "W": [1.0, 2.0]}


@pytest.fixture(scope="module")
def program() -> Program:
    return Program(MODEL)


def numbers(program: Program, kind: str, place: str) -> list[int]:
    return [n for n, c in enumerate(program.changes) if (c.kind, c.place) == (kind, place)]


def test_without_a_change_it_gives_what_the_function_gives(program: Program) -> None:
    h = np.tanh(0.5)
    assert program.run(NONE, INPUTS) == pytest.approx((h, 3 * h * h))


def test_one_change_at_a_time_is_on(program: Program) -> None:
    h = np.tanh(0.5)
    (first, second) = numbers(program, "factor-missing", "loss")
    assert program.run(first, INPUTS) == pytest.approx((h, 3 * h))
    assert program.run(second, INPUTS) == pytest.approx((h, h))
    assert program.run(NONE, INPUTS) == pytest.approx((h, 3 * h * h))


def test_a_change_of_a_helper_is_in_the_quantity_that_it_gives(program: Program) -> None:
    left_out = numbers(program, "function-missing", "h")
    assert [program.run(number, INPUTS)[0] for number in left_out] == [0.5, 0.5]


def test_a_name_that_the_exercise_does_not_use_is_not_said(program: Program) -> None:
    assert "k" not in {c.place for c in program.changes}
    assert not any({"u", "w", "k"} & set(c.about) for c in program.changes if c.kind != "function")


def test_inputs_are_not_changed_by_a_change() -> None:
    model = Model("def f(x):\n    x[0] = 2\n    return x", "f", ("x",), frozenset())
    x = np.ones(2)
    assert Program(model).run(NONE, {"x": x})[0] == 2 and x[0] == 1


def test_a_program_of_some_changes_numbers_them_as_the_program_of_all(program: Program) -> None:
    wanted = numbers(program, "factor-missing", "loss")
    some = Program(MODEL, set(wanted))
    assert some.changes == program.changes
    assert [some.run(n, INPUTS) for n in wanted] == [program.run(n, INPUTS) for n in wanted]


ONE = Change("factor-missing", "delta", ("h",))


@pytest.mark.parametrize(
    ("others", "slug", "clause", "about"),
    [
        ([], "one-change-factor-missing", "one factor is missing in delta", "h"),
        ([Change("factor-missing", "delta", ("x",))], "one-change-factor-missing", "in delta", ""),
        ([Change("factor-missing", "dW", ("h",))], "one-change-factor-missing", "missing", ""),
        ([Change("sign", "delta")], "one-change", "one thing in delta is another one", ""),
        ([Change("sign", "dW")], None, "", ""),
    ],
)
def test_of_several_changes_only_what_they_have_in_common_is_said(
    others: list[Change], slug: str | None, clause: str, about: str
) -> None:
    said = said_of([ONE, *others])
    if slug is None:
        assert said is None
        return
    assert said is not None and said.slug == slug
    assert said.clause.endswith(clause)
    assert said.about == (f"The missing factor is made of {about}." if about else "")


def test_every_kind_completes_the_sentence(program: Program) -> None:
    assert {change.kind for change in program.changes} <= set(KINDS)
    for kind in KINDS.values():
        assert not kind.clause.endswith(".") and kind.clause[0].islower()
        assert not kind.about or (kind.about.endswith(".") and "{}" in kind.about)
