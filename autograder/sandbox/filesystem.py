"""A file system of its own: Python's folders to read, one small scratch folder to write to."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Sequence

from autograder.sandbox import kernel
from autograder.sandbox.namespaces import NEWNS, unshare
from autograder.sandbox.paths import DEVICES

SCRATCH = "/scratch"
#: A folder that every system has: the new root is assembled on top of it.
BASE = b"/tmp"

AT_FDCWD, AT_EMPTY_PATH, AT_RECURSIVE = -100, 0x1000, 0x8000
OPEN_TREE_CLONE, MOVE_MOUNT_F_EMPTY_PATH = 1, 4
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE, MNT_DETACH = 2, 4, 0x4000, 0x40000, 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4


def enter_root(readable: Sequence[str], hidden: Sequence[str]) -> None:
    """Replace this machine's files by a new root; the process needs a mount namespace of its own.

    Parameters
    ----------
    readable : sequence of str
        Folders and files that keep their paths, read-only.
    hidden : sequence of str
        Folders inside those, which will be empty.

    Raises
    ------
    OSError
        If the kernel refuses, or is older than 5.12.
    """
    kernel.call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    # Detached first: some of them may be in the folder that the new root covers.
    kept = {path: _detach(path, ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV) for path in readable}
    kept |= {path: _detach(path, ATTR_RDONLY | ATTR_NOSUID) for path in DEVICES}
    _mount_empty(BASE, b"size=4m,mode=755")
    for path, tree in kept.items():
        _attach(tree, BASE.decode() + path)
    for path in hidden:
        _mount_empty((BASE.decode() + path).encode(), b"size=4k,mode=755")
        _set_attributes(BASE.decode() + path, ATTR_RDONLY)
    os.mkdir(BASE.decode() + SCRATCH)
    os.chdir(BASE)
    kernel.call("pivot_root", b".", b".")
    kernel.call("umount2", b".", MNT_DETACH)
    os.chdir("/")
    _set_attributes("/", ATTR_RDONLY)


def enter_scratch(size: int) -> None:
    """Enter an empty scratch folder for `size` bytes, private to this process and its children.

    It disappears when they have ended.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    unshare(NEWNS)
    _mount_empty(SCRATCH.encode(), f"size={size},nr_inodes=2048,mode=700".encode())
    os.chdir(SCRATCH)


def _detach(path: str, attributes: int) -> int:
    """A detached copy of the mount at `path`, with everything below it."""
    tree = kernel.call(
        "open_tree", AT_FDCWD, path.encode(), OPEN_TREE_CLONE | os.O_CLOEXEC | AT_RECURSIVE
    )
    _set(tree, b"", AT_EMPTY_PATH | AT_RECURSIVE, attributes)
    return tree


def _attach(tree: int, target: str) -> None:
    """Mount a detached copy at `target`."""
    folder = stat.S_ISDIR(os.fstat(tree).st_mode)
    os.makedirs(target if folder else os.path.dirname(target), mode=0o755, exist_ok=True)
    if not folder:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.call("move_mount", tree, b"", AT_FDCWD, target.encode(), MOVE_MOUNT_F_EMPTY_PATH)
    os.close(tree)


def _mount_empty(target: bytes, options: bytes) -> None:
    kernel.call("mount", b"none", target, b"tmpfs", MS_NOSUID | MS_NODEV, options)


def _set_attributes(path: str, attributes: int) -> None:
    _set(AT_FDCWD, path.encode(), 0, attributes)


def _set(folder: int, path: bytes, flags: int, attributes: int) -> None:
    wanted = struct.pack("=QQQQ", attributes, 0, 0, 0)
    kernel.call("mount_setattr", folder, path, flags, wanted, len(wanted))
