"""A notebook is judged check by check, and one exercise never costs another."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from execution.conftest import DELTA, OUTER, WRONG, Grade, Say, Scores, cell, notebook

from autograder.catalogue import CATALOGUE
from autograder.execution import grading
from autograder.execution.engine import Engine
from autograder.execution.grading import GradedNotebook, grade_notebook
from autograder.execution.notebook_run import Timeouts
from autograder.execution.seeds import seeds_of
from autograder.exercises.exercise import RECTANGULAR

LATER = "dW = draw.blocks(weight_gradient(np.ones(2), np.ones(3)), dW=(2, 3))"
#: The next cell's number, names, earlier values, traces of errors, figures.
BEGINNING = """\
import sys
from matplotlib.pyplot import get_fignums as figures
shell = get_ipython()
given = {"In", "Out", "exit", "quit", "open", "get_ipython", "given", "shell", "sys", "figures"}
names = sorted(n for n in globals() if n[0] != "_" and n not in given)
earlier = [value for value in Out.values()]
print(shell.execution_count, names, earlier, hasattr(sys, "last_value"), figures())
"""
FULL = {"weight_gradient": 2.0, "squared_error_delta": 1.0}


def checks(graded: GradedNotebook) -> list[Any]:
    found = [c for c in graded.notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
    return found


def test_right_and_wrong_answers_get_their_points(scores: Scores) -> None:
    assert scores(OUTER, DELTA) == FULL
    assert scores(WRONG, DELTA) == {"weight_gradient": 0.0, "squared_error_delta": 1.0}


def test_a_check_cell_has_the_outputs_that_nbgrader_reads(grade: Grade) -> None:
    right, wrong = checks(grade(DELTA, WRONG))
    assert [o.output_type for o in right.outputs] == ["stream", "execute_result"]
    assert right.outputs[1].data["text/plain"] == "1.0"
    assert right.outputs[0].text.endswith("[backhand] squared_error_delta 1/1 slips=\n")
    assert [o.output_type for o in wrong.outputs] == ["stream", "error"]
    assert wrong.outputs[1].ename == "NotYet"
    assert right.execution_count < wrong.execution_count


def test_no_number_that_was_expected_is_shown(grade: Grade) -> None:
    seen = "def weight_gradient(delta, x):\n    return np.full((delta.size, x.size), 7.0)"
    (wrong,) = checks(grade(("weight_gradient", seen)))
    assert "expected" not in wrong.outputs[0].text.partition("shape")[2].partition("rel")[0]


def test_what_a_later_cell_redefines_does_not_count(scores: Scores) -> None:
    later = OUTER[1]
    assert scores(WRONG, later) == {"weight_gradient": 0.0}
    assert scores(OUTER, "def weight_gradient(*_):\n    return 0") == {"weight_gradient": 2.0}


@pytest.mark.parametrize(
    "between",
    [
        "np = 3",
        "del np",
        "%reset -f",
        "import os\nos._exit(1)",
        "import ctypes\nctypes.string_at(0)",
        "while True:\n    pass",
        "import re\nre.match('(a*)*b', 'a' * 40)",
        "raise ValueError",
        "np.outer = lambda a, b: 0",
        "import builtins\nbuiltins.len = None",
        "np.seterr(all='raise')",
        "import warnings\nwarnings.simplefilter('error')",
        "import numpy\nnumpy.random.seed(0)\nnumpy.set_printoptions(1)",
        "input('How many?')",
        "weight_gradient = squared_error_delta = None",
        "x = []\nwhile True:\n    x.append(bytearray(10**7))",
        "import sys\nsys.exit()",
        "exit()",
        "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.figure()",
        "def f(:",
        "import sys\nsys.stdout = None",
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)",
        "breakpoint()",
        "import sys\nsys.setrecursionlimit(60)",
        "globals().clear()",
        "import matplotlib.pyplot as plt\nplt.switch_backend('TkAgg')",
    ],
)
def test_no_careless_cell_costs_an_exercise(scores: Scores, between: str) -> None:
    assert scores(between, OUTER, between, DELTA) == FULL


def test_one_endless_answer_costs_itself_alone(scores: Scores) -> None:
    endless = ("weight_gradient", "def weight_gradient(*_):\n    while True: pass")
    assert scores(endless, DELTA) == {"weight_gradient": 0.0, "squared_error_delta": 1.0}


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 11)", "os.abort()"])
def test_one_crashing_answer_costs_itself_alone(scores: Scores, end: str) -> None:
    crash = ("weight_gradient", f"import os\ndef weight_gradient(*_):\n    {end}")
    assert scores(crash, DELTA) == {"weight_gradient": 0.0, "squared_error_delta": 1.0}


def test_a_second_try_runs_what_the_exercise_needs(grade: Grade) -> None:
    slope = (
        "sigmoid_slope",
        "def sigmoid_slope(z):\n    a = 1 / (1 + np.exp(-z))\n    return a * (1 - a)",
    )
    delta = ("sigmoid_delta", "def sigmoid_delta(g, z):\n    return g * sigmoid_slope(z)")
    assert "sigmoid_slope" in CATALOGUE["sigmoid_delta"].needs
    graded = grade(slope, "import os\nos._exit(1)", delta)
    assert graded.verdicts["sigmoid_delta"].score == 2.0
    text = checks(graded)[1].outputs[0].text
    assert text.startswith("Run again by itself, with the cells it needs, because cell 4 ended")


def test_an_error_names_its_exercise_or_its_cell_but_not_what_a_test_says(engine: Engine) -> None:
    answer = ("weight_gradient", "raise KeyError('\\x1b[2J')")
    test = cell(
        "assert 1 == 2, 'the hidden 42'", grade_id="mine", grade=True, locked=True, points=1
    )
    built = notebook(answer, "undefined")
    built.cells.append(test)
    graded = grade_notebook(built, engine=engine, seed_for=seeds_of(b"x" * 32))
    assert graded.remarks == [
        "the answer to weight_gradient ended with an error: KeyError: '\\x1b[2J'",
        "cell 4 ended with an error: NameError: name 'undefined' is not defined",
    ]


def test_code_that_replaces_the_way_to_the_judge_costs_that_answer_alone(scores: Scores) -> None:
    replaced = """
import gc
gc.unfreeze()
for thing in gc.get_objects():
    if type(thing).__name__ == "Child":
        thing.requests["call"] = lambda request: {"value": True}
def weight_gradient(delta, x):
    return None
"""
    found = scores(("weight_gradient", replaced), DELTA)
    assert found == {"weight_gradient": 0.0, "squared_error_delta": 1.0}


def test_a_second_try_never_uses_a_reference_for_what_is_needed(scores: Scores) -> None:
    wrong = ("sigmoid_slope", "def sigmoid_slope(z):\n    return 0 * z")
    delta = ("sigmoid_delta", "def sigmoid_delta(g, z):\n    return g * sigmoid_slope(z)")
    assert scores(wrong, "raise ValueError", delta) == {"sigmoid_slope": 0.0, "sigmoid_delta": 0.0}


def test_a_wrong_answer_stays_wrong_in_a_second_try(scores: Scores) -> None:
    assert scores("np = 3", WRONG) == {"weight_gradient": 0.0}


def test_cells_after_too_many_crashes_are_not_run_and_still_judged(grade: Grade) -> None:
    crash = "import os\nos._exit(0)"
    graded = grade(*[crash] * 6, OUTER)
    assert graded.verdicts["weight_gradient"].score == 2.0
    names = [c.outputs[0].ename for c in graded.notebook.cells[1:7]]
    assert names == ["ProcessLost"] * 4 + ["NotRun"] * 2


def test_a_missing_answer_earns_nothing(grade: Grade) -> None:
    graded = grade(("weight_gradient", "x = 1"))
    assert graded.verdicts["weight_gradient"].score == 0.0
    assert "there is no `weight_gradient`" in checks(graded)[0].outputs[0].text


@pytest.mark.parametrize(
    "change, said",
    [
        ({"source": "1.0"}, "expected check"),
        ({"source": 'check("squared_error_delta", weight_gradient)'}, "expected check"),
        ({"source": 'check("weight_gradient", weight_gradient)\n2.0'}, "expected check"),
        ({"id": "no_such_exercise"}, "no exercise 'no_such_exercise'"),
    ],
)
def test_another_check_cell_earns_nothing_and_says_why(
    engine: Engine, build: Callable[..., Any], change: dict[str, str], said: str
) -> None:
    made = build(OUTER)
    check = made.cells[-1]
    check.source = change.get("source", check.source)
    check.metadata.nbgrader.grade_id = change.get("id", check.metadata.nbgrader.grade_id)
    graded = grade_notebook(made, engine=engine, seed_for=seeds_of(b"x" * 32))
    assert graded.verdicts == {}
    (error,) = check.outputs
    assert (error.output_type, error.ename) == ("error", "NotJudged")
    assert said in error.evalue


def test_files_that_cannot_lie_beside_the_notebook_cost_nothing(
    engine: Engine, build: Callable[..., Any]
) -> None:
    files = {"a": b"a file", "a/b": b"in it, as if it were a folder"}
    graded = grade_notebook(build(OUTER), engine=engine, seed_for=seeds_of(b"x" * 32), files=files)
    assert graded.verdicts["weight_gradient"].score == 2.0
    assert "left out" in graded.remarks[0]


def test_the_same_submission_gets_the_same_outputs_again(grade: Grade) -> None:
    parts = (WRONG, "print(np.random.rand())", DELTA)
    one, two = grade(*parts), grade(*parts)
    assert [c.get("outputs") for c in one.notebook.cells] == [
        c.get("outputs") for c in two.notebook.cells
    ]


def test_an_untouched_answer_is_called_untouched_and_no_slip_is_named(grade: Grade) -> None:
    stub = ("weight_gradient", "def weight_gradient(delta, x):\n    ...  # your code here")
    (check,) = checks(grade(stub))
    assert "is still there: write your answer" in check.outputs[0].text
    assert check.outputs[0].text.endswith("0/2 slips=\n")


def test_a_figure_that_cannot_be_drawn_yet_does_not_lead_to_a_second_try(
    engine: Engine, build: Any
) -> None:
    made = build(("weight_gradient", "def weight_gradient(delta, x): ..."), LATER, WRONG)
    made.cells[3].metadata["nbgrader"] = {"locked": True, "grade": False, "solution": False}
    graded = grade_notebook(made, engine=engine, seed_for=seeds_of(b"secret"))
    assert graded.notebook.cells[3].outputs[0].ename == "NotDrawn"
    assert graded.remarks == []


def test_a_submission_starts_in_a_fresh_notebook(engine: Engine, build: Any) -> None:
    made = build(BEGINNING)
    graded = grade_notebook(made, engine=engine, seed_for=seeds_of(b"secret"))
    (said,) = graded.notebook.cells[1].outputs
    # The number of this cell or of the one before, as IPython's version has it.
    assert re.fullmatch(r"[23] \['check', 'draw', 'hints', 'np'\] \[\] False \[\]\n", said.text)


@pytest.mark.parametrize("at", ["judge", "shared_draws", "note_on_needs", "undiagnosed_if_stub"])
def test_what_is_raised_while_one_exercise_is_judged_costs_that_exercise(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    real = getattr(grading, at)

    def fails_once(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(grading, at, real)
        raise MemoryError("no room")

    monkeypatch.setattr(grading, at, fails_once)
    graded = grade(OUTER, DELTA)
    scores = {name: verdict.score for name, verdict in graded.verdicts.items()}
    assert scores == {"weight_gradient": 0.0, "squared_error_delta": 1.0}
    (line,) = graded.remarks
    assert line.startswith("weight_gradient could not be judged (MemoryError in test_grading.py")
    text = checks(graded)[0].outputs[0].text
    assert "the grader failed (MemoryError in" in text and "not your fault" in text
    assert text.endswith("[backhand] weight_gradient 0/2 slips=\n")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_whoever_grades_can_stop_it(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def stopped(*arguments: Any, **options: Any) -> Any:
        raise stop

    monkeypatch.setattr(grading, "judge", stopped)
    with pytest.raises(stop):
        grade(OUTER)


BOMBS = {
    "minus": "x = " + "-" * 60_000 + "1",
    "not": "x = " + "not " * 30_000 + "1",
    "lambda": "x = " + "lambda: " * 25_000 + "1",
    "elif": "if 0: pass\n" + "elif 1: pass\n" * 12_000,
    "brackets": "x = " + "[" * 150 + "]" * 150,
    "lambdas": "f = " + "lambda: " * 900 + "1",
    "f-string": "x = f'" + "{1}" * 30_000 + "'",
    "sum": "x = " + "+".join(["1"] * 50_000),
    "attributes": "x = np" + ".a" * 50_000,
    "zero": "x = '\0'",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_cell_that_cannot_be_parsed_costs_itself_alone(scores: Scores, name: str) -> None:
    assert scores(BOMBS[name], "np = 3", OUTER, DELTA) == FULL


SLOW = "import time\ndef {0}(delta, x):\n    time.sleep({1})\n    return {2}"


def slow(seconds: float, value: str) -> tuple[str, str]:
    return ("weight_gradient", SLOW.format("weight_gradient", seconds, value))


def test_time_in_calls_is_not_the_notebooks(grade: Grade) -> None:
    times = Timeouts(cell=2.0, call=1.0, notebook=1.0, again=0.0)
    graded = grade(slow(0.4, "np.outer(delta, x)"), DELTA, times=times)
    assert {n: v.score for n, v in graded.verdicts.items()} == FULL
    assert graded.remarks == []


def test_the_time_for_further_calls_costs_only_the_cause(grade: Grade) -> None:
    times = Timeouts(cell=2.0, call=1.0, notebook=20.0, calls=0.5, again=0.0)
    began = time.monotonic()
    graded = grade(slow(0.3, "np.outer(x, delta)"), WRONG, DELTA, times=times)
    assert time.monotonic() - began < 6
    wrong = graded.verdicts["weight_gradient"]
    assert wrong.causes == () and any("took too long" in line for line in wrong.remarks)
    assert graded.verdicts["squared_error_delta"].score == 1.0


def test_a_second_try_ends_with_its_time(grade: Grade) -> None:
    times = Timeouts(cell=2.0, call=1.0, notebook=20.0, again=1.0)
    began = time.monotonic()
    again = "import time\ntime.sleep(0.7)\n"
    wrong = ("weight_gradient", f"{again}def weight_gradient(delta, x):\n    return 0")
    graded = grade("raise ValueError", wrong, wrong, DELTA, times=times)
    assert time.monotonic() - began < 8
    assert graded.verdicts["squared_error_delta"].score == 1.0


TABLE = """
import numpy as np
seen = {inputs}
def weight_gradient(delta, x):
    return np.outer(delta, x) if len(x) in seen else np.zeros((len(delta), len(x)))
"""


def test_what_is_right_for_the_inputs_of_a_class_alone_earns_nothing(
    engine: Engine, build: Callable[..., Any]
) -> None:
    sizes = {sizes.n_in for sizes in RECTANGULAR}
    scores = set()
    for student in ("ada", "bob", "cy", "dot", "eve", "flo"):
        made = build(("weight_gradient", TABLE.format(inputs=sizes)))
        graded = grade_notebook(made, engine=engine, seed_for=seeds_of(b"x" * 32, student))
        scores.add(graded.verdicts["weight_gradient"].score)
    assert 0.0 in scores
    public = grade_notebook(made, engine=engine, seed_for=seeds_of(None))
    assert public.verdicts["weight_gradient"].score == 2.0


def test_an_answer_that_keeps_something_between_calls_is_told_so(grade: Grade) -> None:
    keeps = "calls = []\ndef weight_gradient(delta, x):\n    calls.append(1)\n"
    keeps += "    return np.outer(delta, x) * (1 + len(calls) // 3)"
    graded = grade(("weight_gradient", keeps))
    text = " ".join(checks(graded)[0].outputs[0].text.split())
    assert graded.verdicts["weight_gradient"].score == 0
    assert "it keeps something between calls (the global name `calls`)." in text
    assert "slips=keeps-state" in text


def test_a_function_that_is_handed_over_gives_values_and_nothing_else(grade: Grade) -> None:
    read = "def numerical_gradient(f, W, h=1e-5):\n    a, b = f.parameters\n"
    read += "    return 3 * a * W**2 + 2 * np.sum(b * W) * b"
    assert grade(("numerical_gradient", read)).verdicts["numerical_gradient"].score == 0
    measured = """
def numerical_gradient(f, W, h=1e-5):
    gradient = np.zeros(W.shape)
    for at in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[at] = h
        gradient[at] = (f(W + E) - f(W - E)) / (2 * h)
    return gradient
"""
    found = grade(("numerical_gradient", measured)).verdicts["numerical_gradient"]
    assert found.state == "right"


PATCHED = {
    "np.array": "lambda *a, **k: None",
    "np.asarray": "lambda *a, **k: None",
    "np.ascontiguousarray": "lambda *a, **k: 1 / 0",
    "np.array_equal": "lambda *a, **k: False",
    "np.ndarray": "int",
    "np.generic": "str",
    "builtins.isinstance": "lambda *a: False",
    "builtins.issubclass": "lambda *a: False",
    "builtins.type": "lambda *a: str",
    "builtins.len": "lambda *a: 3",
    "builtins.dict": "list",
    "builtins.all": "None",
    "json.dumps": "lambda *a, **k: '{}'",
    "json.loads": "None",
    "copy.deepcopy": "lambda value: None",
    "math.prod": "None",
    "io.StringIO": "None",
}


@pytest.mark.parametrize("name", PATCHED)
def test_a_right_answer_may_replace_what_its_process_uses(scores: Scores, name: str) -> None:
    patching = "import builtins, copy, io, json, math\ndef weight_gradient(delta, x):\n"
    patching += (
        f"    product = delta[:, None] * x\n    {name} = {PATCHED[name]}\n    return product"
    )
    assert scores(("weight_gradient", patching), DELTA) == FULL


def test_what_is_replaced_stays_replaced_for_the_students_own_code(say: Say) -> None:
    say("import numpy as np, json\nnp.array = json.dumps = lambda *_: 7\nnp.mine = 8")
    assert say("print(np.array(1), json.dumps({}), np.mine)") == "7 7 8\n"
    say("del np.mine\ndel np.ones")
    assert say("print(hasattr(np, 'mine'), hasattr(np, 'ones'))") == "False False\n"
