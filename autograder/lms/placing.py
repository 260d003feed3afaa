"""Putting a submission into `submitted/`: never over another one, unless that is asked for."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.classroom.handed_in import TIMESTAMP, read_timestamp
from autograder.repair.document import LARGEST
from autograder.repair.files import kind_of, write_files

#: In the folder of a class that is Backhand's own: submissions that others have replaced.
REPLACED = "replaced"


def place(
    folder: ClassFolder,
    student: str,
    assignment: str,
    files: Mapping[str, bytes],
    time: datetime | None,
    *,
    replace: bool,
) -> str:
    """Put one submission in its place.

    Returns
    -------
    str
        `new`; `same` if it was there; `replaced` if another one was, which is kept aside; or
        `kept` if another one stays.

    Raises
    ------
    BackhandError
        If something other than a folder is in its place.
    """
    target = folder.submitted(student, assignment)
    content = {**files, TIMESTAMP: stamp(time).encode()} if time else dict(files)
    there = os.path.lexists(target)
    if there:
        _expect_folder(target)
        if _is_the_same(target, files, content):
            return "same"
        if not replace:
            return "kept"
    _expect_folder(target.parent)
    beside = target.with_name(f".{target.name}.new")
    if beside.exists():
        shutil.rmtree(beside)
    write_files(beside, content)
    if there:
        _keep_aside(folder, student, assignment, target)
    beside.rename(target)
    return "replaced" if there else "new"


def _is_the_same(target: Path, files: Mapping[str, bytes], content: Mapping[str, bytes]) -> bool:
    """Whether a submission is there already; a time that was not known is added to it."""
    there = files_below(target)
    if there == files and content != files:
        write_files(target, {TIMESTAMP: content[TIMESTAMP]})
        return True
    untimed = {path: data for path, data in there.items() if path != TIMESTAMP}
    # A time may be written in several ways, also by hand.
    times = {read_timestamp(one.get(TIMESTAMP))[0] for one in (there, content)}
    return untimed == files and (content == files or len(times) == 1)


def stamp(time: datetime) -> str:
    """A time as nbgrader writes it."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def _keep_aside(folder: ClassFolder, student: str, assignment: str, target: Path) -> None:
    place = folder.own / REPLACED / assignment / student
    place.mkdir(parents=True, exist_ok=True)
    number = 1 + len(list(place.iterdir()))
    while (place / str(number)).exists():
        number += 1
    shutil.move(target, place / str(number))


def _expect_folder(path: Path) -> None:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(status.st_mode):
        raise BackhandError(f"expected a folder {path}, got {kind_of(status)} in its place")


def files_below(folder: Path) -> dict[str, bytes]:
    """The files in a folder, by path; of what is no plain file or too large, what it is."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST:
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
        elif not stat.S_ISDIR(status.st_mode):
            found[path.relative_to(folder).as_posix()] = kind_of(status).encode()
    return found
