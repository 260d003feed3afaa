"""Landlock: a list of what may be opened, that the process itself cannot widen."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable, Iterator

from autograder.sandbox import kernel

# Rights to files, in the order of the kernel's bits.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
MAKE_DEVICES = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)  # char, socket, fifo, block
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
#: How many rights to files each version of the interface knows.
KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
READ = READ_FILE | READ_DIR | EXECUTE
ON_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

_CREATE_VERSION, _PATH_BENEATH = 1, 1
_BIND_AND_CONNECT, _ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3


def version() -> int:
    """The version of the kernel's interface; 0 where there is none."""
    try:
        return kernel.call("landlock_create_ruleset", None, 0, _CREATE_VERSION)
    except OSError:
        return 0


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Allow this process, and all it starts, to open what is listed, and nothing else.

    No ports, and no signals or abstract sockets to processes outside, where the kernel knows these
    (6.7, 6.12). Needs no_new_privs.

    Raises
    ------
    OSError
        If the kernel has no Landlock.
    """
    found = version()
    rights = (1 << KNOWN.get(found, 16)) - 1
    net = _BIND_AND_CONNECT if found >= 4 else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if found >= 6 else 0
    # Each version takes the longer list of an older one only as far as it knows it.
    head = struct.pack("=QQQ", rights, net, scoped)[: 24 if found >= 6 else 16 if found >= 4 else 8]
    rules = kernel.call("landlock_create_ruleset", head, len(head), 0)
    try:
        for path in readable:
            _allow(rules, path, READ & rights)
        for path in writable:
            _allow(rules, path, rights & ~(EXECUTE | MAKE_DEVICES | IOCTL_DEV))
        kernel.call("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)


def without(folders: Iterable[str], hidden: Iterable[str]) -> list[str]:
    """List folders so that the hidden ones in them are left out: Landlock only ever allows."""
    hidden = list(hidden)
    return [path for folder in folders for path in _around(folder, hidden)]


def _around(folder: str, hidden: list[str]) -> Iterator[str]:
    if folder in hidden:
        return
    if not any(path.startswith(folder.rstrip("/") + "/") for path in hidden):
        yield folder
        return
    for name in sorted(os.listdir(folder)):
        yield from _around(os.path.join(folder, name), hidden)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no permission
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= ON_A_FILE
        kernel.call("landlock_add_rule", rules, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
