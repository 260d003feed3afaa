"""The commands of the pages for instructors: each is one, and in their order they run."""

from __future__ import annotations

import contextlib
import csv
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from commands import run

from autograder.cli import main, parser

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDE = ROOT / "docs" / "instructors.md"
#: These wait for somebody, or take long and have been run.
NOT_RUN = ("backhand new-class", "backhand formgrader")
STUDENTS = "id,first_name,last_name,email,lms_user_id\nada,Ada,Young,,\nbob,Bob,Old,,\n"


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The language and the text of each block of code; a longer fence can hold a shorter one."""
    text = page.read_text(encoding="utf-8")
    for _, language, block in re.findall(r"^(`{3,})(\w*)\n(.*?)^\1$", text, re.M | re.S):
        yield language, block


def command_lines(page: Path) -> Iterator[str]:
    """The lines that are typed into a terminal, without comments."""
    for language, block in blocks(page):
        if language in ("", "sh"):
            lines = (line.partition(" #")[0].strip() for line in block.splitlines())
            yield from filter(None, lines)


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.stem)
def test_every_command_of_a_page_is_one(page: Path) -> None:
    for line in command_lines(page):
        if line.startswith("backhand "):
            words = [word for word in shlex.split(line)[1:] if word not in ("[", "]", "|", "…")]
            with contextlib.suppress(SystemExit):
                parser().parse_args(words)
                continue
            pytest.fail(f"{page.name}: {line}")


def test_every_command_that_a_page_names_in_its_text_exists() -> None:
    known = set(re.findall(r"^    ([\w-]+)(?:  |$)", parser().format_help(), re.M))
    assert {"grade", "remove-student"} <= known
    for page in PAGES:
        named = re.findall(r"`backhand ([a-z][\w-]*)", page.read_text(encoding="utf-8"))
        assert set(named) <= known, page.name


@pytest.fixture
def term(new_tiny_class: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a class of the tiny notebook, and the files that the page takes for granted."""
    shutil.copytree(new_tiny_class, tmp_path / "spring")
    (tmp_path / "students.csv").write_text(STUDENTS, encoding="utf-8")
    notebook = nbformat.read(new_tiny_class / "release" / "tiny" / "tiny.ipynb", 4)
    for name, answer in (("submissions.zip", 1), ("second.zip", 2)):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "double-answer":
                cell.source = f"def double():\n    return {answer}"
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("ada.ipynb", nbformat.writes(notebook))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def do(line: str, term: Path) -> None:
    """Run one line of the page."""
    words = shlex.split(line)
    if line.startswith(NOT_RUN):
        return
    if words[0] == "backhand":
        assert main(words[1:]) == 0, line
    elif words[0] == "nbgrader":
        done = run(term, *words)
        assert done.returncode == 0, done.stderr
    else:
        subprocess.run(words, cwd=term, check=True)


def score(term: Path, attempt: str) -> str:
    """Ada's score in a grade file."""
    with (term / attempt).open(encoding="utf-8") as file:
        (row,) = (row for row in csv.DictReader(file) if "ada" in row.values())
    return row["score"]


@pytest.mark.whole
def test_the_instructors_page_can_be_typed_from_top_to_bottom(term: Path) -> None:
    for language, block in blocks(GUIDE):
        text = block.replace("01_single_layer", "tiny")
        if language == "python":
            subprocess.run([sys.executable, "-c", text], cwd=term / "spring", check=True)
        else:
            for line in text.splitlines():
                if bare := line.partition(" #")[0].strip():
                    do(bare, term)
    assert (score(term, "attempt-1.csv"), score(term, "attempt-2.csv")) == ("1", "2")
    assert (term / "spring-old" / "submitted").is_dir()
    # The new term begins with the notebooks, and with nothing of anybody.
    spring = term / "spring"
    assert not list((spring / "submitted").iterdir())
    left = [path for path in spring.rglob("*") if "ada" in path.name]
    assert not left
    assert (spring / "release" / "tiny" / "tiny.ipynb").is_file()
