"""Grading one submission in a worker, without the class's folder and without its gradebook."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from nbformat.v4.rwbase import split_lines, strip_transient
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.batch.scores import replace_outputs, scores_of
from autograder.batch.tasks import AssignmentSpec, GradedSubmission, Submission
from autograder.boundary.errors import BackhandError
from autograder.classroom.records import NOTED
from autograder.classroom.rubrics import add_rubrics
from autograder.exam.whose import numbers_of_others
from autograder.execution.grade_and_draw import grade_and_draw
from autograder.execution.grading import GradedNotebook
from autograder.execution.released import imported, read_released
from autograder.execution.seeds import seeds_of
from autograder.exercises.exercise import Exercise
from autograder.own.classes import without_exercises
from autograder.own.load import catalogue_of
from autograder.repair import Release, overwrite, repair
from autograder.repair.files import laid_over

Notebook = Any


def grade(spec: bytes, handed_in: Submission) -> GradedSubmission:
    """Grade one submission; see `worker_process.grade_one`."""
    assignment = _prepared(spec)
    notebooks, scores = {}, {}
    remarks, refused = list(handed_in.remarks), list(handed_in.refused.values())
    for name, content in handed_in.notebooks.items():
        repaired = repair(content, assignment.releases[name])
        if repaired.refused:
            refused.append(repaired.refused)
            continue
        overwrite(repaired.notebook, assignment.spec.recorded.get(name, {}))
        only = assignment.spec.only if name in handed_in.before else ""
        graded = assignment.grade(name, repaired.notebook, handed_in, only)
        remarks += [*repaired.remarks, *graded.remarks]
        remarks += assignment.on_numbers(repaired.notebook, handed_in.student)
        notebook = graded.notebook
        if only:
            notebook = replace_outputs(handed_in.before[name], notebook, only)
        add_rubrics(notebook, assignment.spec.rubrics.get(name, {}))
        notebook.metadata[NOTED] = {"remarks": [*repaired.remarks, *graded.remarks]}
        try:
            scores[name] = scores_of(notebook, only)
        except BackhandError as refusal:
            refused.append(str(refusal))
            continue
        notebooks[name] = _to_text(notebook)
    why = "; ".join(dict.fromkeys(refused))
    return GradedSubmission(
        handed_in.student, notebooks, scores, tuple(dict.fromkeys(remarks)), why
    )


class _Assignment:
    """An assignment's spec, and what each worker makes of it once."""

    def __init__(self, spec: AssignmentSpec) -> None:
        self.spec = spec
        released = read_released(spec.released)
        self.releases = {name: Release(notebook) for name, notebook in released.items()}
        self.wanted = {name: imported(notebook) for name, notebook in released.items()}
        self.catalogue = catalogue_of(spec.exercises)
        config = Config(spec.config)
        self.first = [make(config=config) for make in map(import_item, spec.first)]
        self.last = [make(config=config) for make in map(import_item, spec.last)]

    def grade(
        self, name: str, notebook: Notebook, handed_in: Submission, only: str
    ) -> GradedNotebook:
        """Run and judge one notebook, with the class's own steps before and after."""
        spec = self.spec
        graded = grade_and_draw(
            _apply(self.first, notebook),
            self.wanted[name],
            spec.run,
            seed_for=seeds_of(spec.secret, handed_in.student),
            files=without_exercises(laid_over(handed_in.files, spec.files)),
            catalogue=self._catalogue_for(handed_in.student),
            only=only,
        )
        return replace(graded, notebook=_apply(self.last, graded.notebook))

    def on_numbers(self, notebook: Notebook, student: str) -> list[str]:
        """In an exam, one line for each other student whose numbers are in the notebook."""
        spec = self.spec
        if spec.exam is None:
            return []
        return numbers_of_others(notebook.cells, spec.exam, student, spec.secret)

    def _catalogue_for(self, student: str) -> Mapping[str, Exercise]:
        """The exercises, those of an exam with this student's numbers."""
        spec = self.spec
        if spec.exam is None:
            return self.catalogue
        return {**self.catalogue, **spec.exam.exercises(student, spec.secret)}


def _to_text(notebook: Notebook) -> str:
    """The text of a notebook, as nbformat writes it; the notebook itself is used up.

    nbformat would copy and validate it first, which takes longer than writing it.
    """
    split: Any = strip_transient(split_lines(notebook))
    return json.dumps(split, ensure_ascii=False, indent=1, sort_keys=True)


def _apply(steps: Sequence[Any], notebook: Notebook) -> Notebook:
    for step in steps:
        if step.enabled:
            notebook, _ = step(notebook, {"metadata": {}})
    return notebook


@lru_cache(maxsize=2)
def _prepared(spec: bytes) -> _Assignment:
    return _Assignment(pickle.loads(spec))
