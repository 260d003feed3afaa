"""One run at a time in a class, and what is said where nothing can be written."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator
from typing import TextIO

from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder

#: The disk is full, or cannot be written at all: what comes after would fail too.
UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def unwritable(folder: ClassFolder, failure: OSError) -> BackhandError:
    """The refusal to go on where nothing can be written."""
    return BackhandError(
        f"expected to write in {folder.root}, got {failure.strerror}: {failure.filename}; what "
        "has been graded is kept: mend that and run the same command again"
    )


@contextlib.contextmanager
def locked(folder: ClassFolder) -> Iterator[None]:
    """Keep other commands out of the class; the lock ends with the process, however that ends."""
    try:
        folder.own.mkdir(mode=0o700, exist_ok=True)
        opened = (folder.own / "lock").open("w")
    except OSError as failure:
        raise unwritable(folder, failure) from None
    with opened as file:
        try:
            _lock(file)
        except OSError:
            raise BackhandError(
                f"expected to work in {folder.root} alone, got another backhand command at work "
                "in it; wait until it ends"
            ) from None
        yield


def _lock(file: TextIO) -> None:
    """Lock an open file; OSError if another process has done so."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        # Not flock, which a worker would still hold if it outlived the command by a moment.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
