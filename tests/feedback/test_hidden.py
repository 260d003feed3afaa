"""A feedback page says that a hidden test failed, and shows neither its text nor its values."""

from __future__ import annotations

from typing import Any

import pytest
from execution.conftest import run
from feedback.pages import code, graded, notebook

from autograder.execution.engine import Engine
from autograder.feedback.harmless import rebuilt

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
ANSWER = """\
import warnings
import numpy as np
def square(x):
    if x is SEVEN:
        warnings.warn("odd", stacklevel=2)
    return x + "" if x is EIGHT else -x
SEVEN, EIGHT = 7, 8
"""


@pytest.fixture(scope="module")
def shown() -> Any:
    """Run a test after a wrong answer, and return its cell on the page and the page's text."""
    with Engine() as engine, engine.spawn() as process:
        run(process, ANSWER, 20)

        def page(test: str) -> tuple[Any, str]:
            outputs = run(process, test, 20)["outputs"]
            (cell,) = rebuilt(notebook([code(test, *outputs, metadata=graded())])).cells
            return cell, str(cell)

        yield page


@pytest.mark.parametrize(
    ("test", "secrets"),
    [
        ("assert square(31) == 961", ["31", "961"]),
        ("assert square(31) == 961, f'square(31) is {31**2}'", ["31", "961"]),
        ("assert square(31) == 961, '31 squared, of course'", ["31", "of course"]),
        ("np.testing.assert_allclose(square(np.r_[2.0, 3.0]), [4.25, 9.25])", ["4.25", "9.25"]),
        ("import unittest\nunittest.TestCase().assertEqual(square(31), 961)", ["31", "961"]),
        ("if square(31) != 961:\n    raise ValueError(f'not {961}')", ["31", "961"]),
        ("def t(x):\n    assert square(x) == 961\nt(31)", ["31", "961"]),
        ("square(SEVEN), 'seven'\nassert square(31) == 961", ["seven", "961"]),
    ],
)
def test_a_hidden_test_shows_neither_its_text_nor_its_values(
    shown: Any, test: str, secrets: list[str]
) -> None:
    cell, page = shown(f"assert square(0) == 0\n{BEGIN}\n{test}\n{END}")
    assert cell.source.strip() == "assert square(0) == 0"
    assert [secret for secret in secrets if secret in page] == []
    assert cell.outputs[-1].traceback[0].endswith(": a hidden test failed")


def test_an_error_of_the_answer_in_a_hidden_test_keeps_its_words(shown: Any) -> None:
    cell, _ = shown(f"{BEGIN}\nassert square(EIGHT) == 64\n{END}")
    (line,) = cell.outputs[0].traceback
    assert line.startswith("TypeError: unsupported operand") and line.endswith("failed)")


def test_a_visible_test_is_shown_in_full_but_for_the_traceback(shown: Any) -> None:
    cell, page = shown(
        f"assert square(2) == 4, f'not {4}'\n{BEGIN}\nassert square(31) == 961\n{END}"
    )
    assert cell.outputs[0].traceback == ["AssertionError: not 4"]
    assert "961" not in page


def test_a_hidden_test_beyond_what_is_shown_stays_hidden(shown: Any) -> None:
    long = "\n".join(f"x = {k}" for k in range(5000))
    _, page = shown(f"{BEGIN}\nsecret = 961\n{long}\nassert square(31) == secret\n{END}")
    assert "961" not in page and "secret" not in page
