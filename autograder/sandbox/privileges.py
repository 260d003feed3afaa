"""Privileges: drop them all, gain no new ones, and end when the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
import struct

from autograder.sandbox import kernel

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_VERSION_3 = 0x20080522


def forbid_new() -> None:
    """Keep programs that this process starts from giving it more rights (no_new_privs)."""
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_all() -> None:
    """Give up every capability for good."""
    kernel.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(64):
        try:
            kernel.prctl(PR_CAPBSET_DROP, capability)
        except OSError as refused:
            if refused.errno == 22:  # beyond the last capability of this kernel
                break
            if refused.errno != 1:  # an ordinary user may not drop any, and has none
                raise
    head = ctypes.create_string_buffer(struct.pack("=Ii", _VERSION_3, 0))
    kernel.call("capset", head, ctypes.create_string_buffer(24))


def keep_none() -> None:
    """Drop all privileges, and gain no new ones."""
    forbid_new()
    drop_all()


def die_with(parent: int) -> None:
    """End this process when its parent ends, and at once if that has already ended.

    Parameters
    ----------
    parent : int
        The parent's id as this process sees it: 0 if it is in another process namespace.
    """
    kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
