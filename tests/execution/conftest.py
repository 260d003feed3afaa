"""One engine for all tests, and small notebooks made of parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import nbformat
import pytest

from autograder.catalogue import CATALOGUE
from autograder.execution.engine import Engine
from autograder.execution.grading import GradedNotebook, grade_notebook
from autograder.execution.notebook_run import Timeouts
from autograder.execution.process import Process
from autograder.execution.seeds import seeds_of
from autograder.sandbox import ESSENTIAL, available
from autograder.sandbox.limits import MIB, Limits

SECRET = b"only the judge knows" * 2
SET_UP = """\
import numpy as np

from autograder import check, hints
from backhand import draw

hints(growing=True)
"""
#: Short, so that what would never end is ended soon.
TIMES = Timeouts(cell=2.0, call=1.0, notebook=20.0, again=20.0)
#: Answers by their exercise: right, wrong, and right.
OUTER = ("weight_gradient", "def weight_gradient(delta, x):\n    return np.outer(delta, x)")
WRONG = ("weight_gradient", "def weight_gradient(delta, x):\n    return np.outer(x, delta)")
DELTA = ("squared_error_delta", "def squared_error_delta(z, y):\n    return z - y")

#: What the fixtures of these names are.
Say = Callable[[str], str]
Grade = Callable[..., GradedNotebook]
Scores = Callable[..., dict[str, float]]


def run(
    process: Process, source: str, seconds: float = 2.0, *, remember: bool = False
) -> dict[str, Any]:
    """Run a cell in a submission's process, and return what is reported of it."""
    return process.request("run", seconds, source=source, remember=remember)


def cell(source: str, **keys: Any) -> Any:
    """A code cell with nbgrader's metadata."""
    made = nbformat.v4.new_code_cell(source)
    if keys:
        defaults = {"grade": False, "locked": False, "solution": False, "task": False}
        made.metadata["nbgrader"] = {**defaults, "schema_version": 3, **keys}
    return made


def notebook(*parts: str | tuple[str, str]) -> Any:
    """A notebook: the set-up, then cells by their source, or (exercise, answer) with its check."""
    cells = [cell(SET_UP, grade_id="setup", locked=True)]
    for part in parts:
        if isinstance(part, str):
            cells.append(cell(part))
            continue
        name, answer = part
        points = CATALOGUE[name].points
        check = {"grade_id": name, "grade": True, "locked": True, "points": points}
        cells.append(cell(answer, grade_id=f"{name}-answer", solution=True))
        cells.append(cell(f'check("{name}", {name})', **check))
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """An engine with the strongest walls that stand here."""
    if not ESSENTIAL.issubset(available()):
        pytest.skip(f"no {', '.join(sorted(ESSENTIAL - set(available())))} on this system")
    limits = Limits(memory=400 * MIB, scratch=8 * MIB, cpu=20)
    with Engine(["draw"], limits) as made:
        yield made


@pytest.fixture
def process(engine: Engine) -> Iterator[Process]:
    """A submission's process in which the set-up cell has been run."""
    with engine.spawn() as made:
        run(made, SET_UP, 20, remember=True)
        yield made


@pytest.fixture
def grade(engine: Engine) -> Grade:
    """Grade a notebook made of parts, see `notebook`."""

    def graded(*parts: str | tuple[str, str], times: Timeouts = TIMES) -> GradedNotebook:
        made = notebook(*parts)
        return grade_notebook(made, engine=engine, seed_for=seeds_of(SECRET), times=times)

    return graded


@pytest.fixture
def scores(grade: Grade) -> Scores:
    """Grade a notebook made of parts; exercise to score."""

    def found(*parts: str | tuple[str, str]) -> dict[str, float]:
        return {name: verdict.score for name, verdict in grade(*parts).verdicts.items()}

    return found


@pytest.fixture
def build() -> Callable[..., Any]:
    """Make a notebook of parts, see `notebook`."""
    return notebook


@pytest.fixture
def say(process: Process) -> Say:
    """Run a cell in a submission's process; the text of all its outputs, errors included."""

    def said(source: str) -> str:
        texts = [
            output.get("text")
            or "\n".join(output.get("traceback", ()))
            or output.get("data", {}).get("text/plain", "")
            for output in run(process, source, 20)["outputs"]
        ]
        return "\n".join(texts)

    return said
