"""In its own root a process reads Python, writes to its scratch folder, and sees nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from sandbox.conftest import Attempts

from autograder.sandbox import paths

WALL = "filesystem"
BEGIN = """
from autograder.sandbox import namespaces
from autograder.sandbox.filesystem import enter_root, enter_scratch
from autograder.sandbox.paths import hidden, readable
readable, hidden = readable(), hidden()
"""


def test_only_pythons_own_files_can_be_seen(attempts: Attempts, tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("x")
    found = attempts(f"""
namespaces.enter(namespaces.NEWNS)
enter_root(readable, hidden)
enter_scratch(1 << 20)
attempt("python", lambda: open(os.__file__).read())
attempt("write-python", lambda: open(os.__file__, "a"))
attempt("gradebook", lambda: open({str(tmp_path / "gradebook.db")!r}))
attempt("checkout", lambda: os.listdir({str(Path(__file__).parent)!r}))
attempt("passwords", lambda: open("/etc/passwd"))
attempt("processes", lambda: os.listdir("/proc"))
attempt("make-in-root", lambda: os.mkdir("/new"))
attempt("null", lambda: open("/dev/null", "w").write("x"))
attempt("random", lambda: open("/dev/urandom", "rb").read(1))
attempt("memory", lambda: os.open("/dev/mem", os.O_RDONLY))
attempt("scratch", lambda: open("/scratch/file", "w").write("x"))
attempt("here", lambda: open("file", "w").write("x"))
""")
    allowed = {name for name, result in found.items() if result == "allowed"}
    assert allowed == {"python", "null", "random", "scratch", "here"}
    assert {found["write-python"], found["make-in-root"]} <= {"EROFS", "EACCES"}
    assert (tmp_path / "gradebook.db").read_text() == "x"


def test_the_scratch_folder_holds_only_so_much(attempts: Attempts) -> None:
    found = attempts("""
namespaces.enter(namespaces.NEWNS)
enter_root(readable, hidden)
enter_scratch(1 << 20)
attempt("half", lambda: open("one", "wb", 0).write(bytes(1 << 19)))
def many():
    for k in range(100):
        open(f"file {k}", "wb", 0).write(bytes(1 << 16))
        os.fsync(os.open(f"file {k}", os.O_RDONLY))
attempt("sum-of-many", many)
attempt("names", lambda: [open(f"name {k}", "w") for k in range(5000)])
""")
    assert found["half"] == "allowed"
    assert found["sum-of-many"] == "ENOSPC"
    assert found["names"] in ("ENOSPC", "EMFILE")


def test_each_scratch_folder_begins_empty(attempts: Attempts) -> None:
    found = attempts("""
namespaces.enter(namespaces.NEWNS)
enter_root(readable, hidden)
for k in range(2):
    child = os.fork()
    if child == 0:
        enter_scratch(1 << 20)
        print(f"before-{k}", len(os.listdir()), flush=True)
        open("left", "w").close()
        os._exit(0)
    os.waitpid(child, 0)
""")
    assert found == {"before-0": "0", "before-1": "0"}


def test_a_folder_inside_a_readable_one_can_be_hidden(attempts: Attempts, tmp_path: Path) -> None:
    (tmp_path / "packages" / "secret").mkdir(parents=True)
    (tmp_path / "packages" / "secret" / "answers.py").write_text("x")
    (tmp_path / "packages" / "other.py").write_text("x")
    found = attempts(f"""
folder = {str(tmp_path / "packages")!r}
namespaces.enter(namespaces.NEWNS)
enter_root([*readable, folder], [folder + "/secret"])
attempt("other", lambda: open(folder + "/other.py"))
attempt("secret", lambda: open(folder + "/secret/answers.py"))
attempt("write", lambda: open(folder + "/secret/new", "w"))
print("content", len(os.listdir(folder + "/secret")))
""")
    assert found == {"other": "allowed", "secret": "ENOENT", "write": "EROFS", "content": "0"}


def test_no_listed_folder_is_inside_another() -> None:
    found = paths.readable()
    assert not [(a, b) for a in found for b in found if a != b and a.startswith(b + "/")]


def test_the_references_are_hidden_where_they_could_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed = Path("/somewhere/site-packages/autograder")
    monkeypatch.setattr(paths, "PACKAGE", installed)
    monkeypatch.setattr(paths, "readable", lambda: ["/somewhere/site-packages"])
    assert {"/somewhere/site-packages/autograder", "/somewhere/site-packages/backhand"} <= set(
        paths.hidden()
    )
