"""What one worker does with one submission: it needs no class folder and no gradebook.

All it is given and all it returns can be sent to another process, or to another machine.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import Any

import nbformat
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.batch.tasks import AssignmentSpec, GradedSubmission, Submission
from autograder.classroom.gradebook_rows import Scores
from autograder.classroom.records import NOTED
from autograder.execution.grade_and_draw import grade_and_draw
from autograder.execution.grading import GradedNotebook
from autograder.execution.released import imported, read_released
from autograder.execution.seeds import seeds_of
from autograder.repair import overwrite, repair
from autograder.repair.files import laid_over

Notebook = Any

# On a cluster a worker may have threads; an engine answers one at a time.
_one_at_a_time = Lock()


def grade(spec: bytes, handed_in: Submission) -> GradedSubmission:
    """Grade one submission; see `worker_process.grade_one`."""
    with _one_at_a_time:
        return _grade(_read(spec), handed_in)


def _grade(given: _Given, handed_in: Submission) -> GradedSubmission:
    notebooks, scores = {}, {}
    remarks, refused = list(handed_in.remarks), list(handed_in.refused.values())
    for name, content in handed_in.notebooks.items():
        fixed = repair(content, given.released[name])
        if fixed.refused:
            refused.append(fixed.refused)
            continue
        overwrite(fixed.notebook, given.spec.recorded.get(name, {}))
        only = given.spec.only if name in handed_in.before else ""
        graded = given.grade(name, fixed.notebook, handed_in, only)
        remarks += [*fixed.remarks, *graded.remarks]
        notebook = graded.notebook
        if only:
            notebook = replaced(handed_in.before[name], notebook, only)
        notebook.metadata[NOTED] = {"remarks": [*fixed.remarks, *graded.remarks]}
        scores[name] = scores_of(notebook, only)
        notebooks[name] = _written(notebook)
    why = "; ".join(dict.fromkeys(refused))
    return GradedSubmission(
        handed_in.student, notebooks, scores, tuple(dict.fromkeys(remarks)), why
    )


class _Given:
    """A spec with what is made of it once, in each worker."""

    def __init__(self, spec: AssignmentSpec) -> None:
        self.spec = spec
        self.released = read_released(spec.released)
        self.wanted = {name: imported(notebook) for name, notebook in self.released.items()}
        config = Config(spec.config)
        self.first = [make(config=config) for make in map(import_item, spec.first)]
        self.last = [make(config=config) for make in map(import_item, spec.last)]

    def grade(
        self, name: str, notebook: Notebook, handed_in: Submission, only: str
    ) -> GradedNotebook:
        """Run and judge one notebook, with the class's own steps before and after."""
        spec = self.spec
        graded = grade_and_draw(
            _through(self.first, notebook),
            self.wanted[name],
            spec.run,
            seed_for=seeds_of(spec.secret),
            files=laid_over(handed_in.files, spec.files),
            only=only,
        )
        return replace(graded, notebook=_through(self.last, graded.notebook))


def _written(notebook: Notebook) -> str:
    """A notebook that is not needed any more, as nbformat writes it.

    Valid as it was made: to look it up in the schema, or to copy it, takes longer than to write it.
    """
    split: Any = strip_transient(split_lines(notebook))
    return json.dumps(split, ensure_ascii=False, indent=1, sort_keys=True)


def _through(steps: Sequence[Any], notebook: Notebook) -> Notebook:
    for step in steps:
        if step.enabled:
            notebook, _ = step(notebook, {"metadata": {}})
    return notebook


@lru_cache(maxsize=2)
def _read(spec: bytes) -> _Given:
    """Read a spec, or find it read already."""
    return _Given(pickle.loads(spec))


def replaced(before: str, now: Notebook, exercise: str) -> Notebook:
    """A notebook as graded before, with the outputs of one check as they are now."""
    notebook = nbformat.reads(before, as_version=4)
    outputs = {
        cell.metadata.nbgrader.grade_id: cell.outputs
        for cell in now.cells
        if cell.cell_type == "code" and is_grade(cell)
    }
    for cell in notebook.cells:
        if is_grade(cell) and cell.metadata.nbgrader.grade_id == exercise:
            cell.outputs = outputs[exercise]
    return notebook


def scores_of(notebook: Notebook, only: str = "") -> Scores:
    """What nbgrader would enter in the gradebook for a notebook, or for one of its cells."""
    grades, comments = {}, {}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if only and name != only:
            continue
        if is_grade(cell):
            grades[name] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            checksum = cell.metadata.nbgrader.get("checksum")
            unchanged = checksum == compute_checksum(cell) and not is_task(cell)
            comments[name] = "No response." if unchanged else None
    return Scores(grades, comments)
