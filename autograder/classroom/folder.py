"""A class's folder as grading sees it: its paths, what was handed out and in, and the secret."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from traitlets import TraitError

from autograder.boundary.errors import BackhandError
from autograder.build.config import CONFIG_FILE
from autograder.build.release import load_config
from autograder.classroom.new_class import OWN, SECRET
from autograder.execution.seeds import read_secret
from autograder.exercises.exercise import Exercise
from autograder.notebook.memory import FILE as MEMORY
from autograder.own.classes import class_catalogue
from autograder.repair.files import list_files
from autograder.repair.hard_links import HardLinks

#: Limits on the files beside a notebook: bytes of one, bytes of all, and their number.
ONE_FILE, ALL_FILES, MOST = 8 << 20, 12 << 20, 200


class ClassFolder:
    """An nbgrader course folder.

    Parameters
    ----------
    course : nbgrader.coursedir.CourseDirectory
        Configured as nbgrader's own commands configure it.
    """

    def __init__(self, course: CourseDirectory) -> None:
        self.course = course
        self.root = Path(course.root)
        self.own = self.root / OWN

    @classmethod
    def open(cls, root: Path) -> ClassFolder:
        """Open a class's folder, as its configuration says.

        Raises
        ------
        BackhandError
            If it has no configuration, or one that fails.
        """
        if not (root / CONFIG_FILE).is_file():
            raise BackhandError(
                f"expected a class folder with {CONFIG_FILE}, got {root}; "
                "likely it was not made by backhand new-class"
            )
        config = load_config(root)
        try:
            return cls(CourseDirectory(config=config))
        except TraitError as wrong:
            raise BackhandError(
                f"{root / CONFIG_FILE}: expected values that nbgrader can use, got an error: "
                f"{str(wrong).splitlines()[0]}"
            ) from wrong

    def submitted(self, student: str, assignment: str) -> Path:
        """The folder of a student's submission."""
        return self._path(self.course.submitted_directory, student, assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        """The folder of a student's graded submission."""
        return self._path(self.course.autograded_directory, student, assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        """The folder of a student's feedback pages."""
        return self._path(self.course.feedback_directory, student, assignment)

    def source_folder(self, assignment: str) -> Path:
        """The folder of an assignment with its answers."""
        return self._path(self.course.source_directory, ".", assignment)

    def release_folder(self, assignment: str) -> Path:
        """The folder of an assignment as it is handed out."""
        return self._path(self.course.release_directory, ".", assignment)

    def assignments(self) -> list[str]:
        """The names of all released assignments."""
        release = self._path(self.course.release_directory, ".", "x").parent
        return sorted(path.name for path in release.glob("*") if list(path.glob("*.ipynb")))

    def released(self, assignment: str) -> dict[str, bytes]:
        """The content of each released notebook of an assignment, by its name.

        Raises
        ------
        BackhandError
            If there is none.
        """
        folder = self.release_folder(assignment)
        found = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.ipynb"))}
        if not found:
            known = ", ".join(self.assignments()) or "nothing"
            raise BackhandError(
                f"expected the released notebook in {folder}, got none (released: {known}); likely "
                f"misspelt, or nbgrader generate_assignment {assignment} has not run"
            )
        return found

    def handed_out(self, assignment: str) -> dict[str, bytes]:
        """The files that go with an assignment's notebooks, by their paths beside them."""
        folder = self.source_folder(assignment)
        ignored = [*self.course.ignore, "*.ipynb", f"{MEMORY}*"]
        paths = map(Path, find_all_files(str(folder), ignored))
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(paths)}

    def handed_in(self, student: str, assignment: str) -> dict[str, bytes]:
        """The files beside a student's notebook, within limits; no link is followed."""
        folder = self.submitted(student, assignment)
        return files_in(folder, list_files(folder, self.hard_links).files, self.course.ignore)

    @cached_property
    def hard_links(self) -> HardLinks:
        """Which files with several names may be read as part of a submission."""
        course = self.course
        places = (course.submitted_directory, course.source_directory, course.release_directory)
        submitted, source, release = (Path(self.root, one) for one in places)
        return HardLinks(submitted, [self.root, source], release)

    def catalogue(self) -> Mapping[str, Exercise]:
        """The exercises that a check of this class can ask for: the course's and its own."""
        return class_catalogue(self.root)

    def secret(self) -> bytes | None:
        """The class's secret; None if the class is older than secrets."""
        path = self.root / SECRET
        return read_secret(path) if path.is_file() else None

    def _path(self, directory: str, student: str, assignment: str) -> Path:
        return Path(self.course.format_path(directory, student, assignment))


def files_in(folder: Path, paths: Iterable[str], ignored: Iterable[str] = ()) -> dict[str, bytes]:
    """The content of files beside a notebook, by their paths in a folder, within limits."""
    found: dict[str, bytes] = {}
    room, patterns = ALL_FILES, ["*.ipynb", *ignored]
    for path in paths:
        if any(fnmatch(part, pattern) for part in Path(path).parts for pattern in patterns):
            continue
        with contextlib.suppress(OSError):  # one that cannot be read is left out
            size = (folder / path).stat().st_size
            if size <= min(ONE_FILE, room) and len(found) < MOST:
                found[path] = (folder / path).read_bytes()
                room -= size
    return found


def replace_file(path: Path, text: str) -> None:
    """Write a file; a reader finds the old one or the new one, never a part of one."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, beside)
    beside.replace(path)
