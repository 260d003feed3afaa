"""Find the descendants of a process, see whether processes end, and work in a class elsewhere."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

HOLDING = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def descendants(process: int, *, ended: bool = False) -> set[int]:
    """All descendants of a process, in whatever namespace they are.

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
    """Whether all these processes end within some seconds."""
    until = time.monotonic() + seconds
    while left := [one for one in processes if Path(f"/proc/{one}").exists()]:
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    return not left


@contextlib.contextmanager
def locked_by_another(root: Path) -> Iterator[None]:
    """A class in which another process is at work."""
    (root / ".backhand").mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-c", HOLDING, str(root / ".backhand" / "lock")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:
        assert other.stdin and other.stdout
        assert other.stdout.readline()
        try:
            yield
        finally:
            other.stdin.close()
