"""In its namespaces a process is alone: no other processes, users, networks or queues."""

from __future__ import annotations

from sandbox.conftest import Attempts

WALL = "namespaces"
BEGIN = """
import socket
from autograder.sandbox import namespaces
leave_root = None if os.geteuid() else namespaces.prepare_to_leave_root(namespaces.NOBODY)
outside = {n: os.readlink(f"/proc/self/ns/{n}") for n in ("user", "mnt", "net", "ipc", "uts")}
namespaces.enter(namespaces.SURROUNDINGS)
if leave_root:
    leave_root()
"""


def test_every_namespace_is_another_one(attempts: Attempts) -> None:
    found = attempts("""
for name, before in outside.items():
    print(name, os.readlink(f"/proc/self/ns/{name}") != before)
""")
    assert found == dict.fromkeys(("user", "mnt", "net", "ipc", "uts"), "True")


def test_nobody_is_root_inside_or_outside(attempts: Attempts) -> None:
    found = attempts("""
from autograder.sandbox import privileges
privileges.keep_none()
print("user", os.getuid())
print("group", os.getgid())
attempt("become-root", lambda: os.setuid(0))
""")
    assert found["user"] == found["group"] == "1000"
    assert found["become-root"] in ("EPERM", "EINVAL")


def test_there_is_no_network_but_an_unplugged_one(attempts: Attempts) -> None:
    found = attempts("""
attempt("loopback", lambda: socket.socket().connect(("127.0.0.1", 9)))
attempt("world", lambda: socket.socket().connect(("192.0.2.1", 80)))
print("interfaces", ",".join(name for _, name in socket.if_nameindex()))
""")
    assert found["loopback"] == found["world"] == "ENETUNREACH"
    assert found["interfaces"] == "lo"


def test_each_child_is_the_first_process_of_its_own_namespace(attempts: Attempts) -> None:
    found = attempts("""
namespaces.unshare(namespaces.NEWPID)
first = os.fork()
if first == 0:
    own = namespaces.own_process_namespace()
    for k in range(3):
        namespaces.next_child_is_first(own)
        child = os.fork()
        if child == 0:
            print(f"child-{k}", os.getpid(), flush=True)
            attempt(f"parent-{k}", lambda: os.kill(2, 0))
            os._exit(0)
        os.waitpid(child, 0)
    os._exit(0)
os.waitpid(first, 0)
""")
    assert [found[f"child-{k}"] for k in range(3)] == ["1"] * 3
    assert [found[f"parent-{k}"] for k in range(3)] == ["ESRCH"] * 3


def test_all_processes_end_with_the_first_one(attempts: Attempts) -> None:
    found = attempts("""
import time
from autograder.sandbox import process_tree
namespaces.unshare(namespaces.NEWPID)
read, write = os.pipe()
first = os.fork()
if first == 0:
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        os.fork() or os.fork()
    os.write(write, b".")
    os.close(read)
    time.sleep(60)
    os._exit(0)
os.close(write)
os.read(read, 1)
process = process_tree.Tree(os.pidfd_open(first))
process_tree.kill(process)
print("ended", process_tree.ended(process, 10))
while os.read(read, 100):
    pass
print("all", True)
""")
    assert found == {"ended": "True", "all": "True"}
