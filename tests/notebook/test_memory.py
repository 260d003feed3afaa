"""The memory survives a restart, and bad surroundings do not matter."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_ignored

from autograder import NotYet, check, progress
from autograder.build.config import config_text
from autograder.notebook import checking, memory
from autograder.notebook.memory import FILE, NOT_KEPT, Remembered, recall, remember
from autograder.repair.files import list_files


def turned(delta: Any, x: Any) -> Any:
    return -np.outer(delta, x)


def test_what_is_remembered_is_read_after_a_restart(
    tmp_path: Path, restart: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Remembered("partial", 1.5, 3, 1000.0, {"sign": ("a", "b")})
    assert remember("weight_gradient", entry, tmp_path) == ""
    restart()
    assert recall([tmp_path]) == {"weight_gradient": entry}
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b"null",
        b'{"exercises": 3}',
        b'{"backhand progress": 99, "exercises": {}}',
        b'{"backhand progress": 1, "exercises": [1]}',
        b'{"backhand progress": 1, "exercises": {"a": 3, "b": {"state": "right"}}}',
        b"[" * 100_000,
        b" " * 2_000_000,
        b'{"backhand progress": 1, "exercises": {"weight_gradient": {"state": ["right"]}}}',
        *(
            json.dumps(
                {
                    "backhand progress": 1,
                    "exercises": {
                        "weight_gradient": {"state": "right", "score": 2, "points": 2}
                        | {"at": 1.0, "seen": {}}
                        | wrong
                    },
                }
            ).encode()
            for wrong in (
                {"score": float("nan")},
                {"score": -1},
                {"points": "2"},
                {"points": 1e300},
                {"state": "perfect"},
                {"state": {}},
                {"at": "x"},
                {"seen": {"a": 3}},
                {"seen": [1]},
            )
        ),
    ],
)
def test_foreign_or_damaged_content_is_ignored(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert recall([tmp_path]) == {}
    assert check("weight_gradient", turned) == 0
    assert "0 of 36 points" in capsys.readouterr().out
    assert list(recall([tmp_path])) == ["weight_gradient"]


@pytest.mark.parametrize("kind", ["folder", "pipe", "dangling link"])
def test_something_else_in_the_place_of_the_file_does_not_matter(kind: str, tmp_path: Path) -> None:
    if kind == "folder":
        (tmp_path / FILE).mkdir()
    elif kind == "pipe":
        os.mkfifo(tmp_path / FILE)
    else:
        (tmp_path / FILE).symlink_to(tmp_path / "nowhere")
    assert check("weight_gradient", turned) == 0


def test_a_folder_that_cannot_be_written_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    check("weight_gradient", np.outer)
    first = capsys.readouterr().out
    check("single_shapes", {})
    second = capsys.readouterr().out
    assert NOT_KEPT in first and NOT_KEPT not in second
    assert "2 of 36 points" in second


def test_a_folder_that_is_gone_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert check("weight_gradient", np.outer) == 2
    progress()


def test_a_clock_that_was_ahead_does_not_hold_later_checks_up(tmp_path: Path) -> None:
    remember("weight_gradient", Remembered("right", 2, 2, at=1e12), tmp_path)
    memory._session.clear()
    check("weight_gradient", turned)
    memory._session.clear()
    assert recall([tmp_path])["weight_gradient"].state == "wrong"


def test_two_kernels_at_once_do_not_damage_the_file(tmp_path: Path) -> None:
    names = [f"exercise_{number}" for number in range(40)]

    def write(some: list[str]) -> None:
        for name in some:
            remember(name, Remembered("right", 1, 1), tmp_path)

    threads = [threading.Thread(target=write, args=(names[k::4],)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    remember("last", Remembered("right", 1, 1), tmp_path)
    memory._session.clear()
    assert set(recall([tmp_path])) == {*names, "last"}
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_when_grading_it_is_neither_read_nor_written(
    mode: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    monkeypatch.setattr(memory, "_read", lambda folder: pytest.fail("it was read"))
    assert check("weight_gradient", np.outer) == 2
    with pytest.raises(NotYet):
        check("weight_gradient", turned)
    assert list(tmp_path.iterdir()) == [] and memory._session == {}
    capsys.readouterr()
    progress()
    assert capsys.readouterr().out == ""


def test_an_earlier_session_gives_no_note_about_an_exercise_that_is_called(
    restart: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(g: Any, z: Any) -> Any:
        return g * np.tanh(z)

    check("sigmoid_slope", np.tanh)
    check("sigmoid_delta", wrong)
    assert "If it calls sigmoid_slope" in capsys.readouterr().out
    restart()
    check("sigmoid_delta", wrong)
    assert "If it calls" not in capsys.readouterr().out


def test_the_file_is_neither_handed_out_nor_collected(tmp_path: Path) -> None:
    from traitlets.config import Config

    config = Config()
    exec(config_text("a"), {"get_config": lambda: config, "__file__": str(tmp_path / "c.py")})
    course = CourseDirectory(config=config)
    assert ".ipynb_checkpoints" in course.ignore
    (tmp_path / FILE).touch()
    assert is_ignored(str(tmp_path / FILE), course.ignore)
    (tmp_path / "a.csv").touch()
    assert list_files(tmp_path).files == ["a.csv"]


def test_a_kernel_that_moves_to_another_folder_keeps_its_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = tmp_path / "01_single_layer.ipynb"
    notebook.touch()
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path / "data")
    check("weight_gradient", np.outer)
    assert (tmp_path / FILE).is_file() and not list((tmp_path / "data").iterdir())


def test_the_switch_and_the_session_are_the_tests_own() -> None:
    assert checking._hints == {"growing": False} and memory._session == {}
