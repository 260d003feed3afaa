"""Drawing the pictures of a notebook that has run: in a process of their own, equal ones once."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from autograder.boundary.errors import BackhandError
from autograder.execution.cells import Notebook, code_cells
from autograder.execution.child.output_recorder import PICTURE
from autograder.execution.engine import Engine
from autograder.execution.process import Gone, Process
from autograder.repair.cell_role import is_locked
from autograder.repair.images import is_image

#: Seconds for one picture, seconds for all of a notebook, and characters that all may have.
PATIENCE, ALL, ROOM = 10.0, 60.0, 8_000_000
FAILED = "(This figure could not be drawn: {why}.)"
TOO_MANY = {"text/plain": FAILED.format(why="there are too many in this notebook")}


class FigureRenderer:
    """Draws pictures in a confined process of its own, equal ones once.

    Most pictures of a class are equal, as they show right answers.

    Parameters
    ----------
    engine : Engine
        One that draws. It may hold the answer to an exercise, as no submission runs in it.
    most : int
        How many pictures to keep.

    Attributes
    ----------
    drawn : int
        How many pictures have been drawn.
    """

    def __init__(self, engine: Engine, most: int = 200) -> None:
        self.engine, self.most = engine, most
        self.drawn = 0
        self._process: Process | None = None
        self._kept: OrderedDict[str, dict[str, str]] = OrderedDict()

    def draw(self, picture: str, seconds: float = PATIENCE, scale: float = 1.0) -> dict[str, str]:
        """Draw a picture in the forms in which a notebook shows it, by MIME type.

        Parameters
        ----------
        picture : str
            The JSON text of a picture, as `Picture.to_json` writes it.
        seconds : float
            How long it may take.
        scale : float
            Its pixels, as a share of those that a notebook has.

        Raises
        ------
        BackhandError
            If there is no process to draw in.
        """
        key = f"{scale} {picture}"
        data = self._kept.pop(key, None) or self._draw(picture, seconds, scale)
        # On a busy machine the first picture may take too long; other students need theirs.
        if "text/html" not in data:
            data = self._draw(picture, seconds, scale)
        if "text/html" in data:
            self._keep(key, data)
        return data

    def _keep(self, key: str, data: dict[str, str]) -> None:
        self._kept[key] = data
        if len(self._kept) > self.most:
            self._kept.popitem(last=False)

    def _running(self) -> Process:
        if self._process is None or not self._process.alive:
            self._process = self.engine.spawn()
        return self._process

    def _draw(self, picture: str, seconds: float, scale: float) -> dict[str, str]:
        process = self._running()
        self.drawn += 1
        try:
            reply = process.request("draw", seconds, picture=picture, scale=scale)
        except Gone:
            return {"text/plain": FAILED.format(why="it took too long, or ended the process")}
        match reply:
            case {"data": {"text/html": str() as html, "text/plain": str() as text}}:
                return {"text/html": html, "text/plain": text}
        return {"text/plain": FAILED.format(why=str(reply.get("error", "no picture came"))[:300])}

    def shrink(self, picture: str, seconds: float = PATIENCE) -> str:
        """The Base64 text of a picture as WebP; empty if it cannot be read, or gets no smaller.

        Raises
        ------
        BackhandError
            If there is no process to do it in.
        """
        key = f"smaller {hashlib.sha256(picture.encode()).hexdigest()}"
        data = self._kept.pop(key, None)
        if data is None:
            data = {"image/webp": self._shrink(picture, seconds)}
        self._keep(key, data)
        return data["image/webp"]

    def _shrink(self, picture: str, seconds: float) -> str:
        try:
            reply = self._running().request("shrink", seconds, picture=picture)
        except Gone:
            return ""
        smaller = reply.get("picture")
        return smaller if isinstance(smaller, str) and is_image("image/webp", smaller) else ""

    def close(self) -> None:
        """End the process; whoever made the engine closes that."""
        if self._process is not None:
            self._process.close()


def draw_pictures(
    notebook: Notebook, renderer: FigureRenderer, *, locked: bool, scale: float = 1.0
) -> None:
    """Draw a notebook's pictures: all, or only those of cells that a student may edit.

    If nothing can be drawn, the lines that stand in for the pictures stay.
    """
    until, room = time.monotonic() + ALL, ROOM
    with contextlib.suppress(BackhandError):
        for output in _undrawn(notebook, locked=locked):
            left = until - time.monotonic()
            drawn = TOO_MANY
            if left > 0 and room > 0:
                drawn = renderer.draw(output["data"][PICTURE], min(left, PATIENCE), scale)
            room -= sum(map(len, drawn.values()))
            output["data"] = type(output["data"])(drawn)


def _undrawn(notebook: Notebook, *, locked: bool) -> Iterator[Any]:
    """The outputs that stand in for a picture; in a file that was read they may have any form."""
    for cell in code_cells(notebook):
        outputs = cell.get("outputs") if locked or not is_locked(cell) else None
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, dict) else None
            if isinstance(data, dict) and isinstance(data.get(PICTURE), str):
                yield output
