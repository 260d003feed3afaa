"""The cells after a check run with every form of answer that the check accepts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.boundary.your_answers import NOTHING
from autograder.build.source import read_sources
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted({exercise.notebook for exercise in CATALOGUE.values()})
Form = Callable[[Any, list[str]], Any]


def blocks(value: Any, names: list[str]) -> list[Any]:
    if isinstance(value, dict):
        return [value[name] for name in names]
    return list(value) if len(names) > 1 else [value]


def dictionary(value: Any, names: list[str]) -> Any:
    # The arrays of a batch have no names.
    return value if "batch 1" in names else dict(zip(names, blocks(value, names), strict=True))


def nested_lists(value: Any, names: list[str]) -> Any:
    """Vectors as columns and a number as a list with one entry, all of them as plain lists."""
    deep = [np.asarray(v, dtype=float) for v in blocks(value, names)]
    listed = [(v.reshape(-1, 1) if v.ndim < 2 else v).tolist() for v in deep]
    return listed if len(names) > 1 else listed[0]


def nothing(value: Any, names: list[str]) -> Any:
    return None


def transposed(value: Any, names: list[str]) -> Any:
    wrong = [np.transpose(v)[..., None, None] for v in blocks(value, names)]
    return wrong if len(names) > 1 else wrong[0]


def raising(value: Any, names: list[str]) -> Any:
    raise RuntimeError("not finished")


class Session:
    """A solved notebook whose functions return their results in another form."""

    def __init__(self, name: str, form: Form) -> None:
        self.cells = read_sources(ROOT / "solutions")[name].cells
        self.form = form
        self.space: dict[str, Any] = {"display": str}
        self.own: dict[str, Any] = {}
        self.changed: dict[str, Any] = {}

    def run(self) -> list[Exception]:
        """What was raised by those cells that are neither answers nor checks."""
        raised = []
        for cell in self.cells:
            kind = cell.metadata.get("nbgrader", {})
            if cell.cell_type != "code":
                continue
            if kind.get("grade"):
                self.change(cell.source)
                continue
            self.space.update(self.own if kind.get("solution") else self.changed)
            try:
                # One epoch of training shows as much here as twenty.
                exec(cell.source.replace("epochs=20", "epochs=1"), self.space)
            except Exception as error:
                raised.append(error)
        return raised

    def change(self, check: str) -> None:
        found = re.match(r'check\("(\w+)", (\w+)\)', check)
        task = CATALOGUE[found[1]].task if found else None
        if not found or not isinstance(task, Computed):
            return
        function, names = self.space[found[2]], [block.name for block in task.blocks]

        def changed(*given: Any) -> Any:
            # An answer that calls an earlier one relies on the form of its result.
            self.space.update(self.own)
            value = function(*given)
            self.space.update(self.changed)
            return self.form(value, names)

        self.own[found[2]], self.changed[found[2]] = function, changed


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Form], Session]:
    def start(name: str, form: Form) -> Session:
        monkeypatch.setattr("autograder.notebook.checking._hints", {})
        # Nothing is remembered in the checkout.
        monkeypatch.setattr("autograder.notebook.at_work.folder", lambda: None)
        monkeypatch.chdir(ROOT / "course" / name)
        return Session(name, form)

    return start


@pytest.mark.parametrize("form", [dictionary, nested_lists])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_cell_breaks_when_an_answer_has_another_form(
    session: Any, name: str, form: Form, capsys: pytest.CaptureFixture[str]
) -> None:
    assert session(name, form).run() == []
    assert NOTHING not in capsys.readouterr().out


@pytest.mark.parametrize("form", [nothing, transposed, raising])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_an_answer_that_cannot_be_used_is_one_line_in_the_cells_after_it(
    session: Any, name: str, form: Form, capsys: pytest.CaptureFixture[str]
) -> None:
    assert session(name, form).run() == []
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith(NOTHING)]
    assert len(said) >= 2
