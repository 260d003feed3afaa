"""Copy the course's notebooks into a student's folder, and never over the student's work.

The folder remembers the digest of each file as it was handed out. A file that still is as it was
handed out holds no work, and is brought up to date; beside any other, the newer one is put.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

#: In an archive, the folder of the notebooks; beside it, by default, the folder of one's work.
HANDED_OUT, WORK = "handed-out", "backhand-course"
RECORD = Path(".backhand") / "copied.json"


class Copied(NamedTuple):
    """What copying did: the new files, those brought up to date, and newer ones put beside."""

    new: list[str]
    updated: list[str]
    beside: list[tuple[str, str]]


class Record(NamedTuple):
    """What a student's folder was given: whether by an archive, and each file's digest by path."""

    by_archive: bool
    digests: dict[str, str]


def copy_course(source: Path, target: Path, *, by_archive: bool) -> Copied:
    """Copy all files of a folder into another one, as far as nothing is in the way.

    Parameters
    ----------
    source : Path
        The notebooks and their data, in one folder per notebook.
    target : Path
        The student's folder; it is made if it does not exist.
    by_archive : bool
        Whether an instructor handed these out.

    Raises
    ------
    OSError
        If a file cannot be read or written. Copying again carries on from there.
    """
    before, done = read_record(target), Copied([], [], [])
    record = Record(by_archive, dict(before.digests))
    try:
        for path, content in visible_files(source):
            _copy(target, path, content, record.digests, done)
    finally:
        # Without the record, a newer file is put beside the old one rather than in its place.
        with suppress(OSError):
            if record != before:
                write(target / RECORD, json.dumps(record._asdict(), indent=1).encode())
    return done


def _copy(target: Path, path: str, content: bytes, record: dict[str, str], done: Copied) -> None:
    """Put one file where it belongs, or beside what is there."""
    file, offered = target / path, digest(content)
    handed_out = record.get(path)
    if not os.path.lexists(file):
        write(file, content)
        done.new.append(path)
    elif (found := digest(file.read_bytes())) != offered:
        if found == handed_out:
            write(file, content)
            done.updated.append(path)
        elif handed_out != offered:
            beside, is_new = _beside(file, content)
            if is_new:
                write(beside, content)
            done.beside.append((path, beside.relative_to(target).as_posix()))
    record[path] = offered


def _beside(file: Path, content: bytes) -> tuple[Path, bool]:
    """Where a newer file goes, `NAME (new).ipynb` or `NAME (new 2).ipynb`; whether to write it."""
    number = 1
    while True:
        word = "new" if number == 1 else f"new {number}"
        free = file.with_name(f"{file.stem} ({word}){file.suffix}")
        if not os.path.lexists(free):
            return free, True
        if free.is_file() and free.read_bytes() == content:
            return free, False
        number += 1


def read_record(target: Path) -> Record:
    """What the folder was given; nothing if that is not known."""
    try:
        found = json.loads((target / RECORD).read_text(encoding="utf-8"))
        digests = {str(path): str(of) for path, of in found["digests"].items()}
        return Record(bool(found["by_archive"]), digests)
    except (OSError, ValueError, RecursionError, AttributeError, KeyError, TypeError):
        return Record(False, {})


def digest(content: bytes) -> str:
    """The SHA-256 of a file's content."""
    return sha256(content).hexdigest()


def visible_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Path in the folder and content of each file, but for caches and hidden files."""
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
            yield "/".join(parts), path.read_bytes()


def write(file: Path, content: bytes) -> None:
    """Write a file at once, and its folder if it does not exist.

    What is interrupted leaves nothing half-written under its name.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    os.replace(part, file)
