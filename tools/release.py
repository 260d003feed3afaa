"""Check that a release would be one: one version everywhere, and nothing that is not committed.

`make release` runs this before all tests, and builds the distributions after them. It publishes
nothing.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

from environments import ROOT

#: Where the version stands, and how.
PLACES = {
    "pyproject.toml": r'^version = "(.+)"$',
    "solutions/pyproject.toml": r'^version = "(.+)"$',
    "backhand/__init__.py": r'^__version__ = "(.+)"$',
    "autograder/__init__.py": r'^__version__ = "(.+)"$',
    "CITATION.cff": r"^version: (.+)$",
}


def versions() -> dict[str, str]:
    """The version that each of the places gives; empty where it gives none."""
    texts = {place: (ROOT / place).read_text(encoding="utf-8") for place in PLACES}
    found = {place: re.search(PLACES[place], text, re.M) for place, text in texts.items()}
    return {place: match[1] if match else "" for place, match in found.items()}


def obstacles() -> Iterator[str]:
    """What stands against a release, in one line each."""
    found = versions()
    if len(set(found.values())) > 1:
        said = ", ".join(f"{version or 'none'} in {place}" for place, version in found.items())
        yield f"expected one version everywhere, got {said}"
    version = found["pyproject.toml"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## {re.escape(version)}\b", changes, re.M):
        yield (
            f"expected a heading '## {version}' in CHANGELOG.md, got none; likely the changes are "
            "still under 'Unreleased'"
        )
    command = ["git", "status", "--porcelain"]
    changed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if changed:
        yield f"expected all changes to be committed, got {len(changed.splitlines())} that are not"


def main() -> int:
    """Print what stands against a release; the status is 1 if anything does."""
    found = list(obstacles())
    for obstacle in found:
        print(obstacle)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
