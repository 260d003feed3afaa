"""Keeping nbgrader's `autograde` from opening what must not be opened in a submission.

nbgrader copies the files beside a notebook before anything else: it follows links, even to a
device without an end, and waits at a pipe for somebody to write.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.classroom.folder import ClassFolder
from autograder.classroom.handed_in import TIMESTAMP, find_students, in_utf_8, read_timestamp
from autograder.repair.files import laid_over, read_file, write_files


def copy_safely(converter: Autograde) -> None:
    """Let an `Autograde` copy from each submission only the files that `backhand grade` reads.

    A student's folder that cannot be read at all is that student's error.
    """
    folder = ClassFolder(converter.coursedir)
    folder.course.get_existing_timestamp = _timestamp
    _leave_out_unmatched(converter)
    copy: Callable[[str, str], None] = converter.init_assignment

    def copy_what_was_read(assignment_id: str, student_id: str) -> None:
        if why := find_students(folder, assignment_id).get(in_utf_8(student_id)):
            raise BackhandError(f"{printable(student_id)}: {why}")
        with tempfile.TemporaryDirectory() as place:
            write_files(Path(place), _readable(converter, folder, assignment_id, student_id))
            # nbgrader's own steps follow, with this folder in place of the submission's.
            converter._format_source = lambda *names, **more: place
            try:
                copy(assignment_id, student_id)
            finally:
                del converter._format_source

    converter.init_assignment = copy_what_was_read


def _readable(
    converter: Any, folder: ClassFolder, assignment: str, student: str
) -> dict[str, bytes]:
    """The files beside a student's notebook, with those that replace them."""
    try:
        files = folder.handed_in(student, assignment)
    except BackhandError:
        return {}  # refused later, with the reason
    kept = converter.exclude_overwriting.get(assignment, ())
    handed_out = folder.handed_out(assignment)
    return laid_over(files, {n: data for n, data in handed_out.items() if n not in kept})


def _leave_out_unmatched(converter: Any) -> None:
    """Leave out students at whose names nbgrader would stop: those with a line break."""
    for path in [path for path in converter.assignments if "\n" in path]:
        del converter.assignments[path]
        line = "expected a folder's name of one line, got %s: not graded; rename the folder"
        converter.log.error(line, printable(path))


def _timestamp(folder: str) -> datetime | None:
    """When the submission in a folder was handed in; None if its file does not say."""
    path = os.path.join(folder, TIMESTAMP)
    if not os.path.lexists(path):
        return None
    try:
        return read_timestamp(read_file(Path(path)))[0]
    except BackhandError:
        return None
