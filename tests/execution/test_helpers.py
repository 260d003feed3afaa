"""A second try runs those of the student's own cells that an answer uses, and no others."""

from __future__ import annotations

from execution.conftest import Grade, cell

from autograder.execution.helpers import with_helpers

ANSWER = cell("def weight_gradient(delta, x):\n    k = 1\n    return outer(delta, x) * k")
HELPER = cell("from numpy import outer")
UNUSED = cell("x = k = 3\nimport os")


def test_a_cell_that_defines_a_name_in_use_comes_along_in_order() -> None:
    assert with_helpers([UNUSED, HELPER, ANSWER], [ANSWER]) == [HELPER, ANSWER]


def test_names_inside_a_function_are_its_own() -> None:
    assert with_helpers([UNUSED, ANSWER], [ANSWER]) == [ANSWER]


def test_helpers_of_helpers_come_along() -> None:
    first = cell("%matplotlib inline\nimport numpy as np")
    second = cell("def outer(a, b):\n    return np.outer(a, b)")
    assert with_helpers([first, UNUSED, second], [ANSWER]) == [first, second, ANSWER]


def test_of_two_definitions_the_later_counts() -> None:
    assert with_helpers([cell("outer = None"), HELPER], [ANSWER]) == [HELPER, ANSWER]


def test_cells_that_are_not_python_are_not_helpers() -> None:
    assert with_helpers([cell("outer = = 3"), cell("outer = '\0'")], [ANSWER]) == [ANSWER]


def test_a_crash_costs_no_answer_that_uses_a_helper(grade: Grade) -> None:
    answer = ("weight_gradient", "def weight_gradient(delta, x):\n    return outer(delta, x)")
    crash = "import os\nos._exit(1)"
    for broken in (crash, "%reset -f", "outer = 3"):
        graded = grade("outer = lambda a, b: np.outer(a, b)", broken, answer)
        deserved = 0.0 if broken == "outer = 3" else 2.0
        assert graded.verdicts["weight_gradient"].score == deserved


def test_a_helper_in_another_answer_is_found(grade: Grade) -> None:
    delta = (
        "squared_error_delta",
        "def squared_error_delta(z, y):\n    return z - y\nouter = np.outer",
    )
    answer = ("weight_gradient", "def weight_gradient(delta, x):\n    return outer(delta, x)")
    graded = grade(delta, "import os\nos._exit(1)", answer)
    assert graded.verdicts["weight_gradient"].score == 2.0
