"""Where we may not create namespaces, bubblewrap does, if it is installed."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator

import pytest

from autograder.execution.engine import Engine
from autograder.sandbox import SandboxWarning, bubblewrap, strongest

COMMAND = ["python", "x.py"]
#: The walls on a system that allows namespaces only to certain programs.
LEFT = ("limits", "privileges", "landlock", "seccomp")


@pytest.fixture
def forget() -> Iterator[None]:
    bubblewrap.tried.cache_clear()
    yield
    bubblewrap.tried.cache_clear()


@pytest.fixture
def installed() -> None:
    if not bubblewrap.works():
        assert "CI" not in os.environ or shutil.which("bwrap"), "install bubblewrap"
        pytest.skip("no bubblewrap that may create namespaces here")


def test_it_is_not_used_where_we_may_create_namespaces() -> None:
    assert bubblewrap.around(COMMAND, ("namespaces", *LEFT), "/tmp") == COMMAND


def test_without_it_nothing_changes(forget: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert bubblewrap.around(COMMAND, LEFT, "/tmp") == COMMAND


def test_a_bubblewrap_that_may_not_create_namespaces_is_not_used(
    forget: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/false")
    assert not bubblewrap.works()


def test_no_warning_says_that_namespaces_are_missing(
    installed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.sandbox.available", lambda: LEFT)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert strongest() == LEFT
    assert [str(one.message).partition(" here")[0] for one in said] == ["no filesystem"]
    assert {one.category for one in said} == {SandboxWarning}


@pytest.mark.slow
def test_a_submission_sees_no_other_process_and_writes_in_its_own_folder_only(
    installed: None,
) -> None:
    with Engine(["draw"], walls=LEFT) as engine, engine.spawn() as process:

        def said(source: str) -> str:
            (output,) = process.request("run", 5, source=source, remember=False)["outputs"]
            return str(output.get("text") or output.get("evalue"))

        assert int(said("import os\nprint(os.getpid())")) < 100
        assert "rror" not in said("print(open('f', 'w').write('x'))")
        assert "Errno" in said("open('/var/tmp/f', 'w')")
        assert "Errno" in said("import os\nos.kill(1, 0)")
