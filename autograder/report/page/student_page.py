"""The page of one student, which can be handed on: it holds nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from autograder.exercises.exercise import Exercise
from autograder.report.findings import Question
from autograder.report.graded import Graded
from autograder.report.page.environment import environment
from autograder.report.results import Report, Result
from autograder.report.slip_words import Meaning, meaning_of
from autograder.report.table import number

#: Characters of what a check said that are shown.
LONGEST = 6000


@dataclass(frozen=True)
class Row:
    """An exercise on a student's page."""

    question: Question
    score: str
    brief: str
    said: str = ""


@dataclass(frozen=True)
class Book:
    """A notebook on a student's page."""

    name: str
    points: float
    total: float | None
    penalty: float
    waiting: int
    refused: str
    remarks: Sequence[str]
    rows: Sequence[Row]


class StudentPages:
    """Makes the pages of a class's students, one by one.

    Parameters
    ----------
    class_name : str
    names : mapping of str to str
        The name of each student who has one.
    reports : sequence of Report
    questions : mapping of str to sequence of Question
        By notebook.
    catalogue : mapping of str to Exercise
    """

    def __init__(
        self,
        class_name: str,
        names: Mapping[str, str],
        reports: Sequence[Report],
        questions: Mapping[str, Sequence[Question]],
        catalogue: Mapping[str, Exercise],
    ) -> None:
        self._class_name, self._names, self._reports = class_name, names, reports
        self._questions, self._catalogue = questions, catalogue
        self._meanings: dict[tuple[str, str], Meaning | None] = {}
        self._template = environment().get_template("student.html.jinja")

    def page(self, student: str, answers: Mapping[str, Mapping[str, Graded]]) -> str:
        """The page of a student, from what was read of the notebooks."""
        return self._template.render(
            student=student,
            name=self._names.get(student, ""),
            class_name=self._class_name,
            date=date.today().isoformat(),
            books=list(self._books(student, answers)),
        )

    def _books(self, student: str, answers: Mapping[str, Mapping[str, Graded]]) -> Iterator[Book]:
        for report in self._reports:
            if student not in report.results:
                continue
            results, graded = report.results[student], answers.get(report.name, {})
            questions = self._questions[report.name]
            penalty = report.late.get(student, 0.0) if results else 0.0
            total = sum(one.score for one in results.values())
            yield Book(
                report.name,
                sum(question.points for question in questions),
                max(0.0, total - penalty) if results else None,
                penalty,
                sum(one.pending for one in results.values()),
                report.refused.get(student, ""),
                report.remarks.get(student, ()),
                [
                    self._row(question, result, graded.get(question.exercise))
                    for question in questions
                    if (result := results.get(question.exercise)) is not None
                ],
            )

    def _row(self, question: Question, result: Result, graded: Graded | None) -> Row:
        if question.left_out:
            return Row(question, "–", "left out")
        if result.pending:
            return Row(question, "–", "still to be read by a person")
        score = number(result.score)
        if result.score >= question.points:
            return Row(question, score, "right")
        said = "\n".join(filter(None, [graded.printed, graded.error])) if graded else ""
        clauses = [self._clause(slug, question.exercise) for slug in result.slips]
        brief = "; ".join(clauses) or ("partly right" if result.score else "not yet")
        return Row(question, score, brief, said[:LONGEST])

    def _clause(self, slug: str, exercise: str) -> str:
        key = slug, exercise
        if key not in self._meanings:
            self._meanings[key] = meaning_of(slug, self._catalogue.get(exercise))
        found = self._meanings[key]
        return found.clause if found else slug
