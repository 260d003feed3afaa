"""`backhand hand-out` writes one archive with all that students need, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.boundary.errors import BackhandError
from autograder.cli import main
from autograder.handout.archive import hand_out, hand_out_solutions
from autograder.handout.page import COMMANDS, start_page
from autograder.handout.solutions import as_answered
from autograder.notebook.memory import FILE
from autograder.notebook.model_solutions import ModelSolution, read_solutions


@pytest.fixture(scope="module")
def archive(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the tiny notebook."""
    return hand_out(new_tiny_class, ["tiny"], tmp_path_factory.mktemp("out"))


def test_an_archive_has_the_notebook_its_data_a_wheel_and_a_page(
    archive: Path, new_tiny_class: Path
) -> None:
    assert archive.name == "a-class-tiny.zip"
    with zipfile.ZipFile(archive) as opened:
        assert [re.sub(r"\d[\d.]*\d", "N", name) for name in opened.namelist()] == [
            "a-class/START.html",
            "a-class/backhand-N-py3-none-any.whl",
            "a-class/handed-out/tiny/points.csv",
            "a-class/handed-out/tiny/tiny.ipynb",
        ]
        for path in ("tiny/points.csv", "tiny/tiny.ipynb"):
            released = (new_tiny_class / "release" / path).read_bytes()
            assert opened.read(f"a-class/handed-out/{path}") == released


def test_what_an_instructor_tried_out_is_not_handed_out(klass: Path) -> None:
    (klass / "release" / "tiny" / FILE).write_text("{}")
    with zipfile.ZipFile(hand_out(klass, output=klass / "tried.zip")) as opened:
        assert not [name for name in opened.namelist() if name.endswith(FILE)]


def test_the_page_names_the_wheel_in_the_archive_and_the_notebook(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        page = opened.read("a-class/START.html").decode()
        (wheel,) = (Path(name).name for name in opened.namelist() if name.endswith(".whl"))
    assert page.count(f"{wheel}[course]") == len(COMMANDS)
    assert "tiny/<wbr>tiny.ipynb" in page
    assert all(
        word in page for word in ("Windows", "macOS", "Linux", "uvx", "pip", "backhand start")
    )


def test_the_page_needs_no_other_file_and_escapes_names() -> None:
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            assert not {"src", "href", "onclick"} & {name for name, _ in attrs}

    page = start_page("<script>", ["a&b/<i>.ipynb"], "w.whl")
    Reader().feed(page)
    assert not {"script", "link", "img", "i"} & set(tags) and "url(" not in page
    assert "prefers-color-scheme: dark" in page


def test_the_same_class_gives_the_same_archive(archive: Path, new_tiny_class: Path) -> None:
    again = hand_out(new_tiny_class, output=archive.with_name("again.zip"))
    assert again.read_bytes() == archive.read_bytes()


def test_an_archive_is_replaced_only_when_asked(
    klass: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new" / "file.zip"
    command = ["hand-out", str(klass), "tiny", "--output", str(file)]
    assert main(command) == 0 and capsys.readouterr().out == f"Wrote {file}.\n"
    file.write_text("precious")
    assert main(command) == 2
    said = capsys.readouterr().err
    assert said == f"backhand: expected a new file, got {file}, which exists; --force replaces it\n"
    assert file.read_text() == "precious"
    assert main([*command, "--force"]) == 0 and zipfile.is_zipfile(file)


def test_what_cannot_be_handed_out_is_one_line(klass: Path) -> None:
    with pytest.raises(
        BackhandError, match=r"released notebook \(tiny\), got 'tiyn'; likely 'tiny'"
    ):
        hand_out(klass, ["tiny", "tiyn"])
    (klass / "source" / "more").mkdir()
    with pytest.raises(BackhandError, match="source/ alone; .* nbgrader generate_assignment more$"):
        hand_out(klass, ["more"])
    (klass / "release" / "tiny" / "tiny.ipynb").unlink()
    with pytest.raises(BackhandError, match="expected released notebooks in .*, got none"):
        hand_out(klass)
    with pytest.raises(BackhandError, match="expected a class folder"):
        hand_out(klass / "source")
    assert not (klass / "hand-out").exists()


@pytest.mark.parametrize(("name", "safe"), [("../Übung 1/x", "Übung-1-x"), ("..", "course")])
def test_the_name_of_the_class_may_hold_anything(klass: Path, name: str, safe: str) -> None:
    config = klass / "nbgrader_config.py"
    odd = f"c.CourseDirectory.course_id = {name!r}"
    config.write_text(config.read_text(encoding="utf-8") + odd, encoding="utf-8")
    file = hand_out(klass)
    assert file == klass / "hand-out" / f"{safe}-tiny.zip"
    with zipfile.ZipFile(file) as opened:
        assert {Path(name).parts[0] for name in opened.namelist()} == {safe}


def test_model_solutions_are_read_as_they_were_written(klass: Path) -> None:
    (file,) = hand_out_solutions(klass, ["tiny"])
    assert file == klass / "hand-out" / "tiny.solutions.json"
    assert read_solutions(file) == {
        "double": ModelSolution("Double", "code", "def double():\n    return 2"),
        "shapes": ModelSolution("Double", "code", "shapes = (4, 3)"),
        "tiny-why": ModelSolution("Explain", "markdown", "Because."),
    }
    with pytest.raises(BackhandError, match="which exists; --force replaces it"):
        hand_out_solutions(klass, ["tiny"])


def test_model_solutions_are_those_that_the_instructor_has_changed(klass: Path) -> None:
    path = klass / "source" / "tiny" / "tiny.ipynb"
    path.write_text(path.read_text().replace("return 2", "return 1 + 1"))
    (file,) = hand_out_solutions(klass)
    assert read_solutions(file)["double"].source.endswith("return 1 + 1")


@pytest.mark.parametrize("content", ["", "{}", None])
def test_a_source_that_cannot_be_read_is_one_line(klass: Path, content: str | None) -> None:
    path = klass / "source" / "tiny" / "tiny.ipynb"
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(BackhandError, match="^[^\n]*expected a (source )?notebook[^\n]*$"):
        hand_out_solutions(klass)


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("x = None\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "x = 1"),
        (
            "def f():\n    a = 1\n    # BEGIN SOLUTION\n    a = 2\n    # END SOLUTION\n    a += 1",
            "def f():\n    a = 1\n    a = 2\n    a += 1",
        ),
        ("x = 1", "x = 1"),
    ],
)
def test_a_model_answer_is_what_takes_the_stubs_place(source: str, answer: str) -> None:
    assert as_answered(source) == answer


def test_the_wheel_in_the_archive_is_whole(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith(".whl"))
        wheel = zipfile.ZipFile(io.BytesIO(opened.read(name)))
    assert wheel.testzip() is None
    assert "autograder/_material/course/01_single_layer/01_single_layer.ipynb" in wheel.namelist()
