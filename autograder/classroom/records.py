"""Records of graded submissions: what the gradebook does not hold, in one small file each.

A record says what was put right before grading, why a submission could not be graded, and what it
was graded from, so that it need not be graded again. It lies in the folder of a class that is
Backhand's own, not in one of nbgrader's.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from autograder.classroom.answers import Answers
from autograder.classroom.folder import ClassFolder, replace_file

#: The key in a graded notebook's metadata of `{"remarks": [...]}`, for whoever reads it.
NOTED = "backhand"
#: In records of earlier versions, which kept one digest for all settings.
EARLIER = "an earlier version"


@dataclass(frozen=True)
class SubmissionRecord:
    """The record of one student's submission.

    Attributes
    ----------
    content : str
        A digest of what was handed in; empty if unknown.
    settings : mapping of str to str
        All else that its scores depend on, by name, with digests; only `EARLIER` where an earlier
        version has graded it.
    exercises : mapping of str to str
        For exercises that were graded again by themselves, a digest of those settings.
    answers : mapping of str to mapping of str to str
        For each notebook a digest of the answer that each score is about.
    given : mapping of str to list of float
        For scores given by hand and then graded again, the score and the points it was given
        under; the keys are `NOTEBOOK/CELL`.
    figures : bool
        Whether all its figures have been drawn.
    remarks : tuple of str
        One line for each thing that was put right, or that went wrong on the way.
    refused : str
        Why it could not be graded; empty if it was graded.
    seconds : float
        How long grading it took; 0 where that is not known.
    """

    content: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    exercises: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    given: Mapping[str, list[float]] = field(default_factory=dict)
    figures: bool = True
    remarks: tuple[str, ...] = ()
    refused: str = ""
    seconds: float = 0.0


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
        if isinstance(found.get("settings"), str):
            found["settings"] = {EARLIER: found["settings"]}
        return SubmissionRecord(**{**found, "remarks": tuple(found.get("remarks", ()))})
    return SubmissionRecord()


def unsettle_record(folder: ClassFolder, student: str, assignment: str) -> SubmissionRecord:
    """Note that what a record is about is changing: should that be cut short, it is done again.

    What it says of the answers that were graded before stays, for scores given by hand.
    """
    old = read_record(folder, student, assignment)
    if old != SubmissionRecord():
        changing = replace(old, content="", remarks=(), refused="")
        write_record(folder, student, assignment, changing)
    return old


def _path(folder: ClassFolder, student: str, assignment: str) -> Path:
    return folder.own / "graded" / assignment / f"{student}.json"
