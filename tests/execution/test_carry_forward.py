"""An answer that calls an earlier wrong one earns its own work; nothing else comes of that."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

import pytest
from execution.conftest import DELTA, SECRET, TIMES, notebook

from autograder.build.material import material
from autograder.build.source import read_sources
from autograder.catalogue import CATALOGUE
from autograder.execution.cells import alone, code_cells
from autograder.execution.engine import Engine
from autograder.execution.engines import engine_for
from autograder.execution.grading import GradedNotebook, grade_notebook
from autograder.execution.released import imported
from autograder.execution.seeds import seeds_of
from autograder.exercises.exercise import Computed
from autograder.judging.verdict import Verdict
from autograder.repair.cell_role import answers, grade_id

Part = str | tuple[str, str]
WRONG_SLOPE = ("sigmoid_slope", "def sigmoid_slope(z):\n    return 1 / (1 + np.exp(-z))")
SLOPE = (
    "sigmoid_slope",
    "def sigmoid_slope(z):\n    a = 1 / (1 + np.exp(-z))\n    return a * (1 - a)",
)
CALLS = ("sigmoid_delta", "def sigmoid_delta(g, z):\n    return g * sigmoid_slope(z)")
LAYER = (
    "layer_gradients",
    "def layer_gradients(x, y, W, b):\n"
    "    z = W @ x + b\n"
    "    delta = sigmoid_delta(1 / (1 + np.exp(-z)) - y, z)\n"
    "    return delta, np.outer(delta, x), delta, W.T @ delta",
)
LINE = (
    "Right, given a right `sigmoid_slope`: yours is not right yet, so this was judged with a right "
    "one in its place."
)


def delta(body: str) -> tuple[str, str]:
    """An answer to `sigmoid_delta`; `slope` is the earlier answer."""
    return "sigmoid_delta", f"def sigmoid_delta(g, z):\n    slope = sigmoid_slope\n    {body}"


class Grader:
    """Grades notebooks with the option on, and counts the processes that it takes."""

    def __init__(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine, self.processes = engine, 0
        spawn = engine.spawn

        def counted() -> Any:
            self.processes += 1
            return spawn()

        monkeypatch.setattr(engine, "spawn", counted)

    def __call__(self, *parts: Part, on: bool = True, only: str = "") -> GradedNotebook:
        """Grade a notebook made of parts."""
        self.processes = 0
        return grade_notebook(
            notebook(*parts),
            engine=self.engine,
            seed_for=seeds_of(SECRET),
            times=TIMES,
            carry_forward=on,
            only=only,
        )


@pytest.fixture
def carry(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Grader:
    return Grader(engine, monkeypatch)


def printed(graded: GradedNotebook, exercise: str) -> str:
    """What a check prints, on one line."""
    (check,) = [c for c in graded.notebook.cells if grade_id(c) == exercise]
    return re.sub(r"\s+", " ", str(check.outputs[0].text))


def told(graded: GradedNotebook) -> dict[str, tuple[Any, ...]]:
    return {n: (v.score, v.state, v.slugs, v.given) for n, v in graded.verdicts.items()}


def test_one_slip_is_charged_once(carry: Grader) -> None:
    graded = carry(WRONG_SLOPE, CALLS, LAYER)
    assert told(graded) == {
        "sigmoid_slope": (0, "wrong", ("f-for-fprime",), ()),
        "sigmoid_delta": (2, "right", (), ("sigmoid_slope",)),
        "layer_gradients": (4, "right", (), ("sigmoid_slope",)),
    }
    assert LINE in printed(graded, "sigmoid_delta")
    line = "[backhand] layer_gradients 4/4 slips= given=sigmoid_slope"
    assert printed(graded, "layer_gradients").strip().endswith(line)
    assert "not right yet. Look there" not in printed(graded, "layer_gradients")


def test_off_nothing_changes_and_right_answers_cost_nothing(carry: Grader) -> None:
    off = carry(WRONG_SLOPE, CALLS, LAYER, on=False)
    assert [v.score for v in off.verdicts.values()] == [0, 0, 0] and carry.processes == 1
    assert [v.score for v in carry(SLOPE, CALLS, LAYER).verdicts.values()] == [2, 2, 4]
    assert carry.processes == 1


def test_no_exercise_is_judged_with_its_own_right_answer(carry: Grader) -> None:
    assert carry(WRONG_SLOPE, DELTA).verdicts["sigmoid_slope"].score == 0
    assert carry.processes == 1


def test_one_exercise_graded_again_by_itself_gets_the_same(carry: Grader) -> None:
    whole = carry(WRONG_SLOPE, CALLS, LAYER)
    again = carry(WRONG_SLOPE, CALLS, LAYER, only="layer_gradients")
    assert told(again)["layer_gradients"] == told(whole)["layer_gradients"]
    assert printed(again, "layer_gradients") == printed(whole, "layer_gradients")


@pytest.mark.parametrize(
    "body",
    [
        "return g + slope(z)",
        "return g * slope(z) * slope(z)",
        "slope(z)\n    return g",
        "return slope(z)",
    ],
)
def test_what_is_wrong_by_itself_stays_wrong(carry: Grader, body: str) -> None:
    assert carry(WRONG_SLOPE, delta(body)).verdicts["sigmoid_delta"].score == 0


def test_of_two_slips_the_answer_is_told_its_own(carry: Grader) -> None:
    (name, source) = LAYER
    swapped = (name, source.replace("np.outer(delta, x)", "np.outer(x, delta)"))
    verdict = carry(WRONG_SLOPE, CALLS, swapped).verdicts[name]
    assert (verdict.score, verdict.state, verdict.slugs) == (3, "partial", ("outer-order-swapped",))
    added = delta("return g + slope(z)")
    graded = carry(WRONG_SLOPE, added)
    assert graded.verdicts["sigmoid_delta"].slugs == ("slope-added",)
    assert "Judged with a right `sigmoid_slope`: yours is" in printed(graded, "sigmoid_delta")


@pytest.mark.parametrize(
    "body", ["return g", "a = np.exp(-z)\n    return g * a / (1 + a) ** 2", "...", "return None"]
)
def test_an_answer_that_calls_no_earlier_one_is_judged_as_ever(carry: Grader, body: str) -> None:
    cells = [WRONG_SLOPE, ("sigmoid_delta", f"def sigmoid_delta(g, z):\n    {body}")]
    on, off = carry(*cells), carry(*cells, on=False)
    assert [c.outputs for c in on.notebook.cells] == [c.outputs for c in off.notebook.cells]


def test_an_earlier_answer_that_is_missing_counts_as_not_right(carry: Grader) -> None:
    for body in ("raise NotImplementedError", "...  # your code here", "return 1 +", "exit(z)"):
        missing = ("sigmoid_slope", f"def sigmoid_slope(z):\n    {body}")
        assert carry(missing, CALLS).verdicts["sigmoid_delta"].given == ("sigmoid_slope",), body


def test_a_stub_is_not_judged_again(carry: Grader) -> None:
    stub = delta("slope(z)\n    ...  # your code here")
    assert carry(WRONG_SLOPE, stub).verdicts["sigmoid_delta"].state == "unwritten"
    assert carry.processes == 1


def test_an_earlier_answer_right_at_its_second_try_is_the_students_own(carry: Grader) -> None:
    graded = carry("np.exp = lambda z: z", SLOPE, CALLS)
    assert [v.score for v in graded.verdicts.values()] == [2, 2]
    assert all(v.given == () for v in graded.verdicts.values())


@pytest.mark.parametrize(
    "answer",
    [
        "def sigmoid_delta(g, z, slope=sigmoid_slope):\n    return g * slope(z)",
        "slope = sigmoid_slope\ndef sigmoid_delta(g, z):\n    return g * slope(z=z)",
        "def sigmoid_delta(g, z):\n    return [a * sigmoid_slope(b) for a, b in zip(g, z)]",
        "def sigmoid_delta(g, z):\n    return g * sigmoid_slope(list(z))",
        "def sigmoid_delta(g, z):\n    return helper(g, z)",
    ],
)
def test_however_it_is_called(carry: Grader, answer: str) -> None:
    helper = "def helper(g, z):\n    return g * sigmoid_slope(z)"
    graded = carry(WRONG_SLOPE, helper, ("sigmoid_delta", answer))
    assert graded.verdicts["sigmoid_delta"].given == ("sigmoid_slope",)


def test_a_helper_in_the_wrong_answers_cell_is_there(carry: Grader) -> None:
    name, source = WRONG_SLOPE
    both = (name, f"{source}\ndef sigma(z):\n    return 1 / (1 + np.exp(-z))")
    uses = (LAYER[0], LAYER[1].replace("1 / (1 + np.exp(-z))", "sigma(z)"))
    assert carry(both, CALLS, uses).verdicts["layer_gradients"].score == 4


# ---- Nothing that is found out there comes out, and nothing is gained -------------------------

#: Each is 0.2445, the slope at 0.3, told in another way.
LEAKS = {
    "printed": "print('found', slope(np.array([0.3])))\n    return g * slope(z)",
    "raised": "raise ValueError(f'{slope(np.array([0.3]))[0]:.4f}')",
    "shape": "return np.zeros(int(1e4 * slope(np.array([0.3]))[0]))",
    "error": "t = 1 / (1 + np.exp(-z))\n"
    "    return g * t * (1 - t) * 10 * slope(np.array([0.3]))[0]",
    "type": "return type('v' + str(slope(np.array([0.3]))[0])[2:], (), {})()",
    "factor": "return g * slope(z) * 10 * slope(np.array([0.3]))[0]",
}


@pytest.mark.parametrize("way", LEAKS)
def test_no_right_value_comes_out(carry: Grader, way: str) -> None:
    show = "print(open('found').read() if __import__('os').path.exists('found') else 'nothing')"
    graded = carry(WRONG_SLOPE, delta(LEAKS[way]), show)
    shown = str([cell.get("outputs") for cell in graded.notebook.cells])
    assert not re.search(r"0?[.(\[, ]?2\.?44[45]|found", shown), shown


@pytest.mark.parametrize("leak", ["np.zeros(int(1e3 * {}))", "np.outer(delta, x) * 10 * {}"])
def test_of_a_partly_right_answer_only_the_blocks_are_told(carry: Grader, leak: str) -> None:
    known = leak.format("sigmoid_delta(np.ones(1), np.array([0.3]))[0]")
    source = LAYER[1].replace("np.outer(delta, x)", known)
    graded = carry(WRONG_SLOPE, CALLS, (LAYER[0], source))
    assert graded.verdicts["layer_gradients"].score == 3
    text = printed(graded, "layer_gradients")
    assert "delta right dW wrong db right dx right" in text and not re.search(r"2\.?44", text)


@pytest.mark.parametrize(
    "source",
    [
        # Called while cells run.
        "known = sigmoid_slope(np.array([0.3]))\n"
        "def sigmoid_delta(g, z):\n    return g * sigmoid_slope(z)",
        # Asked for ever.
        "def sigmoid_delta(g, z):\n    while True:\n        sigmoid_slope(z)",
        # From elsewhere.
        "import threading\ndef sigmoid_delta(g, z):\n    found = []\n"
        "    ask = lambda: found.append(sigmoid_slope(z))\n"
        "    many = [threading.Thread(target=ask) for _ in range(9)]\n"
        "    [t.start() for t in many], [t.join() for t in many]\n    return g * found[0]",
        "class Nested:\n    def __array__(self, *given, **named):\n"
        "        return sigmoid_slope(self)\n"
        "def sigmoid_delta(g, z):\n    return g * sigmoid_slope(Nested())",
        # Forged frames.
        "import json, os, struct\n"
        "def send(what):\n    text = json.dumps(what).encode()\n"
        "    body = struct.pack('=I', len(text)) + text\n"
        "    os.write(3, struct.pack('=I', len(body)) + body)\n"
        "def sigmoid_delta(g, z):\n    right = sigmoid_slope(z)\n    send(FORGED)\n"
        "    return g * right",
    ],
)
def test_tricks_earn_nothing_and_harm_no_other(carry: Grader, source: str) -> None:
    ask = {"id": 4, "ask": "sigmoid_slope", "inputs": {"list": []}}
    forged = source.replace("FORGED", repr({"map": ask}))
    graded = carry(WRONG_SLOPE, ("sigmoid_delta", forged), DELTA)
    found = {name: verdict.score for name, verdict in graded.verdicts.items()}
    assert graded.verdicts["sigmoid_delta"].given == ()
    assert found == {"sigmoid_slope": 0, "sigmoid_delta": 0, "squared_error_delta": 1}


def test_a_table_of_what_was_asked_does_not_outlive_its_process(carry: Grader) -> None:
    keeps = delta("open('kept', 'w').write(str(slope(z)))\n    return g * slope(z)")
    looks = "import os\nprint(os.listdir('.'))"
    graded = carry(WRONG_SLOPE, keeps, looks)
    assert graded.verdicts["sigmoid_delta"].score == 2
    (outputs,) = [c.outputs for c in graded.notebook.cells if c.source == looks]
    # Its own process has called it too, with the student's slope.
    assert outputs[0].text == "['kept']\n"


# ---- Every exercise that needs another -------------------------------------------------------

#: It uses the classes that stand in earlier answers, and no reference takes the place of a class.
OF_CLASSES = ("network_by_modules",)
WITH_NEEDS = [
    one
    for one in CATALOGUE.values()
    if one.needs and isinstance(one.task, Computed) and one.id not in OF_CLASSES
]
#: Twice what the answer above it returns.
TWICE = """
right = {name}
def {name}(*given):
    found = right(*given)
    return tuple(2 * np.asarray(b) for b in found) if isinstance(found, tuple) else 2 * found
"""


@cache
def solutions() -> dict[str, Any]:
    return read_sources(material("solutions"))


@cache
def engine_for_all() -> Engine:
    """One engine for the notebooks of these exercises; it starts only once."""
    needed = {one.notebook for one in WITH_NEEDS}
    names = [name for notebook in sorted(needed) for name in imported(solutions()[notebook])]
    return engine_for(tuple(dict.fromkeys(names)))


def with_wrong_needs(exercise: str) -> Verdict:
    """The verdict on a model answer whose earlier answers are doubled."""
    one = CATALOGUE[exercise]
    source = copy.deepcopy(solutions()[one.notebook])
    chosen = {exercise, *one.needs}
    kept = alone(source.cells, chosen)
    source.cells = [c for c in source.cells if c in kept or grade_id(c) in chosen]
    for cell in code_cells(source):
        task = CATALOGUE[answers(cell)].task if answers(cell) in one.needs else None
        if isinstance(task, Computed):
            cell.source += TWICE.format(name=task.name)
    graded = grade_notebook(
        source,
        engine=engine_for_all(),
        seed_for=seeds_of(SECRET),
        carry_forward=True,
    )
    assert all(graded.verdicts[need].state != "right" for need in one.needs)
    return graded.verdicts[exercise]


@pytest.mark.parametrize("exercise", [one.id for one in WITH_NEEDS])
def test_a_model_answer_on_wrong_earlier_ones_earns_full_points(exercise: str) -> None:
    verdict = with_wrong_needs(exercise)
    assert verdict.score == verdict.points
    assert verdict.given and {*CATALOGUE[exercise].needs}.issuperset(verdict.given)
