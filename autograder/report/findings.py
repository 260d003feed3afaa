"""All that is known of a class after grading, notebook by notebook, as the report shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.build.solution import without_marks
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.exercises.exercise import Exercise
from autograder.report.alike import Alike, Own, Pair
from autograder.report.anonymous import vocabulary
from autograder.report.fingerprint import Fingerprint, fingerprint, text_fingerprint
from autograder.report.graded import (
    Graded,
    Labels,
    read_graded,
    read_headings,
    read_words,
)
from autograder.report.marks import Marks, read_marks, read_names
from autograder.report.results import Report, labels_of, read_reports
from autograder.report.slip_counts import SlipCount, SlipCounts
from autograder.report.statistics import ItemFigures, item_figures, totals

#: A heading with a number, such as `A5. The weight gradient`, or `5. A batch` in an exam.
NUMBERED = re.compile(r"([A-Z]?\d+[a-z]?)\. (.+)")
#: Called with each student's answers, by notebook and exercise, while they are read.
Each = Callable[[str, Mapping[str, Mapping[str, Graded]]], None]


@dataclass(frozen=True)
class Question:
    """An exercise as the report calls it.

    Attributes
    ----------
    exercise : str
    label : str
        Short, such as `A5`; its position where it has no number.
    title : str
    points : float
    minutes : int or None
        What it is meant to take, where that is known.
    left_out : bool
    """

    exercise: str
    label: str
    title: str
    points: float
    minutes: int | None = None
    left_out: bool = False


@dataclass(frozen=True)
class Findings:
    """What is known of a class in one notebook."""

    report: Report
    questions: list[Question]
    figures: list[ItemFigures]
    totals: dict[str, float]
    marks: Marks
    slips: list[SlipCount]
    pairs: list[Pair]

    @property
    def name(self) -> str:
        """The notebook's name."""
        return self.report.name

    @property
    def points(self) -> float:
        """The most that one can earn."""
        return sum(question.points for question in self.questions)

    def waiting(self) -> dict[str, list[str]]:
        """By exercise the students who wait for a person's score."""
        found: dict[str, list[str]] = {}
        for student, results in self.report.results.items():
            for exercise, result in results.items():
                if result.pending:
                    found.setdefault(exercise, []).append(student)
        order = [question.exercise for question in self.questions]
        return {exercise: found[exercise] for exercise in order if exercise in found}

    def repaired(self) -> dict[str, list[str]]:
        """By remark the students whom it is about, the most frequent first."""
        found: dict[str, list[str]] = {}
        for student, lines in self.report.remarks.items():
            for line in lines:
                found.setdefault(line, []).append(student)
        return dict(sorted(found.items(), key=lambda one: -len(one[1])))


@dataclass(frozen=True)
class ClassFindings:
    """What is known of a class; names only of those who have one in the gradebook."""

    name: str
    names: dict[str, str]
    notebooks: list[Findings]


@dataclass(frozen=True)
class ClassReports:
    """The results of a class, before its submissions are read."""

    folder: ClassFolder
    reports: list[Report]
    names: dict[str, str]
    labels: dict[str, Labels]
    marks: dict[str, Marks]
    catalogue: Mapping[str, Exercise]

    @property
    def name(self) -> str:
        """The name of the class."""
        return str(self.folder.course.course_id) or self.folder.root.resolve().name

    def students(self) -> list[str]:
        """All students, in order."""
        return sorted({student for report in self.reports for student in report.results})

    def questions(self, report: Report) -> list[Question]:
        """The questions of a notebook."""
        headings = read_headings(self.folder.release_folder(report.name), self.labels[report.name])
        return list(_questions(report, self.catalogue, headings))


def read_class(root: Path, name: str | None = None) -> ClassReports:
    """Read the results of one notebook of a class, or of all that were handed in.

    Raises
    ------
    BackhandError
        As `read_reports`.
    """
    reports = read_reports(root, name)
    folder = ClassFolder.open(root)
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, course.course_id) as gradebook:
        labels = {report.name: labels_of(gradebook, report.name) for report in reports}
        marks = {r.name: read_marks(gradebook, r.name, labels[r.name]) for r in reports}
        names = read_names(gradebook)
    return ClassReports(folder, reports, names, labels, marks, folder.catalogue())


def find(known: ClassReports, each: Each | None = None) -> ClassFindings:
    """Read each submission once, and count what is in it.

    Parameters
    ----------
    known : ClassReports
    each : callable, optional
        Called with each student and what was read of them, which is then forgotten.
    """
    collectors = [_Collector(known, report) for report in known.reports]
    for student in known.students():
        answers = {one.report.name: one.read(student) for one in collectors}
        if each:
            each(student, answers)
    return ClassFindings(known.name, known.names, [one.findings() for one in collectors])


class _Collector:
    """Reads the submissions to one notebook and keeps what the report needs of them."""

    def __init__(self, known: ClassReports, report: Report) -> None:
        self.report, self._class = report, known
        self._labels = labels = known.labels[report.name]
        released = known.folder.release_folder(report.name)
        source = known.folder.source_folder(report.name)
        people = {*known.names.values(), *known.students()}
        self._vocabulary = vocabulary(read_words(released), people)
        self._functions = frozenset(one.exercise for one in report.columns)
        self._everybody: dict[str, frozenset[str]] = {}
        for answers in (read_graded(released, labels), read_graded(source, labels)):
            self._add_to_everybody(answers)
        self._points = {one.exercise: one.points for one in report.columns}
        self._slips, self._alike = SlipCounts(), Alike()

    def read(self, student: str) -> Mapping[str, Graded]:
        """Read a student's answers and count what is in them."""
        results = self.report.results.get(student)
        if not results:
            return {}
        answers = read_graded(
            self._class.folder.autograded(student, self.report.name), self._labels
        )
        alike = {}
        for exercise, one in answers.items():
            found = self._fingerprint(one)
            result = results.get(exercise)
            if result is None:
                continue
            for slug in result.slips:
                source = "" if one.is_text else one.source
                self._slips.add(student, exercise, slug, source, found.digest)
            common = self._everybody.get(exercise, frozenset())
            own = sum(line not in common for line in found.lines)
            right = not one.is_text and result.score >= self._points.get(exercise, 0.0)
            alike[exercise] = Own(found.digest, own, right, one.is_text)
        self._alike.add(student, alike)
        return answers

    def findings(self) -> Findings:
        """What has been found."""
        return Findings(
            self.report,
            self._class.questions(self.report),
            item_figures(self.report),
            totals(self.report),
            self._class.marks[self.report.name],
            self._slips.counts(self._class.catalogue, self._vocabulary),
            self._alike.pairs(),
        )

    def _add_to_everybody(self, answers: Mapping[str, Graded]) -> None:
        """Add the lines of released cells, or of model answers, which are nobody's own."""
        for exercise, one in answers.items():
            made = self._fingerprint(replace(one, source=without_marks(one.source)))
            before = self._everybody.get(exercise, frozenset())
            self._everybody[exercise] = before | {*made.lines}

    def _fingerprint(self, one: Graded) -> Fingerprint:
        if one.is_text:
            return text_fingerprint(one.source)
        return fingerprint(one.source, self._functions)


def _questions(
    report: Report, catalogue: Mapping[str, Exercise], headings: Mapping[str, str]
) -> Iterator[Question]:
    """The columns of a report with their labels and titles."""
    for position, column in enumerate(report.columns, start=1):
        name, exercise = column.exercise, catalogue.get(column.exercise)
        found = NUMBERED.fullmatch(headings.get(name, ""))
        label, title = (found[1], found[2]) if found else (str(position), name)
        minutes = exercise.minutes if exercise else None
        yield Question(name, label, title, column.points, minutes, left_out=column.left_out)
