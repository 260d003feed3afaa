"""The forking processes this process uses: one for each kind of notebook, started once."""

from __future__ import annotations

import atexit
from collections.abc import Iterable

from autograder.execution.cells import Notebook
from autograder.execution.engine import Engine
from autograder.execution.figures import Painter
from autograder.execution.released import imported

#: What of `backhand` draws.
FIGURES = ("draw", "curves")
_engines: dict[tuple[tuple[str, ...], bool], Engine] = {}
_painters: dict[bool, Painter] = {}


def engine_for(wanted: tuple[str, ...], unconfined: bool = False) -> Engine:
    """The engine for notebooks that import these names; one each, as long as this process lasts."""
    if (wanted, unconfined) not in _engines:
        _engines[wanted, unconfined] = Engine(wanted, unconfined=unconfined)
    return _engines[wanted, unconfined]


def painter_for(unconfined: bool = False) -> Painter:
    """What draws the pictures of all notebooks, as long as this process lasts."""
    if unconfined not in _painters:
        _painters[unconfined] = Painter(Engine(FIGURES, unconfined=unconfined, drawing=True))
    return _painters[unconfined]


def begin_engines(
    released: Iterable[Notebook], unconfined: bool = False, *, figures: bool = False
) -> None:
    """Begin what released notebooks will be graded with, and do not wait until it is ready.

    Raises
    ------
    Refused
        If there are too few walls.
    """
    for notebook in released:
        engine_for(imported(notebook), unconfined).begin()
    if figures:
        painter_for(unconfined).engine.begin()


@atexit.register
def close_engines() -> None:
    """End all engines; the next notebook starts one again."""
    while _painters:
        painter = _painters.popitem()[1]
        painter.close()
        painter.engine.close()
    while _engines:
        _engines.popitem()[1].close()
