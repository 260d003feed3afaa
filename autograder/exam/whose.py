"""Whose numbers stand in a notebook that was handed in for an exam."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from autograder.exam.exam import Exam
from autograder.exam.numbers import written
from autograder.exam.question import Question

CHANGED = (
    "{numbers} differ from those handed out to this student: likely edited; scored on the "
    "student's own"
)
SWAPPED = (
    "{numbers} are those of {owner}, not of this student: likely another notebook; scored on the "
    "student's own"
)
NOBODY = "the released notebook, which is no student's"


def numbers_of_others(
    cells: Iterable[Any], exam: Exam, student: str, secret: bytes | None
) -> list[str]:
    """One line for each owner of numbers in a notebook that are not this student's.

    Numbers that were deleted are nobody's. The lines name students: they are for the person who
    grades, and not for feedback.
    """
    sources = {cell.get("id"): str(cell.source) for cell in cells}
    found: dict[str, list[str]] = {}
    for question in exam.questions:
        source = sources.get(f"{question.id}-answer", "")
        owner = _owner(source, exam, question, student, secret)
        if owner != student:
            found.setdefault(owner, []).append(question.id)
    return [
        (SWAPPED if owner else CHANGED).format(numbers=_numbers_of(questions, exam), owner=owner)
        for owner, questions in found.items()
    ]


def _numbers_of(questions: list[str], exam: Exam) -> str:
    every = len(questions) == len(exam.asked) > 1
    return "all numbers" if every else f"the numbers of {', '.join(questions)}"


def _owner(source: str, exam: Exam, question: Question, student: str, secret: bytes | None) -> str:
    """Whose numbers they are; the student's own if there are none, and empty if nobody has them."""
    lines, mine = _assigned(source), exam.numbers(question, student, secret).inputs
    if not lines or not lines.keys() & mine.keys() or _agree(lines, written(mine)):
        return student
    for other in exam.students:
        if _agree(lines, written(exam.numbers(question, other, secret).inputs)):
            return other
    return NOBODY if _agree(lines, written(exam.numbers(question, None, None).inputs)) else ""


def _agree(lines: dict[str, str], numbers: str) -> bool:
    """Whether every number that is still there is this one."""
    return all(lines.get(name, value) == value for name, value in _assigned(numbers).items())


def _assigned(source: str) -> dict[str, str]:
    """What each name is given first, as Python; nothing if the source cannot be read."""
    found: dict[str, str] = {}
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return found
    for line in body:
        match line:
            case ast.Assign([ast.Name(name)], value):
                found.setdefault(name, ast.unparse(value))
    return found
