"""The formgrader shows verdicts and figures, takes scores, and runs nothing of a submission."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from batch.classes import (
    ATTACHED,
    DESERVED,
    FIGURES,
    NAME,
    copy_of,
    graded,
    notebook,
    small_class,
    totals,
)
from bs4 import BeautifulSoup
from every import every
from feedback.jupyter import Server, served
from feedback.vectors import AT_ONCE, MARK
from nbgrader.api import Gradebook

from autograder.catalogue import CATALOGUE
from autograder.classroom.records import NOTED
from autograder.devel.edits import known

pytestmark = pytest.mark.slow
GRADED = [one.id for one in CATALOGUE.values() if one.notebook == NAME]
GRADED += ["by_hand_batch_gradient", "explain_delta"]


def write_vectors(file: Path) -> None:
    """Have an explanation hold, and an answer show, whatever could run in a page."""
    handed_in = nbformat.read(file, 4)
    known(handed_in, "explain_delta").source = "\n\n".join(AT_ONCE)
    known(handed_in, "single_shapes-answer").source += "".join(
        f"\ndisplay({{'text/html': {vector!r}}}, raw=True)" for vector in AT_ONCE[:20]
    )
    nbformat.write(handed_in, file)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with slips and with scripts handed in, graded; one more handed in, and not graded."""
    root = small_class(tmp_path_factory.mktemp("formgrader"), ("ada", "otto"))
    shutil.copytree(root / "submitted" / "otto", root / "submitted" / "vera")
    write_vectors(notebook(root, "vera"))
    assert sorted(graded(root, students=("otto", "vera")).graded) == ["otto", "vera"]
    return root


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(root, tmp_path_factory.mktemp("jupyter") / "own") as running:
        yield running


def submission(root: Path, student: str) -> str:
    """What the formgrader calls a student's notebook."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "sample") as book:
        return str(book.find_submission_notebook(NAME, NAME, student).id)


def page(server: Server, root: Path, student: str) -> BeautifulSoup:
    return BeautifulSoup(
        server.get(f"/formgrader/submissions/{submission(root, student)}/"), "html.parser"
    )


@pytest.mark.parametrize(
    "path", ["manage_assignments", f"manage_submissions/{NAME}", f"gradebook/{NAME}/{NAME}"]
)
def test_its_lists_are_there(server: Server, path: str) -> None:
    assert "nbgrader" in server.get(f"/formgrader/{path}")


def test_a_submission_shows_verdicts_and_figures_and_a_field_for_each_score(
    server: Server, root: Path
) -> None:
    soup = page(server, root, "otto")
    text = soup.get_text()
    assert "weight_gradient: not yet. 0 of 2 points." in text
    assert "a factor 2 is in it that does" in text
    assert "single_shapes: right. 1 of 1 points." in text
    fields = [field["id"] for field in soup.find_all("input", class_="score")]
    assert sorted(fields) == sorted(GRADED)
    pictures = soup.find_all("img", src=lambda src: src.startswith("data:image/png"))
    assert len(pictures) == FIGURES + ATTACHED
    assert "drawn when the feedback page is made" not in text
    assert "not recognized" not in server.said()


def test_a_score_can_be_entered(server: Server, root: Path) -> None:
    asked = f"/formgrader/api/grades?submission_id={submission(root, 'vera')}"
    (before,) = (one for one in json.loads(server.get(asked)) if one["name"] == "explain_delta")
    assert before["needs_manual_grade"] and before["manual_score"] is None
    server.ask("PUT", f"/formgrader/api/grade/{before['id']}", {**before, "manual_score": 2.5})
    (after,) = (one for one in json.loads(server.get(asked)) if one["name"] == "explain_delta")
    assert after["manual_score"] == 2.5 and not after["needs_manual_grade"]


def test_nothing_of_a_submission_runs_in_it(server: Server, root: Path) -> None:
    honest, hostile = page(server, root, "otto"), page(server, root, "vera")
    assert hostile.get_text().count(MARK) > 10
    scripts = [[one.get("src") for one in soup("script")] for soup in (honest, hostile)]
    assert scripts[0] == scripts[1]
    assert not any(MARK in one.get_text() for one in hostile("script"))
    assert not hostile.find_all(["iframe", "object", "embed", "base", "form"])
    values = [str(value) for tag in hostile(True) for value in tag.attrs.values()]
    assert not any(MARK in value for value in values)


def test_a_server_started_elsewhere_shows_the_pages_of_the_class_that_it_is_given(
    root: Path, tmp_path: Path
) -> None:
    other = copy_of(root, tmp_path / "courses" / "other")
    with served(tmp_path / "courses", tmp_path / "own") as running:
        for place in (other, root):
            running.get(f"/formgrader/?path={place}")
            shown = running.get(f"/formgrader/submissions/{submission(place, 'vera')}/")
            soup = BeautifulSoup(shown, "html.parser")
            assert soup.find("aside", class_="bh-rubric")
            assert not any(MARK in one.get_text() for one in soup("script"))


@pytest.mark.parametrize("how", every(2, [signal.SIGKILL, signal.SIGTERM]))
def test_autograde_uses_the_judge_whose_processes_end_with_the_server(
    root: Path, tmp_path: Path, how: signal.Signals
) -> None:
    copy = copy_of(root, tmp_path / "class")
    with served(copy, tmp_path / "own") as running:
        said = json.loads(
            running.ask("POST", f"/formgrader/api/submission/{NAME}/ada/autograde", {})
        )
        assert said["success"], said
        judge = psutil.Process(running.process.pid).children(recursive=True)
        assert any("autograder.execution.child.server" in one.cmdline() for one in judge)
        running.process.send_signal(how)
        running.process.wait(60)
        assert psutil.wait_procs(judge, timeout=30)[1] == []
    assert totals(copy)["ada"] == DESERVED["ada"]
    assert NOTED in nbformat.read(notebook(copy, "ada", "autograded"), 4).metadata
