"""Backhand's judge in nbgrader's own `autograde`, by configuration alone.

These lines of `nbgrader_config.py` put it in place; `backhand new-class` writes them:

    c.Autograde.exporter_class = "autograder.plugin.Submissions"
    c.Autograde.pre_convert_hook = "autograder.plugin.expect_released_names"
    c.Autograde.autograde_preprocessors = ["autograder.plugin.Judged", ...]

`Submissions` reads what was handed in and puts it right; `Judged` takes the place of nbgrader's
Execute step. All other steps are nbgrader's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets import Bool, Float

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.classroom.answers import answers_of
from autograder.classroom.copying import copy_safely
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import give_zero
from autograder.classroom.hand_scores import HandScores
from autograder.classroom.handed_in import TIMESTAMP, read_timestamp
from autograder.classroom.records import NOTED, read_record, write_record
from autograder.classroom.rubrics import add_rubrics, read_rubrics
from autograder.classroom.scoring import score_of
from autograder.exam.kept import read_exam
from autograder.exam.whose import numbers_of_others
from autograder.execution.gradable import expect_imports, expect_known_checks
from autograder.execution.grade_and_draw import grade_and_draw
from autograder.execution.notebook_run import Timeouts
from autograder.execution.released import imported, read_released
from autograder.execution.run_settings import RunSettings
from autograder.execution.seeds import seeds_of
from autograder.own.classes import without_exercises
from autograder.repair import Repaired, find_notebook, repair
from autograder.repair.files import laid_over


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs a notebook confined, judges its checks outside, and writes ordinary outputs."""

    timeout = Float(30.0, help="Seconds a cell may run before it is interrupted.").tag(config=True)
    notebook_timeout = Float(150.0, help="Seconds all cells of a notebook may run.").tag(
        config=True
    )
    carry_forward = Bool(
        False,
        help="Give an answer that is wrong only because it calls an earlier one that is wrong the "
        "points of its own work: it is judged once more with a right one in its place.",
    ).tag(config=True)
    unconfined = Bool(
        False,
        help="Run submissions even where this system cannot confine them: they can then read and "
        "change whatever the person who grades can.",
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade a notebook; nbgrader calls this once for each notebook, after sanitizing it.

        Raises
        ------
        BackhandError
            If it cannot be graded; nbgrader then goes on with the next student.
        """
        try:
            return self._graded(nb, resources)
        except BackhandError:
            raise
        except Exception as failure:
            # Whatever is raised while one submission is graded costs no more than that one.
            about, folder = resources["nbgrader"], ClassFolder(CourseDirectory(parent=self))
            student, assignment = about["student"], about["assignment"]
            line = f"could not be graded: {type(failure).__name__}: {failure}"
            raise _refusal(folder, student, assignment, line) from failure

    def _graded(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        student, assignment = about["student"], about["assignment"]
        folder = ClassFolder(CourseDirectory(parent=self))
        released = read_released(folder.released(assignment))[about["notebook"]]
        catalogue = folder.catalogue()
        expect_known_checks({about["notebook"]: nb}, catalogue)
        expect_imports({about["notebook"]: nb}, folder.handed_out(assignment))
        secret = folder.secret()
        if secret is None:
            self.log.warning(NO_SECRET)
        files = laid_over(folder.handed_in(student, assignment), folder.handed_out(assignment))
        exam, numbers = read_exam(folder.root, assignment), list[str]()
        if exam is not None:
            catalogue = {**catalogue, **exam.exercises(student, secret)}
            numbers = numbers_of_others(nb.cells, exam, student, secret)
        graded = grade_and_draw(
            nb,
            imported(released),
            self.settings(),
            seed_for=seeds_of(secret, student),
            files=without_exercises(files),
            catalogue=catalogue,
        )
        self._expect_scores(graded.notebook, folder, student, assignment)
        before = read_record(folder, student, assignment)
        remarks = tuple(dict.fromkeys([*before.remarks, *graded.remarks]))
        # Lines that name other students are not for feedback, which shows what the notebook notes.
        noted = tuple(dict.fromkeys([*remarks, *numbers]))
        _note(folder, student, assignment, remarks=noted, refused="")
        nb.metadata[NOTED] = {"remarks": list(remarks)}
        for remark in noted:
            self.log.info("%s: %s", printable(student), printable(remark))
        rubrics = read_rubrics(folder.source_folder(assignment))
        add_rubrics(graded.notebook, rubrics.get(about["notebook"], {}))
        return graded.notebook, resources

    def _expect_scores(
        self, notebook: Any, folder: ClassFolder, student: str, assignment: str
    ) -> None:
        """Give 0 where nbgrader would stop half-way through a notebook."""
        try:
            for cell in filter(is_grade, notebook.cells):
                score_of(cell)
        except BackhandError as refusal:
            raise _refusal(folder, student, assignment, str(refusal)) from None

    def settings(self) -> RunSettings:
        """What the class has configured."""
        times = Timeouts(cell=self.timeout, notebook=self.notebook_timeout)
        return RunSettings(times, unconfined=self.unconfined, carry_forward=self.carry_forward)


NO_SECRET = (
    "expected the class's secret in .backhand/secret, got no such file; likely the class is older "
    "than the plug-in: inputs are drawn from the exercises' ids, as without the plug-in"
)


class Submissions(NotebookExporter):
    """nbconvert's notebook exporter, which puts right what was handed in as it reads it.

    nbgrader makes it before the first submission, and gives it its `Autograde`: so it also keeps
    nbgrader from opening what must not be opened, such as a link or a pipe in a submission.

    Raises
    ------
    NbGraderException
        If the class's own exercises cannot be used, before nbgrader does anything.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)  # type: ignore[no-untyped-call]
        try:
            ClassFolder(CourseDirectory(parent=self)).catalogue()
        except BackhandError as refusal:
            self.log.error("%s", refusal)
            raise NbGraderException(str(refusal)) from refusal
        if isinstance(self.parent, Autograde):
            copy_safely(self.parent)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Read a notebook; one in `submitted/` is put right by means of the released one.

        Raises
        ------
        BackhandError
            If it cannot be graded; nbgrader then goes on with the next student.
        """
        about = resources["nbgrader"]
        folder = ClassFolder(CourseDirectory(parent=self))
        student, assignment = about["student"], about["assignment"]
        handed_in = folder.submitted(student, assignment)
        if Path(filename).parent.resolve() != handed_in.resolve():
            return self._graded(filename, resources, kw)
        name = about["notebook"]
        every = read_released(folder.released(assignment))
        repaired = _read(folder, student, assignment, name, every)
        _note(folder, student, assignment, remarks=repaired.remarks, refused=repaired.refused)
        if repaired.refused:
            raise _refusal(folder, student, assignment, repaired.refused)
        resources["metadata"] = {"name": name, "path": str(handed_in)}
        read: Any = self.from_notebook_node
        exported: tuple[Any, Any] = read(repaired.notebook, resources, **kw)
        return exported

    def _graded(self, filename: str, resources: Any, kw: Any) -> tuple[Any, Any]:
        """Have a notebook graded; scores given by hand for unchanged answers stay closed."""
        about = resources["nbgrader"]
        folder = ClassFolder(CourseDirectory(parent=self))
        student, assignment, name = about["student"], about["assignment"], about["notebook"]
        by_hand = HandScores(folder, assignment, student, name)
        exported: tuple[Any, Any] = super().from_filename(filename, resources, **kw)
        answers = read_record(folder, student, assignment).answers
        now = answers_of(nbformat.reads(exported[0], as_version=4))
        by_hand.reopen(answers.get(name, {}), now)
        _note(folder, student, assignment, answers={**answers, name: now})
        return exported


def _read(
    folder: ClassFolder, student: str, assignment: str, name: str, every: Mapping[str, Any]
) -> Repaired:
    """A student's notebook, found and repaired, with all remarks."""
    try:
        files = folder.handed_in(student, assignment)
    except BackhandError:
        files = {}
    found = find_notebook(
        folder.submitted(student, assignment),
        name,
        every[name],
        [*folder.handed_out(assignment), *(f"{one}.ipynb" for one in every)],
        usable=files,
        hard_links=folder.hard_links,
    )
    if found.path is None:
        return Repaired(None, found.remarks, found.refused)
    repaired = repair(found.content, every[name])
    _, unread = read_timestamp(files.get(TIMESTAMP))
    return replace(repaired, remarks=(*found.remarks, *repaired.remarks, *unread))


def _refusal(folder: ClassFolder, student: str, assignment: str, line: str) -> BackhandError:
    """Give 0 for a submission that cannot be graded, and note why; the exception to raise."""
    _note(folder, student, assignment, refused=line)
    course = folder.course
    give_zero(course.db_url, course.course_id, assignment, student)
    return BackhandError(f"{printable(student)}: {line}")


def _note(folder: ClassFolder, student: str, assignment: str, **what: Any) -> None:
    """Change the record of a submission, which from then on is not that of `backhand grade`."""
    old = read_record(folder, student, assignment)
    write_record(folder, student, assignment, replace(old, content="", **what))


def expect_released_names(assignment: str, student: str, notebooks: list[str]) -> None:
    """Replace another name that a student gave the notebook by the released one.

    nbgrader calls this before each submission, with the paths of its notebooks, and goes on with
    what the list holds afterwards.
    """
    if not notebooks:
        return
    folder = ClassFolder.open(Path.cwd())
    names = [f"{name}.ipynb" for name in folder.released(Path(notebooks[0]).parent.name)]
    if len(names) == 1 and names[0] not in {Path(path).name for path in notebooks}:
        notebooks[:] = [str(Path(notebooks[0]).with_name(names[0]))]
