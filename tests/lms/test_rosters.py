"""Rosters are read in the forms in which an LMS and spreadsheets write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.boundary.errors import BackhandError
from autograder.lms.people import in_gradebook, merged
from autograder.lms.rosters import read_roster
from autograder.lms.tables import safe, safe_key

CANVAS = 'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"Doe, Jané",12,jdoe,S1\n'
MOODLE = "First name,Last name,ID number,Email address\nJané,Doe,u1,j@uni.edu\nAl,Ng,,al@uni.edu\n"


def ids(path: Path, content: bytes, column: str = "") -> list[str]:
    path.write_bytes(content)
    return [one.id for one in read_roster(path, column).persons]


@pytest.mark.parametrize(
    "content",
    [
        CANVAS.encode(),
        CANVAS.encode("utf-8-sig"),
        CANVAS.encode("utf-16"),
        CANVAS.encode("cp1252"),
        CANVAS.replace(",", ";").replace("Doe; ", "Doe, ").encode(),
        CANVAS.replace("\n", "\r\n").encode(),
    ],
)
def test_encodings_and_delimiters_do_not_matter(content: bytes, tmp_path: Path) -> None:
    assert ids(tmp_path / "r.csv", content) == ["jdoe"]
    (person,) = read_roster(tmp_path / "r.csv").persons
    assert person.number == "12" and "jané doe" in person.names


def test_the_ids_of_each_kind_of_file(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    assert ids(path, MOODLE.encode()) == ["u1", "al@uni.edu"]
    assert ids(path, MOODLE.encode(), "Email address") == ["j@uni.edu", "al@uni.edu"]
    assert ids(path, b"student_id,lms_user_id\nada,7\n") == ["ada"]
    assert ids(path, b"id,first_name,last_name,email\nada,Ada,L,a@x\n") == ["ada"]
    assert ids(path, b"Identifier,Full name,Grade\nParticipant 7,Ada L,\n") == ["Ada L"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "which is empty"),
        (b"PK\x03\x04", "likely a spreadsheet or another file: export it as CSV"),
        (b"a,b\n1,2\n", "expected a column of students' ids .*, got a, b; --id-column names it"),
        (b"student_id\nada\nADA\n", "expected each student once, got 'ADA' twice"),
        (b"student_id\n..\n", "got none that a folder can have"),
        (b'student_id\n"' + b"x" * 200_000 + b'"\n', "field larger than field limit"),
    ],
)
def test_a_file_that_is_no_roster_is_one_line(content: bytes, line: str, tmp_path: Path) -> None:
    with pytest.raises(BackhandError, match=line) as refused:
        ids(tmp_path / "r.csv", content)
    assert len(str(refused.value).splitlines()) == 1


def test_a_student_of_the_gradebook_keeps_the_id_there(tmp_path: Path) -> None:
    ids(tmp_path / "r.csv", CANVAS.encode() + b'"Lee, Bo",13,bo,S1\n"Ng, Al",14,al,S1\n')
    roster = read_roster(tmp_path / "r.csv")
    known = [
        in_gradebook("doejané_12", "", "", "", ""),
        in_gradebook("s77", "Bo", "Lee", "", ""),
        in_gradebook("xyz", "", "", "", "14"),
        in_gradebook("student_13", "", "", "", ""),
    ]
    people = merged(known, roster)
    assert [one.id for one in people.persons if one.row >= 0] == ["doejané_12", "s77", "xyz"]


def test_two_rows_that_could_be_one_student_are_neither(tmp_path: Path) -> None:
    ids(tmp_path / "r.csv", CANVAS.encode() + 'Doe, Jané",13,jdoe2,S1\n'.join(['"', ""]).encode())
    people = merged([in_gradebook("s1", "Jané", "Doe", "", "")], read_roster(tmp_path / "r.csv"))
    assert [one.id for one in people.persons] == ["jdoe", "jdoe2", "s1"]


def test_what_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    for formula in ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "＝1+1", "\t=1"):
        assert safe(formula).startswith(("'", "?"))
    for plain in ("-", "-1.5", "+3", "3,5", "ada", "a=b", ""):
        assert safe(plain) == plain
    assert safe_key("+ada@uni.edu") and not safe_key("=HYPERLINK(1)") and not safe_key("a\x1b")


@pytest.mark.parametrize("kind", ["canvas", "plain"])
def test_a_rosters_id_wins_over_one_made_of_canvas_names_if_the_gradebook_knows_both(
    kind: str, tmp_path: Path
) -> None:
    content = CANVAS if kind == "canvas" else "student_id,lms_user_id\njdoe,12\n"
    ids(tmp_path / "r.csv", content.encode())
    known = [in_gradebook(one, "", "", "", "12") for one in ("doejané_12", "jdoe")]
    people = merged(known, read_roster(tmp_path / "r.csv"))
    assert [(one.id, one.row >= 0) for one in people.persons] == [("jdoe", True)]
    alone = merged(known[:1], read_roster(tmp_path / "r.csv"))
    assert [one.id for one in alone.persons] == ["doejané_12"]
