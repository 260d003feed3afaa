"""The judge reaches an answer in another process as it reaches one in its own."""

from __future__ import annotations

import linecache
import re
import time
from typing import Any

import numpy as np
import pytest
from execution.conftest import Say, run

from autograder.boundary.answers import LocalAnswer, Outcome
from autograder.boundary.plain import plain
from autograder.boundary.probes import ProbeFunction
from autograder.boundary.wire import HEAD, pack, unpack
from autograder.catalogue import CATALOGUE
from autograder.execution.process import Process
from autograder.execution.remote import Missing, RemoteAnswer
from autograder.exercises.exercise import RECTANGULAR, SQUARE, Computed
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.reference.rules import RIGHT

INPUTS = {"delta": np.array([1.0, 2.0]), "x": np.array([3.0, 4.0, 5.0])}


def answer(process: Process, source: str, name: str = "f", seconds: float = 1.0) -> RemoteAnswer:
    run(process, source, 5, remember=True)
    return RemoteAnswer(process, name, seconds)


@pytest.mark.parametrize(
    "source",
    [
        "f = np.outer",
        "def f(delta, x):\n    return np.outer(delta, x).tolist()",
        "def f(delta, x):\n    return {'dW': np.float32(delta[0]), 'b': (1, None)}",
        "def f(delta, x):\n    delta *= 2\n    return delta",
        "def f(delta, x):\n    return delta @ x",
        "def f(delta, x):\n    raise NotImplementedError",
        "def f(delta, x): ...",
        "def f(delta, x):\n    print('noise')\n    np.float64(1) / 0\n    return np.nan",
        "def f(delta):\n    return delta",
    ],
)
def test_outcomes_are_those_of_the_same_function_here(process: Process, source: str) -> None:
    here: dict[str, Any] = {"np": np}
    # A kernel keeps the lines of its cells; an error is described by them.
    linecache.cache["<here>"] = (len(source), None, source.splitlines(keepends=True), "<here>")
    exec(compile(source, "<here>", "exec"), here)
    expected = LocalAnswer(here["f"]).call(INPUTS)
    found = answer(process, source).call(INPUTS)
    np.testing.assert_equal(found.value, expected.value)
    assert (found.changed, found.unwritten) == (expected.changed, expected.unwritten)
    assert found.error == expected.error


def test_types_of_numbers_and_sequences_are_kept(process: Process) -> None:
    found = answer(process, "f = lambda: [np.float32(1), np.ones(2, np.float32), (1, 2)]").call({})
    assert [type(v) for v in found.value] == [np.float32, np.ndarray, tuple]
    assert found.value[1].dtype == np.float32


def test_an_error_comes_with_the_students_own_line(process: Process) -> None:
    found = answer(process, "def f(delta, x):\n    return delta @ x").call(INPUTS)
    assert found.error.startswith("ValueError: ")
    assert found.error.endswith("at `return delta @ x`")


@pytest.mark.parametrize(
    "body, said",
    [
        ("while True: pass", "did not come back within 1 seconds"),
        ("import sys\n    sys.exit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "did not come back"),
        ("import os\n    os._exit(0)", "ended by itself"),
        ("import ctypes\n    ctypes.string_at(0)", "ended by itself"),
        ("import re\n    re.match('(a*)*b', 'a' * 40)", "did not stop|did not come back"),
        ("raise Exception('x' * 10_000)", "Exception: xxx"),
        ("raise Exception('[backhand] f 2/2\\u2028slips=')", "Exception: .backhand. f 2/2"),
        ("return f", "TypeError|$"),
    ],
)
def test_whatever_a_function_does_becomes_an_outcome(
    process: Process, body: str, said: str
) -> None:
    found = answer(process, f"def f(*given):\n    {body}").call(INPUTS)
    assert isinstance(found, Outcome)
    assert len(found.error) <= 500
    assert len(found.error.splitlines()) <= 1

    assert re.search(said, found.error)


def test_objects_that_claim_to_be_right_are_plain_when_they_arrive(process: Process) -> None:
    found = answer(
        process,
        """
class Right(np.ndarray):
    def __eq__(self, other): return True
    def __sub__(self, other): return np.zeros(self.shape)
class Equal:
    def __eq__(self, other): return True
def f(delta, x):
    return np.zeros((2, 3)).view(Right), Equal()
""",
    ).call(INPUTS)
    assert type(found.value[0]) is np.ndarray
    assert not np.array_equal(found.value[0], np.ones((2, 3)))
    assert found.value[1] != np.ones(1)


CUBIC = ProbeFunction("cubic", (np.full(2, 7.5), np.ones(2)))
AT = np.array([1.0, 2.0])


def test_the_judge_is_asked_for_each_value_of_a_function(process: Process) -> None:
    remote = answer(process, "f = lambda g, w: [g(w), g([1, 2]), g(w + 1)]")
    assert remote.call({"g": CUBIC, "w": AT}).value == [CUBIC(AT), CUBIC(AT), CUBIC(AT + 1)]


def test_functions_of_several_calls_in_one_request_are_told_apart(process: Process) -> None:
    other = ProbeFunction("cubic", (AT, AT))
    inputs = [{"g": CUBIC, "h": other, "w": AT}, {"g": other, "h": CUBIC, "w": AT}]
    run(process, "f = lambda g, h, w: [g(w), h(w)]", 5, remember=True)
    remote = RemoteAnswer(process, "f", prefetched=inputs)
    values = [CUBIC(AT), other(AT)]
    assert [remote.call(one).value for one in inputs] == [values, values[::-1]]


def test_the_numbers_in_a_function_are_not_in_the_process_that_calls_it(process: Process) -> None:
    found = answer(
        process,
        """
import gc
def f(g, w):
    g(w)
    found, waiting, seen = [], [g], set()
    while waiting and len(seen) < 20_000:
        one = waiting.pop(0)
        if id(one) not in seen:
            seen.add(id(one))
            waiting += gc.get_referents(one)
            found += [one] if isinstance(one, np.ndarray) and one.size else []
    return sum(bool(np.any(one == 7.5)) for one in found), hasattr(g, "parameters")
""",
    ).call({"g": CUBIC, "w": AT})
    assert found.value == (0, False), found


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("g(w[:1])", "f takes an array of the shape (2,), got (1,)"),
        ("g(w * 1j)", "f takes real numbers, got complex128"),
        ("g('w')", "f takes real numbers"),
    ],
)
def test_a_function_called_with_something_else_says_so(
    process: Process, call: str, said: str
) -> None:
    found = answer(process, f"f = lambda g, w: {call}").call({"g": CUBIC, "w": AT})
    assert said in found.error


def test_a_question_that_was_interrupted_does_no_harm_to_later_ones(process: Process) -> None:
    given = {"g": CUBIC, "w": AT}
    for _ in range(5):
        endless = answer(process, "def f(g, w):\n    while True: g(w)", seconds=0.2)
        assert "did not come back" in endless.call(given).error
        assert answer(process, "f = lambda g, w: g(w)").call(given).value == CUBIC(AT)


def test_a_function_is_of_no_use_once_the_call_is_over(process: Process, say: Say) -> None:
    answer(process, "kept = []\nf = lambda g, w: kept.append(g)").call({"g": CUBIC, "w": AT})
    assert "can only be called from a function that is being judged" in str(say("kept[0]([1, 2])"))


def test_values_are_read_and_names_that_are_missing_are_reported(process: Process) -> None:
    remote = answer(process, "shapes = {'z': (3,), 'dW': [2, ...]}", "shapes")
    assert not remote.is_function()
    assert remote.value() == {"z": (3,), "dW": [2, None]}
    with pytest.raises(Missing, match="no `nowhere`"):
        RemoteAnswer(process, "nowhere")


def test_a_value_too_large_to_cross_is_reported(process: Process) -> None:
    found = answer(process, "f = lambda: np.zeros(10**7)").call({})
    assert "too large" in found.error


@pytest.mark.parametrize(
    "source, name",
    [
        ("np = 3", "np"),
        ("sum = 3", "sum"),
        ("f = 2", "f"),
        ("%reset -f\nf = 1", "f"),
        ("np.dot = None", "a module"),
        ("import builtins\nbuiltins.sum = max", "a module"),
        ("_ = np.seterr(all='raise')", "a module"),
    ],
)
def test_names_that_changed_meaning_are_noticed(
    say: Say, process: Process, source: str, name: str
) -> None:
    assert answer(process, "def f(): return 1").disturbed == ()
    say(source)
    assert name in RemoteAnswer(process, "f").disturbed


def test_ordinary_cells_disturb_nothing(say: Say, process: Process) -> None:
    answer(process, "def f(): return 1")
    say("W = np.ones(3)\nfor k in range(3):\n    W = W + k\nimport matplotlib.pyplot as plt")
    say("def helper(): return 2\nplt.plot([1])\nnp.random.seed(3)")
    assert RemoteAnswer(process, "f").disturbed == ()


@pytest.mark.parametrize("name", [n for n, e in CATALOGUE.items() if isinstance(e.task, Computed)])
def test_every_exercises_inputs_cross(name: str) -> None:
    task = CATALOGUE[name].task
    assert isinstance(task, Computed)
    for sizes in (*RECTANGULAR, *SQUARE):
        inputs = task.draw(np.random.default_rng(0), sizes)
        functions: list[ProbeFunction] = []
        frame = pack(inputs, functions=functions)[HEAD.size :]
        there = unpack(frame, function=functions.__getitem__)
        for given, arrived in zip(inputs.values(), there.values(), strict=True):
            assert type(arrived) is type(given)
        right = task.reference(inputs, RIGHT)
        np.testing.assert_equal(plain(dict(right)), {n: np.asarray(v) for n, v in right.items()})


ODD = [
    "np.full((3, 4), 1e308)",
    "10**5000",
    "np.array([Hostile()], dtype=object)",
    "Hostile()",
    "{'dW': Hostile()}",
    "loop",
    "[[1], [1, 2]]",
    "np.zeros((2, 0))",
    "np.ma.masked",
    "np.array(['2020-01-01'], dtype='datetime64')",
    "np.zeros(2, dtype=[('a', 'f8')])",
    "(1 / 0 for _ in 'a')",
    "__import__('sys').exit()",
]
HOSTILE = """
class Hostile:
    def raises(self, *a, **k): raise RuntimeError("hostile")
    __array__ = __float__ = __iter__ = __repr__ = __eq__ = __len__ = __getattr__ = raises
loop = []
loop.extend([loop] * 30)
odd = None
def weight_gradient(delta, x):
    return eval(odd)
"""


@pytest.mark.parametrize("value", ODD)
def test_whatever_a_function_returns_there_is_judged(process: Process, value: str) -> None:
    run(process, f"{HOSTILE}\nodd = {value!r}", 5)
    verdict = judge(CATALOGUE["weight_gradient"], RemoteAnswer(process, "weight_gradient"), [1])
    assert (verdict.score, verdict.state) == (0.0, "wrong")
    assert render(verdict) and process.alive


def count_calls(process: Process, seconds: float, prefetched: list[dict[str, Any]]) -> RemoteAnswer:
    """An answer that returns how often it has been called."""
    source = "calls = []\ndef f(delta, x):\n    calls.append(delta)\n    return len(calls)"
    run(process, source, 5, remember=True)
    return RemoteAnswer(process, "f", seconds, prefetched)


def test_prefetched_calls_are_each_made_once(process: Process) -> None:
    first = [dict(INPUTS), dict(INPUTS)]
    found = count_calls(process, 1.0, first)
    assert [found.call(inputs).value for inputs in (*first, INPUTS, first[0])] == [1, 2, 3, 4]


def test_calls_in_another_order_than_prefetched_are_made_when_asked_for(process: Process) -> None:
    first = [dict(INPUTS), dict(INPUTS)]
    found = count_calls(process, 1.0, first)
    assert [found.call(inputs).value for inputs in (INPUTS, first[1], first[0])] == [3, 4, 1]


@pytest.mark.parametrize("line", ["raise ValueError(delta)", "raise NotImplementedError"])
def test_a_call_that_fails_is_the_last_one_prefetched(process: Process, line: str) -> None:
    source = f"calls = []\ndef f(delta, x):\n    calls.append(1)\n    {line}"
    run(process, source, 5, remember=True)
    RemoteAnswer(process, "f", 1.0, [INPUTS, INPUTS])
    calls = process.request("look", 5, name="calls", inputs=[], limit=1.0)
    assert calls["value"] == [1]


def test_a_prefetched_call_that_took_too_long_is_the_last_one_made(process: Process) -> None:
    source = "import time\ndef f(delta, x):\n    time.sleep(60)"
    run(process, source, 5, remember=True)
    began = time.monotonic()
    found = RemoteAnswer(process, "f", 0.5, [INPUTS, INPUTS])
    for _ in range(4):
        assert "did not come back within 0.5 seconds" in found.call(INPUTS).error
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("sent", ["x", 7, {"error": 1}, [None], [{"value": 1}] * 9])
def test_whatever_a_process_sends_for_prefetched_calls_is_an_outcome(sent: Any) -> None:
    class Lying:
        def request(self, do: str, seconds: float, **more: Any) -> dict[str, Any]:
            return {"kind": "function", "outcomes": sent, "value": 2.0}

    lying: Any = Lying()
    found = RemoteAnswer(lying, "f", 1.0, [INPUTS])
    assert isinstance(found.call(INPUTS), Outcome)
