"""Make submissions from text files: a student's answers are put into the released notebook.

A file `tests/sample_class/NOTEBOOK/STUDENT.py` says what differs from submissions written
elsewhere:

    # What this student does, in a line.
    # like: the-solutions
    # like: carla for all_outputs, deep_step
    # like: the-release for explain_delta
    # do: delete softmax_delta

    # %% weight_gradient
    def weight_gradient(delta, x):
        return delta * x

    # %% explain_delta
    # δ is the derivative of the loss.

- `# like: OTHER` copies all answers of another submission, `# like: OTHER for EXERCISES` only
  those to some exercises. A later line overrides an earlier one. OTHER is the name of a file in
  the same folder, without its suffix, or a path relative to that folder. `the-solutions` means the
  model answers to the notebook that the folder is named after; `the-release` leaves cells as
  released.
- `# do: EDIT ...` makes an edit of `autograder/devel/edits.py`. `like` does not copy edits.
- `# %% EXERCISE` begins an answer, which replaces the source of the answer cell. A written answer
  is given as comments.

All other cells stay as released. `tests/hostile/THREAT/NAME.txt` has the same format.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from autograder.boundary.errors import BackhandError
from autograder.build.material import material
from autograder.build.solution import BEGIN, END
from autograder.build.source import read_sources
from autograder.devel.edits import EDITS, FILE_EDITS, find, known

ANSWER = re.compile(r"^# %% (?P<exercise>\S+)\s*$", re.M)
EDIT = re.compile(r"^# do: (?P<edit>\w+) ?(?P<rest>.*)$", re.M)
LIKE = re.compile(r"^# like: (?P<other>\S+)(?: for (?P<exercises>.+))?$", re.M)
SOLVED, RELEASED = "the-solutions", "the-release"

Notebook = Any
#: Exercise to the source of its answer.
Answers = dict[str, str]


def write_submission(file: Path, release: Path, target: Path) -> None:
    """Write the notebook that the student of `file` hands in, based on the released one."""
    notebook = nbformat.read(release, as_version=4)
    for exercise, source in read_answers(file).items():
        _answer(notebook, exercise, source)
    edits = list(_edits(file))
    for edit, rest in edits:
        if edit in EDITS:
            EDITS[edit](notebook, rest)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    for edit, rest in edits:
        if edit in FILE_EDITS:
            FILE_EDITS[edit](target, rest)


def read_answers(file: Path) -> Answers:
    """Read the answers of a submission, including those copied from other submissions.

    Raises
    ------
    BackhandError
        If a `like` line names an exercise that has no answer in the other submission.
    """
    answers: Answers = {}
    for like in LIKE.finditer(_split(file)[0]):
        other, exercises = like["other"], re.findall(r"[^\s,]+", like["exercises"] or "")
        theirs = answers if other == RELEASED else _answers_of(other, file)
        for exercise in exercises:
            if exercise not in theirs:
                raise BackhandError(
                    f"{file}: expected an exercise that has an answer, got {exercise!r} in "
                    f"{like[0]!r}; likely misspelt"
                )
        if other == RELEASED:
            answers = {e: source for e, source in answers.items() if e not in exercises}
        else:
            answers |= {e: theirs[e] for e in exercises or theirs}
    return answers | own_answers(file)


def own_answers(file: Path) -> Answers:
    """Read only the answers that are written in the submission's own file."""
    _, parts = _split(file)
    return {e: source.strip() for e, source in zip(parts[::2], parts[1::2], strict=True)}


def _split(file: Path) -> tuple[str, list[str]]:
    """The lines before the first answer, and a list that alternates exercise and source."""
    head, *parts = ANSWER.split(file.read_text(encoding="utf-8"))
    return head, parts


def _answers_of(other: str, file: Path) -> Answers:
    if other == SOLVED:
        return model_answers()[file.parent.name]
    return read_answers(file.parent / f"{other}{file.suffix}")


@cache
def model_answers() -> dict[str, Answers]:
    """The answers in `solutions/`, by notebook, as a student writes them."""
    return {
        name: {
            cell.metadata.nbgrader.grade_id.removesuffix("-answer"): _as_a_student(cell.source)
            for cell in notebook.cells
            if cell.cell_type == "code" and BEGIN in cell.source
        }
        for name, notebook in read_sources(material("solutions")).items()
    }


def _as_a_student(source: str) -> str:
    """A model answer without nbgrader's markers, the stub that it replaces, and docstrings."""
    stub, _, rest = source.partition(f"{BEGIN}\n")
    # An indented region is part of the function above it; any other replaces the stub.
    if not stub.endswith(" "):
        source = rest
    source = re.sub(rf"^ *({BEGIN}|{END})\n?", "", source, flags=re.M)
    return re.sub(r'^ +""".*?"""\n', "", source, flags=re.M | re.S).strip()


def _edits(file: Path) -> Iterator[tuple[str, str]]:
    for edit, rest in EDIT.findall(_split(file)[0]):
        if edit not in (every := EDITS | FILE_EDITS):
            raise BackhandError(f"expected an edit of {', '.join(every)}, got {edit!r}")
        yield edit, rest.strip()


def _answer(notebook: Notebook, exercise: str, source: str) -> None:
    cell = find(notebook, f"{exercise}-answer") or known(notebook, exercise)
    if cell.cell_type == "markdown":
        source = re.sub(r"^# ?", "", source, flags=re.M)
    cell.source = source.strip()


def copy_sources(name: str, folder: Path) -> Path:
    """Copy what one notebook is made of, its text, pictures and data, into a new folder."""
    sources = material("solutions")
    folder.mkdir()
    shutil.copy(sources / f"{name}.md", folder)
    for beside in ("pictures", name):
        if (sources / beside).is_dir():
            shutil.copytree(sources / beside, folder / beside)
    return folder


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
            write_submission(file, release / name / f"{name}.ipynb", target)
    return names


def _students(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))
