"""What is known of a graded submission besides its scores: one small file each.

They lie in the class's own folder, never in nbgrader's: what was put right before grading, why a
submission could not be graded, and what it was graded from, so that it need not be graded again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.classroom.folder import ClassFolder

#: Metadata of a graded notebook: `{"remarks": [...]}`, for its reader.
NOTED = "backhand"


@dataclass(frozen=True)
class SubmissionRecord:
    """What is known of one student's submission.

    Attributes
    ----------
    content, settings : str
        Digests of what was handed in, and of all else that its scores depend on; empty where
        they are not known.
    exercises : mapping of str to str
        Exercises that were graded again by themselves, under which settings.
    figures : bool
        Whether all its figures have been drawn.
    remarks : tuple of str
        One line for each thing that was put right, or that went wrong on the way.
    refused : str
        Why it could not be graded; empty where it was.
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
    """Keep a record; a reader finds the old one or the new one, and never half of one."""
    path = _path(folder, student, assignment)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read_record(folder: ClassFolder, student: str, assignment: str) -> SubmissionRecord:
    """Read a record; an empty one where there is none."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        found = json.loads(_path(folder, student, assignment).read_text(encoding="utf-8"))
        return SubmissionRecord(**{**found, "remarks": tuple(found.get("remarks", ()))})
    return SubmissionRecord()


def forget_record(folder: ClassFolder, student: str, assignment: str) -> None:
    """Forget a record, before what it speaks of changes."""
    _path(folder, student, assignment).unlink(missing_ok=True)


def _path(folder: ClassFolder, student: str, assignment: str) -> Path:
    return folder.own / "graded" / assignment / f"{student}.json"
