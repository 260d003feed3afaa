"""The notebook is found under other names, and no link leads out of the folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import sys
from pathlib import Path

import pytest
from repair.notebooks import NAME, RELEASED, cell, code, content, released

from autograder.repair import Found, find_notebook, repair

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


def test_a_copy_beside_the_notebook_is_left_alone(tmp_path: Path) -> None:
    changed = released()
    cell(changed, "weight_gradient-answer")["source"] = "pass"
    put(tmp_path, {FILE: RIGHT, f"{NAME}-Copy1.ipynb": content(changed)})
    assert found(tmp_path).path == tmp_path / FILE


@pytest.mark.parametrize("broken", [b"", RIGHT[:100], OTHER, b"[" * 10**5])
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
