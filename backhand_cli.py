"""The entry point of the command `backhand`: check that `autograder` is ours, then run its CLI.

Other distributions hold a package called `autograder` too. Python imports the one that it finds
first; in one folder they overwrite each other's files, and uninstalling the other one takes files
of ours with it. This check is outside the package, because code in a package that is never
imported cannot complain. It runs nothing of what it finds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

FOREIGN = (
    "expected Backhand's own package `autograder`, got {found}; likely another package of that "
    "name{names} is installed in this environment, or was: uninstall it, then install backhand "
    "again with pip's --force-reinstall, or install backhand in an environment of its own"
)
#: Files of the package that others have under the same name, and a line of each that is ours.
MARKS = {"autograder": "Backhand's grader: ", "autograder.cli": 'PROJECT = "backhand"'}
#: A line of the list of files that a distribution has installed.
_PLACED = re.compile(r"^autograder/", re.M)


def foreign() -> str | None:
    """What is wrong with the package `autograder` that Python finds, in one line; None if ours."""
    for name, spec in _found():
        file = Path(spec.origin) if spec and spec.has_location and spec.origin else None
        if file is None or MARKS[name] not in _text(file):
            return FOREIGN.format(found=file or f"no file of `{name}`", names=_others())
    return None


def expect_own() -> None:
    """End with one line if another package is in our place; a class's configuration calls this.

    Raises
    ------
    SystemExit
        With the line, which Python prints as it exits.
    """
    if problem := foreign():
        raise SystemExit(f"backhand: {problem}")


def _found() -> Iterator[tuple[str, ModuleSpec | None]]:
    """Where Python finds the package and its command line."""
    package = PathFinder.find_spec("autograder")
    yield "autograder", package
    places = package.submodule_search_locations if package else None
    yield "autograder.cli", PathFinder.find_spec("autograder.cli", places) if places else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _others() -> str:
    """The distributions that have put a package `autograder` here and are not ours."""
    # Only a complaint needs it, and importing it takes as long as all else in this module.
    from importlib.metadata import distributions

    # Not packages_distributions(): from Python 3.12 on it passes over files that are gone.
    records = {str(found.name): found.read_text("RECORD") or "" for found in distributions()}
    theirs = {name for name, record in records.items() if _PLACED.search(record)}
    names = sorted(theirs - {"backhand"})
    return f" ({', '.join(names)})" if names else ""


def main() -> int:
    """Run the command line; if another package is in its place, say so in one line."""
    if problem := foreign():
        print(f"backhand: {problem}", file=sys.stderr)
        return 2
    return int(import_module("autograder.cli").main())


if __name__ == "__main__":
    sys.exit(main())
