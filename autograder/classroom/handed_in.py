"""Who handed something in: the folders in `submitted/`, and why some of them cannot be read."""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

from nbgrader.api import Student
from nbgrader.utils import parse_utc

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.classroom.folder import ClassFolder
from autograder.repair.files import PERMISSIONS, kind_of

TIMESTAMP = "timestamp.txt"
#: Files that operating systems put into every folder.
LITTER = {"thumbs.db", "desktop.ini"}
#: Bytes of a student's name: file systems take 255, and a record's file name adds an ending.
LONGEST_NAME = 200
#: Characters of a student's id that nbgrader's tables hold; SQLite takes more.
LONGEST_ID = int(Student.id.type.length)


def find_students(folder: ClassFolder, assignment: str) -> dict[str, str]:
    """Everyone who handed something in, in order, each with why it cannot be read.

    The reason is empty where it can be read. Whom the class excludes is left out, and so is
    whoever has a folder with nothing for this assignment in it.

    Raises
    ------
    BackhandError
        If the folder of all submissions cannot be read.
    """
    above, below = _place(folder, assignment)
    try:
        names = sorted(os.listdir(above))
    except FileNotFoundError:
        return {}
    except OSError as failure:
        raise BackhandError(
            f"expected a folder {above} with a folder for each student, got {failure.strerror}"
        ) from None
    excluded = set(folder.course.student_id_exclude.split(","))
    found = {}
    for name in names:
        why = None if name in excluded else _why_unreadable(above / name, below)
        if why is not None:
            found[in_utf_8(name)] = why or _why_unusable(name, folder.course.db_url)
    return found


def in_utf_8(name: str) -> str:
    """A folder's name as text that can be written; bytes that are not UTF-8 become escapes."""
    return name.encode(errors="backslashreplace").decode()


def read_timestamp(content: bytes | None) -> tuple[datetime | None, list[str]]:
    """When something was handed in, from the content of its `timestamp.txt`; also remarks."""
    text = (content or b"").decode("utf-8", "replace").strip()
    if not text:
        return None, []
    try:
        return parse_utc(text), []
    except (ValueError, OverflowError):
        shown = repr(printable(text[:40]))
        line = f"expected a time in {TIMESTAMP}, got {shown}: taken as handed in on time"
        return None, [line]


def _place(folder: ClassFolder, assignment: str) -> tuple[Path, Path]:
    """The folder that holds the students' folders, and a submission's path in each of these."""
    pattern = folder.submitted("*", assignment)
    # A class may configure where in the path the student's name is.
    position = pattern.parts.index("*", len(folder.root.parts))
    return Path(*pattern.parts[:position]), Path(*pattern.parts[position + 1 :])


def _why_unreadable(path: Path, below: Path) -> str | None:
    """Why a student's folder cannot be entered; None if there is nothing of the assignment."""
    try:
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) and below.parts:
            hidden = path.name.startswith(".") or path.name.lower() in LITTER
            return None if hidden else _not_a_folder(path, status)
        (path / below).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as failure:
        return f"expected a folder that can be entered, got {failure.strerror}; {PERMISSIONS}"
    return ""


def _not_a_folder(path: Path, status: os.stat_result) -> str:
    kind = kind_of(status)
    remedy = (
        "make it a folder with the submission in it"
        if stat.S_ISLNK(status.st_mode)
        else (f"unpack it, or move it out of {path.parent.name}/")
    )
    return f"expected a folder for each student, got {kind}, which is not opened: {remedy}"


def _why_unusable(student: str, db_url: str) -> str:
    """Why a name cannot be entered in the gradebook; empty if it can."""
    if student != in_utf_8(student):
        return (
            "expected a folder's name in UTF-8, got other bytes; likely an archive from another "
            "system: rename the folder"
        )
    if (length := len(student.encode())) > LONGEST_NAME:
        return f"expected a folder's name of at most {LONGEST_NAME} bytes, got {length}: rename it"
    if "\n" in student:
        return (
            "expected a folder's name of one line, got a line break, at which nbgrader stops: "
            "rename the folder"
        )
    if len(student) > LONGEST_ID and not db_url.startswith("sqlite"):
        return (
            f"expected a folder's name of at most {LONGEST_ID} characters, which the gradebook "
            f"takes, got {len(student)}: rename the folder"
        )
    return ""
