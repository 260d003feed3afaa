"""Submissions arrive in their places, whatever an LMS calls them, and nothing is written over."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from processes import locked_by_another

from autograder.boundary.errors import BackhandError
from autograder.cli import main
from autograder.lms.collect import collect
from autograder.lms.collection import Collection, lines

ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Lovelace, Ada",1001,u1,ada,S1
"Hopper, Grace",1002,u2,grace,S1
"Turing, Alan",1003,u3,alan,S1
"Student, Test",1009,,f00,S1
"""
WORKSHEET = """\
Identifier,Full name,Username,Status,Grade,Last modified (submission),Last modified (grade)
Participant 55,Ada Lovelace,ada,Submitted,,"Thursday, 5 November 2026, 1:00 PM",-
Participant 56,Ada Lovelace,ada2,Submitted,,-,-
"""


def answered(klass: Path, number: int = 3) -> bytes:
    """The released notebook with an answer in it."""
    text = (klass / "release" / "tiny" / "tiny.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    (cell,) = [c for c in notebook["cells"] if "def double" in "".join(c["source"])]
    cell["source"] = f"def double():\n    return {number}\n"
    return json.dumps(notebook).encode()


def archive(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def folder(path: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def submitted(klass: Path) -> dict[str, bytes]:
    """What is in submitted/, by path."""
    place = klass / "submitted"
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def text(done: Collection) -> str:
    return "\n".join(lines(done, "spring"))


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def test_a_canvas_download_becomes_students_folders(
    klass: Path, tmp_path: Path, roster: Path
) -> None:
    work = answered(klass)
    download = archive(
        tmp_path / "submissions.zip",
        {
            "lovelaceada_1001_7001_tiny.ipynb": work,
            "hoppergrace_LATE_1002_7002_my-work-2.ipynb": work,
        },
    )
    done = collect(klass, [download], roster=roster)
    assert submitted(klass) == {"ada/tiny/tiny.ipynb": work, "grace/tiny/tiny.ipynb": work}
    said = text(done)
    assert "tiny: 2 collected, 1 missing" in said and "missing: alan" in said
    assert "late: grace (says the LMS)" in said and "column SIS Login ID" in said
    assert "Next: backhand grade spring tiny" in said and done.complete


def test_without_a_roster_ids_are_made_of_canvas_names_and_its_numbers_are_kept(
    klass: Path, tmp_path: Path
) -> None:
    name = "lovelaceada_1001_7001_tiny.ipynb"
    done = collect(klass, [archive(tmp_path / "s.zip", {name: answered(klass)})])
    assert list(submitted(klass)) == ["lovelaceada_1001/tiny/tiny.ipynb"]
    assert "such as lovelaceada_1001 for lovelaceada (1001), and stay" in text(done)
    with sqlite3.connect(klass / "gradebook.db") as book:
        found = book.execute("select id, lms_user_id from student").fetchall()
    assert found == [("lovelaceada_1001", "1001")]


@pytest.mark.parametrize("form", ["_assignsubmission_file_/", "_assignsubmission_file/"])
def test_a_moodle_download_becomes_students_folders(klass: Path, tmp_path: Path, form: str) -> None:
    work = answered(klass)
    files = {f"Ada Lovelace_55{form}tiny.ipynb": work, f"Zoë Ött_56{form}helper.py": b"x = 1\n"}
    files |= {f"Zoë Ött_56{form}sub/tiny.ipynb": work}
    collect(klass, [archive(tmp_path / "course-Assignment-17.zip", files)])
    assert submitted(klass) == {
        "Ada-Lovelace/tiny/tiny.ipynb": work,
        "Zoë-Ött/tiny/helper.py": b"x = 1\n",
        "Zoë-Ött/tiny/tiny.ipynb": work,
    }


def test_the_same_moodle_download_unpacked_and_without_folders_is_the_same(
    klass: Path, tmp_path: Path
) -> None:
    name = "Ada Lovelace_55_assignsubmission_file_tiny.ipynb"
    collect(klass, [folder(tmp_path / "a", {f"unpacked/{name}": answered(klass)})])
    assert list(submitted(klass)) == ["Ada-Lovelace/tiny/tiny.ipynb"]


def test_a_grading_worksheet_tells_two_of_one_name_apart_and_says_when(
    klass: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = "_assignsubmission_file_/tiny.ipynb"
    files = {f"Ada Lovelace_{number}{form}": answered(klass, number) for number in (55, 56)}
    download = archive(tmp_path / "m.zip", files)
    done = collect(klass, [download])
    assert submitted(klass) == {} and not done.complete
    assert "two are called Ada Lovelace: --roster with this assignment's grading" in text(done)
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    collect(klass, [download], roster=tmp_path / "worksheet.csv")
    found = submitted(klass)
    assert found["ada2/tiny/tiny.ipynb"] == answered(klass, 56)
    assert found["ada/tiny/timestamp.txt"].startswith(b"2026-11-0")


def test_folders_of_files_and_of_students_are_understood(klass: Path, tmp_path: Path) -> None:
    work = answered(klass)
    flat = folder(tmp_path / "flat", {"ada.ipynb": work, "tiny_ben.ipynb": work})
    nested = {
        "cem/tiny/tiny.ipynb": work,
        "cem/tiny/timestamp.txt": b"2026-11-05 13:00:00 UTC",
        "dee/whatever.ipynb": work,
    }
    collect(klass, [flat, folder(tmp_path / "nested", nested)])
    assert list(submitted(klass)) == [
        *("ada/tiny/tiny.ipynb", "ben/tiny/tiny.ipynb"),
        *("cem/tiny/timestamp.txt", "cem/tiny/tiny.ipynb", "dee/tiny/tiny.ipynb"),
    ]
    packed = {f"all/{name}": content for name, content in nested.items()}
    done = collect(klass, [archive(tmp_path / "all.zip", packed)])
    assert "tiny: 2 there already" in text(done)
    # The same time as a person writes it, and another one.
    for time, outcome in (("2026-11-05 13:00:00 UTC\n", "same"), ("2026-11-05 13:01", "kept")):
        (klass / "submitted" / "cem" / "tiny" / "timestamp.txt").write_text(time)
        done = collect(klass, [tmp_path / "all.zip"])
        assert done.by_assignment["tiny"].outcomes == {"cem": outcome, "dee": "same"}


def test_nbgraders_exchange_says_who_and_when_and_the_last_counts(
    klass: Path, tmp_path: Path
) -> None:
    box = tmp_path / "inbound"
    first, last = answered(klass, 1), answered(klass, 2)
    for hour, content in (("15", last), ("13", first)):
        place = f"ada+tiny+2026-11-05 {hour}:00:00.000000 UTC+Zm9v"
        folder(box, {f"{place}/tiny.ipynb": content, f"{place}/submission_secret.txt": b"x"})
    due(klass, "2026-11-05 14:00:00.000000")
    done = collect(klass, [box])
    assert submitted(klass) == {
        "ada/tiny/timestamp.txt": b"2026-11-05 15:00:00.000000 UTC",
        "ada/tiny/tiny.ipynb": last,
    }
    assert "late: ada (1 h)" in text(done) and "counts, handed in last" in text(done)


def test_of_a_whole_exchange_only_what_was_handed_in_is_a_students(
    klass: Path, tmp_path: Path
) -> None:
    box, work = tmp_path / "exchange", answered(klass)
    sent = "inbound/ada+tiny+2026-11-05 13:00:00.000000 UTC+Zm9v/tiny.ipynb"
    folder(box / "spring", {"outbound/tiny/tiny.ipynb": work, sent: work})
    for download in (box, box / "spring"):
        assert collect(klass, [download]).complete
        assert {path.partition("/")[0] for path in submitted(klass)} == {"ada"}
        shutil.rmtree(klass / "submitted" / "ada")
    folder(box / "autumn", {sent.replace("ada", "ben"): work})
    assert not collect(klass, [box]).complete and submitted(klass) == {}


def due(klass: Path, time: str) -> None:
    with sqlite3.connect(klass / "gradebook.db") as book:
        book.execute("update assignment set duedate = ? where name = 'tiny'", (time,))


def test_two_uploads_in_canvas_the_later_counts_and_is_named(klass: Path, tmp_path: Path) -> None:
    files = {
        "doejane_12_7002_tiny-1.ipynb": answered(klass, 2),
        "doejane_12_7001_tiny.ipynb": answered(klass, 1),
    }
    done = collect(klass, [archive(tmp_path / "s.zip", files)])
    assert submitted(klass)["doejane_12/tiny/tiny.ipynb"] == answered(klass, 2)
    assert "doejane_12: tiny-1.ipynb counts, the latest upload" in text(done)


def test_two_versions_of_which_none_is_the_last_are_not_taken(klass: Path, tmp_path: Path) -> None:
    files = {f"ada/{name}.ipynb": answered(klass, len(name)) for name in ("one", "three")}
    done = collect(klass, [folder(tmp_path / "f", files)])
    assert submitted(klass) == {} and not done.complete
    assert "ada: which one counts is unclear: one.ipynb, three.ipynb" in text(done)


def test_a_later_download_counts_where_no_times_are_known(klass: Path, tmp_path: Path) -> None:
    places = [folder(tmp_path / str(n), {"ada.ipynb": answered(klass, n)}) for n in (1, 2)]
    done = collect(klass, places)
    assert submitted(klass)["ada/tiny/tiny.ipynb"] == answered(klass, 2)
    assert "ada.ipynb counts, from the later download" in text(done)


def test_another_submission_stays_unless_it_is_to_be_replaced_and_then_is_kept(
    klass: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, new = answered(klass, 1), answered(klass, 2)
    folder(klass / "submitted", {"ada/tiny/tiny.ipynb": mine})
    download = str(folder(tmp_path / "f", {"ada.ipynb": new}))
    assert main(["collect", str(klass), download]) == 1
    assert submitted(klass) == {"ada/tiny/tiny.ipynb": mine}
    assert "not replaced, as another submission is there: ada" in capsys.readouterr().out
    assert main(["collect", str(klass), download, "--replace"]) == 0
    assert submitted(klass) == {"ada/tiny/tiny.ipynb": new}
    kept = klass / ".backhand" / "replaced" / "tiny" / "ada" / "1" / "tiny.ipynb"
    assert kept.read_bytes() == mine
    assert main(["collect", str(klass), download, "--replace"]) == 0
    assert "1 there already" in capsys.readouterr().out


def test_a_link_in_the_place_of_a_submission_is_not_written_through(
    klass: Path, tmp_path: Path
) -> None:
    elsewhere = folder(tmp_path / "elsewhere", {"precious.txt": b"mine"})
    (klass / "submitted" / "ada").parent.mkdir(exist_ok=True)
    (klass / "submitted" / "ada").symlink_to(elsewhere)
    done = collect(klass, [folder(tmp_path / "f", {"ada.ipynb": answered(klass)})], replace=True)
    assert "got a link in its place" in text(done) and not done.complete
    assert os.listdir(elsewhere) == ["precious.txt"]


def test_a_notebook_that_cannot_be_read_is_collected_and_foreign_ones_are_not(
    klass: Path, tmp_path: Path
) -> None:
    files = {
        "ada/tiny.ipynb": b"{ not JSON",
        "ben/other.ipynb": b'{"cells": [], "nbformat": 4}',
        "cem/essay.pdf": b"%PDF",
    }
    done = collect(klass, [folder(tmp_path / "f", files)])
    assert submitted(klass) == {"ada/tiny/tiny.ipynb": b"{ not JSON"}
    assert "ben: other.ipynb: none of the released notebooks" in text(done)
    assert "cem: essay.pdf: no notebook" in text(done)


def test_all_of_a_download_can_be_said_to_be_one_notebook(klass: Path, tmp_path: Path) -> None:
    download = folder(tmp_path / "f", {"ada/x.ipynb": b"{ not JSON"})
    assert "Collected nothing" in text(collect(klass, [download]))
    collect(klass, [download], only="tiny")
    assert list(submitted(klass)) == ["ada/tiny/tiny.ipynb"]
    with pytest.raises(BackhandError, match="got 'tinny'; likely 'tiny'"):
        collect(klass, [download], only="tinny")


def test_whoever_is_not_on_the_roster_is_collected_and_named(
    klass: Path, tmp_path: Path, roster: Path
) -> None:
    download = folder(tmp_path / "f", {"ADA.ipynb": answered(klass), "eve.ipynb": answered(klass)})
    done = collect(klass, [download], roster=roster)
    assert list(submitted(klass)) == ["ada/tiny/tiny.ipynb", "eve/tiny/tiny.ipynb"]
    assert "Not on the roster: eve" in text(done)


def test_an_archive_that_a_student_handed_in_is_opened(klass: Path, tmp_path: Path) -> None:
    work = answered(klass)
    inner = archive(tmp_path / "inner.zip", {"my/tiny.ipynb": work, "__MACOSX/._tiny.ipynb": b"x"})
    download = archive(tmp_path / "s.zip", {"doejane_12_7001_work.zip": inner.read_bytes()})
    collect(klass, [download])
    assert submitted(klass) == {"doejane_12/tiny/tiny.ipynb": work}


def test_a_student_cannot_set_the_time_of_a_submission(klass: Path, tmp_path: Path) -> None:
    place = "Ada Lovelace_55_assignsubmission_file_"
    files = {f"{place}/tiny.ipynb": answered(klass), f"{place}/timestamp.txt": b"2020-01-01 UTC"}
    done = collect(klass, [archive(tmp_path / "m.zip", files)])
    assert list(submitted(klass)) == ["Ada-Lovelace/tiny/tiny.ipynb"]
    assert "timestamp.txt: a name of nbgrader's own" in text(done)


def test_nothing_is_collected_while_another_command_is_at_work(klass: Path, tmp_path: Path) -> None:
    download = folder(tmp_path / "f", {"ada.ipynb": answered(klass)})
    with locked_by_another(klass), pytest.raises(BackhandError, match="another backhand command"):
        collect(klass, [download])
    assert submitted(klass) == {}
    collect(klass, [download])
    assert list(submitted(klass)) == ["ada/tiny/tiny.ipynb"]


def test_no_copies_are_left_in_the_class(klass: Path, tmp_path: Path) -> None:
    collect(klass, [folder(tmp_path / "f", {"ada.ipynb": answered(klass)})])
    shutil.rmtree(tmp_path / "f")
    assert not [path for path in (klass / ".backhand").iterdir() if "collect-" in path.name]


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (None, "which does not exist"),
        (b"no archive", "expected a zip archive or a folder, got .*: File is not a zip file"),
    ],
)
def test_a_download_that_is_none_is_one_line(
    klass: Path, tmp_path: Path, made: bytes | None, line: str
) -> None:
    path = tmp_path / "download.zip"
    if made is not None:
        path.write_bytes(made)
    with pytest.raises(BackhandError, match=line):
        collect(klass, [path])
