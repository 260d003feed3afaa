"""Landlock opens what is listed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from sandbox.conftest import Attempts

from autograder.sandbox import landlock

WALL = "landlock"


def test_only_listed_folders_can_be_opened(attempts: Attempts, tmp_path: Path) -> None:
    for name in ("read", "write", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    found = attempts(f"""
from autograder.sandbox import landlock, privileges
root = {str(tmp_path)!r}
privileges.forbid_new()
landlock.restrict([root + "/read"], [root + "/write"])
attempt("read-listed", lambda: open(root + "/read/file").read())
attempt("list-listed", lambda: os.listdir(root + "/read"))
attempt("write-listed-to-read", lambda: open(root + "/read/file", "w"))
attempt("make-in-listed-to-read", lambda: open(root + "/read/new", "w"))
attempt("delete-in-listed-to-read", lambda: os.unlink(root + "/read/file"))
attempt("write", lambda: open(root + "/write/file", "w"))
attempt("make", lambda: open(root + "/write/new", "w"))
attempt("device", lambda: os.mkfifo(root + "/write/fifo"))
attempt("read-other", lambda: open(root + "/other/file").read())
attempt("list-other", lambda: os.listdir(root + "/other"))
attempt("truncate-other", lambda: os.truncate(root + "/other/file", 0))
attempt("environment-of-parent", lambda: open(f"/proc/{{os.getppid()}}/environ"))
""")
    allowed = {name for name, result in found.items() if result == "allowed"}
    assert allowed == {"read-listed", "list-listed", "write", "make"}
    assert (tmp_path / "other" / "file").read_text() == "x"


def test_ports_and_signals_to_others_are_closed_where_the_kernel_knows_them(
    attempts: Attempts,
) -> None:
    if landlock.version() < 6:
        pytest.skip(f"Landlock {landlock.version()} knows no ports or no signals")
    found = attempts("""
import socket
from autograder.sandbox import landlock, privileges
privileges.forbid_new()
server = socket.socket()
landlock.restrict([], [])
attempt("bind", lambda: server.bind(("127.0.0.1", 0)))
attempt("connect", lambda: socket.socket().connect(("127.0.0.1", 9)))
attempt("signal", lambda: os.kill(os.getppid(), 0))
attempt("signal-itself", lambda: os.kill(os.getpid(), 0))
""")
    assert found.pop("signal-itself") == "allowed"
    assert set(found.values()) <= {"EACCES", "EPERM"}


def test_hidden_folders_are_left_out_of_a_list(tmp_path: Path) -> None:
    for name in ("numpy", "backhand", "scipy"):
        (tmp_path / "packages" / name).mkdir(parents=True)
    packages = str(tmp_path / "packages")
    around = landlock.without([packages, "/usr/lib"], [packages + "/backhand"])
    assert around == [packages + "/numpy", packages + "/scipy", "/usr/lib"]
