"""`backhand grade`: grade those of a class's submissions to one assignment that have changed."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from nbgrader.converters import Autograde

from autograder.batch.changes import Changes, totals_before
from autograder.batch.dependencies import dependencies
from autograder.batch.due import Due
from autograder.batch.inbox import read_submission
from autograder.batch.options import Options
from autograder.batch.outbox import Outbox
from autograder.batch.progress import Progress
from autograder.batch.settings import late_step, look_in, read_spec
from autograder.batch.tasks import AssignmentSpec, GradedSubmission, Submission
from autograder.batch.workers import Workers
from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import in_one_line
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.handed_in import find_students
from autograder.classroom.leave_out import settle
from autograder.classroom.left_out import read_left_out, set_aside
from autograder.classroom.lock import UNWRITABLE, locked, unwritable
from autograder.classroom.points import points_not_generated, points_not_written
from autograder.classroom.records import SubmissionRecord, read_record, write_record
from autograder.execution.cells import Notebook, is_judged
from autograder.execution.engines import begin_engines
from autograder.execution.gradable import expect_imports, expect_known_checks
from autograder.execution.released import read_released
from autograder.own.classes import own_ids
from autograder.own.reading import read_text
from autograder.own.source import FILE
from autograder.repair import overwrite
from autograder.repair.cell_role import (
    NO_EXERCISES,
    grade_id,
    is_graded,
    is_page,
    is_solution,
)

Show = Callable[[Progress], None]


def grade(folder: ClassFolder, assignment: str, options: Options, show: Show) -> Progress:
    """Grade a class's submissions to one assignment.

    Parameters
    ----------
    folder : ClassFolder
    assignment : str
    options : Options
    show : callable
        Called with the progress at the start, and after each submission.

    Raises
    ------
    BackhandError
        If nothing can be graded: for lack of a release or of such a student, or because another
        run is at work in the class.
    """
    with locked(folder):
        before = totals_before(folder, assignment, options)
        notes = settle(folder, assignment, options.leave_out, options.count_again)
        if notes and not find_students(folder, assignment):
            return Progress(0, notes=notes)
        with contextlib.closing(_Run(folder, assignment, options, before)) as run:
            progress = run.grade_all(show)
            about_points = [
                points_not_written(folder, run.released),
                points_not_generated(folder, assignment, run.spec.recorded),
            ]
        settle(folder, assignment)
    progress.notes += [*notes, *filter(None, about_points)]
    return progress


class Reading:
    """What a run reads before it grades: all but the submissions."""

    def __init__(self, folder: ClassFolder, assignment: str, options: Options) -> None:
        self.folder, self.assignment, self.options = folder, assignment, options
        look_in(folder.root)
        converter = Autograde(coursedir=folder.course, config=folder.course.config)
        self.spec = read_spec(folder, assignment, options, converter)
        self.released = read_released(self.spec.released)
        if is_page(cell for one in self.released.values() for cell in one.cells):
            raise BackhandError(f"{assignment}: {NO_EXERCISES}")
        catalogue = folder.catalogue()
        expect_known_checks(self.released, catalogue)
        asked_for = {grade_id(cell) for one in self.released.values() for cell in one.cells}
        if not asked_for.isdisjoint(own_ids(catalogue)):
            self.spec = replace(self.spec, exercises=read_text(folder.root / FILE))
        _expect_exercise(options.exercise, self.released)
        self.students = _selected(options, folder, assignment)
        self.converter = converter

    def connect(self, *, to_write: bool = True) -> None:
        """Open the gradebook, and read what scores depend on."""
        course = self.folder.course
        # Without a course's id nbgrader does not enter it in the gradebook.
        course_id = course.course_id if to_write else ""
        late = late_step(self.folder, self.converter)
        self.grades = Grades(course.db_url, course_id, self.assignment, late)
        try:
            known = self.grades.students()
            self.spec = replace(self.spec, recorded=self.grades.recorded)
            expect_imports(_with_hidden_tests(self.spec), self.spec.files)
            settings = dependencies(self.spec, self.released, self.folder.root)
            self.due = Due(self.folder, self.assignment, self.options, known, settings)
        except BaseException:
            self.grades.close()
            raise

    def read(self, student: str) -> tuple[Submission, SubmissionRecord]:
        """Read a submission, and the record of how it was graded before."""
        given = self.spec.files
        one = read_submission(self.folder, self.assignment, student, self.released, given)
        return one, read_record(self.folder, student, self.assignment)


class _Run(Reading):
    """One run through a class."""

    def __init__(
        self,
        folder: ClassFolder,
        assignment: str,
        options: Options,
        before: Mapping[str, float],
    ) -> None:
        super().__init__(folder, assignment, options)
        with contextlib.ExitStack() as opened:
            self.workers = opened.enter_context(contextlib.closing(self._workers()))
            self.connect()
            opened.enter_context(contextlib.closing(self.grades))
            out = set_aside(read_left_out(folder, assignment))
            self.changes = Changes(self.grades, before, out)
            self.close = opened.pop_all().close
        self.outbox = Outbox(folder, assignment, self.grades, self.converter, self.spec.files)
        self.pending: dict[str, Submission] = {}

    def grade_all(self, show: Show) -> Progress:
        """Grade every submission that has to be graded."""
        progress = Progress(len(self.students))
        show(progress)
        for graded in self.workers.grade(pickle.dumps(self.spec), self._due(progress, show)):
            with self._failure_contained(graded.student, "delivered", progress):
                self._deliver(graded, progress)
            show(progress)
        self.changes.finish(progress, self.students)
        return progress

    def _workers(self) -> Workers:
        """The workers; those on this machine share engines, which are started before them."""
        if not self.options.scheduler:
            begin_engines(self.released.values(), self.spec.run)
        return Workers(self.options.jobs, self.options.scheduler)

    def _due(self, progress: Progress, show: Show) -> Iterator[Submission]:
        """Each submission that has to be graded, read when a worker is ready for it."""
        for student in self.students:
            due = False
            with self._failure_contained(student, "read", progress):
                due = self._is_due(student, progress)
            if due:
                yield self.pending[student]
            else:
                show(progress)

    def _is_due(self, student: str, progress: Progress) -> bool:
        """Whether a submission has to be graded: it is pending then, and otherwise dealt with."""
        if why := self.students[student]:
            # Nothing is known of what was handed in: an earlier score stays.
            progress.refused[student] = why
            return False
        one, record = self.read(student)
        self.changes.note(student, record)
        if not self.due.reasons(one, record):
            if record.refused:
                # Its line stays for as long as it cannot be graded.
                progress.refused[student] = record.refused
            else:
                progress.unchanged.append(student)
            return False
        self.pending[student] = replace(one, before=self.due.kept(one, record))
        return True

    @contextlib.contextmanager
    def _failure_contained(self, student: str, what: str, progress: Progress) -> Iterator[None]:
        """Turn whatever goes wrong with one submission into one line for its student."""
        try:
            yield
        except BackhandError:
            # It concerns the whole class: the gradebook cannot be reached, for example.
            raise
        except Exception as failure:
            if isinstance(failure, OSError) and failure.errno in UNWRITABLE:
                raise unwritable(self.folder, failure) from None
            line = f"could not be {what}: {type(failure).__name__}: {in_one_line(failure)}"
            progress.refused[student] = line
            # Without a digest of the content, so that it is graded again the next time.
            with contextlib.suppress(OSError):
                old = read_record(self.folder, student, self.assignment)
                record = replace(old, content="", remarks=(), refused=line)
                write_record(self.folder, student, self.assignment, record)

    def _deliver(self, graded: GradedSubmission, progress: Progress) -> None:
        one = self.pending.pop(graded.student)
        only = self.options.exercise if one.before else ""
        old = read_record(self.folder, graded.student, self.assignment)
        settings, exercises = self.due.recorded(only, old)
        record = SubmissionRecord(
            content=one.digest,
            settings=settings,
            exercises=exercises,
            given=old.given if only else self.changes.given(graded.student),
            figures=old.figures if only else self.options.figures,
            remarks=graded.remarks,
            refused=graded.refused,
            seconds=old.seconds if only else graded.seconds,
        )
        self.outbox.deliver(graded, one, record, only)
        if graded.refused:
            progress.refused[graded.student] = graded.refused
        else:
            progress.graded.append(graded.student)
        if graded.remarks:
            progress.repaired.append(graded.student)


def _with_hidden_tests(spec: AssignmentSpec) -> dict[str, Notebook]:
    """The released notebooks with the tests that the gradebook has."""
    notebooks = read_released(spec.released)
    for name, notebook in notebooks.items():
        overwrite(notebook, spec.recorded.get(name, {}))
    return notebooks


def _expect_exercise(exercise: str, released: Mapping[str, Notebook]) -> None:
    cells = [cell for one in released.values() for cell in one.cells]
    known = [grade_id(cell) for cell in cells if is_judged(cell)]
    if exercise in [grade_id(cell) for cell in cells if is_graded(cell) and is_solution(cell)]:
        raise BackhandError(
            f"expected an exercise that is graded automatically, got {exercise!r}, which a person "
            "grades: open nbgrader's formgrader"
        )
    if exercise and exercise not in known:
        near = ", ".join(get_close_matches(exercise, known, 1)) or ", ".join(known)
        raise BackhandError(
            f"expected an exercise of this notebook, got {exercise!r}; likely {near}"
        )


def _selected(options: Options, folder: ClassFolder, assignment: str) -> dict[str, str]:
    """The students to grade, of all who handed something in; see `find_students`."""
    found = find_students(folder, assignment)
    if not found:
        raise BackhandError(
            f"expected submissions in {folder.submitted('STUDENT', assignment)}, got none; "
            "likely nothing has been collected yet"
        )
    for student in options.students:
        if student not in found:
            raise BackhandError(
                f"expected a submission of {student} to {assignment}, got none; "
                f"likely misspelt, or not in {folder.submitted(student, assignment)}"
            )
    return {name: why for name, why in found.items() if name in options.students} or found
