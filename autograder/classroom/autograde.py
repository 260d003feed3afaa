"""Backhand's judge in nbgrader's own `autograde`, by configuration alone.

These lines of `nbgrader_config.py` put it in place; `backhand new-class` writes them:

    c.Autograde.exporter_class = "autograder.plugin.Submissions"
    c.Autograde.pre_convert_hook = "autograder.plugin.expect_released_names"
    c.Autograde.autograde_preprocessors = ["autograder.plugin.Judged", ...]

`Submissions` reads what was handed in and puts it right; `Judged` takes the place of nbgrader's
Execute step. All other steps are nbgrader's own.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float

from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import give_zero
from autograder.classroom.records import NOTED, SubmissionRecord, read_record, write_record
from autograder.execution.grade_and_draw import grade_and_draw
from autograder.execution.notebook_run import Timeouts
from autograder.execution.released import imported, read_released
from autograder.execution.run_settings import RunSettings
from autograder.execution.seeds import seeds_of
from autograder.repair import find_notebook, repair
from autograder.repair.files import laid_over


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs a notebook confined, judges its checks outside, and writes ordinary outputs."""

    timeout = Float(30.0, help="Seconds a cell may run before it is interrupted.").tag(config=True)
    notebook_timeout = Float(150.0, help="Seconds all cells of a notebook may run.").tag(
        config=True
    )
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
            write_record(folder, student, assignment, SubmissionRecord(refused=line))
            course = folder.course
            give_zero(course.db_url, course.course_id, assignment, student)
            raise BackhandError(f"{student}: {line}") from failure

    def _graded(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        student, assignment = about["student"], about["assignment"]
        folder = ClassFolder(CourseDirectory(parent=self))
        released = read_released(folder.released(assignment))[about["notebook"]]
        secret = folder.secret()
        if secret is None:
            self.log.warning(NO_SECRET)
        files = laid_over(folder.handed_in(student, assignment), folder.handed_out(assignment))
        graded = grade_and_draw(
            nb,
            imported(released),
            self.settings(),
            seed_for=seeds_of(secret, student),
            files=files,
        )
        before = read_record(folder, student, assignment)
        remarks = tuple(dict.fromkeys([*before.remarks, *graded.remarks]))
        write_record(folder, student, assignment, SubmissionRecord(remarks=remarks))
        nb.metadata[NOTED] = {"remarks": list(remarks)}
        for remark in remarks:
            self.log.info("%s: %s", student, remark)
        return graded.notebook, resources

    def settings(self) -> RunSettings:
        """What the class has configured."""
        times = Timeouts(cell=self.timeout, notebook=self.notebook_timeout)
        return RunSettings(times, unconfined=self.unconfined)


NO_SECRET = (
    "expected the class's secret in .backhand/secret, got no such file; likely the class is older "
    "than the plug-in: inputs are drawn from the exercises' ids, as without the plug-in"
)


class Submissions(NotebookExporter):
    """nbconvert's notebook exporter, which puts right what was handed in as it reads it."""

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
            return super().from_filename(filename, resources, **kw)
        name = about["notebook"]
        self._remove_copied_links(folder, student, assignment)
        released = read_released(folder.released(assignment))[name]
        found = find_notebook(handed_in, name, released, folder.handed_out(assignment))
        repaired = repair(found.content, released) if found.path else None
        refused = repaired.refused if repaired else found.refused
        remarks = found.remarks + (repaired.remarks if repaired else ())
        write_record(
            folder, student, assignment, SubmissionRecord(remarks=remarks, refused=refused)
        )
        if refused or repaired is None:
            course = folder.course
            give_zero(course.db_url, course.course_id, assignment, student)
            raise BackhandError(f"{student}: {refused}")
        resources["metadata"] = {"name": name, "path": str(handed_in)}
        read: Any = self.from_notebook_node
        exported: tuple[Any, Any] = read(repaired.notebook, resources, **kw)
        return exported

    def _remove_copied_links(self, folder: ClassFolder, student: str, assignment: str) -> None:
        """Remove files that nbgrader copied by following a link: they may be anybody's."""
        copied, handed_in = (
            folder.autograded(student, assignment),
            folder.submitted(student, assignment),
        )
        fine = set(folder.handed_out(assignment))
        # A folder that cannot be listed is refused later, with the reason.
        with contextlib.suppress(BackhandError):
            fine |= set(folder.handed_in(student, assignment))
        for where, _, names in os.walk(copied):
            for name in names:
                path = Path(where, name)
                inside = str(path.relative_to(copied))
                if inside not in fine and os.path.lexists(handed_in / inside):
                    path.unlink()


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
