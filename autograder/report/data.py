"""The report as data: JSON, and a table with a row for each student and exercise.

`docs/report.md` describes both. A change that readers must know of changes `SCHEMA`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from autograder.boundary.printable import printable
from autograder.report.alike import Pair
from autograder.report.findings import ClassFindings, Findings, Question
from autograder.report.results import Result
from autograder.report.slip_counts import SlipCount

SCHEMA = "backhand-report/1"
COLUMNS = (
    "notebook",
    "student",
    "exercise",
    "label",
    "points",
    "score",
    "share",
    "status",
    "slips",
    "remarks",
)
#: A cell that begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@")


def to_json(found: ClassFindings) -> str:
    """All that the page shows, as JSON."""
    notebooks = [_notebook(one, found.names) for one in found.notebooks]
    whole = {"schema": SCHEMA, "class": found.name, "notebooks": notebooks}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_csv(found: ClassFindings) -> str:
    """A row for each student and exercise, as UTF-8 text with a heading."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for notebook in found.notebooks:
        for row in _rows(notebook):
            writer.writerow([_cell(value) for value in row])
    return text.getvalue()


def share_of(result: Result, question: Question) -> float | None:
    """The share of the points that a result is; None where there are no points."""
    return round(result.score / question.points, 4) if question.points else None


def status_of(result: Result | None, question: Question) -> str:
    """Whether a score counts."""
    if question.left_out:
        return "left out"
    if result is None:
        return "not graded"
    return "waiting" if result.pending else "graded"


def _rows(found: Findings) -> Iterator[tuple[Any, ...]]:
    report = found.report
    for student, results in report.results.items():
        remarks = list(report.remarks.get(student, ()))
        if student in report.refused:
            remarks.insert(0, report.refused[student])
        for question in found.questions:
            result = results.get(question.exercise)
            given = [f"judged with a right {name}" for name in (result.given if result else ())]
            yield (
                found.name,
                student,
                question.exercise,
                question.label,
                question.points,
                None if result is None else result.score,
                None if result is None else share_of(result, question),
                status_of(result, question),
                " ".join(result.slips) if result else "",
                "; ".join([*given, *remarks]),
            )


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _notebook(found: Findings, names: dict[str, str]) -> dict[str, Any]:
    report, marks = found.report, found.marks
    return {
        "name": found.name,
        "points": found.points,
        "due": marks.due.isoformat() if marks.due else None,
        "exercises": list(_exercises(found)),
        "students": [_student(found, student, names) for student in report.results],
        "slips": [_slip(one) for one in found.slips],
        "waiting": found.waiting(),
        "disagreements": [
            {"student": d.student, "exercise": d.exercise, "machine": d.machine, "hand": d.hand}
            for d in marks.disagreements
        ],
        "alike": [_pair(one) for one in found.pairs],
        "own_tests": list(report.own_tests),
    }


def _exercises(found: Findings) -> Iterator[dict[str, Any]]:
    for question, figures in zip(found.questions, found.figures, strict=True):
        yield {
            "id": question.exercise,
            "label": question.label,
            "title": question.title,
            "points": question.points,
            "left_out": question.left_out,
            "minutes": question.minutes,
            "graded": figures.graded,
            "full": figures.full,
            "mean_share": _rounded(figures.mean_share),
            "discrimination": _rounded(figures.discrimination),
        }


def _student(found: Findings, student: str, names: dict[str, str]) -> dict[str, Any]:
    report, marks = found.report, found.marks
    handed_in = marks.handed_in.get(student)
    results = report.results[student]
    return {
        "id": student,
        "name": names.get(student),
        "total": _rounded(found.totals.get(student)),
        "late_penalty": report.late.get(student, 0.0),
        "handed_in": handed_in.isoformat() if handed_in else None,
        "seconds_late": marks.late.get(student, 0.0),
        "grading_seconds": report.seconds.get(student),
        "could_not_be_graded": report.refused.get(student),
        "remarks": list(report.remarks.get(student, ())),
        "exercises": {
            question.exercise: {
                "score": result.score,
                "share": share_of(result, question),
                "status": status_of(result, question),
                "slips": list(result.slips),
                "judged_with_a_right": list(result.given),
            }
            for question in found.questions
            if (result := results.get(question.exercise)) is not None
        },
    }


def _slip(one: SlipCount) -> dict[str, Any]:
    return {
        "slip": one.slug,
        "clause": one.meaning.clause if one.meaning else None,
        "question": (one.meaning.question or None) if one.meaning else None,
        "look_at": one.look_at or None,
        "exercises": one.exercises,
        "students": list(one.students),
        "answers": [
            {"exercise": e.exercise, "code": e.code, "students": e.count} for e in one.examples
        ],
    }


def _pair(one: Pair) -> dict[str, Any]:
    return {
        "students": list(one.students),
        "lines": one.lines,
        "share": round(one.share, 4),
        "exercises": list(one.exercises),
        "not_right": list(one.not_right),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
