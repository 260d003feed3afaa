"""The notebook is found under other names, and no link leads out of the folder."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repair.notebooks import NAME, RELEASED, cell, code, content, released

from autograder.repair import Found, find_notebook, repair
from autograder.repair.files import list_files
from autograder.repair.hard_links import HardLinks

FILE = f"{NAME}.ipynb"
RIGHT = content(released())
OTHER = content({"cells": [code("1")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def found(folder: Path) -> Found:
    return find_notebook(folder, NAME, RELEASED, handed_out=["points.csv"])


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, file in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(file)
    return folder


def digest(folder: Path) -> list[tuple[str, str, int, int]]:
    """Names, content, times and modes of all files of a folder."""
    return [
        (
            path.relative_to(folder).as_posix(),
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_mtime_ns,
            path.stat().st_mode,
        )
        for path in sorted(folder.rglob("*"))
    ]


def test_the_notebook_is_found_by_its_name_without_a_remark(tmp_path: Path) -> None:
    put(tmp_path, {FILE: RIGHT, "timestamp.txt": b"", "points.csv": b"", ".DS_Store": b""})
    put(tmp_path, {f".ipynb_checkpoints/{NAME}-checkpoint.ipynb": RIGHT, "__MACOSX/._x": b""})
    assert found(tmp_path) == Found(tmp_path / FILE, RIGHT)


@pytest.mark.parametrize(
    "name",
    [
        "mine.ipynb",
        f"{NAME} (1).ipynb",
        f"{FILE}.txt",
        f"{FILE}.json",
        f"{NAME}.IPYNB",
        f"a/{FILE}",
    ],
)
def test_the_only_notebook_is_taken_whatever_its_name(tmp_path: Path, name: str) -> None:
    put(tmp_path, {name: RIGHT})
    one = found(tmp_path)
    assert one.path == tmp_path / name and one.content == RIGHT
    assert one.remarks == (f"the notebook was handed in as {name}: taken as {FILE}",)


def test_extra_notebooks_and_stray_files_play_no_part(tmp_path: Path) -> None:
    put(tmp_path, {FILE: RIGHT, "other.ipynb": OTHER, "notes.txt": b"", "b.png": b""})
    assert found(tmp_path).content == RIGHT
    assert found(tmp_path).remarks == (
        "other files play no part in grading: b.png, notes.txt, other.ipynb",
    )


@pytest.mark.parametrize("other", [f"{NAME} (1).ipynb", f"{NAME}-Copy1.ipynb", f"old/{FILE}"])
def test_of_two_versions_the_one_of_the_right_name_counts_and_both_are_named(
    tmp_path: Path, other: str
) -> None:
    changed = released()
    cell(changed, "weight_gradient-answer")["source"] = "pass"
    put(tmp_path, {FILE: RIGHT, other: content(changed)})
    one = found(tmp_path)
    assert one.path == tmp_path / FILE
    line = f"another version of the notebook, {other}: not graded, {FILE} was"
    assert one.remarks == (line,)


def test_files_that_the_cells_can_import_and_read_are_told_from_those_without_a_part(
    tmp_path: Path,
) -> None:
    put(tmp_path, {FILE: RIGHT, "helper.py": b"", "data/a.csv": b"", "big.bin": b""})
    one = find_notebook(tmp_path, NAME, RELEASED, usable=["helper.py", "data/a.csv"])
    assert one.remarks == (
        "files beside the notebook, which its cells can import and read: data/a.csv, helper.py",
        "other files play no part in grading: big.bin",
    )


@pytest.mark.parametrize(
    "broken", [b"", RIGHT[:100], OTHER, b"[" * 10**5], ids=["empty", "cut", "other", "deep"]
)
def test_the_right_notebook_is_preferred_to_a_broken_one_of_the_right_name(
    tmp_path: Path, broken: bytes
) -> None:
    put(tmp_path, {FILE: broken, "mine.ipynb": RIGHT})
    assert found(tmp_path).path == tmp_path / "mine.ipynb"


def test_of_two_copies_under_other_names_neither_is_guessed(tmp_path: Path) -> None:
    changed = released()
    cell(changed, "weight_gradient-answer")["source"] = "pass"
    put(tmp_path, {"a.ipynb": RIGHT, "b.ipynb": content(changed)})
    refused = found(tmp_path).refused
    assert refused.startswith(f"expected {FILE}, got a.ipynb, b.ipynb; likely copies")


def test_two_equal_copies_under_other_names_are_one(tmp_path: Path) -> None:
    put(tmp_path, {"a.ipynb": RIGHT, "b.ipynb": RIGHT})
    assert found(tmp_path).path == tmp_path / "a.ipynb"


def test_a_broken_notebook_alone_is_found_and_refused_by_the_repair(tmp_path: Path) -> None:
    put(tmp_path, {FILE: RIGHT[:100]})
    assert found(tmp_path).refused == ""
    assert "cut off" in repair(found(tmp_path).content, RELEASED).refused


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, "expected a notebook, got no file"),
        ({"answers.pdf": b""}, "expected a notebook, got only answers.pdf"),
        ({"a.ipynb": OTHER, "b.ipynb": OTHER}, f"expected {FILE}, got others: a.ipynb, b.ipynb"),
        ({f"{k}.txt": b"" for k in range(501)}, "got more than 500 files in its folder"),
    ],
)
def test_a_folder_without_the_notebook_is_one_line(
    tmp_path: Path, files: dict[str, bytes], line: str
) -> None:
    put(tmp_path, files)
    one = found(tmp_path)
    assert one.path is None and line in one.refused and "\n" not in one.refused


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    assert "got none" in found(tmp_path / "nobody").refused
    assert "got a file in its place" in found(put(tmp_path, {"file": b""}) / "file").refused


def test_nothing_in_the_folder_is_changed(tmp_path: Path) -> None:
    put(tmp_path, {FILE: RIGHT[:-1], "mine.ipynb": RIGHT, "sub/notes.txt": b"x"})
    before = digest(tmp_path)
    one = found(tmp_path)
    assert one.path is not None
    repair(one.path, RELEASED)
    assert digest(tmp_path) == before


def test_a_name_cannot_forge_a_line_of_the_report(tmp_path: Path) -> None:
    put(tmp_path, {FILE: RIGHT, "a\n\x1b[2Jada  full marks": b"", "\u202egnp.x": b""})
    (remark,) = found(tmp_path).remarks
    assert remark.isprintable() and "a??[2Jada" in remark


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links")


@needs_links
@pytest.mark.parametrize("kind", ["symbolic", "hard"])
def test_a_link_to_a_neighbours_notebook_is_not_followed(tmp_path: Path, kind: str) -> None:
    put(tmp_path, {f"ada/{FILE}": RIGHT})
    (tmp_path / "eve").mkdir()
    if kind == "hard":
        os.link(tmp_path / "ada" / FILE, tmp_path / "eve" / FILE)
    else:
        (tmp_path / "eve" / FILE).symlink_to(tmp_path / "ada" / FILE)
    what = "a hard link" if kind == "hard" else "a link"
    refused = f"expected a notebook, got {what}, {FILE}: not followed"
    assert found(tmp_path / "eve").refused == refused
    if kind == "symbolic":
        assert "none that can be opened" in repair(tmp_path / "eve" / FILE, RELEASED).refused


@needs_links
def test_links_beside_the_notebook_are_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path, {"outside/notes.ipynb": OTHER}) / "outside"
    put(tmp_path / "eve", {FILE: RIGHT})
    (tmp_path / "eve" / "file").symlink_to(secret / "notes.ipynb")
    (tmp_path / "eve" / "folder").symlink_to(secret, target_is_directory=True)
    (tmp_path / "eve" / "loop").symlink_to(tmp_path / "eve", target_is_directory=True)
    (tmp_path / "eve" / "nowhere").symlink_to("nowhere")
    assert found(tmp_path / "eve").remarks == (
        "links and devices are not followed: file, folder, loop and 1 more",
    )


@needs_links
def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "ada", {FILE: RIGHT})
    (tmp_path / "eve").symlink_to(tmp_path / "ada", target_is_directory=True)
    assert "got a link in its place" in found(tmp_path / "eve").refused


@needs_links
def test_two_names_of_one_file_inside_the_folder_are_allowed(tmp_path: Path) -> None:
    put(tmp_path, {FILE: RIGHT})
    os.link(tmp_path / FILE, tmp_path / "again.txt")
    assert found(tmp_path).path == tmp_path / FILE


@needs_links
def test_a_pipe_a_socket_and_a_folder_named_as_the_notebook_do_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / FILE)
    (tmp_path / "folder.ipynb").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # a socket's path is short
        server.bind("socket.ipynb")
        assert "not followed" in found(tmp_path).refused
    for path in (tmp_path / FILE, tmp_path / "folder.ipynb", Path(os.devnull)):
        assert repair(path, RELEASED).refused.startswith("expected a notebook file, got")


class Closed:
    """Folders below a path that cannot be listed, as for everybody but root."""

    def __init__(self, *closed: Path) -> None:
        self.closed, self.scandir = closed, os.scandir

    def __call__(self, path: Path) -> object:
        if Path(path) in self.closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return self.scandir(path)


def test_a_folder_that_cannot_be_read_is_not_called_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {FILE: RIGHT})
    monkeypatch.setattr(os, "scandir", Closed(tmp_path))
    line = "expected a folder that can be read, got Permission denied; likely its permissions"
    assert found(tmp_path).refused.startswith(line)


@pytest.mark.parametrize("notebook", [True, False])
def test_a_folder_in_it_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notebook: bool
) -> None:
    put(tmp_path, {"mine/x": b"", **({FILE: RIGHT} if notebook else {})})
    monkeypatch.setattr(os, "scandir", Closed(tmp_path / "mine"))
    one = found(tmp_path)
    (said,) = one.remarks if notebook else (one.refused,)
    assert "mine" in said and "cannot be read" in said and "permissions" in said


def test_a_notebook_that_cannot_be_opened_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*path: object, **more: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    put(tmp_path, {FILE: RIGHT})
    monkeypatch.setattr(os, "open", denied)
    assert "none that can be opened; likely its permissions" in found(tmp_path).refused


@needs_links
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (os.mkfifo, "a pipe"),
        (lambda path: path.symlink_to("nowhere"), "a link"),
        (lambda path: path.symlink_to(path.name), "a link"),
        (lambda path: path.symlink_to("/dev/zero"), "a link"),
    ],
)
def test_what_stands_in_place_of_the_notebook_or_its_folder_is_named(
    tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    make(tmp_path / FILE)
    refused = f"expected a notebook, got {kind}, {FILE}: not followed"
    assert found(tmp_path).refused == refused
    make(tmp_path / "eve")
    in_place = f"expected a folder with the notebook, got {kind} in its place"
    assert found(tmp_path / "eve").refused == in_place


@needs_links
class TestHardLinks:
    """A second name of a file harms nobody, and leads to nothing of the class's own."""

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        put(tmp_path / "submitted", {f"ada/{FILE}": RIGHT, "ada/helper.py": b"x = 1"})
        put(tmp_path, {f"source/{FILE}": RIGHT, f"release/{FILE}": RIGHT, "gradebook.db": b"all"})
        put(tmp_path, {".backhand/secret": b"secret"})
        (tmp_path / "submitted" / "eve").mkdir()
        return tmp_path

    def found(self, root: Path, student: str) -> Found:
        links = HardLinks(root / "submitted", [root], root / "release")
        where = root / "submitted" / student
        return find_notebook(where, NAME, RELEASED, hard_links=links)

    def link(self, root: Path, target: str, name: str = FILE) -> None:
        os.link(root / target, root / "submitted" / "eve" / name)

    def test_a_file_of_two_students_counts_for_both(self, root: Path) -> None:
        self.link(root, f"submitted/ada/{FILE}")
        self.link(root, "submitted/ada/helper.py", "helper.py")
        for student in ("ada", "eve"):
            one = self.found(root, student)
            assert one.content == RIGHT
            assert one.remarks == ("other files play no part in grading: helper.py",)

    def test_a_notebook_with_a_name_outside_counts_and_is_named(self, root: Path) -> None:
        os.link(root / "submitted" / "ada" / FILE, root.with_name(f"{root.name}.backup"))
        one = self.found(root, "ada")
        assert one.content == RIGHT and "has another name outside submitted/" in one.remarks[0]

    def test_the_released_notebook_counts(self, root: Path) -> None:
        self.link(root, f"release/{FILE}")
        assert self.found(root, "eve").content == RIGHT

    def test_a_source_notebook_does_not_count(self, root: Path) -> None:
        self.link(root, f"source/{FILE}")
        assert "got a hard link" in self.found(root, "eve").refused

    @pytest.mark.parametrize("target", ["gradebook.db", ".backhand/secret", "source/" + FILE])
    def test_nothing_of_the_class_can_be_read_beside_a_notebook(
        self, root: Path, target: str
    ) -> None:
        put(root / "submitted" / "eve", {FILE: RIGHT})
        self.link(root, target, "notes.txt")
        links = HardLinks(root / "submitted", [root], root / "release")
        listing = list_files(root / "submitted" / "eve", links)
        assert (listing.files, listing.outside) == ([FILE], [])
        assert list(listing.links) == ["notes.txt"]

    def test_a_file_from_elsewhere_is_not_read_beside_a_notebook(self, root: Path) -> None:
        put(root / "submitted" / "eve", {FILE: RIGHT})
        put(root.parent / f"{root.name}.elsewhere", {"shadow": b"secret"})
        os.link(root.parent / f"{root.name}.elsewhere" / "shadow", root / "submitted/eve/notes")
        links = HardLinks(root / "submitted", [root], root / "release")
        assert "notes" not in list_files(root / "submitted" / "eve", links).files


def test_thousands_of_folders_are_one_line(tmp_path: Path) -> None:
    for k in range(600):
        (tmp_path / f"folder-{k}").mkdir()
    put(tmp_path, {FILE: RIGHT})
    assert "got more than 500 files" in found(tmp_path).refused


def test_a_notebook_deep_in_folders_is_not_searched_for(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 40)
    deep.mkdir(parents=True)
    shutil.copy(put(tmp_path, {FILE: RIGHT}) / FILE, deep / "other.ipynb")
    assert found(tmp_path).remarks == ()
