"""Plain nbgrader gives repaired notebooks the scores of the submissions they were made from."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from classroom.test_sample_class import class_of, expected_scores, scores
from commands import succeed
from hostile.corpus import expected, submissions
from repair.notebooks import NAME, RELEASED

from autograder.repair import find_notebook, repair

#: Partly right and wrong; not Luca, whose loop nbgrader waits for.
STUDENTS = ("dora", "noor")
#: Each of these would stop plain nbgrader, or cost the student deserved points.
DAMAGED = ("check_twice", "metadata_and_ids_gone", "format_3")


def repaired(folder: Path) -> None:
    """Put the repaired notebook in place of what was handed in."""
    found = find_notebook(folder, NAME, RELEASED)
    notebook = repair(found.content, RELEASED).notebook
    shutil.rmtree(folder)
    folder.mkdir()
    nbformat.write(notebook, folder / f"{NAME}.ipynb")


@pytest.mark.whole
@pytest.mark.slow
def test_plain_nbgrader_grades_what_was_repaired(tmp_path: Path) -> None:
    root = class_of(NAME, tmp_path)
    for folder in (root / "submitted").iterdir():
        if folder.name not in STUDENTS:
            shutil.rmtree(folder)
    damaged = [one for one in submissions("cells", "files") if one.name in DAMAGED]
    assert len(damaged) == len(DAMAGED)
    for one in damaged:
        one.hand_in(root / "submitted")
    for folder in (root / "submitted").glob(f"*/{NAME}"):
        repaired(folder)
    succeed(root, "nbgrader", "autograde", NAME)

    table = {student: expected_scores(NAME)[student] for student in STUDENTS}
    # Dora had deleted this check, which plain nbgrader cannot put back; her answer is right.
    table["dora"]["softmax_delta"] = 3.0
    for name in DAMAGED:
        table[name] = dict.fromkeys(table["dora"], 0.0) | (expected()[name] or {})
    assert scores(root, NAME, list(table["dora"])) == table
