"""Each test has a folder, a memory and a session of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.notebook import checking, memory


@pytest.fixture
def restart(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forget what only the kernel knows."""

    def now() -> None:
        monkeypatch.setattr(memory, "_session", {})
        monkeypatch.setattr(memory, "_said", set())
        monkeypatch.setattr(checking, "_states", {})

    return now


@pytest.fixture(autouse=True)
def _new_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, restart: Callable[[], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr(checking, "_hints", {"growing": False})
    restart()
