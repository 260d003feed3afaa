"""The forking processes this process uses: one for each kind of notebook, started once."""

from __future__ import annotations

import atexit

from autograder.running.engine import Engine

_engines: dict[tuple[tuple[str, ...], bool, bool, bool], Engine] = {}


def engine_for(
    wanted: tuple[str, ...],
    unconfined: bool = False,
    *,
    figures: bool = False,
    drawing: bool = False,
) -> Engine:
    """The engine for notebooks that import these names; one each, as long as this process lasts."""
    if not _engines:
        atexit.register(close_engines)
    key = (wanted, unconfined, figures, drawing)
    if key not in _engines:
        _engines[key] = Engine(wanted, unconfined=unconfined, figures=figures, drawing=drawing)
    return _engines[key]


def close_engines() -> None:
    """End all engines; the next notebook starts one again."""
    while _engines:
        _engines.popitem()[1].close()
