"""Pictures are drawn in a process of their own, equal ones once, whatever their text holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from execution.conftest import Grade

from autograder.execution import figures
from autograder.execution.child.output_recorder import PICTURE
from autograder.execution.engine import Engine
from autograder.execution.engines import FIGURES
from autograder.execution.figures import FigureRenderer, draw_pictures
from autograder.sandbox import process_tree
from backhand import draw

PIECE = "draw.error_by_block({'a': np.array([1e-9, 2e-2])})"


@pytest.fixture(scope="module")
def drawing() -> Iterator[Engine]:
    with Engine(FIGURES, drawing=True) as engine:
        yield engine


@pytest.fixture
def renderer(drawing: Engine) -> Iterator[FigureRenderer]:
    made = FigureRenderer(drawing)
    yield made
    made.close()


def shown(notebook: Any) -> list[dict[str, str]]:
    return [o["data"] for c in notebook.cells for o in c.get("outputs", ()) if "data" in o]


def test_a_picture_is_what_a_notebook_would_show(renderer: FigureRenderer) -> None:
    picture = draw.error_by_block({"a": np.array([1e-9, 2e-2])})
    assert renderer.draw(picture.to_json()) == picture._repr_mimebundle_()


def test_every_kind_of_picture_can_be_drawn(renderer: FigureRenderer) -> None:
    node = draw.Node(1.0, "x")
    assert "data:image/png" in renderer.draw(draw.graph_picture(node).to_json())["text/html"]


def test_cells_that_a_student_may_edit_are_drawn_and_locked_ones_when_asked_for(
    grade: Grade, build: Any, renderer: FigureRenderer
) -> None:
    graded = grade(PIECE, "pass", PIECE).notebook
    graded.cells[1].metadata["nbgrader"] = {"locked": True, "grade": False, "solution": False}
    draw_pictures(graded, renderer, locked=False)
    assert [PICTURE in data for data in shown(graded)] == [True, False]
    draw_pictures(graded, renderer, locked=True)
    assert ["data:image/png" in data.get("text/html", "") for data in shown(graded)] == [True, True]
    assert renderer.drawn == 1


def test_answers_that_differ_by_rounding_share_a_picture() -> None:
    def picture(loss: Callable[[Any], float]) -> str:
        at = np.linspace(0.1, 0.7, 7)
        return draw.loss_slice(loss, at, at, at).to_json()

    expected = picture(lambda x: np.sum(x**2))
    assert expected == picture(lambda x: sum(float(v) * v for v in reversed(x)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"paint": "exec", "numbers": {}}',
        '{"paint": "__init__", "numbers": {}}',
        '{"paint": "loss_and_tangent", "numbers": {"s": "no numbers"}}',
        '{"paint": "errors_of_blocks", "numbers": {"blocks": [], "tolerance": 1}}',
        json.dumps({"paint": "graph_with_values", "numbers": {"nodes": [], "shown": [7]}}),
        "[" * 100_000,
    ],
)
def test_a_text_that_is_not_a_picture_is_one_line_and_the_next_is_drawn(
    renderer: FigureRenderer, text: str
) -> None:
    (line,) = renderer.draw(text).values()
    assert line.startswith("(This figure could not be drawn: ") and "\n" not in line
    assert "text/html" in renderer.draw(draw.error_by_block({"a": np.ones(2)}).to_json())


def test_a_graph_that_goes_round_is_drawn_or_refused_in_time(renderer: FigureRenderer) -> None:
    one = {"name": "a", "value": 1.0, "gradient": 1.0, "parents": [1], "partials": [1.0]}
    numbers = {"nodes": [one, {**one, "parents": [0]}], "shown": [0, 1]}
    assert renderer.draw(json.dumps({"paint": "graph_with_values", "numbers": numbers}))


def test_a_picture_that_takes_too_long_is_given_up(renderer: FigureRenderer) -> None:
    endless = draw.error_by_block({"a": np.ones((400, 400))}).to_json()
    assert "could not be drawn" in renderer.draw(endless, seconds=0.5)["text/plain"]
    assert "text/html" in renderer.draw(draw.error_by_block({"a": np.ones(2)}).to_json())


def test_a_picture_that_took_too_long_once_is_drawn_the_second_time(
    renderer: FigureRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    spawn, processes = renderer.engine.spawn, []

    def slow_at_first() -> Any:
        processes.append(spawn())
        if len(processes) == 1:
            process_tree.kill(processes[0]._process)  # as if it had taken too long
        return processes[-1]

    monkeypatch.setattr(renderer.engine, "spawn", slow_at_first)
    picture = draw.error_by_block({"a": np.array([1e-9, 2e-2])}).to_json()
    assert "data:image/png" in renderer.draw(picture)["text/html"]
    assert len(processes) == 2


def test_no_more_pictures_are_kept_than_allowed(drawing: Engine) -> None:
    few = FigureRenderer(drawing, most=1)
    one, other = (draw.error_by_block({name: np.ones(2)}).to_json() for name in "ab")
    for picture in (one, one, other, one):
        few.draw(picture)
    few.close()
    assert few.drawn == 3


@pytest.mark.parametrize("limit, value", [("ALL", 0.0), ("ROOM", 1)])
def test_a_notebook_full_of_figures_ends_in_time_and_fits(
    grade: Grade,
    renderer: FigureRenderer,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: float,
) -> None:
    monkeypatch.setattr(figures, limit, value)
    notebook = grade(PIECE, PIECE, PIECE).notebook
    draw_pictures(notebook, renderer, locked=True)
    assert "too many" in shown(notebook)[-1]["text/plain"]
    assert renderer.drawn < 2
