"""A class with its gradebook in PostgreSQL is graded as one with a file."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch.classes import COMMENTS, GRADES, NAME, STUDENTS, copy_of, graded, small_class
from batch.postgresql import INITDB, Server, server
from commands import only_line, run, succeed
from sqlalchemy import DateTime, create_engine, text

from autograder.batch import outbox
from autograder.boundary.errors import BackhandError
from autograder.classroom.gradebook import Grades

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgresql,
    pytest.mark.skipif(
        INITDB is None and "CI" not in os.environ, reason="no PostgreSQL server is installed"
    ),
]


@pytest.fixture(scope="module")
def in_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with its gradebook in a file, and nothing graded; not to be changed."""
    root = small_class(tmp_path_factory.mktemp("files"))
    stamp = root / "submitted" / "ada" / NAME / "timestamp.txt"
    stamp.write_text("2026-01-02 12:00:00 CET")
    return root


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as one:
        yield one


@pytest.fixture(scope="module")
def fresh(in_files: Path, running: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same class with its gradebook in PostgreSQL; copies of it share the gradebook."""
    root = copy_of(in_files, tmp_path_factory.mktemp("postgresql") / "class")
    (root / "gradebook.db").unlink()
    move(root, running.url)
    succeed(root, "nbgrader", "generate_assignment", NAME, "--force")
    return root


@pytest.fixture(scope="module")
def done(fresh: Path) -> Path:
    """The class in PostgreSQL, graded while somebody else reads and does not let go."""
    db_url = configured(fresh)
    with create_engine(db_url).connect() as reader:
        reader.execute(text("select * from grade, submitted_assignment")).fetchall()
        succeed(fresh, "backhand_cli", "grade", ".", NAME)
        assert reader.in_transaction()
    return fresh


def move(root: Path, db_url: str) -> None:
    """Have a class keep its gradebook elsewhere."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.CourseDirectory.db_url = {db_url!r}\n")


def configured(root: Path) -> str:
    return (root / "nbgrader_config.py").read_text("utf-8").rpartition("db_url = ")[2].strip(" '\n")


def rows(db_url: str) -> list[Any]:
    """Grades and comments, of the same types from whichever database."""
    asked = (text(GRADES).columns(timestamp=DateTime), text(COMMENTS))
    with create_engine(db_url).connect() as book:
        return [book.execute(one).fetchall() for one in asked]


def test_it_holds_the_same_rows_as_a_file(in_files: Path, done: Path, tmp_path: Path) -> None:
    root = copy_of(in_files, tmp_path / "class")
    graded(root)
    found = rows(configured(done))
    assert found == rows(f"sqlite:///{root / 'gradebook.db'}")
    assert {row[0] for row in found[0]} == set(STUDENTS) and len(found[1]) > len(STUDENTS)
    assert {str(row[7]) for row in found[0] if row[0] == "ada"} == {"2026-01-02 11:00:00"}


def test_nothing_is_graded_twice(done: Path) -> None:
    before = rows(configured(done))
    assert sorted(graded(done).unchanged) == sorted(STUDENTS)
    assert rows(configured(done)) == before


def said(root: Path) -> Any:
    """The report as data, without the time that grading took."""
    succeed(root, "backhand_cli", "report", ".", "--html", "report", "--json", "report.json")
    report = json.loads((root / "report.json").read_text("utf-8"))
    for student in report["notebooks"][0]["students"]:
        assert student.pop("grading_seconds") > 0
    return report


def test_the_report_and_the_pages_read_it(in_files: Path, done: Path, tmp_path: Path) -> None:
    ran = run(done, "backhand_cli", "report", ".")
    assert ran.returncode == 0 and "otto" in ran.stdout and "factor-two" in ran.stdout
    root = copy_of(in_files, tmp_path / "class")
    graded(root)
    assert said(done) == said(root)
    assert {path.stem for path in (done / "report" / "students").iterdir()} == set(STUDENTS)
    ran = run(done, "backhand_cli", "feedback", ".")
    assert ran.returncode == 0 and f"{len(STUDENTS)} made" in ran.stdout


@pytest.mark.whole
def test_nbgrader_with_the_plug_in_enters_the_same(done: Path) -> None:
    before = rows(configured(done))
    succeed(done, "nbgrader", "autograde", NAME, "--student", "otto", "--force")
    assert rows(configured(done)) == before


def test_no_transaction_stays_open_while_submissions_are_graded(done: Path) -> None:
    book = Grades(configured(done), "sample", NAME)
    asked = "select count(*) from pg_stat_activity where state = 'idle in transaction'"
    with create_engine(configured(done)).connect() as other:
        assert "ada" in book.students()
        assert other.execute(text(asked)).scalar_one() == 0
    book.close()


@pytest.mark.parametrize("newcomer", [False, True])
def test_a_server_that_stops_on_the_way_loses_nothing(
    done: Path, running: Server, monkeypatch: pytest.MonkeyPatch, newcomer: bool
) -> None:
    # What nbgrader has graded since is ours again.
    graded(done)
    before, write = rows(configured(done)), outbox.Outbox._write
    if newcomer:
        shutil.copytree(done / "submitted" / "otto", done / "submitted" / "zoe")

    def write_and_stop(self: Any, *arguments: Any) -> None:
        write(self, *arguments)
        running.stop()

    one_by_one = {"students": ("ada", "zoe" if newcomer else "otto"), "jobs": 1, "force": True}
    with monkeypatch.context() as patch:
        patch.setattr(outbox.Outbox, "_write", write_and_stop)
        with pytest.raises(
            BackhandError, match=r"expected the gradebook at postgresql\+psycopg2://"
        ):
            graded(done, **one_by_one)
    ran = run(done, "backhand_cli", "grade", ".", NAME)
    running.start()
    assert ran.returncode == 2
    assert "the gradebook at postgresql+psycopg2://grader@/postgres" in only_line(ran.stderr)
    # The one that could not be entered; who had been, and who had not come to it, are as before.
    assert graded(done).graded == [one_by_one["students"][1]]
    after = rows(configured(done))
    assert [[row for row in part if row[0] != "zoe"] for part in after] == before
    assert newcomer == ("zoe" in {row[0] for row in after[0]})


@pytest.mark.parametrize("words", [("grade", ".", NAME), ("report", ".")])
def test_a_wrong_host_is_one_line_without_the_password(
    in_files: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    root = copy_of(in_files, tmp_path / "class")
    move(root, "postgresql+psycopg2://grader:tell-nobody@nowhere.invalid/gradebook")
    ran = run(root, "backhand_cli", *words)
    assert ran.returncode == 2 and "nowhere.invalid" in only_line(ran.stderr)
    assert "tell-nobody" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("driver", ["", "+psycopg2"])
def test_a_missing_package_is_one_line(
    in_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    root = copy_of(in_files, tmp_path / "class")
    move(root, f"postgresql{driver}://grader@nowhere.invalid/gradebook")
    # Which of the two it is without a name, SQLAlchemy's version decides.
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    with pytest.raises(
        BackhandError, match=r"expected the package psycopg2? .*backhand\[postgresql\]"
    ):
        graded(root)
