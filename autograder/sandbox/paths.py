"""The folders of this machine that a submission may read: Python's own and system libraries."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from pathlib import Path

LIBRARIES = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/localtime",
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
PACKAGE = Path(__file__).resolve().parents[1]


def readable() -> list[str]:
    """Folders to read from, none inside another, by the paths that this process uses."""
    known = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    packages = [path for path in sys.path if os.path.basename(path).endswith("-packages")]
    user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    shared = [os.path.join(prefix, "lib") for prefix in (sys.base_prefix, sys.prefix)]
    found = {p for p in (*known, *packages, *user, *shared, *LIBRARIES) if os.path.exists(p)}
    return sorted(p for p in found if not any(_within(p, other) for other in found))


def hidden() -> list[str]:
    """Folders inside readable ones that a submission must not see: those with the references.

    A wheel installs them beside NumPy; in a checkout they are elsewhere.
    """
    own = [PACKAGE, PACKAGE.with_name("backhand"), *(PACKAGE.parent / n for n in ("solutions",))]
    return [str(path) for path in own if any(_within(str(path), p) for p in readable())]


def can_be_read(path: str) -> bool:
    """Whether a file of this machine lies where a submission may read."""
    inside = any(_within(path, folder) for folder in readable())
    return inside and not any(_within(path, folder) for folder in hidden())


def _within(path: str, folder: str) -> bool:
    return path != folder and path.startswith(folder.rstrip("/") + "/")


def readable_by_all(scratch: Path | None) -> bool:
    """Whether other users can read Python's own files; not if root installed it privately.

    Parameters
    ----------
    scratch : Path or None
        Where submissions write on the shared disk. The folders above it and above Python's count
        then; in a new root (None) they are new.
    """
    folders = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")}
    if scratch:
        folders |= {above for folder in (*folders, scratch) for above in folder.parents}
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)
