"""A root of its own: Python's folders to read, one small scratch folder to write, and no more."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Sequence

from autograder.sandbox import kernel
from autograder.sandbox.namespaces import NEWNS, unshare
from autograder.sandbox.paths import DEVICES

SCRATCH = "/scratch"
#: Any folder every system has: the new root is put together on top of it.
BASE = b"/tmp"

AT_FDCWD, AT_EMPTY_PATH, AT_RECURSIVE = -100, 0x1000, 0x8000
OPEN_TREE_CLONE, MOVE_MOUNT_F_EMPTY_PATH = 1, 4
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE, MNT_DETACH = 2, 4, 0x4000, 0x40000, 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4


def enter_root(readable: Sequence[str], hidden: Sequence[str]) -> None:
    """Leave this machine's files behind; to be called in a mount namespace of one's own.

    Parameters
    ----------
    readable : sequence of str
        Folders and files that stay where they are, read-only.
    hidden : sequence of str
        Folders inside those that are to be empty.

    Raises
    ------
    OSError
        If the kernel refuses, or is older than 5.12.
    """
    kernel.call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    # Taken up first: the new root is laid over a folder that some may be in.
    kept = {path: _take_up(path, ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV) for path in readable}
    kept |= {path: _take_up(path, ATTR_RDONLY | ATTR_NOSUID) for path in DEVICES}
    _mount_empty(BASE, b"size=4m,mode=755")
    for path, tree in kept.items():
        _put_down(tree, BASE.decode() + path)
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
    """Begin with an empty scratch folder that holds `size` bytes, nobody else's, gone afterwards.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    unshare(NEWNS)
    _mount_empty(SCRATCH.encode(), f"size={size},nr_inodes=2048,mode=700".encode())
    os.chdir(SCRATCH)


def _take_up(path: str, attributes: int) -> int:
    """Copy what is mounted at `path`, with all below it, out of the tree of files."""
    tree = kernel.call(
        "open_tree", AT_FDCWD, path.encode(), OPEN_TREE_CLONE | os.O_CLOEXEC | AT_RECURSIVE
    )
    _set(tree, b"", AT_EMPTY_PATH | AT_RECURSIVE, attributes)
    return tree


def _put_down(tree: int, target: str) -> None:
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
