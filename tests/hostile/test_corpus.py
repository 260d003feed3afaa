"""The corpus is complete, and repair leaves of each submission what its student wrote."""

from __future__ import annotations

import csv
from pathlib import Path

import nbformat
import pytest
from hostile.corpus import (
    FOLDER,
    NOTEBOOK,
    RELEASE,
    RELEASED,
    Submission,
    expected,
    submissions,
)

from autograder.catalogue import CATALOGUE
from autograder.repair import find_notebook, repair

THREATS = {
    *("forging", "objects", "late", "reading", "transformers", "outputs", "exits", "floods"),
    *("neighbours", "html", "careless", "cells", "files"),
}
#: Written by hand, without a check of its own.
EXPLAINED = "explain_delta"


def test_every_threat_has_its_submissions() -> None:
    assert {one.threat for one in submissions()} == THREATS
    assert all(len(submissions(threat)) >= 5 for threat in THREATS)


def test_names_are_unique() -> None:
    names = [one.name for one in submissions()]
    assert len(set(names)) == len(names)


def test_the_hand_written_table_says_what_each_answer_deserves() -> None:
    table = expected()
    assert set(table) == {one.name for one in submissions()}
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {(row["threat"], row["submission"]) for row in rows} == {
        (one.threat, one.name) for one in submissions()
    }
    for one in submissions():
        scores = table[one.name]
        if scores is not None:
            assert set(one.answers) - {EXPLAINED} <= set(scores)
            assert all(0 <= score <= CATALOGUE[e].points for e, score in scores.items())


def test_every_submission_says_what_it_tries() -> None:
    for one in submissions():
        lines = one.file.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# ") and lines[0].endswith("."), one.name
        assert max(map(len, lines)) <= 110, one.name


def test_an_attack_costs_no_other_answer() -> None:
    """Every submission has an answer that deserves full points, whatever the others do."""
    for name, scores in expected().items():
        if scores is not None:
            assert any(score == CATALOGUE[e].points for e, score in scores.items()), name


@pytest.mark.parametrize("one", submissions(), ids=lambda one: one.name)
def test_repair_leaves_what_was_written(one: Submission, tmp_path: Path) -> None:
    (tmp_path / "ada" / NOTEBOOK).mkdir(parents=True)
    (tmp_path / "ada" / NOTEBOOK / f"{NOTEBOOK}.ipynb").write_bytes(RELEASE.read_bytes())
    found = find_notebook(one.hand_in(tmp_path), NOTEBOOK, RELEASED)
    done = repair(found.content, RELEASED)
    refused = found.refused or done.refused
    assert bool(refused) == (expected()[one.name] is None)
    if refused:
        assert "\n" not in refused
        return
    nbformat.validate(done.notebook)
    cells = {c.metadata.nbgrader.grade_id: c for c in done.notebook.cells if c.metadata}
    for exercise, source in one.answers.items():
        if exercise != EXPLAINED:
            assert cells[f"{exercise}-answer"].source == source
            assert cells[exercise].source.startswith(f'check("{exercise}", ')


@pytest.mark.parametrize("one", submissions("cells", "files"), ids=lambda one: one.name)
def test_what_was_done_to_cells_and_files_is_said(one: Submission, tmp_path: Path) -> None:
    found = find_notebook(one.hand_in(tmp_path), NOTEBOOK, RELEASED)
    done = repair(found.content, RELEASED) if not found.refused else None
    said = [*found.remarks, found.refused, *(done.remarks if done else ()), done and done.refused]
    # A number of nbgrader's that decides nothing is set right without a word: the gradebook has
    # the points.
    assert any(said) or one.name in {"schema_of_tomorrow", "more_points"}
