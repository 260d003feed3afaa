"""`backhand grade`: a class's submissions to one assignment, all that have to be graded."""

from __future__ import annotations

import contextlib
import fcntl
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from nbgrader.converters import Autograde

from autograder.batch.inbox import (
    Arrived,
    UnusableName,
    arrived,
    expect_usable,
    settings_digest,
    students,
)
from autograder.batch.outbox import Outbox
from autograder.batch.settings import handout_of, late_step
from autograder.batch.tally import Options, Tally
from autograder.batch.work import Graded, HandedIn
from autograder.batch.workers import Workers
from autograder.boundary.errors import Refused
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.records import Record, read_record, write_record
from autograder.execution.cells import Notebook, grade_id, is_judged
from autograder.execution.engines import begin_engines
from autograder.execution.released import read_released
from autograder.repair.files import shown

Show = Callable[[Tally], None]


def grade(folder: ClassFolder, assignment: str, options: Options, show: Show) -> Tally:
    """Grade a class's submissions to one assignment.

    Parameters
    ----------
    folder : ClassFolder
    assignment : str
    options : Options
    show : callable
        Called with the tally at the start, and whenever a submission has been dealt with.

    Raises
    ------
    Refused
        If nothing can be graded: no release, no such student, another run at work.
    """
    with _alone_in(folder), contextlib.closing(_Run(folder, assignment, options)) as run:
        return run.through(show)


class _Run:
    """One run through a class."""

    def __init__(self, folder: ClassFolder, assignment: str, options: Options) -> None:
        self.folder, self.assignment, self.options = folder, assignment, options
        converter = Autograde(coursedir=folder.course, config=folder.course.config)
        self.handout = handout_of(folder, assignment, options, converter)
        self.released = read_released(self.handout.released)
        _expect_exercise(options.exercise, self.released)
        self.students = _chosen(students(folder, assignment), options, folder, assignment)
        course, late = folder.course, late_step(converter)
        with contextlib.ExitStack() as opened:
            self.workers = opened.enter_context(contextlib.closing(self._workers()))
            self.grades = Grades(course.db_url, course.course_id, assignment, late)
            opened.enter_context(contextlib.closing(self.grades))
            self.known = self.grades.students()
            self.handout = replace(self.handout, recorded=self.grades.recorded)
            self.close = opened.pop_all().close
        self.settings = settings_digest(self.handout, course.config.get("AssignLatePenalties"))
        self.outbox = Outbox(folder, assignment, self.grades, converter, self.handout.files)
        self.on_the_way: dict[str, Arrived] = {}

    def through(self, show: Show) -> Tally:
        """Grade what has to be graded."""
        tally = Tally(len(self.students))
        show(tally)
        for graded in self.workers.grade(pickle.dumps(self.handout), self._due(tally, show)):
            with self._costs_one_line(graded.student, "delivered", tally):
                self._deliver(graded, tally)
            show(tally)
        return tally

    def _workers(self) -> Workers:
        """Workers, and what they have their submissions run in: one for all that are here."""
        if not self.options.scheduler:
            given, figures = self.handout.unconfined, self.handout.figures
            begin_engines(self.released.values(), given, figures=figures)
        return Workers(self.options.jobs, self.options.scheduler)

    def _due(self, tally: Tally, show: Show) -> Iterator[HandedIn]:
        """Each submission that has to be graded, read when a worker has room for it."""
        for student in self.students:
            due = False
            with self._costs_one_line(student, "read", tally):
                due = self._is_due(student)
                if not due:
                    tally.unchanged.append(student)
            if due:
                yield self.on_the_way[student].handed_in
            else:
                show(tally)

    def _is_due(self, student: str) -> bool:
        """Whether a submission has to be graded; it is then on the way."""
        expect_usable(student)
        one = arrived(self.folder, self.assignment, student, self.released, self.handout.files)
        record = read_record(self.folder, student, self.assignment)
        if not self.options.force and self._is_done(one, record):
            return False
        handed_in = replace(one.handed_in, before=self._earlier(one, record))
        self.on_the_way[student] = one._replace(handed_in=handed_in)
        return True

    @contextlib.contextmanager
    def _costs_one_line(self, student: str, what: str, tally: Tally) -> Iterator[None]:
        """Whatever goes wrong with one submission is that student's line; the class goes on."""
        try:
            yield
        except UnusableName as unusable:
            tally.refused[shown([student])] = str(unusable)
        except Refused:
            # Everybody's: the gradebook cannot be reached, say.
            raise
        except Exception as failure:
            line = f"could not be {what}: {type(failure).__name__}: {failure}"
            tally.refused[student] = line
            # Of no content: it is graded again the next time.
            with contextlib.suppress(OSError):
                write_record(self.folder, student, self.assignment, Record(refused=line))

    def _is_done(self, one: Arrived, record: Record) -> bool:
        student = one.handed_in.student
        there = self.folder.autograded(student, self.assignment).is_dir()
        if not (there or record.refused) or student not in self.known:
            return False
        if self.options.figures and not record.figures:
            return False
        again = record.exercises.get(self.options.exercise, record.settings)
        return (record.content, again) == (one.digest, self.settings)

    def _earlier(self, one: Arrived, record: Record) -> dict[str, str]:
        """Notebooks graded before, where one exercise alone is to be graded and the rest stays."""
        student = one.handed_in.student
        if not self.options.exercise or record.content != one.digest or student not in self.known:
            return {}
        graded = self.folder.autograded(student, self.assignment)
        paths = [graded / f"{name}.ipynb" for name in one.handed_in.notebooks]
        return {path.stem: path.read_text("utf-8") for path in paths if path.is_file()}

    def _deliver(self, graded: Graded, tally: Tally) -> None:
        one = self.on_the_way.pop(graded.student)
        only = self.options.exercise if one.handed_in.before else ""
        old = read_record(self.folder, graded.student, self.assignment)
        record = Record(
            content=one.digest,
            settings=old.settings if only else self.settings,
            exercises={**old.exercises, only: self.settings} if only else {},
            figures=old.figures if only else self.options.figures,
            remarks=graded.remarks,
            refused=graded.refused,
        )
        self.outbox.deliver(graded, one, record, only)
        if graded.refused:
            tally.refused[graded.student] = graded.refused
        else:
            tally.graded.append(graded.student)
        if graded.remarks:
            tally.mended.append(graded.student)


def _expect_exercise(exercise: str, released: Mapping[str, Notebook]) -> None:
    known = [grade_id(cell) for one in released.values() for cell in one.cells if is_judged(cell)]
    if exercise and exercise not in known:
        near = ", ".join(get_close_matches(exercise, known, 1)) or ", ".join(known)
        raise Refused(f"expected an exercise of this notebook, got {exercise!r}; likely {near}")


def _chosen(found: list[str], options: Options, folder: ClassFolder, assignment: str) -> list[str]:
    """Those to grade, of all who handed something in."""
    if not found:
        raise Refused(
            f"expected submissions in {folder.submitted('STUDENT', assignment)}, got none; "
            "likely nothing has been collected yet"
        )
    for student in options.students:
        if student not in found:
            raise Refused(
                f"expected a submission of {student} to {assignment}, got none; "
                f"likely misspelt, or not in {folder.submitted(student, assignment)}"
            )
    return [student for student in found if student in options.students or not options.students]


@contextlib.contextmanager
def _alone_in(folder: ClassFolder) -> Iterator[None]:
    """Keep a second run out of the class; the lock ends with the process, however it ends."""
    folder.own.mkdir(mode=0o700, exist_ok=True)
    with (folder.own / "lock").open("w") as file:
        try:
            # Not flock, which a worker that lives a moment longer would still hold.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(
                f"expected nobody else at work in {folder.root}, got another backhand grade; "
                "wait for it to end"
            ) from None
        yield
