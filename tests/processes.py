"""Processes below one that a test has started, and whether they end."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection
from pathlib import Path


def descendants(process: int, *, ended: bool = False) -> set[int]:
    """All processes below one, in whatever namespace they are.

    Parameters
    ----------
    process : int
        Its id.
    ended : bool, optional
        Include those that have ended and that nobody has waited for.
    """
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if ended or state != "Z":
                parents[int(entry.name)] = int(parent)
    found: set[int] = set()
    while more := {p for p, above in parents.items() if above in found | {process}} - found:
        found |= more
    return found


def all_end(processes: Collection[int], seconds: float) -> bool:
    """Whether all these processes are gone within some seconds."""
    until = time.monotonic() + seconds
    while left := [one for one in processes if Path(f"/proc/{one}").exists()]:
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    return not left
