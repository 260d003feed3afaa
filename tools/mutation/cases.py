"""A pytest plug-in that keeps at most `CASES` cases of each test, evenly spread over them."""

from __future__ import annotations

from collections import defaultdict

import pytest

CASES = 3


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the others."""
    by_test: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_test[item.nodeid.partition("[")[0]].append(item)
    kept: set[str] = set()
    for cases in by_test.values():
        step = max(1, -(-len(cases) // CASES))
        kept.update(item.nodeid for item in cases[::step])
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept])
    items[:] = [item for item in items if item.nodeid in kept]
