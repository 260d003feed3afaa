"""The forking processes this process uses: one for each kind of notebook, started once."""

from __future__ import annotations

import atexit
from collections.abc import Iterable

from autograder.execution.cells import Notebook
from autograder.execution.engine import Engine
from autograder.execution.figures import FigureRenderer
from autograder.execution.released import imported

#: What of `backhand` draws.
FIGURES = ("draw", "curves")
_engines: dict[tuple[tuple[str, ...], bool], Engine] = {}
_renderers: dict[bool, FigureRenderer] = {}


def engine_for(wanted: tuple[str, ...], unconfined: bool = False) -> Engine:
    """The engine for notebooks that import these names; one each, as long as this process lasts."""
    if (wanted, unconfined) not in _engines:
        _engines[wanted, unconfined] = Engine(wanted, unconfined=unconfined)
    return _engines[wanted, unconfined]


def renderer_for(unconfined: bool = False) -> FigureRenderer:
    """What draws the pictures of all notebooks, as long as this process lasts."""
    if unconfined not in _renderers:
        _renderers[unconfined] = FigureRenderer(
            Engine(FIGURES, unconfined=unconfined, drawing=True)
        )
    return _renderers[unconfined]


def begin_engines(
    released: Iterable[Notebook], unconfined: bool = False, *, figures: bool = False
) -> None:
    """Begin what released notebooks will be graded with, and do not wait until it is ready.

    Raises
    ------
    BackhandError
        If there are too few walls.
    """
    for notebook in released:
        engine_for(imported(notebook), unconfined).begin()
    if figures:
        renderer_for(unconfined).engine.begin()


@atexit.register
def close_engines() -> None:
    """End all engines; the next notebook starts one again."""
    while _renderers:
        renderer = _renderers.popitem()[1]
        renderer.close()
        renderer.engine.close()
    while _engines:
        _engines.popitem()[1].close()
