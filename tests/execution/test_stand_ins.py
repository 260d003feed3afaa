"""The judge answers in place of earlier exercises what is asked properly, and refuses the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from execution.conftest import run

from autograder.catalogue import CATALOGUE
from autograder.execution.engine import Engine
from autograder.execution.process import Gone, Process
from autograder.execution.remote import RemoteAnswer
from autograder.execution.stand_ins import QUESTIONS, StandIns, suits
from autograder.exercises.exercise import Computed

NAMES = ("sigmoid_slope", "weight_gradient", "renumber_units", "leaky_scales", "digits_loss")
#: On Linux, where the line to the judge always has this number.
SEND = """
import json, os, struct
def send(what):
    text = json.dumps({"map": what}).encode()
    body = struct.pack("=I", len(text)) + text
    os.write(3, struct.pack("=I", len(body)) + body)
"""


def tasks() -> dict[str, Computed]:
    return {n: t for n in NAMES if isinstance(t := CATALOGUE[n].task, Computed)}


@pytest.fixture
def stand_ins() -> StandIns:
    return StandIns(tasks())


def test_what_is_asked_is_computed_block_by_block(stand_ins: StandIns) -> None:
    assert stand_ins.parameters["weight_gradient"] == ["delta", "x"]
    found = stand_ins.answer("weight_gradient", [np.ones(2), [1, 2, 3]])
    assert found["blocks"]["dW"].tolist() == [[1, 2, 3], [1, 2, 3]]
    found = stand_ins.answer("renumber_units", [np.ones((2, 3)), np.ones((4, 2)), [1.0, 0.0]])
    assert list(found["blocks"]) == ["W1", "W2"]
    found = stand_ins.answer("digits_loss", [np.full((2, 2), 0.5), np.eye(2)])
    assert isinstance(found["blocks"]["loss"], np.float64)
    assert stand_ins.asked == {"weight_gradient", "renumber_units", "digits_loss"}


def test_an_elementwise_function_may_be_asked_entry_by_entry(stand_ins: StandIns) -> None:
    found = stand_ins.answer("sigmoid_slope", [0.0])
    assert found == {"blocks": {"slope": 0.25}}


@pytest.mark.parametrize(
    "name, inputs",
    [
        ("input_gradient", [np.ones(2), np.ones((2, 2))]),
        ("sigmoid_slope", []),
        ("sigmoid_slope", [np.ones(2), np.ones(2)]),
        ("sigmoid_slope", [None]),
        ("sigmoid_slope", ["text"]),
        ("sigmoid_slope", [[[1.0], [1.0, 2.0]]]),
        ("sigmoid_slope", [{"z": 1.0}]),
        ("sigmoid_slope", [np.array([np.nan])]),
        ("sigmoid_slope", [np.array([1j])]),
        ("sigmoid_slope", [[10**400]]),
        ("sigmoid_slope", [np.ones((2, 2))]),
        ("sigmoid_slope", [np.ones(101)]),
        ("weight_gradient", [np.ones(3000), np.ones(3)]),
        ("renumber_units", [np.ones((2, 3)), np.ones((4, 2)), [0.5, 1.0]]),
        ("renumber_units", [np.ones((2, 3)), np.ones((4, 2)), [7, 8]]),
        ("renumber_units", [np.ones((2, 3)), np.ones((4, 2)), [1e300, 0]]),
        ("leaky_scales", [1e9, 3, 0.1]),
        ("leaky_scales", [0, 0, 0.1]),
        ("digits_loss", [np.ones((2, 3)), np.ones((3, 2))]),
        ("digits_loss", [np.full((2, 2), 1e308), np.full((2, 2), 1e308)]),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(
    stand_ins: StandIns, name: str, inputs: list[Any]
) -> None:
    found = stand_ins.answer(name, inputs)
    assert list(found) == ["error"] and "\n" not in found["error"]


def test_there_is_an_end_to_it(stand_ins: StandIns) -> None:
    answers = [stand_ins.answer("sigmoid_slope", [np.ones(1)]) for _ in range(QUESTIONS + 1)]
    assert "blocks" in answers[-2] and "error" in answers[-1]


def test_an_exercise_that_takes_a_function_cannot_be_stood_in_for() -> None:
    assert not suits(CATALOGUE["numerical_gradient"].task)
    assert not suits(CATALOGUE["graph_order"].task)
    assert all(suits(task) for task in tasks().values())


@pytest.fixture
def process(engine: Engine, stand_ins: StandIns) -> Any:
    with engine.spawn() as made:
        made.request("stand_in", 5.0, parameters=stand_ins.parameters)
        made.on_ask = stand_ins.answer
        run(made, "import numpy as np" + SEND, 5.0)
        yield made


def call(process: Process, body: str, seconds: float = 5.0) -> Any:
    run(process, f"def f(*given):\n    {body}", 5.0)
    return RemoteAnswer(process, "f", seconds).call({})


@pytest.mark.parametrize(
    "body, expected",
    [
        ("return sigmoid_slope([0.0])[0]", 0.25),
        ("return sigmoid_slope(z=[0.0]).item()", 0.25),
        ("return weight_gradient(x=[3.0], delta=[2.0]).item()", 6.0),
        ("return digits_loss(P=np.full((2, 2), 0.5), Y=np.eye(2))[1].shape", (2, 2)),
        ("return digits_loss(P=np.full((2, 2), 0.5), Y=np.eye(2))['Delta3'].shape", (2, 2)),
        (
            "a, b = renumber_units([[1.0], [2.0]], [[1.0, 2.0]], [1, 0]); return b.tolist()",
            [[2, 1]],
        ),
        ("return sigmoid_slope.__name__", "sigmoid_slope"),
    ],
)
def test_a_stand_in_is_called_like_the_answer_itself(
    process: Process, body: str, expected: Any
) -> None:
    assert call(process, body).value == expected


@pytest.mark.parametrize(
    "body, said",
    [
        ("return sigmoid_slope()", "TypeError: missing a required argument"),
        ("return sigmoid_slope(y=1)", "TypeError"),
        ("return sigmoid_slope(np.ones((2, 2)))", "ValueError: expected z with 1 axes, got 2"),
        ("return sigmoid_slope(f)", "ValueError: expected numbers for z"),
        ("return sigmoid_slope(np.ones(3 * 10**6))", "Malformed"),
    ],
)
def test_what_is_refused_is_raised_there(process: Process, body: str, said: str) -> None:
    assert call(process, body).error.startswith(said)
    assert call(process, "return sigmoid_slope([0.0])[0]").value == 0.25


def test_a_name_stands_for_the_right_answer_whatever_cells_bind_to_it(process: Process) -> None:
    run(process, "sigmoid_slope = lambda z: 7")
    assert call(process, "return sigmoid_slope([0.0])[0]").value == 0.25


def test_while_cells_run_nothing_is_answered(process: Process, stand_ins: StandIns) -> None:
    said = run(process, "sigmoid_slope([0.0])")["outputs"][0]["evalue"]
    assert said == "`sigmoid_slope` can only be called from a function that is being judged"
    assert stand_ins.asked == set()


@pytest.mark.parametrize("repeated", range(5))
def test_after_an_interrupted_question_requests_are_still_told_from_replies(
    process: Process, repeated: int
) -> None:
    late = call(process, "while True: sigmoid_slope([0.0])", seconds=0.05)
    assert "did not come back" in late.error or "lost" in late.error
    assert not process.alive or call(process, "return 7").value == 7


FORGED = (
    '{"id": 3, "ask": "sigmoid_slope", "inputs": {"list": []}}',
    '{"id": 999, "ask": "sigmoid_slope", "inputs": {"list": []}}',
    '{"id": 4, "ask": 1, "inputs": {"list": []}}',
    '{"id": 4, "ask": "sigmoid_slope", "inputs": 1}',
    '{"id": 4, "ask": "sigmoid_slope"}',
    '{"id": 4, "ask": "sigmoid_slope", "inputs": {"list": []}, "more": 1}',
)


@pytest.mark.parametrize("frame", FORGED)
def test_a_question_in_any_other_form_ends_the_process(process: Process, frame: str) -> None:
    run(process, f"def f():\n    send({frame})\n    return 1", 5.0)
    with pytest.raises(Gone, match="sent what was not asked for"):
        process.request("call", 1.0, name="f", inputs=[], limit=1.0)
    assert not process.alive


@pytest.mark.parametrize("during", ["call", "run"])
def test_a_process_that_may_not_ask_is_not_answered(engine: Engine, during: str) -> None:
    asks = '{"id": 3, "ask": "sigmoid_slope", "inputs": {"list": []}}'
    with engine.spawn() as process:
        run(process, SEND, 5.0)
        if during == "run":
            process.on_ask = StandIns(tasks()).answer
            with pytest.raises(Gone, match="not asked for"):
                run(process, f"send({asks.replace('3', '2')})")
            return
        run(process, f"def f():\n    send({asks})")
        with pytest.raises(Gone, match="not asked for"):
            process.request("call", 1.0, name="f", inputs=[], limit=1.0)
