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
from autograder.boundary.printable import printable
from autograder.notebook.memory import FILE as MEMORY
from autograder.repair.document import LARGEST, compact, too_large
from autograder.repair.hard_links import HardLinks

MAX_FILES = 500
#: Unpacking an archive often makes a folder of its own.
MAX_DEPTH = 3
#: Folders that Jupyter, macOS and Python make: copies of what is there anyway.
COPIES = {".ipynb_checkpoints", "__MACOSX", "__pycache__"}
#: What to do about a file or a folder that cannot be read.
PERMISSIONS = "likely its permissions: chmod -R u+rwX on the student's folder"
KINDS = {
    stat.S_IFREG: "a file",
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


@dataclass
class Listing:
    """What a folder holds, by paths in it.

    Attributes
    ----------
    files : list of str
        Files that may be read.
    links : dict of str to str
        Links, pipes and devices, which are not opened: what each is.
    outside : list of str
        Files that have another name outside all submissions; of these, notebooks may be read.
    unreadable : list of str
        Folders that could not be listed, and what in them could not be looked at.
    """

    files: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def list_files(folder: Path, hard_links: HardLinks | None = None) -> Listing:
    """List the regular files in a folder and in the folders below it.

    Parameters
    ----------
    folder : Path
    hard_links : HardLinks, optional
        Decides on files that have a name outside the folder; without it they are not read.

    Raises
    ------
    BackhandError
        If it is not a folder itself, cannot be read, or holds too many files.
    """
    _expect_folder(folder)
    listing = Listing()
    linked: dict[str, os.stat_result] = {}
    for count, (path, status) in enumerate(_walk(folder, "", MAX_DEPTH), start=1):
        if count > MAX_FILES:
            raise BackhandError(
                f"expected a notebook, got more than {MAX_FILES} files in its folder"
            )
        if status is None:
            listing.unreadable.append(path)
        elif stat.S_ISDIR(status.st_mode) or PurePosixPath(path).name.startswith(MEMORY):
            continue
        elif not stat.S_ISREG(status.st_mode):
            listing.links[path] = kind_of(status)
        elif status.st_nlink > 1:
            linked[path] = status
        else:
            listing.files.append(path)
    inside = Counter(status.st_ino for status in linked.values())
    for path, status in linked.items():
        if status.st_nlink <= inside[status.st_ino] or (
            hard_links and hard_links.only_submitted(status)
        ):
            listing.files.append(path)
        elif hard_links and not hard_links.of_the_class(status):
            listing.outside.append(path)
        else:
            listing.links[path] = "a hard link"
    listing.files.sort()
    return listing


def kind_of(status: os.stat_result) -> str:
    """What stands in a place, in words."""
    return KINDS.get(stat.S_IFMT(status.st_mode), "a device")


def _expect_folder(folder: Path) -> None:
    try:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise BackhandError(
                f"expected a folder with the notebook, got {kind_of(status)} in its place"
            )
        with os.scandir(folder):
            pass
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise BackhandError("expected a folder with the notebook, got none") from None
    except OSError as failure:
        raise BackhandError(
            f"expected a folder that can be read, got {failure.strerror}; {PERMISSIONS}"
        ) from None


def _walk(folder: Path, within: str, depth: int) -> Iterator[tuple[str, os.stat_result | None]]:
    """Each entry of a folder and of the folders below it; None for what cannot be looked at."""
    try:
        with os.scandir(folder / within) as entries:
            names = sorted(entry.name for entry in islice(entries, MAX_FILES + 1))
    except OSError:
        yield within, None
        return
    for name in names:
        path = f"{within}{name}"
        try:
            status = (folder / path).lstat()
        except OSError:
            yield path, None
            continue
        yield path, status
        if stat.S_ISDIR(status.st_mode) and depth > 1 and name not in COPIES:
            yield from _walk(folder, f"{path}/", depth - 1)


def read_file(path: Path) -> bytes:
    """Read a notebook's file; one that is too large without its outputs.

    Raises
    ------
    BackhandError
        If it is something else, such as a link or a pipe, or cannot be read.
    """
    descriptor = _open(path)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise BackhandError(f"expected a notebook file, got {kind_of(status)}")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > LARGEST:
            raise too_large(status.st_size, LARGEST)
        return compact(file.read(LARGEST))


def _open(path: Path) -> int:
    # Windows has neither these flags nor such links.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        return os.open(path, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as failure:
        denied = f"; {PERMISSIONS}" if isinstance(failure, PermissionError) else ""
        raise BackhandError(
            f"expected a notebook file, got none that can be opened{denied}"
        ) from None


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


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their paths in a folder, which is made."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def shown(names: Iterable[str]) -> str:
    """Names for a line of a report: the first few, made printable and shortened."""
    names = list(names)
    few = [printable(name)[:60] for name in names[:3]]
    return ", ".join(few) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
