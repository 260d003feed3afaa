"""No right is kept, none can be gained, and a process ends with its parent."""

from __future__ import annotations

import pytest
from sandbox.conftest import Attempts


def test_no_right_is_left_and_none_can_be_gained(attempts: Attempts) -> None:
    found = attempts("""
from autograder.sandbox import kernel, privileges
privileges.keep_none()
for line in open("/proc/self/status"):
    name, _, value = line.partition(":")
    if name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs"):
        print(name, value.strip())
attempt("root", lambda: os.setuid(0) if os.getuid() else os.chroot("/"))
attempt("hostname", lambda: kernel.call("sethostname", b"x", 1))
""")
    assert found.pop("NoNewPrivs") == "1"
    assert found.pop("root") == found.pop("hostname") == "EPERM"
    bounding = found.pop("CapBnd")
    assert all(int(value, 16) == 0 for value in found.values()), found
    # Only root can empty this one; where no new rights can be gained, it does not matter.
    assert bounding


@pytest.mark.slow
def test_a_process_ends_when_its_parent_is_killed(attempts: Attempts) -> None:
    found = attempts("""
import time
from autograder.sandbox import privileges
read, write = os.pipe()
parent = os.fork()
if parent == 0:
    middle = os.getpid()
    child = os.fork()
    if child == 0:
        privileges.die_with(middle)
        os.write(write, str(os.getpid()).encode())
        os.close(write)
    time.sleep(60)
    os._exit(0)
os.close(write)
child = int(os.read(read, 20))
os.kill(parent, signal.SIGKILL)
os.waitpid(parent, 0)
print("ended", os.read(read, 1) == b"")
""")
    assert found == {"ended": "True"}
