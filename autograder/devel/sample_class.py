"""Submissions written as text: a student's answers, put into the released notebook.

A file `tests/sample_class/NAME/STUDENT.py` reads:

    # Who this is, in a line.
    # do: delete softmax_delta

    # %% weight_gradient
    def weight_gradient(delta, x):
        return np.outer(delta, x)

    # %% explain_delta
    # δ is the derivative of the loss.

Each part replaces the answer cell of that exercise; a written answer stands behind `#`. What
happens to the notebook besides is said in `do` lines: see `autograder/deeds.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat

from autograder.boundary.errors import BackhandError
from autograder.devel.edits import DEEDS, FILE_DEEDS, find, known

PART = re.compile(r"^# %% (?P<id>\S+)\s*$", re.M)
DEED = re.compile(r"^# do: (?P<deed>\w+) ?(?P<rest>.*)$", re.M)

Notebook = Any


def write_submission(text: str, release: Path, target: Path) -> None:
    """Write the notebook that the student of `text` hands in, made from the released one."""
    notebook = nbformat.read(release, as_version=4)
    head, *parts = PART.split(text)
    for name, source in zip(parts[::2], parts[1::2], strict=True):
        _answer(notebook, name, source.strip("\n"))
    done = _deeds(head)
    for deed, rest in done:
        if deed in DEEDS:
            DEEDS[deed](notebook, rest)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    for deed, rest in done:
        if deed in FILE_DEEDS:
            FILE_DEEDS[deed](target, rest)


def _deeds(head: str) -> list[tuple[str, str]]:
    deeds = [(deed, rest.strip()) for deed, rest in DEED.findall(head)]
    for deed, _ in deeds:
        if deed not in DEEDS | FILE_DEEDS:
            raise BackhandError(f"expected a deed of {', '.join(DEEDS | FILE_DEEDS)}, got {deed!r}")
    return deeds


def _answer(notebook: Notebook, name: str, source: str) -> None:
    cell = find(notebook, f"{name}-answer") or known(notebook, name)
    if cell.cell_type == "markdown":
        source = re.sub(r"^# ?", "", source, flags=re.M)
    cell.source = source.strip()


def hand_in(sample: Path, release: Path, submitted: Path) -> list[str]:
    """Write every sample submission into `submitted/STUDENT/NAME/NAME.ipynb`.

    Returns
    -------
    list of str
        The names of the notebooks, in order.
    """
    names = sorted(path.name for path in sample.iterdir() if path.is_dir() and _students(path))
    for name in names:
        for file in _students(sample / name):
            target = submitted / file.stem / name / f"{name}.ipynb"
            released = release / name / f"{name}.ipynb"
            write_submission(file.read_text(encoding="utf-8"), released, target)
    return names


def _students(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))
