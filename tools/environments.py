"""Environments of their own for a check: which Pythons there are, and uv to fill them.

uv is no dependency: `make versions`, `make installs` and `make release` install it first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The versions of Python that are tried where they can be found.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
#: Bytecode goes there: none is left in this checkout, and no command compiles it again.
BYTECODE = tempfile.TemporaryDirectory(prefix="backhand-bytecode-")


def uv(*arguments: str | Path) -> None:
    """Run uv; an error ends the program, after uv has said why."""
    called([sys.executable, "-m", "uv", "--quiet", *arguments])


def called(
    command: list[str | Path],
    folder: Path = ROOT,
    *,
    quiet: bool = False,
    first: Path | None = None,
) -> str:
    """Run a command without this checkout on its path, and return what it printed.

    The folder `first` comes first on the PATH of programs.

    Raises
    ------
    SystemExit
        If it fails; what it printed comes first.
    """
    own = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",  # trust what the system trusts, as pip does
        "PYTHONPYCACHEPREFIX": BYTECODE.name,
    }
    environment = {**os.environ, **own}
    if first:
        environment["PATH"] = os.pathsep.join([str(first), environment.get("PATH", "")])
    for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"):
        environment.pop(name, None)
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if quiet else None,
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nexpected success, got {done.returncode}: {command}")
    return done.stdout


def find_python(version: str) -> str | None:
    """The path of a working Python of this version (`3.12`); None if there is none.

    A path of a Python is taken as it is.
    """
    if Path(version).is_file():
        return version
    folders = os.environ.get("PATH", "").split(os.pathsep)
    places = [Path(folder) / f"python{version}" for folder in folders if folder]
    for kept in (".pyenv/versions", ".local/share/uv/python"):
        places += sorted((Path.home() / kept).glob(f"*{version}.*/bin/python{version}"))
    for place in filter(Path.is_file, places):
        # pyenv puts a file of this name on the path for versions that are not in use.
        test = [place, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if subprocess.run(test, capture_output=True, text=True).stdout.strip() == version:
            return str(place)
    return None


def pythons(wanted: Iterable[str]) -> dict[str, str]:
    """Each wanted version with its path; a line says which are not on this machine."""
    found = {version: find_python(version) for version in wanted}
    for version in [version for version, path in found.items() if path is None]:
        print(f"Python {version}: not on this machine, left out", flush=True)
    return {version: path for version, path in found.items() if path}


def environment(folder: Path, python: str, *requirements: str | Path) -> Path:
    """A new environment in a folder, with these installed; returns the path of its Python."""
    uv("venv", "--clear", "--python", python, folder)
    ours = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    uv("pip", "install", "--python", ours, *requirements)
    return ours
