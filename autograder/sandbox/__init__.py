"""Walls around what a student wrote. One module a wall; `WALLS` says what each keeps out.

Importing this, and every module in it, needs the standard library only: the process that is to be
confined imports it before anything else.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import warnings
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.sandbox import bubblewrap

#: Each wall, and what it keeps a submission from, in the order in which they are put up.
WALLS = {
    "namespaces": "see or signal other processes, reach a network, outlive its grading",
    "filesystem": "see any file but Python's own, write any but those in its scratch folder",
    "limits": "use up memory, processor time, disk or processes",
    "privileges": "gain a right, or keep one",
    "landlock": "open files, ports or signals beyond what is listed (a second wall on files)",
    "seccomp": "start processes, trace others, mount, or talk to the kernel's rarer parts",
}
#: Without these, or without one of the two walls on files, nothing is run.
ESSENTIAL = frozenset({"limits", "privileges", "seccomp"})
ON_FILES = frozenset({"filesystem", "landlock"})

BARE = Path(__file__).with_name("bare.py")


class SandboxWarning(UserWarning):
    """A wall is missing here; the rest stands."""


@functools.cache
def available() -> tuple[str, ...]:
    """Name the walls that can be put up here, each tried in a process of its own."""
    if not sys.platform.startswith("linux"):
        return ()
    command = [sys.executable, "-E", "-P", str(BARE), "autograder.sandbox.probe"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return tuple(name for name in WALLS if name in done.stdout.split())


def strongest(*, unconfined: bool = False) -> tuple[str, ...]:
    """Choose the walls to use: all that stand here, with a warning for each that does not.

    Parameters
    ----------
    unconfined : bool
        Go on where too little stands, for submissions that one trusts.

    Raises
    ------
    BackhandError
        If a submission could touch this machine, and `unconfined` is not set.
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
            f"no {name} here, so nothing but the other walls keeps a submission from this: "
            f"{WALLS[name]}",
            SandboxWarning,
            stacklevel=2,
        )
    return walls
