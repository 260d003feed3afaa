"""Reading what was handed in, with a digest of all that its scores depend on."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

import backhand
from autograder.batch.tasks import AssignmentSpec, Submission
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.classroom.handed_in import TIMESTAMP, read_timestamp
from autograder.execution.cells import Notebook
from autograder.repair import find_notebook

PACKAGES = ("numpy", "nbgrader", "ipython", "matplotlib")


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
    try:
        files = folder.handed_in(student, assignment)
    except BackhandError:
        files = {}
    known = [*handed_out, *(f"{name}.ipynb" for name in released)]
    for name, notebook in released.items():
        found = find_notebook(
            where, name, notebook, known, usable=files, hard_links=folder.hard_links
        )
        remarks += found.remarks
        if found.path is None:
            refused[name] = found.refused
        else:
            notebooks[name] = found.content
    timestamp, unread = read_timestamp(files.get(TIMESTAMP))
    lines = tuple(dict.fromkeys([*remarks, *unread]))
    read = Submission(student, notebooks, files, lines, refused, timestamp)
    return replace(read, digest=digest_of(asdict(read)))


def settings_digest(spec: AssignmentSpec, late: object) -> str:
    """A digest of everything that an assignment's scores depend on besides the submissions."""
    common = asdict(replace(spec, only="", run=replace(spec.run, figures=False)))
    versions = [platform.python_version(), *map(version, PACKAGES)]
    return digest_of({**common, "late": late, "versions": versions, "code": _code()})


def digest_of(content: object) -> str:
    """A short digest of nested dictionaries and lists of texts, bytes and numbers."""
    text = json.dumps(content, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else repr(value)


def _code() -> str:
    """A digest of the code: another judge may give other scores."""
    total = hashlib.sha256()
    for package in (Path(__file__).parents[1], Path(backhand.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            total.update(str(path.relative_to(package)).encode() + path.read_bytes())
    return total.hexdigest()
