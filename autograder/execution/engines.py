"""The forking processes that this process uses: one for each kind of notebook, started once."""

from __future__ import annotations

import atexit
from collections.abc import Iterable

from autograder.execution.cells import Notebook
from autograder.execution.engine import Engine
from autograder.execution.figures import FigureRenderer
from autograder.execution.released import imported
from autograder.execution.run_settings import RunSettings

#: The modules of `backhand` that draw.
FIGURES = ("draw", "curves")
DEFAULT = RunSettings()
_engines: dict[tuple[tuple[str, ...], bool], Engine] = {}
_renderers: dict[bool, FigureRenderer] = {}


def engine_for(wanted: tuple[str, ...], settings: RunSettings = DEFAULT) -> Engine:
    """The engine for notebooks that import these names; each is kept while this process lasts."""
    key = (wanted, settings.unconfined)
    if key not in _engines:
        _engines[key] = Engine(wanted, unconfined=settings.unconfined)
    return _engines[key]


def renderer_for(settings: RunSettings = DEFAULT) -> FigureRenderer:
    """The renderer for the pictures of all notebooks; it is kept while this process lasts."""
    key = settings.unconfined
    if key not in _renderers:
        _renderers[key] = FigureRenderer(Engine(FIGURES, unconfined=key, drawing=True))
    return _renderers[key]


def begin_engines(released: Iterable[Notebook], settings: RunSettings) -> None:
    """Start the engines for these released notebooks, without waiting until they are ready.

    Raises
    ------
    BackhandError
        If there are too few walls.
    """
    for notebook in released:
        engine_for(imported(notebook), settings).begin()
    if settings.figures:
        renderer_for(settings).engine.begin()


@atexit.register
def close_engines() -> None:
    """End all engines; the next notebook starts one again."""
    while _renderers:
        renderer = _renderers.popitem()[1]
        renderer.close()
        renderer.engine.close()
    while _engines:
        _engines.popitem()[1].close()
