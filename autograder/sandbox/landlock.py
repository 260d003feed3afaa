"""Landlock: a list of what may be opened, which the process itself cannot extend."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable, Iterator

from autograder.sandbox import kernel

# Rights to files, in the order of the bits in the kernel.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
MAKE_DEVICES = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)  # char, socket, fifo, block
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
#: The number of rights to files that each version of the interface knows.
KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
READ = READ_FILE | READ_DIR | EXECUTE
ON_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

_CREATE_VERSION, _PATH_BENEATH = 1, 1
_BIND_AND_CONNECT, _ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3


def version() -> int:
    """The version of the kernel's interface; 0 where there is no Landlock."""
    try:
        return kernel.call("landlock_create_ruleset", None, 0, _CREATE_VERSION)
    except OSError:
        return 0


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Allow this process, and all that it starts, to open what is listed, and nothing else.

    Where the kernel supports it (6.7, 6.12), ports are closed too, and so are signals and abstract
    sockets to processes outside. Needs no_new_privs.

    Raises
    ------
    OSError
        If the kernel has no Landlock.
    """
    found = version()
    rights = (1 << KNOWN.get(found, 16)) - 1
    net = _BIND_AND_CONNECT if found >= 4 else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if found >= 6 else 0
    # A kernel takes the attributes only up to the length that its version knows.
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
    """List what is in these folders without the hidden ones, as Landlock can only allow paths."""
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
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what does not exist needs no permission
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= ON_A_FILE
        rule = struct.pack("=Qi", rights, opened)
        kernel.call("landlock_add_rule", rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(opened)
