"""`backhand start` fills a student's folder, never over work, and says what it did."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.boundary.errors import BackhandError
from autograder.build.material import material
from autograder.cli import main
from autograder.handout import start
from autograder.handout.copying import RECORD
from autograder.handout.start import put_notebooks

OLD, NEW, NEWEST, MINE = (json.dumps({"cells": [], "metadata": {"is": i}}) for i in range(4))


def hand_out(folder: Path, notebook: str, **files: str) -> None:
    """Unpack an archive in a folder."""
    there = folder / "handed-out" / "one"
    there.mkdir(parents=True, exist_ok=True)
    (there / "one.ipynb").write_text(notebook, encoding="utf-8")
    for name, text in files.items():
        (there / f"{name}.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an unpacked archive, as the current one."""
    folder = tmp_path / "mein Kurs é"
    hand_out(folder, OLD, data="1")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def mine(here: Path) -> Path:
    """The student's copy of the notebook."""
    put_notebooks()
    return here / "backhand-course" / "one" / "one.ipynb"


def test_everything_that_was_handed_out_is_copied_and_nothing_else(mine: Path) -> None:
    assert mine.read_text() == OLD
    assert mine.with_name("data.csv").read_text() == "1"
    assert [path.name for path in mine.parents[1].iterdir() if path.is_dir()] in (
        ["one", ".backhand"],
        [".backhand", "one"],
    )


def test_work_is_left_alone(mine: Path) -> None:
    mine.write_text(MINE)
    folder, said = put_notebooks()
    assert mine.read_text() == MINE
    assert said == [f"Your notebooks are in {folder.resolve()}."]
    assert sorted(path.name for path in mine.parent.iterdir()) == ["data.csv", "one.ipynb"]


def test_a_newer_notebook_is_put_beside_the_work_once_and_said(here: Path, mine: Path) -> None:
    mine.write_text(MINE)
    for number, newer in enumerate([NEW, NEWEST]):
        hand_out(here, newer)
        name = ["one (new).ipynb", "one (new 2).ipynb"][number]
        _, said = put_notebooks()
        assert said[1:] == [
            f"one/one.ipynb: there is a newer version, one/{name}; yours is as you left it."
        ]
        assert mine.with_name(name).read_text() == newer
        assert put_notebooks()[1][1:] == []
    assert mine.read_text() == MINE


def test_what_was_not_changed_is_brought_up_to_date_and_said(here: Path, mine: Path) -> None:
    hand_out(here, NEW, data="2")
    _, said = put_notebooks()
    assert mine.read_text() == NEW and mine.with_name("data.csv").read_text() == "2"
    assert said[1:] == [
        f"one/{name}: replaced by a newer version; you had not changed it."
        for name in ("data.csv", "one.ipynb")
    ]


@pytest.mark.parametrize("record", ["", "[]", "{", '{"digests": [], "by_archive": 1}', None])
def test_without_a_record_everything_that_differs_is_work(
    record: str | None, here: Path, mine: Path
) -> None:
    place = here / "backhand-course" / RECORD
    place.unlink()
    if record is not None:
        place.write_text(record)
    hand_out(here, NEW)
    put_notebooks()
    assert mine.read_text() == OLD
    assert mine.with_name("one (new).ipynb").read_text() == NEW


def test_a_deleted_notebook_comes_back_as_it_was_handed_out(mine: Path) -> None:
    mine.unlink()
    put_notebooks()
    assert mine.read_text() == OLD


def test_the_notebooks_of_an_archive_are_not_mixed_with_the_courses_own(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = mine.parents[1]
    mine.write_text(MINE)
    for place in (work, tmp_path):
        monkeypatch.chdir(place)
        put_notebooks(None if place == work else work)
        assert [path.name for path in work.iterdir() if path.name[0] != "."] == ["one"]
    assert mine.read_text() == MINE


def test_a_new_archive_in_another_place_goes_into_the_folder_that_is_named(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.write_text(MINE)
    hand_out(tmp_path / "week 2", NEW)
    monkeypatch.chdir(tmp_path / "week 2")
    put_notebooks(mine.parents[1])
    assert mine.with_name("one (new).ipynb").read_text() == NEW and mine.read_text() == MINE


def test_without_an_archive_the_courses_own_notebooks_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["start", "--no-open"]) == 0
    assert capsys.readouterr().out.startswith("Copied 01_single_layer, 02_multi_layer, ")
    for path in material("course").glob("0*/*.*"):
        copy = tmp_path / "backhand-course" / path.parent.name / path.name
        assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("place", ["taken", "backhand-course/taken", "handed-out"])
def test_a_folder_that_cannot_be_used_is_one_line(
    place: str, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("taken", "backhand-course/taken"):
        Path(name).write_text("precious")
    assert main(["start", "--no-open", place]) == 2
    said = capsys.readouterr().err
    assert said.startswith("backhand: expected a folder ") and said.count("\n") == 1
    assert "backhand start" in said
    assert Path("taken").read_text() == "precious"


def test_without_jupyterlab_one_line_says_so_and_where_the_notebooks_are(
    mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "find_spec", lambda name: None)
    assert main(["start"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("backhand: expected JupyterLab, got none") and said.count("\n") == 1
    assert str(mine.parents[1].resolve()) in said


@pytest.mark.parametrize("more", [[], ["--no-browser"]])
def test_jupyterlab_opens_where_all_notebooks_are(
    more: list[str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(start, "import_module", lambda name: SimpleNamespace(main=asked.extend))
    assert main(["start", *more]) == 0
    assert asked == [f"--ServerApp.root_dir={(here / 'backhand-course').resolve()}", *more]


@pytest.mark.slow
def test_a_students_installation_is_enough(here: Path) -> None:
    others = ["nbgrader", "nbformat", "jupytext", "tqdm", "yaml", "sqlalchemy", "matplotlib"]
    program = f"import sys; sys.modules |= dict.fromkeys({others}); import backhand_cli; "
    program += "sys.argv[1:] = ['start', '--no-open']; sys.exit(backhand_cli.main())"
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": root}
    )
    assert ran.returncode == 0 and ran.stdout.startswith("Copied one into "), ran.stderr


def test_nothing_is_copied_over_what_is_handed_out(here: Path) -> None:
    with pytest.raises(BackhandError, match="where the notebooks stay as they were handed out"):
        put_notebooks(here / "handed-out" / "one")
