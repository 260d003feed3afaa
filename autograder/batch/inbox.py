"""What was handed in, as a worker needs it, and a digest of all that its scores depend on."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from nbgrader.utils import parse_utc

import backhand
from autograder.batch.tasks import AssignmentSpec, Submission
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.execution.cells import Notebook
from autograder.repair import find_notebook

TIMESTAMP = "timestamp.txt"
PACKAGES = ("numpy", "nbgrader", "ipython", "matplotlib")


#: Bytes of a student's name: a file system takes 255, and a record's own ending goes behind it.
LONGEST_NAME = 200


class UnusableName(BackhandError):
    """A student's folder has a name that neither the gradebook nor a record can have."""


class Arrived(NamedTuple):
    """One submission: for a worker, its time, and the digest of what is in it."""

    handed_in: Submission
    timestamp: datetime | None
    digest: str


def students(folder: ClassFolder, assignment: str) -> list[str]:
    """Names of all who handed something in, but for those whom the class leaves out."""
    pattern = folder.submitted("*", assignment)
    # The student's part of the path, wherever the class keeps it.
    place = pattern.relative_to(folder.root).parts.index("*")
    found = folder.root.glob(str(pattern.relative_to(folder.root)))
    excluded = set(folder.course.student_id_exclude.split(","))
    return sorted({path.relative_to(folder.root).parts[place] for path in found} - excluded)


def expect_usable(student: str) -> None:
    """Refuse a student's folder whose name cannot be written down.

    Raises
    ------
    UnusableName
        If it is not UTF-8, as an archive from another system may leave it, or too long.
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


def arrived(
    folder: ClassFolder,
    assignment: str,
    student: str,
    released: Mapping[str, Notebook],
    handed_out: Iterable[str],
) -> Arrived:
    """Read one submission; whatever is wrong with it is said in it."""
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
    remarks += unread
    handed_in = Submission(student, notebooks, files, tuple(dict.fromkeys(remarks)), refused)
    return Arrived(handed_in, timestamp, digest_of(asdict(handed_in)))


def _timestamp(content: bytes | None) -> tuple[datetime | None, list[str]]:
    text = (content or b"").decode("utf-8", "replace").strip()
    if not text:
        return None, []
    try:
        return parse_utc(text), []
    except (ValueError, OverflowError):
        line = f"expected a time in {TIMESTAMP}, got {text[:40]!r}: taken as handed in on time"
        return None, [line]


def settings_digest(spec: AssignmentSpec, late: object) -> str:
    """Digest of all that the scores of an assignment depend on besides what was handed in."""
    common = asdict(replace(spec, only="", run=replace(spec.run, figures=False)))
    versions = [platform.python_version(), *map(version, PACKAGES)]
    return digest_of({**common, "late": late, "versions": versions, "code": _code()})


def digest_of(content: object) -> str:
    """A short digest of nested dictionaries, lists, texts, bytes and numbers."""
    text = json.dumps(content, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else repr(value)


def _code() -> str:
    """Digest of the judge and of the reference: with another judge, scores may be others."""
    total = hashlib.sha256()
    for package in (Path(__file__).parents[1], Path(backhand.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            total.update(str(path.relative_to(package)).encode() + path.read_bytes())
    return total.hexdigest()
