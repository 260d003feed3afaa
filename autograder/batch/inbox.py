"""Reading what was handed in, with a digest of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace

from autograder.batch.dependencies import digest_of
from autograder.batch.tasks import Submission
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.classroom.handed_in import TIMESTAMP, read_timestamp
from autograder.execution.cells import Notebook
from autograder.repair import find_notebook


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
