"""Limits end floods of memory, files and threads, and keep honest use free."""

from __future__ import annotations

from pathlib import Path

import pytest
from sandbox.conftest import Attempts

BEGIN = """
import resource
from autograder.sandbox.limits import MIB, Limits, address_space, set_limits
def memory(size):
    try:
        bytearray(size)
    except MemoryError:
        raise OSError(errno.ENOMEM, "")
"""


def test_memory_on_top_of_what_is_in_use_is_limited(attempts: Attempts) -> None:
    found = attempts("""
set_limits(Limits(memory=200 * MIB), address_space())
attempt("little", lambda: memory(100 * MIB))
attempt("much", lambda: memory(300 * MIB))
""")
    assert found == {"little": "allowed", "much": "ENOMEM"}


def test_a_file_cannot_grow_beyond_the_limit(attempts: Attempts, tmp_path: Path) -> None:
    found = attempts(f"""
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
set_limits(Limits(scratch=1000), address_space())
file = os.open({str(tmp_path / "file")!r}, os.O_CREAT | os.O_WRONLY)
attempt("first", lambda: os.write(file, bytes(1000)))
attempt("more", lambda: os.write(file, bytes(1)))
""")
    assert found == {"first": "allowed", "more": "EFBIG"}


def test_open_files_are_limited(attempts: Attempts) -> None:
    found = attempts("""
set_limits(Limits(files=20), address_space())
attempt("some", lambda: [os.dup(0) for _ in range(5)])
attempt("many", lambda: [os.dup(0) for _ in range(30)])
""")
    assert found == {"some": "allowed", "many": "EMFILE"}


def test_no_limit_can_be_raised_again_without_a_right(attempts: Attempts) -> None:
    found = attempts("""
from autograder.sandbox import privileges
privileges.keep_none()
set_limits(Limits(), address_space())
def more():
    try:
        resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    except ValueError:
        raise OSError(errno.EPERM, "")
attempt("raise", more)
""")
    assert found == {"raise": "EPERM"}


@pytest.mark.slow
def test_processor_time_is_limited(attempts: Attempts) -> None:
    found = attempts("""
child = os.fork()
if child == 0:
    set_limits(Limits(cpu=1), address_space())
    while True:
        pass
status = os.waitpid(child, 0)[1]
print("ended-by", signal.Signals(os.WTERMSIG(status)).name)
""")
    assert found["ended-by"] in ("SIGXCPU", "SIGKILL")
