"""Under `nbgrader autograde` the judge stands where Execute stood, and all else stays as it was."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder import plugin
from autograder.classroom import SECRET, new_class
from autograder.confine import ESSENTIAL, available
from autograder.material import sample_class
from autograder.sample import hand_in

NAME = "01_single_layer"
CONFIG = """
from autograder.plugin import PREPROCESSORS
c.Autograde.autograde_preprocessors = PREPROCESSORS
c.Judged.timeout = 2
c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
"""
OUTPUTS = "outputs"

pytestmark = pytest.mark.skipif(
    not ESSENTIAL.issubset(available()), reason="too few walls on this system"
)


def nbgrader(root: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def expected() -> dict[str, dict[str, float]]:
    sample = sample_class()
    assert sample is not None
    with (sample / NAME / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row.pop("student"): {k: float(v) for k, v in row.items()} for row in rows}


def found(root: Path) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "judged") as book:
        for student in book.students:
            grades = book.find_submission_notebook(NAME, NAME, student.id).grades
            scores[student.id] = {g.name: g.score for g in grades if g.cell.cell_type == "code"}
    return scores


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample class, graded by nbgrader's own commands with the plug-in configured."""
    sample = sample_class()
    assert sample is not None
    folder = tmp_path_factory.mktemp("judged")
    root = folder / "class"
    new_class(root, name="judged")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(CONFIG)
    (folder / "sample").mkdir()
    (folder / "sample" / NAME).symlink_to(sample / NAME)
    hand_in(folder / "sample", root / "release", root / "submitted")
    nbgrader(root, "autograde", NAME)
    return root


@pytest.mark.slow
def test_scores_are_those_of_the_hand_written_table(judged: Path) -> None:
    table, scores = expected(), found(judged)
    assert set(table) == set(scores)
    for student, row in table.items():
        for exercise, score in row.items():
            assert scores[student][exercise] >= score, (student, exercise)
    assert {s: scores[s] for s in ("ada", "tess", "halim")} == {
        s: table[s] for s in ("ada", "tess", "halim")
    }


@pytest.mark.slow
def test_feedback_and_export_follow_as_ever(judged: Path) -> None:
    nbgrader(judged, "generate_feedback", NAME)
    nbgrader(judged, "export")
    page = judged / "feedback" / "tess" / NAME / f"{NAME}.html"
    assert "weight_gradient: not yet. 0 of 2 points." in page.read_text(encoding="utf-8")
    with (judged / "grades.csv").open(encoding="utf-8") as file:
        totals = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert totals["ada"] == sum(expected()["ada"].values())


@pytest.mark.slow
def test_the_secret_is_nowhere_in_what_students_get_back(judged: Path) -> None:
    secret = (judged / SECRET).read_text().strip()
    for path in (judged / "autograded").rglob("*.ipynb"):
        assert secret not in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_figures_and_errors_stay_in_the_notebook(judged: Path) -> None:
    path = judged / "autograded" / "halim" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    kinds = {o.output_type for c in notebook.cells for o in c.get(OUTPUTS, [])}
    assert kinds == {"stream", "error", "execute_result"}
    shown = [o for c in notebook.cells for o in c.get(OUTPUTS, []) if "data" in o]
    assert any("data:image/png;base64" in o.data.get("text/html", "") for o in shown)


@pytest.fixture
def course(tmp_path: Path) -> CourseDirectory:
    course = CourseDirectory()
    course.root = str(tmp_path)
    return course


def write_source(course: CourseDirectory, source: str) -> None:
    metadata = {"nbgrader": {"locked": True, "grade": False, "solution": False, "grade_id": "s"}}
    cells = [nbformat.v4.new_code_cell(source, metadata=metadata)]
    cells.append(nbformat.v4.new_code_cell("from backhand import backward"))
    path = Path(course.root) / "source" / "one" / "one.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def test_what_can_be_imported_is_said_by_the_instructors_version(course: CourseDirectory) -> None:
    write_source(course, "from backhand import Node, draw")
    assert plugin.released_imports(course, "one", "one") == ("Node", "draw")
    assert plugin.released_imports(course, "other", "other") == ()


def test_files_beside_a_notebook_go_along_but_links_and_notebooks(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "points.csv").write_text("1,2")
    (tmp_path / "one.ipynb").write_text("{}")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "file").write_text("x")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "large").write_bytes(bytes(plugin.ONE_FILE + 1))
    assert plugin.files_beside(tmp_path) == {"data/points.csv": b"1,2"}


@pytest.fixture
def engines() -> Iterator[Any]:
    yield plugin._engines
    plugin.close_engines()


def test_notebooks_with_the_same_imports_share_an_engine(engines: Any) -> None:
    assert plugin.engine_for(("draw",)) is plugin.engine_for(("draw",))
    assert plugin.engine_for(("draw",)) is not plugin.engine_for(("Node", "draw"))
    plugin.close_engines()
    assert engines == {}


def test_without_a_secret_draws_are_those_of_check_itself() -> None:
    from autograder import checking

    graded = checking._GRADING
    try:
        checking._GRADING = True
        assert plugin.public_seed("weight_gradient") == checking._seed("weight_gradient")
    finally:
        checking._GRADING = graded
