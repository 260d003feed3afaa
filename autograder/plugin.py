"""The judge in the place of nbgrader's Execute step, by configuration alone: `PREPROCESSORS`."""

from __future__ import annotations

import atexit
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float

from autograder.classroom import SECRET
from autograder.running.cells import code_cells, is_set_up
from autograder.running.course import Times
from autograder.running.engine import Engine
from autograder.running.grading import grade_notebook
from autograder.running.seeds import SeedFor, read_secret, seeds_of
from autograder.running.trim import imports_of

#: Bytes of one file, and of all files, that go with a notebook.
ONE_FILE, ALL_FILES = 8 << 20, 12 << 20

#: For `c.Autograde.autograde_preprocessors`: nbgrader's own list, with the judge for Execute.
PREPROCESSORS = [
    "autograder.plugin.Judged",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# nbgrader makes its preprocessors anew for every notebook; engines last as long as nbgrader.
_engines: dict[tuple[tuple[str, ...], bool], Engine] = {}


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs a notebook confined, judges its checks outside, and writes ordinary outputs."""

    timeout = Float(30.0, help="Seconds a cell may run before it is interrupted.").tag(config=True)
    notebook_timeout = Float(150.0, help="Seconds all cells of a notebook may run.").tag(
        config=True
    )
    unconfined = Bool(
        False,
        help="Run submissions also where this system cannot confine them: they can then read and "
        "change whatever the person who grades can.",
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade a notebook; nbgrader calls this once for each, after it has been sanitized."""
        about = resources["nbgrader"]
        course = CourseDirectory(parent=self)
        engine = engine_for(
            released_imports(course, about["assignment"], about["notebook"]), self.unconfined
        )
        graded = grade_notebook(
            nb,
            engine=engine,
            seed_for=self._seeds(Path(course.root)),
            files=files_beside(Path(resources["metadata"]["path"])),
            times=Times(cell=self.timeout, notebook=self.notebook_timeout),
        )
        for remark in graded.remarks:
            self.log.info("%s: %s", about["student"], remark)
        return graded.notebook, resources

    def _seeds(self, root: Path) -> SeedFor:
        path = root / SECRET
        if path.is_file():
            return seeds_of(read_secret(path))
        self.log.warning(
            "expected the class's secret in %s, got no such file: inputs are drawn from the "
            "exercises' ids, as without the plug-in; likely the class is older than the plug-in",
            path,
        )
        return public_seed


def public_seed(exercise: str) -> Sequence[int]:
    """The seed that `check` uses under nbgrader alone, where there is no secret."""
    return list(hashlib.sha256(exercise.encode()).digest())


def engine_for(wanted: tuple[str, ...], unconfined: bool = False) -> Engine:
    """The engine for notebooks that import these names; one each, as long as this process lasts."""
    if not _engines:
        atexit.register(close_engines)
    if (wanted, unconfined) not in _engines:
        _engines[wanted, unconfined] = Engine(wanted, unconfined=unconfined)
    return _engines[wanted, unconfined]


def close_engines() -> None:
    """End all engines; the next notebook starts one again."""
    while _engines:
        _engines.popitem()[1].close()


def released_imports(course: CourseDirectory, assignment: str, notebook: str) -> tuple[str, ...]:
    """What of `backhand` the set-up cells of a notebook import, by the instructor's version.

    Not by the submission's own, in which a student may have marked a cell as locked.
    """
    folder = course.format_path(course.source_directory, ".", assignment)
    path = Path(folder) / f"{notebook}.ipynb"
    if not path.is_file():
        return ()
    source = nbformat.read(path, as_version=4)
    return tuple(imports_of(str(cell.source) for cell in code_cells(source) if is_set_up(cell)))


def files_beside(folder: Path) -> dict[str, bytes]:
    """What lies beside a notebook: ordinary files of moderate size, and no notebook."""
    found: dict[str, bytes] = {}
    room = ALL_FILES
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(where, name)
            if path.is_symlink() or not path.is_file() or path.suffix == ".ipynb":
                continue
            size = path.stat().st_size
            if size <= min(ONE_FILE, room) and len(found) < 200:
                room -= size
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found
