"""Records of graded submissions: what the gradebook does not hold, in one small file each.

A record says what was put right before grading, why a submission could not be graded, and what it
was graded from, so that it need not be graded again. It lies in the folder of a class that is
Backhand's own, not in one of nbgrader's.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.classroom.folder import ClassFolder, replace_file

#: The key in a graded notebook's metadata of `{"remarks": [...]}`, for whoever reads it.
NOTED = "backhand"


@dataclass(frozen=True)
class SubmissionRecord:
    """The record of one student's submission.

    Attributes
    ----------
    content, settings : str
        Digests of what was handed in, and of all else that its scores depend on; empty if
        unknown.
    exercises : mapping of str to str
        For exercises that were graded again by themselves, the digest of those settings.
    figures : bool
        Whether all its figures have been drawn.
    remarks : tuple of str
        One line for each thing that was put right, or that went wrong on the way.
    refused : str
        Why it could not be graded; empty if it was graded.
    """

    content: str = ""
    settings: str = ""
    exercises: Mapping[str, str] = field(default_factory=dict)
    figures: bool = True
    remarks: tuple[str, ...] = ()
    refused: str = ""


def write_record(
    folder: ClassFolder, student: str, assignment: str, record: SubmissionRecord
) -> None:
    """Write a record; a reader finds the old one or the new one, never a part of one."""
    path = _path(folder, student, assignment)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
    replace_file(path, text)


def read_record(folder: ClassFolder, student: str, assignment: str) -> SubmissionRecord:
    """Read a record; an empty one if there is none."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        found = json.loads(_path(folder, student, assignment).read_text(encoding="utf-8"))
        return SubmissionRecord(**{**found, "remarks": tuple(found.get("remarks", ()))})
    return SubmissionRecord()


def forget_record(folder: ClassFolder, student: str, assignment: str) -> None:
    """Delete a record, before what it is about changes."""
    _path(folder, student, assignment).unlink(missing_ok=True)


def _path(folder: ClassFolder, student: str, assignment: str) -> Path:
    return folder.own / "graded" / assignment / f"{student}.json"
