"""A submission runs as nobody only where nobody can read Python and write its scratch files."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.sandbox.paths import readable_by_all


@pytest.fixture
def open_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python lies: open to all, below a private folder."""
    tmp_path.chmod(0o700)
    folder = tmp_path / "python"
    folder.mkdir(mode=0o755)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(folder))
    return folder


def test_in_a_new_root_folders_on_the_way_do_not_count(open_folder: Path) -> None:
    assert readable_by_all(None)
    open_folder.chmod(0o700)
    assert not readable_by_all(None)


def test_on_the_shared_disk_they_count_for_python_and_for_scratch_files(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not readable_by_all(Path("/scratch"))
    monkeypatch.setattr("sysconfig.get_path", lambda name: "/usr")
    assert readable_by_all(Path("/scratch"))
    assert not readable_by_all(open_folder / "scratch")
