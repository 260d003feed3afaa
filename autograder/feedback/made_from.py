"""What a page is made from, as a digest that is written into it: so that it is never out of date.

A page whose digest is not the one that its submission has now is made anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import backhand
from autograder.feedback.marks import Marks

PACKAGES = ("math_core", "nbconvert", "mistune", "bleach", "pygments", "matplotlib", "numpy")
WRITTEN = re.compile(rb'<meta name="made-from" content="([0-9a-f]{32})">')
#: Bytes of a page in which its digest is looked for: nothing of a submission is that far up.
HEAD = 1000


def made_from(notebook: str, marks: Marks) -> str:
    """The digest for a page.

    Parameters
    ----------
    notebook : str
        A digest of the graded notebook's file.
    marks : Marks
    """
    content = json.dumps([notebook, asdict(marks), _code()], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def written_in(page: Path) -> str:
    """The digest that a page was made from; empty if there is none, or no page."""
    try:
        with page.open("rb") as file:
            found = WRITTEN.search(file.read(HEAD))
    except OSError:
        return ""
    return found[1].decode() if found else ""


@cache
def _code() -> list[str]:
    """The code that makes pages, and draws what is on them."""
    total = hashlib.sha256()
    for package in (Path(__file__).parents[1], Path(backhand.__file__).parent):
        for path in sorted(path for path in package.rglob("*") if _is_code(path)):
            total.update(str(path.relative_to(package)).encode() + path.read_bytes())
    return [total.hexdigest(), *map(version, PACKAGES)]


def _is_code(path: Path) -> bool:
    return path.suffix in {".py", ".css", ".j2"}
