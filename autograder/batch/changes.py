"""What a run changes in scores: from what they were before it, with late penalties put right."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping

from autograder.batch.dependencies import points_of
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.left_out import read_left_out
from autograder.classroom.records import SubmissionRecord
from autograder.classroom.standings import HandScore


class Changes:
    """Compares a class's scores before a run with those after it.

    Parameters
    ----------
    grades : Grades
    before : mapping of str to float
        Each student's score before the run, where it may have changed already.
    set_aside : iterable of HandScore
        Scores given by hand that do not count for the time being.
    """

    def __init__(
        self,
        grades: Grades,
        before: Mapping[str, float] | None = None,
        set_aside: Iterable[HandScore] = (),
    ) -> None:
        self._grades = grades
        self._before = before or grades.totals()
        self._given: dict[str, Mapping[str, list[float]]] = {}
        self._hand: dict[str, list[HandScore]] = {}
        for one in [*set_aside, *grades.hand_scores()]:
            self._hand.setdefault(one.student, []).append(one)

    def note(self, student: str, record: SubmissionRecord) -> None:
        """Note under which points scores were given by hand; the points are those of a record.

        Scores that were noted before keep the points that they have there.
        """
        found = dict(record.given)
        several = len(self._grades.recorded) > 1
        for one in self._hand.get(student, ()):
            if found.get(_key(one), [None])[0] != one.score:
                name = points_of(one.cell, one.notebook if several else "")
                found[_key(one)] = [one.score, float(record.settings.get(name, one.points))]
        self._given[student] = found

    def given(self, student: str) -> Mapping[str, list[float]]:
        """What has been noted of a student, for the next record."""
        return self._given.get(student, {})

    def finish(self, progress: Progress, students: Collection[str]) -> None:
        """Put late penalties right, and list what has changed for some students."""
        self._penalize(progress, students)
        for student, total in self._grades.totals().items():
            before = self._before.get(student, total)
            if student in students and abs(total - before) > 1e-9:
                progress.rescored[student] = (before, total)
        progress.points = self._grades.points
        for one in self._grades.hand_scores():
            score, points = self.given(one.student).get(_key(one), [one.score, one.points])
            under = points if score == one.score else one.points
            if one.student in students and (one.score > one.points or under != one.points):
                progress.by_hand.append((one, under))

    def _penalize(self, progress: Progress, students: Collection[str]) -> None:
        for one, penalty in [*self._grades.penalties_to_change()]:
            if one.student not in students:
                continue
            if isinstance(penalty, Exception):
                line = f"late penalty: {type(penalty).__name__}: {penalty}; correct the plug-in"
                progress.refuse(one.student, line)
            else:
                self._grades.set_penalty(one, penalty)
                was, now = progress.penalties.get(one.student, (0.0, 0.0))
                change = (was + (one.penalty or 0.0), now + (penalty or 0.0))
                progress.penalties[one.student] = change


def totals_before(folder: ClassFolder, assignment: str, options: Options) -> dict[str, float]:
    """Scores before questions are left out or count again, which changes some of them at once."""
    if not (options.leave_out or options.count_again or read_left_out(folder, assignment)):
        return {}
    course = folder.course
    # Where the gradebook cannot be used, grading says so.
    with (
        contextlib.suppress(BackhandError),
        contextlib.closing(Grades(course.db_url, course.course_id, assignment)) as grades,
    ):
        return grades.totals()
    return {}


def _key(one: HandScore) -> str:
    return f"{one.notebook}/{one.cell}"
