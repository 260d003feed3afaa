"""The file of model solutions is read as it was written; anything else is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.boundary.errors import BackhandError
from autograder.notebook.model_solutions import ModelSolution, read_solutions, write_solutions

SOLUTIONS = {"delta": ModelSolution("A1. Where δ starts", "code", 'def delta():\n    return "½"')}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "one.solutions.json"
    for prefix in ("", "\ufeff"):
        file.write_text(prefix + write_solutions("one", SOLUTIONS), encoding="utf-8")
        assert read_solutions(file) == SOLUTIONS


def test_without_a_file_there_are_no_solutions(tmp_path: Path) -> None:
    assert read_solutions(tmp_path / "one.solutions.json") == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "got no JSON; likely damaged"),
        (b"\xff\xfe\x00", "got no JSON; likely damaged"),
        (b"[" * 100_000, "got no JSON; likely damaged"),
        (b"[]", "in format 1, got something else"),
        (b'{"backhand solutions": 2}', "in format 1, got something else"),
        (b'{"backhand solutions": 1}', "likely the file was edited"),
        (b'{"backhand solutions": 1, "solutions": []}', "likely the file was edited"),
        (b'{"backhand solutions": 1, "solutions": {"a": 1}}', "likely the file was edited"),
        (b'{"backhand solutions": 1, "solutions": {"a": {}}}', "likely the file was edited"),
    ],
)
def test_another_file_is_one_line(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "one.solutions.json"
    file.write_bytes(content)
    with pytest.raises(BackhandError) as refused:
        read_solutions(file)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_folder_in_its_place_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BackhandError, match="got a file that cannot be read"):
        read_solutions(tmp_path)
