"""The strongest set is used; a missing wall is reported; with too few walls nothing runs."""

from __future__ import annotations

import warnings

import pytest

from autograder import sandbox
from autograder.boundary.errors import BackhandError

ALL = tuple(sandbox.WALLS)


def stand(monkeypatch: pytest.MonkeyPatch, *walls: str) -> None:
    monkeypatch.setattr(sandbox, "available", lambda: walls)


def test_all_walls_are_used_without_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    stand(monkeypatch, *ALL)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sandbox.strongest() == ALL


@pytest.mark.parametrize("missing", ["namespaces", "filesystem", "landlock"])
def test_a_weaker_set_comes_with_a_warning(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    rest = tuple(wall for wall in ALL if wall != missing)
    stand(monkeypatch, *rest)
    with pytest.warns(sandbox.SandboxWarning, match=f"no {missing} here"):
        assert sandbox.strongest() == rest


@pytest.mark.parametrize("missing", [("seccomp",), ("limits",), ("filesystem", "landlock"), ALL])
def test_with_too_few_walls_nothing_runs(
    monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    stand(monkeypatch, *(wall for wall in ALL if wall not in missing))
    with pytest.raises(BackhandError, match=f"got no {missing[0]}"):
        sandbox.strongest()


def test_a_flag_lets_submissions_run_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    stand(monkeypatch)
    with pytest.warns(sandbox.SandboxWarning):
        assert sandbox.strongest(unconfined=True) == ()


def test_walls_are_found_by_trying_them() -> None:
    assert set(sandbox.available()) <= set(sandbox.WALLS)
    if sandbox.available():
        assert "limits" in sandbox.available()


def test_other_systems_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.available.cache_clear()
    monkeypatch.setattr("sys.platform", "darwin")
    assert sandbox.available() == ()
    sandbox.available.cache_clear()
