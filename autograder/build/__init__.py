"""Build `course/NAME/NAME.ipynb` from `solutions/NAME.md`, with nbgrader's own generate step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from autograder.build.folder import lay_out
from autograder.build.source import dumps
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise

__all__ = ["build", "stale"]


def build(root: Path, catalogue: Mapping[str, Exercise] = CATALOGUE) -> list[str]:
    """Regenerate `root/course` from `root/solutions`; nothing is ever deleted.

    Parameters
    ----------
    root : Path
        A checkout, or another folder that contains `solutions/`.
    catalogue : mapping
        The exercises by id. A notebook that defines its own `check` needs none.

    Returns
    -------
    list of str
        The files that changed, relative to `root`.

    Raises
    ------
    BackhandError
        If the notebooks and the catalogue disagree; each mistake is one line.
    """
    changed = []
    for path, content in _course(root / "solutions", catalogue).items():
        file = root / "course" / path
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            changed.append(f"course/{path}")
    return changed


def stale(root: Path) -> list[str]:
    """One line for each file of `root/course` that differs from what the build would write."""
    expected, course = _course(root / "solutions", CATALOGUE), root / "course"
    found = [
        f"course/{path}: expected what solutions/ generates, got something else; run make course"
        for path, content in expected.items()
        if not (course / path).is_file() or (course / path).read_bytes() != content
    ]
    extra = {path.relative_to(course).as_posix() for path in course.rglob("*") if path.is_file()}
    # Jupyter leaves such a folder wherever a notebook is opened.
    extra = {path for path in extra - set(expected) if ".ipynb_checkpoints" not in path}
    return found + [
        f"course/{path}: expected a source in solutions/, got none; delete it"
        for path in sorted(extra)
    ]


def _course(solutions: Path, catalogue: Mapping[str, Exercise]) -> dict[str, bytes]:
    """Content of each file of `course/`, by its path within that folder."""
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        lay_out(root, solutions, course_id="course", gradebook=False, catalogue=catalogue)
        release = root / "release"
        files = [path for path in sorted(release.rglob("*")) if path.is_file()]
        return {path.relative_to(release).as_posix(): _content(path) for path in files}


def _content(path: Path) -> bytes:
    """Bytes of a released file; notebooks are rewritten in a canonical form."""
    if path.suffix == ".ipynb":
        return dumps(nbformat.read(path, as_version=nbformat.NO_CONVERT)).encode()
    return path.read_bytes()
