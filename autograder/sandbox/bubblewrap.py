"""bubblewrap around the forking process, where only bubblewrap may create namespaces.

Some systems allow namespaces to certain programs alone. bubblewrap is one of them, and often
installed. All submissions then share its namespaces; the other walls are put up around each.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence

#: No files to write, no other processes, no network; and it ends with the process that started it.
OPTIONS = (
    *("--ro-bind", "/", "/"),
    *("--dev", "/dev"),
    *("--proc", "/proc"),
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
    "--die-with-parent",
)


def works() -> bool:
    """Whether it is installed and may create namespaces here."""
    return sys.platform.startswith("linux") and tried()


@functools.cache
def tried() -> bool:
    """Whether it could run a command; this is tried once."""
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
    """Whether it has to provide the namespaces, if these are the walls that can be put up."""
    return {"namespaces", "filesystem"}.isdisjoint(walls) and works()


def around(command: Sequence[str], walls: Collection[str], writable: str) -> list[str]:
    """The command line that runs a command in bubblewrap, or the command itself if it need not.

    Parameters
    ----------
    command : sequence of str
    walls : collection of str
        The walls that can be put up here.
    writable : str
        The only folder that the command may write to.
    """
    if not stands_in(walls):
        return list(command)
    program = shutil.which("bwrap") or "bwrap"
    return [program, *OPTIONS, "--bind", writable, writable, "--", *command]
