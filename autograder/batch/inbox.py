"""Reading what was handed in, with a digest of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime

from nbgrader.utils import parse_utc

from autograder.batch.dependencies import digest_of
from autograder.batch.tasks import Submission
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.execution.cells import Notebook
from autograder.repair import find_notebook

TIMESTAMP = "timestamp.txt"

#: Bytes of a student's name: file systems take 255, and a record's file name adds an ending.
LONGEST_NAME = 200


class UnusableName(BackhandError):
    """A student's folder has a name that cannot be entered in the gradebook."""


def find_students(folder: ClassFolder, assignment: str) -> list[str]:
    """The names of all who handed something in, except those whom the class excludes."""
    pattern = folder.submitted("*", assignment).relative_to(folder.root)
    # A class may configure where in the path the student's name is.
    position = pattern.parts.index("*")
    found = folder.root.glob(str(pattern))
    excluded = set(folder.course.student_id_exclude.split(","))
    return sorted({path.relative_to(folder.root).parts[position] for path in found} - excluded)


def check_name(student: str) -> None:
    """Check that a student's name can be entered in the gradebook and used as a file name.

    Raises
    ------
    UnusableName
        If it is too long, or not UTF-8, as happens with archives from other systems.
    """
    try:
        length = len(student.encode())
    except UnicodeEncodeError:
        raise UnusableName(
            "expected a folder's name in UTF-8, got other bytes; likely an archive from another "
            "system: rename the folder"
        ) from None
    if length > LONGEST_NAME:
        raise UnusableName(
            f"expected a folder's name of at most {LONGEST_NAME} bytes, got {length}: rename it"
        )


def read_submission(
    folder: ClassFolder,
    assignment: str,
    student: str,
    released: Mapping[str, Notebook],
    handed_out: Iterable[str],
) -> Submission:
    """Read one submission; what is wrong with it becomes a remark or a refusal."""
    where = folder.submitted(student, assignment)
    notebooks: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    remarks: list[str] = []
    for name, notebook in released.items():
        found = find_notebook(where, name, notebook, list(handed_out))
        remarks += found.remarks
        if found.path is None:
            refused[name] = found.refused
        else:
            notebooks[name] = found.content
    try:
        files = folder.handed_in(student, assignment)
    except BackhandError:
        files = {}
    timestamp, unread = _timestamp(files.get(TIMESTAMP))
    lines = tuple(dict.fromkeys([*remarks, *unread]))
    read = Submission(student, notebooks, files, lines, refused, timestamp)
    return replace(read, digest=digest_of(asdict(read)))


def _timestamp(content: bytes | None) -> tuple[datetime | None, list[str]]:
    text = (content or b"").decode("utf-8", "replace").strip()
    if not text:
        return None, []
    try:
        return parse_utc(text), []
    except (ValueError, OverflowError):
        line = f"expected a time in {TIMESTAMP}, got {text[:40]!r}: taken as handed in on time"
        return None, [line]
