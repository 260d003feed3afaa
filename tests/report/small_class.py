"""A class on disk as grading leaves it, without running anything: for tests of the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

NAME = "01_single_layer"
POINTS = {"weight_gradient": 2, "layer_gradients": 4, "explain_delta": 3}
RELEASED = {
    "weight_gradient": "def weight_gradient(delta, x):\n    ...  # your code here",
    "layer_gradients": "def layer_gradients(x, y, W, b):\n    ...  # your code here",
}
MODEL = {
    "weight_gradient": "def weight_gradient(delta, x):\n    return np.outer(delta, x)",
    "layer_gradients": "def layer_gradients(x, y, W, b):\n    a = 1 / (1 + np.exp(-(W @ x + b)))\n"
    "    delta = (a - y) * a * (1 - a)\n    return delta, np.outer(delta, x), delta, W.T @ delta",
}
SWAPPED = "def weight_gradient(delta, x):\n    return np.outer(x, delta)"


@dataclass
class Handed:
    """What one student handed in, and how it was graded."""

    answers: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    slips: Mapping[str, str] = field(default_factory=dict)
    hand: Mapping[str, float] = field(default_factory=dict)
    text: str = ""
    remarks: tuple[str, ...] = ()
    refused: str = ""
    seconds: float = 0.0


def make_class(root: Path, students: Mapping[str, Handed]) -> Path:
    """Make a class in which these students were graded."""
    root.mkdir(exist_ok=True)
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.CourseDirectory.root = {str(root)!r}\nc.CourseDirectory.course_id = 'spring'\n"
    )
    _write(root / "release" / NAME, _notebook(RELEASED, Handed()))
    _write(root / "source" / NAME, _notebook(MODEL, Handed()))
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        book.add_assignment(NAME)
        book.add_notebook(NAME, NAME)
        for name, points in POINTS.items():
            book.add_grade_cell(name, NAME, NAME, max_score=points, cell_type="code")
        for student, one in students.items():
            _hand_in(root, book, student, one)
        book.db.commit()
    return root


def _hand_in(root: Path, book: Gradebook, student: str, one: Handed) -> None:
    (root / "submitted" / student / NAME).mkdir(parents=True)
    record = {"remarks": one.remarks, "refused": one.refused, "seconds": one.seconds}
    file = root / ".backhand" / "graded" / NAME / f"{student}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record))
    if one.refused:
        return
    _write(root / "autograded" / student / NAME, _notebook({**MODEL, **one.answers}, one))
    book.add_student(student)
    book.add_submission(NAME, student)
    for name, points in POINTS.items():
        grade = book.find_grade(name, NAME, NAME, student)
        grade.auto_score = None if name == "explain_delta" else one.scores.get(name, points)
        grade.manual_score = one.hand.get(name)
        grade.needs_manual_grade = name == "explain_delta" and name not in one.hand


def _notebook(answers: Mapping[str, str], one: Handed) -> dict[str, Any]:
    cells = []
    for name, source in answers.items():
        number = "A5" if name == "weight_gradient" else "B5"
        cells.append(_cell("markdown", f"### {number}. A question", None))
        cells.append(_cell("code", source, {"grade_id": f"{name}-answer", "solution": True}))
        score = one.scores.get(name, POINTS[name])
        said = f"{name}: {score}.\nThis equals what you get if …\n"
        line = f"[backhand] {name} {score}/{POINTS[name]} slips={one.slips.get(name, '')}\n"
        check = _cell("code", f'check("{name}", {name})', {"grade_id": name, "grade": True})
        check["outputs"] = [{"output_type": "stream", "name": "stdout", "text": [said, line]}]
        cells.append(check)
    own = {"grade_id": "explain_delta", "grade": True, "solution": True}
    cells.append(_cell("markdown", "### C5. Explain", None))
    cells.append(_cell("markdown", one.text, own))
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, source: str, nbgrader: Mapping[str, Any] | None) -> dict[str, Any]:
    metadata = {} if nbgrader is None else {"nbgrader": nbgrader}
    cell = {"cell_type": kind, "metadata": metadata, "source": source.splitlines(True)}
    return {**cell, "outputs": []} if kind == "code" else cell


def _write(folder: Path, notebook: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook, indent=1), "utf-8")
