"""Walls around what a student wrote, one module for each; `WALLS` says what each one prevents.

All modules here need only the standard library, as the process to be confined imports them before
anything else.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import warnings
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.sandbox import bubblewrap

#: The walls in the order in which they are put up, each with what a submission then cannot do.
WALLS = {
    "namespaces": "see or signal other processes, reach a network, outlive its grading",
    "filesystem": "see any file but Python's own, write any but those in its scratch folder",
    "limits": "use up memory, processor time, disk or processes",
    "privileges": "gain a right, or keep one",
    "landlock": "open files, ports or signals beyond what is listed (a second wall on files)",
    "seccomp": "start processes, trace others, mount, or talk to the kernel's rarer parts",
}
#: Without all of these and one of the two walls around files, nothing is run.
ESSENTIAL = frozenset({"limits", "privileges", "seccomp"})
ON_FILES = frozenset({"filesystem", "landlock"})

BARE = Path(__file__).with_name("bare.py")


class SandboxWarning(UserWarning):
    """A wall is missing on this system; the others stand."""


@functools.cache
def available() -> tuple[str, ...]:
    """The walls that can be put up on this system; each is tried once, in a process of its own."""
    if not sys.platform.startswith("linux"):
        return ()
    command = [sys.executable, "-E", "-P", str(BARE), "autograder.sandbox.probe"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return tuple(name for name in WALLS if name in done.stdout.split())


def strongest(*, unconfined: bool = False) -> tuple[str, ...]:
    """The walls to use: all that can be put up here, with a warning for each missing one.

    Parameters
    ----------
    unconfined : bool
        Go on even with too few walls, for submissions that can be trusted.

    Raises
    ------
    BackhandError
        If too few walls can be put up, and `unconfined` is not set.
    """
    walls = available()
    missing = [name for name in WALLS if name not in walls]
    enough = ESSENTIAL.issubset(walls) and not ON_FILES.isdisjoint(walls)
    if not enough and not unconfined:
        raise BackhandError(
            f"expected to run submissions confined, got no {', '.join(missing)} here; likely a "
            "container or a system other than Linux: grade elsewhere, or allow unconfined running"
        )
    if bubblewrap.stands_in(walls):
        missing.remove("namespaces")
    for name in missing:
        warnings.warn(
            f"no {name} here, so a submission may be able to {WALLS[name]}",
            SandboxWarning,
            stacklevel=2,
        )
    return walls
