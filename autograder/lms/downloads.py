"""What is in a download: the files of an archive or of a folder, listed and read within limits.

Nothing is unpacked: a file is read into memory, once, and no more than its limit.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.boundary.errors import BackhandError
from autograder.lms.paths import DEEPEST, is_litter, member_name, odd_path
from autograder.repair.document import LARGEST
from autograder.repair.files import kind_of

#: Files in a download, and in an archive that a student handed in.
MOST_FILES, MOST_PACKED = 200_000, 500
#: Bytes of an archive that a student handed in.
LARGEST_PACKED = 64 << 20
#: Bytes that are read from one archive.
TOTAL = 64 << 30
#: How the central directory of a zip archive begins each entry.
ENTRY = b"PK\x01\x02"
#: Others need a decompressor that takes gigabytes if an archive asks for them.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: What goes wrong in a damaged archive.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True)
class Item:
    """A file: its path in the download, and how to read it.

    Reading raises a BackhandError that says in one line why the file cannot be read.
    """

    path: str
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name


@dataclass
class Download:
    """The files of a download, and for what cannot be read its path and the reason."""

    items: list[Item] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def open_download(path: Path, stack: ExitStack) -> Download:
    """List what is in a zip archive, in a folder, or a single file.

    Parameters
    ----------
    path : Path
    stack : ExitStack
        Closes the archive in the end.

    Raises
    ------
    BackhandError
        If there is nothing, or no archive that can be read.
    """
    if path.is_dir():
        found = Download()
        for count, (name, status) in enumerate(_walk(path, "", DEEPEST), start=1):
            _expect_few(count, MOST_FILES, path)
            if isinstance(status, str):
                found.refused.append((name, status))
            elif stat.S_ISREG(status.st_mode):
                found.items.append(Item(name, _file_reader(path / name)))
            else:
                found.refused.append((name, f"{kind_of(status)}, which is not followed"))
        return found
    if not path.is_file():
        raise BackhandError(f"expected a download, got {path}, which does not exist")
    if path.suffix.lower() == ".ipynb":
        return Download([Item(path.name, _file_reader(path))])
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except DAMAGED as failure:
        raise BackhandError(
            f"expected a zip archive or a folder, got {path}: {_line(failure)}; "
            "likely another kind of archive, or a download that was cut short"
        ) from None
    _expect_few(len(archive.infolist()), MOST_FILES, path)
    return _listed(archive)


def open_packed(content: bytes) -> Download:
    """List what is in a zip archive that a student handed in.

    Raises
    ------
    BackhandError
        If it is none, or has too many files.
    """
    if content.count(ENTRY) > MOST_PACKED:
        raise BackhandError(f"expected a notebook, got an archive of over {MOST_PACKED} files")
    try:
        return _listed(zipfile.ZipFile(io.BytesIO(content)))
    except DAMAGED as failure:
        raise BackhandError(
            f"expected a notebook, got an archive that cannot be read: {_line(failure)}"
        ) from None


def _listed(archive: zipfile.ZipFile) -> Download:
    found, room = Download(), [TOTAL]
    for info in archive.infolist():
        name = member_name(info)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir():
            continue
        if why := odd_path(name):
            found.refused.append((name, why))
        elif is_litter(name):
            continue
        elif kind not in (0, stat.S_IFREG):
            found.refused.append((name, "a link or a device, which is not followed"))
        else:
            found.items.append(Item(name, _member_reader(archive, info, room)))
    return found


def _member_reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: list[int]
) -> Callable[[], bytes]:
    def read() -> bytes:
        if info.flag_bits & 0x1:
            raise BackhandError("encrypted: hand in without a password")
        if info.compress_type not in METHODS:
            raise BackhandError("packed in a way that is not read: pack it again as plain zip")
        if info.file_size > LARGEST:
            raise _too_large(info.file_size)
        if (room_left := room[0] - info.file_size) < 0:
            raise BackhandError(f"the archive unpacks to more than {TOTAL >> 30} GB")
        room[0] = room_left
        try:
            with archive.open(info) as member:
                # No more than the size that was just allowed, whatever the member says of itself.
                return member.read(info.file_size)
        except (*DAMAGED, RuntimeError) as failure:
            raise BackhandError(f"damaged in the archive: {_line(failure)}") from None

    return read


def _file_reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
            with os.fdopen(descriptor, "rb") as file:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode):
                    raise BackhandError(f"{kind_of(status)}, which is not followed")
                if status.st_size > LARGEST:
                    raise _too_large(status.st_size)
                return file.read(LARGEST)
        except OSError as failure:
            raise BackhandError(f"cannot be read: {failure.strerror}") from None

    return read


def _walk(folder: Path, within: str, depth: int) -> Iterator[tuple[str, os.stat_result | str]]:
    """Each file in a folder and in those below, by its path; for what cannot be looked at, why."""
    try:
        names = sorted(os.listdir(folder / within))
    except OSError as failure:
        yield within.rstrip("/"), f"cannot be read: {failure.strerror}"
        return
    for name in names:
        path = f"{within}{name}"
        if is_litter(path):
            continue
        try:
            status = (folder / path).lstat()
        except OSError as failure:
            yield path, f"cannot be read: {failure.strerror}"
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield path, odd_path(path) or status
        elif depth > 1:
            yield from _walk(folder, f"{path}/", depth - 1)
        else:
            yield path, "too many folders in each other"


def _expect_few(count: int, most: int, path: Path) -> None:
    if count > most:
        raise BackhandError(f"expected a class's submissions, got over {most} files in {path}")


def _too_large(size: int) -> BackhandError:
    return BackhandError(
        f"expected at most {LARGEST >> 20} MB, got {size >> 20} MB; likely huge outputs"
    )


def _line(failure: BaseException) -> str:
    return " ".join(str(failure).split())[:120] or type(failure).__name__
