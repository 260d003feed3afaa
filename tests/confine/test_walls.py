"""The strongest set that stands is used; a missing wall is said; with too few nothing runs."""

from __future__ import annotations

import warnings

import pytest

from autograder import confine
from autograder.errors import Refused

ALL = tuple(confine.WALLS)


def stand(monkeypatch: pytest.MonkeyPatch, *walls: str) -> None:
    monkeypatch.setattr(confine, "available", lambda: walls)


def test_all_walls_are_used_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    stand(monkeypatch, *ALL)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert confine.strongest() == ALL


@pytest.mark.parametrize("missing", ["namespaces", "filesystem", "landlock"])
def test_a_weaker_set_comes_with_a_warning(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    rest = tuple(wall for wall in ALL if wall != missing)
    stand(monkeypatch, *rest)
    with pytest.warns(confine.Weaker, match=f"no {missing} here"):
        assert confine.strongest() == rest


@pytest.mark.parametrize("missing", [("seccomp",), ("limits",), ("filesystem", "landlock"), ALL])
def test_with_too_few_walls_nothing_runs(
    monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    stand(monkeypatch, *(wall for wall in ALL if wall not in missing))
    with pytest.raises(Refused, match=f"got no {missing[0]}"):
        confine.strongest()


def test_a_flag_lets_it_run_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    stand(monkeypatch)
    with pytest.warns(confine.Weaker):
        assert confine.strongest(unconfined=True) == ()


def test_walls_are_found_by_trying_them() -> None:
    assert set(confine.available()) <= set(confine.WALLS)
    if confine.available():
        assert "limits" in confine.available()


def test_other_systems_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    confine.available.cache_clear()
    monkeypatch.setattr("sys.platform", "darwin")
    assert confine.available() == ()
    confine.available.cache_clear()
