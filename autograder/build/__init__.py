"""Build `course/NAME/NAME.ipynb` from `solutions/NAME.md`, with nbgrader's own generate step.

In a checkout, the table of headings from which a message says where to look is written too, and
the file of model answers from which a wrong answer is recognised.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from autograder.boundary.errors import BackhandError
from autograder.build.contents import PLACE, contents
from autograder.build.folder import lay_out
from autograder.build.models import models
from autograder.build.source import dumps
from autograder.catalogue import CATALOGUE
from autograder.catalogue.models import PLACE as MODELS
from autograder.catalogue.models import course_models
from autograder.exercises.derivation import Derivation
from autograder.exercises.derivation_checks import check_derivation
from autograder.exercises.exercise import Exercise

__all__ = ["build", "stale"]


def build(root: Path, catalogue: Mapping[str, Exercise] = CATALOGUE) -> list[str]:
    """Regenerate `root/course` and the table of headings from `root/solutions`.

    Nothing is ever deleted.

    Parameters
    ----------
    root : Path
        A checkout, or another folder that contains `solutions/`.
    catalogue : mapping
        The exercises by id. A notebook that defines its own `check` needs none.

    Returns
    -------
    list of str
        The files of the course that changed, relative to `root`.

    Raises
    ------
    BackhandError
        If the notebooks and the catalogue disagree, one line for each mistake; or if a derivation
        declares what would not work.
    """
    changed = []
    for path, content in _generated(root, catalogue).items():
        file = root / path
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            changed.append(path)
    return [path for path in changed if path not in (PLACE, MODELS)]


def stale(root: Path) -> list[str]:
    """One line for each generated file that differs from what the build would write."""
    expected = _generated(root, CATALOGUE)
    found = [
        f"{path}: expected what solutions/ generates, got something else; run make course"
        for path, content in expected.items()
        if not (root / path).is_file() or (root / path).read_bytes() != content
    ]
    extra = {path.relative_to(root).as_posix() for path in (root / "course").rglob("*")}
    # Jupyter leaves such a folder wherever a notebook is opened.
    extra = {path for path in extra - set(expected) if ".ipynb_checkpoints" not in path}
    return found + [
        f"{path}: expected a source in solutions/, got none; delete it"
        for path in sorted(extra)
        if (root / path).is_file()
    ]


def _check(catalogue: Mapping[str, Exercise]) -> None:
    """Refuse a mistake in a derivation's declaration, which its import does not look for."""
    for name, exercise in catalogue.items():
        if isinstance(exercise.task, Derivation):
            try:
                check_derivation(name, exercise.task)
            except ValueError as mistake:
                raise BackhandError(str(mistake)) from mistake


def _generated(root: Path, catalogue: Mapping[str, Exercise]) -> dict[str, bytes]:
    """Content of each generated file of a checkout, by its path."""
    if (root / PLACE).parent.is_dir():
        _check(catalogue)
    course = _course(root / "solutions", catalogue)
    files = {f"course/{path}": content for path, content in course.items()}
    if (root / PLACE).parent.is_dir():
        files[PLACE] = contents(root / "solutions", catalogue).encode()
        files[MODELS] = models(root / "solutions", catalogue, course_models())
    return files


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
