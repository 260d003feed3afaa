"""bubblewrap around the forking process, where this system lets it make namespaces and not us.

Some systems leave namespaces to programs they know: bubblewrap is one, and many have it installed.
All submissions then share its namespaces; what else stands is put up around each, as ever.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence

#: Nothing to write, no other process, no network; and an end with whoever started it.
OPTIONS = (
    *("--ro-bind", "/", "/"),
    *("--dev", "/dev"),
    *("--proc", "/proc"),
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
    "--die-with-parent",
)


def works() -> bool:
    """Whether it is installed, and may make namespaces here."""
    return sys.platform.startswith("linux") and tried()


@functools.cache
def tried() -> bool:
    """Whether it ran something, which is tried once."""
    program = shutil.which("bwrap")
    if program is None:
        return False
    try:
        done = subprocess.run(
            [program, *OPTIONS, "true"], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def stands_in(walls: Collection[str]) -> bool:
    """Whether it makes the namespaces, where these walls are all that stand."""
    return {"namespaces", "filesystem"}.isdisjoint(walls) and works()


def around(command: Sequence[str], walls: Collection[str], writable: str) -> list[str]:
    """The command that runs another one in bubblewrap, where our own namespaces do not stand.

    Parameters
    ----------
    command : sequence of str
    walls : collection of str
        Those that stand.
    writable : str
        The one folder it may write to.
    """
    if not stands_in(walls):
        return list(command)
    program = shutil.which("bwrap") or "bwrap"
    return [program, *OPTIONS, "--bind", writable, writable, "--", *command]
