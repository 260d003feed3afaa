"""On a system other than Linux nothing runs, unless a flag allows an ordinary process."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from execution.conftest import run

from autograder import sandbox
from autograder.batch import workers
from autograder.boundary.errors import BackhandError
from autograder.execution.engine import Engine
from autograder.execution.process import Gone
from autograder.sandbox import SandboxWarning
from autograder.sandbox.process_tree import check_supported

IMPORTS = """
import ctypes, sys
sys.modules["resource"] = None
def only_where_there_is_one(name, *more, real=ctypes.CDLL, **options):
    assert name is not None
    return real(name, *more, **options)
ctypes.CDLL = only_where_there_is_one
import autograder.repair, autograder.execution.grading
"""


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A system that can fork, but has nothing else that Linux has."""
    sandbox.available.cache_clear()
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    monkeypatch.delattr(signal, "pidfd_send_signal", raising=False)
    yield
    sandbox.available.cache_clear()


def test_nothing_runs_without_the_flag(elsewhere: None) -> None:
    with pytest.raises(BackhandError, match="other than Linux"), Engine() as engine:
        engine.spawn()


@pytest.mark.slow
def test_with_the_flag_a_plain_process_runs_and_can_be_ended(elsewhere: None) -> None:
    with pytest.warns(SandboxWarning), Engine(["draw"], unconfined=True) as engine:
        with engine.spawn() as process:
            reply = run(process, "from backhand import draw", 5)
            assert reply["fine"]
            late = run(process, "while True: pass", 0.5)
            assert not late["fine"] and process.alive
        with engine.spawn() as process:
            deaf = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
            with pytest.raises(Gone, match="did not stop"):
                run(process, deaf, 0.5)
        with engine.spawn() as process, pytest.raises(Gone, match="ended by itself"):
            run(process, "import os\nos._exit(0)", 5)
        with engine.spawn() as process:
            assert run(process, "1", 5)["fine"]


def test_where_no_process_can_be_copied_one_line_says_so(
    elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    engine = Engine(unconfined=True)
    with pytest.warns(SandboxWarning), pytest.raises(BackhandError, match="likely Windows"):
        engine.spawn()


def test_nothing_of_linux_is_needed_to_import_the_judges_side() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_kernel_without_descriptors_of_processes_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(pid: int) -> int:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(os, "pidfd_open", missing, raising=False)
    with pytest.raises(BackhandError, match="pidfd_open, got Function not implemented; likely an"):
        check_supported()


def test_no_place_for_semaphores_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def unwritable(*arguments: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(workers, "ProcessPoolExecutor", unwritable)
    with pytest.raises(BackhandError, match="Read-only file system; likely /dev/shm is missing"):
        workers.Workers(1)
