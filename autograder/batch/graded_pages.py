"""The graded notebooks of an assignment, the pages on them, and which of these are out of date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.boundary.errors import BackhandError
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.feedback.made_from import made_from, written_in
from autograder.feedback.marks import Found, Marks, read_marks

#: Students whose scores are read at a time.
AT_A_TIME = 200


@dataclass(frozen=True)
class GradedPage:
    """A graded notebook, and the page on it.

    Attributes
    ----------
    student, notebook : str
    source, target : Path
        The notebook, and the page, which may not be there yet.
    marks : Marks or None
        What the gradebook says; None if it has no such submission.
    """

    student: str
    notebook: str
    source: Path
    target: Path
    marks: Marks | None

    def made_from(self, content: bytes) -> str:
        """The digest of what a page would be made from now."""
        return made_from(hashlib.sha256(content).hexdigest(), self.marks or Marks())

    @property
    def up_to_date(self) -> bool:
        """Whether the page says what it would say if it were made now."""
        written = written_in(self.target)
        return bool(written) and written == self.made_from(self.source.read_bytes())


def graded_pages(
    folder: ClassFolder, assignment: str, students: Sequence[str]
) -> Iterator[GradedPage]:
    """Each graded notebook of these students; the gradebook is read bit by bit.

    Raises
    ------
    BackhandError
        If the gradebook cannot be reached, or does not know the assignment.
    """
    for some in (students[k : k + AT_A_TIME] for k in range(0, len(students), AT_A_TIME)):
        marks = _marks(folder, assignment, some)
        for student in some:
            for source in sorted(folder.autograded(student, assignment).glob("*.ipynb")):
                target = folder.feedback(student, assignment) / f"{source.stem}.html"
                found = marks.get(student, {}).get(source.stem)
                yield GradedPage(student, source.stem, source, target, found)


def _marks(folder: ClassFolder, assignment: str, students: Sequence[str]) -> Found:
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, "") as gradebook:
        try:
            return read_marks(gradebook, assignment, students)
        except MissingEntry:
            raise BackhandError(
                f"expected {assignment} in the gradebook, got no such assignment; "
                f"likely nbgrader generate_assignment {assignment} has not run"
            ) from None


def graded_students(folder: ClassFolder, assignment: str) -> list[str]:
    """The students who have graded notebooks."""
    return _students_in(folder.autograded("*", assignment), folder.root)


def pages_without_notebook(
    folder: ClassFolder, assignment: str, students: Sequence[str] = ()
) -> Iterator[tuple[str, Path]]:
    """Pages of ours whose notebook is graded no more, each with its student."""
    for student in students or _students_in(folder.feedback("*", assignment), folder.root):
        for page in sorted(folder.feedback(student, assignment).glob("*.html")):
            source = folder.autograded(student, assignment) / f"{page.stem}.ipynb"
            if not source.exists() and written_in(page):
                yield student, page


def _students_in(pattern: Path, root: Path) -> list[str]:
    """The students who have a folder of this pattern, whose * is the student's name."""
    position = pattern.parts.index("*", len(root.parts))
    above, below = Path(*pattern.parts[:position]), Path(*pattern.parts[position + 1 :])
    if not above.is_dir():
        return []
    return sorted(one.name for one in above.iterdir() if (one / below).is_dir())
