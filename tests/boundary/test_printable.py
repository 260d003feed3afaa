"""Text of others cannot move the cursor, turn the writing, or forge a line."""

from __future__ import annotations

import pytest

from autograder.boundary.printable import in_one_line, printable, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ada", "ada"),
        ("Zoë 😀 日本", "Zoë 😀 日本"),
        ("a\x1b[31mred", "a?[31mred"),
        ("\u202egnp", "?gnp"),
        ("a\u2066b\u200f", "a?b?"),
        ("a\nbackhand: forged", "a?backhand: forged"),
        ("a\r\x07\x9bK", "a???K"),
        ("caf\udce9", "caf?"),
        ("%s {} \\", "%s {} \\"),
    ],
)
def test_what_is_not_printable_becomes_a_question_mark(text: str, shown: str) -> None:
    assert printable(text) == shown
    printable(text).encode()


def test_an_error_of_many_lines_is_one_short_line() -> None:
    line = in_one_line(ValueError("one\n  two\x1b[2J " + "x" * 1000))
    assert line.startswith("one two?[2J x") and len(line) == 200


@pytest.mark.parametrize(
    ("text", "columns"), [("ada", 3), ("日本", 4), ("e\u0301", 1), ("😀", 2), ("", 0)]
)
def test_the_width_is_that_in_a_terminal(text: str, columns: int) -> None:
    assert width(text) == columns
