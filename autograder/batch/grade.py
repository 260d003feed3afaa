"""`backhand grade`: grade those of a class's submissions to one assignment that have changed."""

from __future__ import annotations

import contextlib
import fcntl
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from nbgrader.converters import Autograde

from autograder.batch.inbox import (
    UnusableName,
    check_name,
    find_students,
    read_submission,
    settings_digest,
)
from autograder.batch.options import Options
from autograder.batch.outbox import Outbox
from autograder.batch.progress import Progress
from autograder.batch.settings import late_step, read_spec
from autograder.batch.tasks import GradedSubmission, Submission
from autograder.batch.workers import Workers
from autograder.boundary.errors import BackhandError
from autograder.catalogue import CATALOGUE
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.leave_out import settle
from autograder.classroom.points import points_not_written
from autograder.classroom.records import SubmissionRecord, read_record, write_record
from autograder.execution.cells import Notebook, are_checks, code_cells, is_judged
from autograder.execution.engines import begin_engines
from autograder.execution.released import read_released
from autograder.repair.cell_role import grade_id, is_graded, is_solution
from autograder.repair.files import shown

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
    with _locked(folder):
        notes = settle(folder, assignment, options.leave_out, options.count_again)
        if notes and not find_students(folder, assignment):
            return Progress(0, notes=notes)
        with contextlib.closing(_Run(folder, assignment, options)) as run:
            progress = run.grade_all(show)
            unwritten = points_not_written(folder, run.released)
        settle(folder, assignment)
    progress.notes += [*notes, *filter(None, [unwritten])]
    return progress


class _Run:
    """One run through a class."""

    def __init__(self, folder: ClassFolder, assignment: str, options: Options) -> None:
        self.folder, self.assignment, self.options = folder, assignment, options
        converter = Autograde(coursedir=folder.course, config=folder.course.config)
        self.spec = read_spec(folder, assignment, options, converter)
        self.released = read_released(self.spec.released)
        _expect_known_checks(self.released)
        _expect_exercise(options.exercise, self.released)
        self.students = _selected(options, folder, assignment)
        course, late = folder.course, late_step(converter)
        with contextlib.ExitStack() as opened:
            self.workers = opened.enter_context(contextlib.closing(self._workers()))
            self.grades = Grades(course.db_url, course.course_id, assignment, late)
            opened.enter_context(contextlib.closing(self.grades))
            self.known = self.grades.students()
            self.spec = replace(self.spec, recorded=self.grades.recorded)
            self.close = opened.pop_all().close
        self.settings = settings_digest(self.spec, course.config.get("AssignLatePenalties"))
        self.outbox = Outbox(folder, assignment, self.grades, converter, self.spec.files)
        self.pending: dict[str, Submission] = {}

    def grade_all(self, show: Show) -> Progress:
        """Grade every submission that has to be graded."""
        progress = Progress(len(self.students))
        show(progress)
        for graded in self.workers.grade(pickle.dumps(self.spec), self._due(progress, show)):
            with self._failure_contained(graded.student, "delivered", progress):
                self._deliver(graded, progress)
            show(progress)
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
        check_name(student)
        one = read_submission(self.folder, self.assignment, student, self.released, self.spec.files)
        record = read_record(self.folder, student, self.assignment)
        if not self.options.force and self._is_done(one, record):
            if record.refused:
                # Its line stays for as long as it cannot be graded.
                progress.refused[student] = record.refused
            else:
                progress.unchanged.append(student)
            return False
        self.pending[student] = replace(one, before=self._earlier(one, record))
        return True

    @contextlib.contextmanager
    def _failure_contained(self, student: str, what: str, progress: Progress) -> Iterator[None]:
        """Turn whatever goes wrong with one submission into one line for its student."""
        try:
            yield
        except UnusableName as unusable:
            progress.refused[shown([student])] = str(unusable)
        except BackhandError:
            # It concerns the whole class: the gradebook cannot be reached, for example.
            raise
        except Exception as failure:
            line = f"could not be {what}: {type(failure).__name__}: {failure}"
            progress.refused[student] = line
            # Without a digest of the content, so that it is graded again the next time.
            with contextlib.suppress(OSError):
                write_record(self.folder, student, self.assignment, SubmissionRecord(refused=line))

    def _is_done(self, one: Submission, record: SubmissionRecord) -> bool:
        there = self.folder.autograded(one.student, self.assignment).is_dir()
        if not (there or record.refused) or one.student not in self.known:
            return False
        if self.options.figures and not record.figures:
            return False
        settings = record.exercises.get(self.options.exercise, record.settings)
        return (record.content, settings) == (one.digest, self.settings)

    def _earlier(self, one: Submission, record: SubmissionRecord) -> dict[str, str]:
        """The notebooks as graded before, where one exercise is graded again and the rest kept."""
        known = one.student in self.known
        if not self.options.exercise or record.content != one.digest or not known:
            return {}
        graded = self.folder.autograded(one.student, self.assignment)
        paths = [graded / f"{name}.ipynb" for name in one.notebooks]
        return {path.stem: path.read_text("utf-8") for path in paths if path.is_file()}

    def _deliver(self, graded: GradedSubmission, progress: Progress) -> None:
        one = self.pending.pop(graded.student)
        only = self.options.exercise if one.before else ""
        old = read_record(self.folder, graded.student, self.assignment)
        record = SubmissionRecord(
            content=one.digest,
            settings=old.settings if only else self.settings,
            exercises={**old.exercises, only: self.settings} if only else {},
            figures=old.figures if only else self.options.figures,
            remarks=graded.remarks,
            refused=graded.refused,
        )
        self.outbox.deliver(graded, one, record, only)
        if graded.refused:
            progress.refused[graded.student] = graded.refused
        else:
            progress.graded.append(graded.student)
        if graded.remarks:
            progress.repaired.append(graded.student)


def _expect_known_checks(released: Mapping[str, Notebook]) -> None:
    """Refuse a notebook with a check of an exercise that does not exist: everybody would get 0."""
    for name, notebook in released.items():
        cells = code_cells(notebook)
        for cell, is_check in zip(cells, are_checks(cells, CATALOGUE), strict=True):
            if is_check and grade_id(cell) not in CATALOGUE:
                near = get_close_matches(grade_id(cell), CATALOGUE, 1)
                likely = f"{near[0]!r} is meant" if near else "misspelt"
                raise BackhandError(
                    f"expected an exercise of the course in every check of {name}, got "
                    f"{grade_id(cell)!r}; likely {likely}: correct it in source/ and generate the "
                    "assignment again"
                )


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


def _selected(options: Options, folder: ClassFolder, assignment: str) -> list[str]:
    """The students to grade, of all who handed something in."""
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
    return [student for student in found if student in options.students or not options.students]


@contextlib.contextmanager
def _locked(folder: ClassFolder) -> Iterator[None]:
    """Keep a second run out of the class; the lock ends with the process, however that ends."""
    folder.own.mkdir(mode=0o700, exist_ok=True)
    with (folder.own / "lock").open("w") as file:
        try:
            # Not flock, which a worker would still hold if it outlived the command by a moment.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackhandError(
                f"expected to grade {folder.root} alone, got another backhand grade at work in it; "
                "wait until it ends"
            ) from None
        yield
