"""The scores that harmless submissions deserve can be had: they get them without any walls."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hostile.corpus import FOLDER, NOTEBOOK, RELEASE, Submission, expected, submissions

from autograder.repair import find_notebook, repair

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork"),
]
RELEASED = nbformat.read(RELEASE, as_version=4)
#: Code of the release that nothing depends on.
SHOWN = {cell.source for cell in RELEASED.cells if "nbgrader" not in cell.metadata}
#: These need what the grader adds: files beside the notebook, helpers in a second try, and
#: something in the place of windows, debuggers and a closed output.
NEED_MORE = {
    *("data_after_chdir", "data_beside", "helper_file_beside", "runs_another_file"),
    *("writes_its_own_module", "helper_before_a_crash", "helper_before_a_reset"),
    *("imports_used_everywhere", "everything_cleared", "output_closed", "switches_backend"),
    *("matplotlib_notebook", "matplotlib_widget", "debugger_left", "breakpoint_in_the_answer"),
}
HARMLESS = [
    one
    for one in submissions("careless", "cells", "files", "html")
    if expected()[one.name] is not None and one.name not in NEED_MORE
]


def write(one: Submission, folder: Path) -> None:
    """The repaired notebook with the set-up cell, what was answered and the student's own cells."""
    found = find_notebook(one.hand_in(folder / "submitted"), NOTEBOOK, RELEASED)
    notebook = repair(found.content, RELEASED).notebook
    exercises = {*one.answers, *(expected()[one.name] or {})}
    kept = {"setup_01", *exercises, *(f"{exercise}-answer" for exercise in exercises)}
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "setup_01") in kept
        and cell.source not in SHOWN
    ]
    nbformat.write(notebook, folder / f"{one.name}.ipynb")


def test_harmless_submissions_get_what_they_deserve(tmp_path: Path) -> None:
    for one in HARMLESS:
        write(one, tmp_path)
    subprocess.run(
        [sys.executable, str(FOLDER / "alone.py"), str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert {
        one.name: {e: scores[one.name].get(e, 0.0) for e in expected()[one.name] or {}}
        for one in HARMLESS
    } == {one.name: expected()[one.name] for one in HARMLESS}
