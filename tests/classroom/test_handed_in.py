"""Everyone who handed something in is listed, with why it cannot be read where that is so."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.classroom.handed_in import find_students, read_timestamp
from autograder.classroom.records import SubmissionRecord, read_record, write_record

NAME = "01_single_layer"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def found(root: Path, **options: str) -> dict[str, str]:
    return find_students(ClassFolder(CourseDirectory(root=str(root), **options)), NAME)


def bind(path: Path) -> None:
    os.chdir(path.parent)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda path: path.write_text("x"), "got a file, which is not opened: unpack it"),
        (lambda path: path.symlink_to("nowhere"), "got a link, which is not opened"),
        (lambda path: path.symlink_to(path.name), "got a link, which is not opened"),
        (lambda path: path.symlink_to("ada"), "got a link, which is not opened"),
        (lambda path: path.symlink_to("/dev/zero"), "got a link, which is not opened"),
        (os.mkfifo, "got a pipe"),
        (bind, "got a socket"),
    ],
)
def test_what_stands_in_place_of_a_students_folder_is_a_line(
    make: Callable[[Path], None], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "submitted" / "ada" / NAME).mkdir(parents=True)
    make(tmp_path / "submitted" / "eve")
    students = found(tmp_path)
    assert list(students) == ["ada", "eve"] and students["ada"] == ""
    assert students["eve"].startswith(f"expected a folder for each student, {line}")


ODD = [" a b ", "-rf", "..x", "it's", '"', "%s", "{}", "{student_id}", "dot.", "a;b", "*", "[a]"]
ODD += ["a\x1b[2J", "\u202ex", "😀", "\u00e9", "e\u0301", "x" * 200, "x.json", "x.new"]


@pytest.mark.parametrize("name", ODD)
def test_any_name_is_a_student_with_a_record_of_its_own(name: str, tmp_path: Path) -> None:
    for one in (name, "ada"):
        (tmp_path / "submitted" / one / NAME).mkdir(parents=True)
    folder = ClassFolder(CourseDirectory(root=str(tmp_path)))
    assert find_students(folder, NAME) == dict.fromkeys(sorted(["ada", name]), "")
    for one in (name, "ada"):
        write_record(folder, one, NAME, SubmissionRecord(refused=one))
    assert [read_record(folder, one, NAME).refused for one in (name, "ada")] == [name, "ada"]


@pytest.mark.parametrize(
    ("name", "options", "line"),
    [
        (b"caf\xe9", {}, "expected a folder's name in UTF-8"),
        (b"\xff\xfe", {}, "expected a folder's name in UTF-8"),
        (b"two\nlines", {}, "expected a folder's name of one line"),
        (b"x" * 201, {}, "at most 200 bytes, got 201"),
        ("\u00e9".encode() * 127, {}, "at most 200 bytes, got 254"),
        (b"x" * 129, {"db_url": "postgresql://x/y"}, "at most 128 characters"),
    ],
)
def test_a_name_that_the_gradebook_cannot_take_is_a_line(
    name: bytes, options: dict[str, str], line: str, tmp_path: Path
) -> None:
    os.makedirs(os.path.join(os.fsencode(tmp_path), b"submitted", name, NAME.encode()))
    ((student, why),) = found(tmp_path, **options).items()
    assert line in why and student.encode()


def test_others_are_silent(tmp_path: Path) -> None:
    submitted = tmp_path / "submitted"
    (submitted / "absent" / "02_multi_layer").mkdir(parents=True)
    (submitted / "left" / NAME).mkdir(parents=True)
    (submitted / "excluded").write_text("x")
    for litter in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (submitted / litter).write_text("x")
    assert found(tmp_path, student_id_exclude="left,excluded") == {}


def test_a_folder_that_cannot_be_entered_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "submitted" / "eve" / NAME).mkdir(parents=True)
    lstat = Path.lstat

    def closed(path: Path) -> os.stat_result:
        if path.parent.name == "eve":
            raise PermissionError(errno.EACCES, "Permission denied")
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", closed)
    assert found(tmp_path)["eve"].startswith(
        "expected a folder that can be entered, got Permission denied; likely its permissions"
    )


def test_a_class_may_have_its_folders_the_other_way_round(tmp_path: Path) -> None:
    (tmp_path / "submitted" / NAME / "ada").mkdir(parents=True)
    structure = "{nbgrader_step}/{assignment_id}/{student_id}"
    assert found(tmp_path, directory_structure=structure) == {"ada": ""}


def test_no_submissions_are_none_and_an_unreadable_folder_of_them_is_one_line(
    tmp_path: Path,
) -> None:
    assert found(tmp_path) == {}
    (tmp_path / "submitted").write_text("x")
    with pytest.raises(BackhandError, match="with a folder for each student, got Not a directory"):
        found(tmp_path)


@pytest.mark.parametrize("content", [b"when I was done", b"\xff\xfe", b"2026-13-45", b"9" * 400])
def test_a_timestamp_that_is_none_is_a_remark(content: bytes) -> None:
    time, (remark,) = read_timestamp(content)
    assert time is None and remark.startswith("expected a time in timestamp.txt, got ")
    assert remark.isprintable()
