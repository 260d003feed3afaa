"""Listing and reading a student's files without following any link."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.boundary.errors import BackhandError
from autograder.repair.document import MAX_BYTES

MAX_FILES = 500
#: Unpacking an archive often makes a folder of its own.
MAX_DEPTH = 3
#: Folders that Jupyter, macOS and Python make: copies of what is there anyway.
COPIES = {".ipynb_checkpoints", "__MACOSX", "__pycache__"}


@dataclass
class Listing:
    """The files of a folder by their paths in it; `links` may lead out of it and are not opened."""

    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def list_files(folder: Path) -> Listing:
    """List the regular files in a folder and in the folders below it.

    Raises
    ------
    BackhandError
        If it is not a folder itself, or holds too many files.
    """
    if not stat.S_ISDIR(_lstat(folder).st_mode):
        raise BackhandError("expected a folder with the notebook, got a link or a file")
    listing = Listing()
    linked: dict[str, os.stat_result] = {}
    for count, (path, status) in enumerate(_walk(folder, "", MAX_DEPTH), start=1):
        if count > MAX_FILES:
            raise BackhandError(
                f"expected a notebook, got more than {MAX_FILES} files in its folder"
            )
        if stat.S_ISDIR(status.st_mode):
            continue
        if not stat.S_ISREG(status.st_mode):
            listing.links.append(path)
        elif status.st_nlink > 1:
            linked[path] = status
        else:
            listing.files.append(path)
    inside = Counter(status.st_ino for status in linked.values())
    for path, status in linked.items():
        # It has another name outside the folder: it may be anybody's file.
        outside = status.st_nlink > inside[status.st_ino]
        (listing.links if outside else listing.files).append(path)
    return Listing(sorted(listing.files), sorted(listing.links))


def _lstat(path: Path) -> os.stat_result:
    try:
        return path.lstat()
    except (OSError, ValueError):
        raise BackhandError("expected a folder with the notebook, got none") from None


def _walk(folder: Path, within: str, depth: int) -> Iterator[tuple[str, os.stat_result]]:
    """Each entry of a folder and of the folders below it that can be opened."""
    try:
        with os.scandir(folder / within) as entries:
            names = sorted(entry.name for entry in islice(entries, MAX_FILES + 1))
    except OSError:
        return
    for name in names:
        path = f"{within}{name}"
        try:
            status = (folder / path).lstat()
        except OSError:
            continue
        yield path, status
        if stat.S_ISDIR(status.st_mode) and depth > 1 and name not in COPIES:
            yield from _walk(folder, f"{path}/", depth - 1)


def read_file(path: Path) -> bytes:
    """Read a regular file, up to one byte more than a notebook may have.

    Raises
    ------
    BackhandError
        If it is something else, such as a link or a pipe, or cannot be read.
    """
    # Windows has neither these flags nor such links.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        raise BackhandError("expected a notebook file, got none that can be opened") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BackhandError("expected a notebook file, got a folder or a device")
    with os.fdopen(descriptor, "rb") as file:
        # The byte too many is for the reader of the content to refuse.
        return file.read(MAX_BYTES + 1)


def laid_over(files: Mapping[str, bytes], handed_out: Mapping[str, bytes]) -> dict[str, bytes]:
    """A student's files, with those that were handed out replacing their copies.

    A student's file that cannot lie beside these, such as one in a folder that is named like a
    file that was handed out, is left out.
    """
    folders = {str(parent) for name in handed_out for parent in PurePosixPath(name).parents}
    kept = {
        name: content
        for name, content in files.items()
        if name not in folders
        and not any(str(parent) in handed_out for parent in PurePosixPath(name).parents)
    }
    return {**kept, **handed_out}


def shown(names: Iterable[str]) -> str:
    """Names for a line of a report: the first few, made printable and shortened."""
    names = list(names)
    few = ["".join(c if c.isprintable() else "?" for c in name)[:60] for name in names[:3]]
    return ", ".join(few) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
