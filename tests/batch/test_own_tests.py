"""An instructor's own tests get the scores that nbgrader gives, in every kind of notebook."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import nbformat
import pytest
from batch.classes import copy_of, graded, notebook, rows
from commands import run, succeed
from execution.conftest import SET_UP, cell
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.boundary.errors import BackhandError
from autograder.build.config import config_text
from autograder.build.release import generate
from autograder.devel.edits import known
from autograder.report.results import read_reports
from autograder.report.table import render

pytestmark = pytest.mark.slow
OWN = "own"
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
PNG = "iVBORw0KGgo="
#: Tests of 2 points by id: each ends in another way.
ENDS = {
    "visible": "assert double(2) == 4",
    "hidden": HIDDEN.format("assert double(3) == 6"),
    "hidden_wrong": "assert double(1) == 2\n" + HIDDEN.format("assert double(3) == 7"),
    "partial": "0.5 * sum([double(1) == 2, double(2) == 4, double(3) == 7])",
    "by_limit": "float(limit == 3)",
    "numpy_float": "np.float64(0.5)",
    "numpy_int": "np.int64(1)",
    "numpy_bool": "np.bool_(False)",
    "nan": "float('nan')",
    "true": "True",
    "false": "False",
    "one": "1",
    "zero": "0",
    "minus_one": "-1",
    "minus_zero": "-0.0",
    "string": "'0.5'",
    "none": "None",
    "pair": "(0.5, 1)",
    "decimal": "from decimal import Decimal\nDecimal('0.5')",
    "words": "'3 tests passed'",
    "semicolon": "0.5;",
    "printed": "print(0.5)",
    "display_first": "display(7)\n0.5",
    "stderr_first": "import sys\nprint('x', file=sys.stderr)\n0.5",
    "stderr_last": "import sys\nsys.displayhook(0.5)\nprint('x', file=sys.stderr)",
    "warning": "import warnings\nwarnings.warn('careful')\n0.5",
    "error_last": "import sys\nsys.displayhook(0.5)\nraise ValueError('x')",
    "error": "display(7)\n1 / 0",
    "bad_repr": "class Bad:\n    def __repr__(self): raise ValueError('no')\nBad()",
    "html_alone": "class Page:\n    def _repr_html_(self): return '<b>0.5</b>'\nPage()",
    "awaited": "import asyncio\nawait asyncio.sleep(0, 0.5)",
    "magic": "%time 0.5",
    "leaving": "import sys\nsys.exit()",
    "asked": "input()",
    "cleared": "from IPython.display import clear_output\n1 / 1\nclear_output()\n0.5",
    "nothing": "",
    # What an answer shows must not push out what decides.
    "after_many": "for k in range(300): display(k)\nassert False",
    "after_much": "print('x' * 3_000_000)\n0.5",
    "no_room": "import sys\nprint('x', file=sys.stderr)",
    "no_room_either": "raise ValueError('x')",
}
FULL = {"numpy_float", "numpy_int", "numpy_bool", "nan", "true", "false"}
FULL |= {"minus_one", "string", "pair", "decimal"}
DOUBLE = "def double(x):\n    return 2 * x"
OUTER = "def weight_gradient(delta, x):\n    return np.outer(delta, x)"
OWN_CHECK = "def check(name, answer):\n    assert answer\n    return float(answer(1))"


def answer(name: str, source: str, **keys: Any) -> Any:
    """An answer's cell, with its solution."""
    solution = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return cell(solution, grade_id=name, solution=True, **keys)


def test_of(name: str, source: str, points: float = 2) -> Any:
    """A test's cell."""
    return cell(source, grade_id=name, grade=True, locked=True, points=points)


test_of.__test__ = False  # type: ignore[attr-defined]


def written(name: str, source: str, **keys: Any) -> Any:
    """A Markdown cell of nbgrader's."""
    made = new_markdown_cell(source)
    defaults = {"grade": False, "locked": False, "solution": False, "task": False}
    made.metadata["nbgrader"] = {**defaults, "schema_version": 3, "grade_id": name, **keys}
    return made


def manual() -> list[Any]:
    """Cells that a person grades."""
    by_hand = {"grade": True, "solution": True}
    return [
        answer("code_by_hand", "x = 1", grade=True, points=3),
        answer("code_untouched", "x = 1", grade=True, points=3),
        written("why", "Because.", points=2, **by_hand),
        written("why_untouched", "Because.", points=2, **by_hand),
        written("task", "Do something.", task=True, locked=True, points=4),
    ]


SOURCES = {
    "mine": lambda: [
        cell("limit = 3\nimport numpy as np", grade_id="limit", locked=True),
        answer("double-answer", DOUBLE),
        *(test_of(name, source) for name, source in ENDS.items()),
        *manual(),
    ],
    "stand_in": lambda: [
        cell(OWN_CHECK, grade_id="set-up", locked=True),
        answer("double-answer", DOUBLE),
        test_of("own_check", 'check("own_check", double)', 3),
    ],
    "mixed": lambda: [
        cell(SET_UP, grade_id="set-up", locked=True),
        answer("weight_gradient-answer", OUTER),
        test_of("weight_gradient", 'check("weight_gradient", weight_gradient)'),
        test_of("beside", HIDDEN.format("assert weight_gradient(np.ones(2), np.ones(3)).all()")),
    ],
}


@pytest.fixture(scope="module")
def fresh(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with an assignment of three own notebooks, handed in by two students."""
    root = copy_of(new_tiny_class, tmp_path_factory.mktemp("own") / "class")
    source = root / "source" / OWN
    source.mkdir()
    for name, cells in SOURCES.items():
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
        made = new_notebook(cells=cells(), metadata=kernel)
        nbformat.write(made, source / f"{name}.ipynb")
    generate(root, OWN, gradebook=True)
    for student in ("ana", "ola"):
        shutil.copytree(root / "release" / OWN, root / "submitted" / student / OWN)
        for name in SOURCES:
            write_answers(root / "submitted" / student / OWN / f"{name}.ipynb")
    path = root / "submitted" / "ola" / OWN / "stand_in.ipynb"
    path.write_text(path.read_text().replace("2 * x", "4 * x"))
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "a-class") as book:
        book.update_or_create_student("ana")
        book.update_or_create_submission(OWN, "ana")
        book.find_grade("partial", "mine", OWN, "ana").extra_credit = 0.25
        book.db.commit()
    return root


def write_answers(path: Path) -> None:
    """Answer, and change what must not be changed."""
    released = nbformat.read(path, 4)
    answers = {"double-answer": DOUBLE, "weight_gradient-answer": OUTER, "code_by_hand": "x = 2"}
    answers |= {"why": "See ![](attachment:a.png)", "limit": "limit = 0", "visible": "2.0"}
    for one in released.cells:
        name = one.metadata.nbgrader.grade_id
        one.source = answers.get(name, one.source)
        if name == "why":
            one.attachments = {"a.png": {"image/png": PNG}}
    nbformat.write(released, path)


@pytest.fixture(scope="module")
def ours(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class, graded by `backhand grade`."""
    root = copy_of(fresh, tmp_path_factory.mktemp("ours") / "class")
    progress = graded(root, OWN)
    assert progress.graded == ["ana"] and list(progress.refused) == ["ola"]
    return root


def of(student: str, root: Path) -> list[Any]:
    """The gradebook's rows about one student."""
    return [[row for row in table if row[0] == student] for table in rows(root)]


def test_every_cell_gets_what_plain_nbgrader_gives_it(
    fresh: Path, ours: Path, tmp_path: Path
) -> None:
    theirs = copy_of(fresh, tmp_path / "theirs")
    shutil.rmtree(theirs / "submitted" / "ola")
    (theirs / "nbgrader_config.py").write_text(config_text("a-class", plain=True))
    succeed(theirs, "nbgrader", "autograde", OWN)
    assert of("ana", ours) == of("ana", theirs)
    scores = {name: score for _, name, score, *_ in of("ana", ours)[0]}
    assert {name for name in FULL if scores[name] != 2} == set()
    # Nobody grades what was not answered; the rest waits for a person.
    assert scores["visible"] == 2 and scores["hidden_wrong"] == 0 and scores["partial"] == 1
    assert [scores[name] for name in ("why", "why_untouched", "task")] == [None, 0, None]
    for root in (ours, theirs):
        why = known(
            nbformat.read(notebook(root, "ana", "autograded", OWN).with_stem("mine"), 4), "why"
        )
        assert why.attachments == {"a.png": {"image/png": PNG}}


@pytest.mark.whole
def test_nbgraders_autograde_with_the_judge_enters_the_same(
    fresh: Path, ours: Path, tmp_path: Path
) -> None:
    theirs = copy_of(fresh, tmp_path / "theirs")
    ran = run(theirs, "nbgrader", "autograde", OWN)
    assert ran.returncode == 1 and "ola: expected cell own_check to end in at most" in ran.stderr
    assert of("ana", ours) == of("ana", theirs)
    assert read_reports(theirs, OWN)[0].refused == read_reports(ours, OWN)[0].refused


def test_a_value_above_the_points_is_that_students_line(ours: Path) -> None:
    (report,) = read_reports(ours, OWN)
    assert report.refused == {
        "ola": "expected cell own_check to end in at most its 3 points, got 4.0, which nbgrader "
        "refuses; likely the test adds up more than its points: correct it in source/"
    }


def test_a_value_that_scores_in_full_by_mistake_is_remarked_on(ours: Path) -> None:
    (report,) = read_reports(ours, OWN)
    lines = [line for line in report.remarks["ana"] if "scores as full points" in line]
    assert {line.split()[1] for line in lines} == FULL
    assert lines[0] == (
        "cell numpy_float ended in np.float64(0.5), which nbgrader scores as full points; "
        "likely float(...) was meant, of a number from 0 to the cell's points"
    )


def test_the_report_names_the_tests_that_a_submission_can_reach(ours: Path) -> None:
    (report,) = read_reports(ours, OWN)
    assert set(report.own_tests) == {*ENDS, "own_check", "beside"}
    assert "where a submission can reach them: " in render(report)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("from backhand import affine_vjp", "got backhand.affine_vjp, which is a gradient"),
        ("import nowhere.at_all", "got nowhere, which is not installed there"),
    ],
)
def test_an_import_that_a_submission_does_not_have_is_refused(
    fresh: Path, tmp_path: Path, line: str, said: str
) -> None:
    root = copy_of(fresh, tmp_path / "class")
    path = root / "source" / OWN / "mine.ipynb"
    source = nbformat.read(path, 4)
    known(source, "hidden").source = HIDDEN.format(line)
    nbformat.write(source, path)
    ran = run(root, "nbgrader", "generate_assignment", OWN, "--force")
    assert ran.returncode == 1
    assert "BackhandError: mine, cell hidden: expected only imports that work" in ran.stderr
    assert said in ran.stderr


def test_before_anybody_is_graded_hidden_tests_are_looked_at_too(
    fresh: Path, tmp_path: Path
) -> None:
    root = copy_of(fresh, tmp_path / "class")
    with sqlite3.connect(root / "gradebook.db") as book:
        # As in a class whose configuration is older than the refusal.
        changed = "update source_cell set source = 'import nowhere' where name = 'hidden'"
        book.execute(changed)
    with pytest.raises(BackhandError, match=r"mine, cell hidden: .*got nowhere, which is not"):
        graded(root, OWN)
    assert not (root / "autograded").exists()
