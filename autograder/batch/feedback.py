"""`backhand feedback`: make those pages of an assignment that are not up to date."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nbgrader.converters import GenerateFeedback

from autograder.batch.graded_pages import (
    GradedPage,
    graded_pages,
    graded_students,
    pages_without_notebook,
)
from autograder.batch.options import Options
from autograder.batch.settings import look_in, run_settings
from autograder.batch.tasks import MadePage, PageTask
from autograder.batch.worker_process import begin_pages, make_one_page
from autograder.batch.workers import Job, Workers
from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import in_one_line
from autograder.classroom.folder import ClassFolder, replace_file
from autograder.classroom.lock import UNWRITABLE, locked, unwritable
from autograder.execution.engines import renderer_for
from autograder.execution.run_settings import RunSettings

Show = Callable[["PageProgress"], None]
UNKNOWN = "expected the submission in the gradebook, got none; likely it has to be graded again"
LOST = "the process that made the page ended twice; likely memory ran out"


@dataclass
class PageProgress:
    """How far the pages of an assignment have come.

    Attributes
    ----------
    total : int
    made, unchanged : int
    refused : dict of str to str
        Whose page could not be made, with the reason.
    removed : list of str
        Whose page was removed, as the submission is graded no more.
    notes : list of str
        One line for each thing about the class as a whole.
    """

    total: int
    made: int = 0
    unchanged: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many have been dealt with, by what became of them."""
        return {"made": self.made, "unchanged": self.unchanged, "refused": len(self.refused)}


def make_pages(folder: ClassFolder, assignment: str, options: Options, show: Show) -> PageProgress:
    """Make the pages of an assignment that are missing or not up to date.

    Parameters
    ----------
    folder : ClassFolder
    assignment : str
    options : Options
        Of these `students`, `force`, `jobs`, `scheduler` and `unconfined`.
    show : callable
        Called with the progress at the start, and after each page.

    Raises
    ------
    BackhandError
        If no page can be made: as nothing has been graded, or as another run is at work.
    """
    with locked(folder):
        look_in(folder.root)
        return _Run(folder, assignment, options).make_all(show)


class _Run:
    """One run through the pages of an assignment."""

    def __init__(self, folder: ClassFolder, assignment: str, options: Options) -> None:
        self.folder, self.assignment, self.options = folder, assignment, options
        self.students = _selected(folder, assignment, options)
        self.settings = run_settings(folder, options)
        self.targets: dict[tuple[str, str], GradedPage] = {}
        self.converter = GenerateFeedback(coursedir=folder.course, config=folder.course.config)

    def make_all(self, show: Show) -> PageProgress:
        """Make every page that has to be made."""
        due = self._due()
        progress = PageProgress(len(due), unchanged=sum(not one for one in due.values()))
        show(progress)
        self._remove(progress)
        wanted = [key for key, is_due in due.items() if is_due]
        if wanted:
            note = _begin_drawing(self.settings, self.options)
            progress.notes += [note] if note else []
            workers = Workers(self.options.jobs, self.options.scheduler, begin_pages)
            with contextlib.closing(workers):
                job = Job(make_one_page, pickle.dumps(self.settings), _not_made)
                for made in workers.work(job, self._tasks(wanted, progress, show)):
                    self._deliver(made, progress)
                    show(progress)
        return progress

    def _due(self) -> dict[tuple[str, str], bool]:
        """For each student and notebook whether its page has to be made."""
        return {
            (one.student, one.notebook): self.options.force or not one.up_to_date
            for one in graded_pages(self.folder, self.assignment, self.students)
        }

    def _tasks(
        self, wanted: list[tuple[str, str]], progress: PageProgress, show: Show
    ) -> Iterator[PageTask]:
        """What there is to do, each read when a worker is ready for it."""
        whose = list(dict.fromkeys(student for student, _ in wanted))
        chosen = set(wanted)
        for one in graded_pages(self.folder, self.assignment, whose):
            if (one.student, one.notebook) not in chosen:
                continue
            self.targets[one.student, one.notebook] = one
            if one.marks is None:
                self._refuse(one, UNKNOWN, progress)
                show(progress)
                continue
            try:
                content = one.source.read_bytes()
            except OSError as failure:
                self._refuse(one, f"could not be read: {in_one_line(failure)}", progress)
                show(progress)
                continue
            yield PageTask(one.student, one.notebook, content, one.marks, one.made_from(content))

    def _deliver(self, made: MadePage, progress: PageProgress) -> None:
        one = self.targets[made.student, made.notebook]
        if made.refused:
            self._refuse(one, made.refused, progress)
            return
        try:
            one.target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(one.target, made.page)
            self.converter.set_permissions(self.assignment, one.student)
        except OSError as failure:
            if failure.errno in UNWRITABLE:
                raise unwritable(self.folder, failure) from None
            self._refuse(one, f"could not be written: {in_one_line(failure)}", progress)
            return
        self.targets.pop((made.student, made.notebook))
        progress.made += 1

    def _refuse(self, one: GradedPage, why: str, progress: PageProgress) -> None:
        """Note why there is no page, and leave none that is out of date."""
        several = one.source.stem != self.assignment
        whose = f"{one.student} ({one.notebook})" if several else one.student
        progress.refused[whose] = why
        with contextlib.suppress(OSError):
            one.target.unlink(missing_ok=True)

    def _remove(self, progress: PageProgress) -> None:
        """Remove pages of submissions that are graded no more."""
        chosen = self.options.students
        for student, page in [*pages_without_notebook(self.folder, self.assignment, chosen)]:
            page.unlink(missing_ok=True)
            progress.removed.append(student)


def _selected(folder: ClassFolder, assignment: str, options: Options) -> list[str]:
    found = graded_students(folder, assignment)
    if not found:
        known = ", ".join(graded_assignments(folder)) or "nothing"
        raise BackhandError(
            f"expected graded submissions of {assignment}, got none (graded: {known}); likely "
            f"misspelt, or backhand grade {folder.root} {assignment} has not run"
        )
    for student in options.students:
        if student not in found:
            raise BackhandError(
                f"expected a graded submission of {student} to {assignment}, got none; "
                "likely misspelt, or not graded yet"
            )
    return [one for one in found if one in options.students] or found


def graded_assignments(folder: ClassFolder) -> list[str]:
    """The assignments of which something is graded."""
    return [name for name in folder.assignments() if graded_students(folder, name)]


def _begin_drawing(settings: RunSettings, options: Options) -> str:
    """Start what draws, which all workers here share; a line where nothing can be drawn."""
    if not options.scheduler:
        try:
            renderer_for(settings).engine.begin()
        except BackhandError as failure:
            return f"Pages have no figures: {failure}"
    return ""


def _not_made(task: PageTask, failure: Exception | None) -> MadePage:
    line = LOST
    if failure is not None:
        line = f"the page could not be made: {type(failure).__name__}: {in_one_line(failure)}"
    return MadePage(task.student, task.notebook, refused=line)
