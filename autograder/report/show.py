"""One answer with what its check said, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.report.findings import ClassReports, Question, read_class
from autograder.report.graded import Graded, read_graded
from autograder.report.results import Report
from autograder.report.table import number

NOTHING = "(nothing)"


def show(root: Path, student: str, exercise: str) -> str:
    """The answer of a student to an exercise, and the verdict.

    Raises
    ------
    BackhandError
        If there is no such student or exercise; the line names what is near.
    """
    known = read_class(root)
    report, question = _question(known, exercise)
    if student not in report.results:
        students = known.students()
        if student in students:
            raise BackhandError(f"{printable(student)} has handed in nothing of {report.name}")
        raise _unknown("a student of this class", student, students)
    return "".join(f"{printable(line)}\n" for line in _lines(known, report, question, student))


def _lines(known: ClassReports, report: Report, question: Question, student: str) -> Iterable[str]:
    yield f"{student}: {question.exercise} ({question.label} · {question.title}, in {report.name})"
    if student in report.refused:
        yield f"Could not be graded: {report.refused[student]}"
    folder = known.folder.autograded(student, report.name)
    graded = read_graded(folder, known.labels[report.name]).get(question.exercise)
    result = report.results[student].get(question.exercise)
    if graded is None or result is None:
        if student not in report.refused:
            yield "Not graded yet."
        return
    yield ""
    yield from graded.source.strip("\n").expandtabs().splitlines() or [NOTHING]
    yield ""
    yield from _verdict(graded)
    if question.left_out:
        yield "This question is left out."
    elif result.pending:
        yield f"Waits for a person, who can give up to {number(question.points)} points."
    else:
        yield f"Score: {number(result.score)} of {number(question.points)}"
    if result.slips:
        yield f"Slips: {', '.join(result.slips)} (backhand explain SLIP says what one means)"


def _verdict(graded: Graded) -> Iterable[str]:
    yield from graded.printed.expandtabs().splitlines()
    if graded.error:
        yield from graded.error.expandtabs().splitlines()


def _question(known: ClassReports, exercise: str) -> tuple[Report, Question]:
    names: list[str] = []
    for report in known.reports:
        for question in known.questions(report):
            if question.exercise == exercise:
                return report, question
            names.append(question.exercise)
    raise _unknown("an exercise that was graded", exercise, names)


def _unknown(what: str, got: str, names: Iterable[str]) -> BackhandError:
    near = get_close_matches(got, names, n=3)
    hint = f"; near: {', '.join(map(printable, near))}" if near else ""
    return BackhandError(f"expected {what}, got {printable(got)!r}{hint}")
