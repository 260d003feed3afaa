"""A run of one notebook: its cells in order, in one process or, where one is lost, in several."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.boundary.printable import in_one_line
from autograder.execution.budget import Budget
from autograder.execution.cells import Cell, is_aside, is_judged, is_set_up
from autograder.execution.engine import Engine
from autograder.execution.outputs import Room, failed
from autograder.execution.process import Gone, Process
from autograder.execution.seeds import digest_of
from autograder.execution.stand_ins import StandIns
from autograder.repair.cell_role import answers, grade_id, is_graded

#: The most characters of a cell that is run, and the most new processes for one notebook.
LONGEST, RESTARTS = 500_000, 3
#: Code that uses these can change things unnoticed; answers after it deserve a second try.
REACHING = re.compile(
    r"\b(builtins|ctypes|gc|get_ipython|globals|inspect|signal|socket|sys|threading|weakref)\b"
)


@dataclass(frozen=True)
class Timeouts:
    """Limits of time, in seconds, each counted apart from the others.

    The calls that decide whether an answer is right are always made: four for each exercise, each
    with a time of its own. So a slow answer costs no other its points, and a notebook takes at most
    `notebook + calls + again` and four times `call` for each exercise and for a last second try.

    Attributes
    ----------
    cell : float
        For one cell.
    call : float
        For one call of a student's function.
    notebook : float
        For all cells of a notebook as it runs from top to bottom.
    calls : float
        For all further calls, which only look for the cause of what is wrong.
    again : float
        For all second tries: for their cells and for their calls.
    """

    cell: float = 30.0
    call: float = 5.0
    notebook: float = 150.0
    calls: float = 60.0
    again: float = 60.0


class NotebookRun:
    """A run of one notebook.

    Parameters
    ----------
    engine : Engine
    cells : list of cell
    files : mapping of str to bytes
        What lies beside the notebook.
    times : Timeouts

    Attributes
    ----------
    done : list of cell
        The cells that the run has come to so far.
    troubles : list of str
        One line for each thing that went wrong.
    suspicion : str
        Which cell can have changed Python itself, in words; empty where none can.
    cell_time, call_time, second_tries : Budget
        What is left of the limits `notebook`, `calls` and `again` of `Timeouts`.
    content : bytes
        A digest of what is handed in.
    process : Process or None
        Where the notebook stands now; None where it was lost for good.
    """

    def __init__(
        self, engine: Engine, cells: list[Cell], files: Mapping[str, bytes], times: Timeouts
    ) -> None:
        self.cells, self.times = cells, times
        self.done: list[Cell] = []
        self.troubles: list[str] = []
        self.suspicion = ""
        self.cell_time = Budget(times.notebook)
        self.call_time, self.second_tries = Budget(times.calls), Budget(times.again)
        self._engine = engine
        self.content = digest_of((str(cell.source) for cell in cells), files)
        self._files = {n: np.frombuffer(content, np.uint8) for n, content in files.items()}
        self._room = Room()
        self._restarts = RESTARTS
        self.process: Process | None = None
        try:
            self.process = self.fresh([])
        except Gone:
            self.troubles.append("the files beside the notebook could not be written: left out")
            self._files = {}
            self.process = self.fresh([])

    def do(self, cell: Cell, count: int) -> list[Any]:
        """Run a cell in the notebook's process, and return its outputs."""
        if REACHING.search(str(cell.source)):
            self.suspicion = f"cell {count} reached into Python itself"
        left = min(self.times.cell, self.cell_time.left)
        if self.process is None or left <= 0:
            return [failed("NotRun", "the cells before it ended the notebook or took all its time")]
        try:
            with self.cell_time.spending():
                reply = run_cell(self.process, cell, left)
        except Gone as lost:
            self.lost(f"{_called(cell, count)} ended the notebook's process")
            return [failed("ProcessLost", str(lost))]
        outputs = self._room.take(reply.get("outputs"), count)
        if reply.get("fine") is True:
            return outputs
        if not any(output.output_type == "error" for output in outputs):
            # As nbgrader does it: what ends in an error never looks like a success.
            outputs.append(failed("NotShown", "it ended in an error that could not be shown"))
        # A test that fails is no trouble: it says that an answer is wrong.
        if not (is_aside(cell) or is_judged(cell) or _is_undrawn(outputs)):
            self.troubles.append(
                f"{_called(cell, count)} ended with an error{_which(cell, outputs)}"
            )
        return outputs

    def lost(self, why: str) -> None:
        """Go on in a new process, in which only the set-up cells are run; a few times at most."""
        self.troubles.append(why)
        self.close()
        if self._restarts > 0:
            self._restarts -= 1
            with contextlib.suppress(Gone):
                self.process = self.fresh([c for c in self.cells if is_set_up(c)])

    def fresh(
        self, cells: list[Cell], seconds: float = 30.0, stand_ins: StandIns | None = None
    ) -> Process:
        """A new process in which these cells have run, in so many seconds together.

        With stand-ins for some earlier answers, if there are any.

        Raises
        ------
        Gone
            If the process ended, or the time was used up.
        """
        process, until = self._engine.spawn(), time.monotonic() + seconds
        try:
            if stand_ins:
                process.request("stand_in", 10.0, parameters=stand_ins.parameters)
                process.on_ask = stand_ins.answer
            if self._files:
                process.request("files", 10.0, files=self._files)
            for cell in cells:
                left = until - time.monotonic()
                if left <= 0:
                    raise Gone("its cells took too long")
                run_cell(process, cell, min(self.times.cell, 10.0, left))
        except BaseException:
            process.close()
            raise
        return process

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.close()
        self.process = None


def _called(cell: Cell, count: int) -> str:
    """What to call a cell: by its exercise or its test, else by its number."""
    if name := answers(cell):
        return f"the answer to {name}"
    return f"the test {grade_id(cell)}" if is_graded(cell) else f"cell {count}"


def _which(cell: Cell, outputs: list[Any]) -> str:
    """The error that a cell ended with; not that of a test, as it may say what was expected."""
    errors = [one for one in outputs if one.get("output_type") == "error"]
    if is_graded(cell) or not errors:
        return ""
    return f": {in_one_line('{ename}: {evalue}'.format(**errors[-1]), 100)}"


def _is_undrawn(outputs: list[Any]) -> bool:
    """Whether a cell only says that there is no answer yet of which to draw a figure."""
    return any(output.get("ename") == "NotDrawn" for output in outputs)


def run_cell(process: Process, cell: Cell, seconds: float) -> dict[str, Any]:
    """Run a cell's source in a process."""
    own, source = is_set_up(cell) or bool(answers(cell)), str(cell.source)
    if len(source) > LONGEST:
        source = f"raise ValueError('expected a cell of at most {LONGEST} characters')"
    return process.request("run", seconds, source=source, remember=own)
