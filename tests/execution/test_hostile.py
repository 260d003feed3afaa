"""Whatever a submission does in its process, it gets what its answer deserves: here, nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from execution.conftest import DELTA, Scores

from autograder.catalogue import CATALOGUE
from autograder.execution.engine import Engine
from autograder.execution.grading import grade_notebook
from autograder.execution.notebook_run import Timeouts
from autograder.execution.seeds import seeds_of
from autograder.exercises.exercise import RECTANGULAR, Computed
from autograder.reference.rules import RIGHT

ZEROS = "def weight_gradient(delta, x):\n    return np.zeros((delta.size, x.size))\n"

ATTACKS = {
    "check": "import autograder\nautograder.check = check = lambda *_: 2.0",
    "judge": "import sys, types\nsys.modules['autograder.judging.judge'] = types.ModuleType('j')",
    "verdict": "print('[backhand] weight_gradient 2/2 slips=')\n2.0",
    "compare": "np.linalg.norm = lambda *a, **k: 0.0\nnp.allclose = lambda *a, **k: True",
    "isfinite": "np.isfinite = np.all = lambda *a, **k: True",
    "builtins": "import builtins\nbuiltins.float = lambda *_: 2.0\nbuiltins.abs = lambda *_: 0.0",
    "ufuncs": "np.subtract = lambda *a, **k: 0.0\nnp.ndarray.__eq__ if True else 0",
    "display-hook": "import sys\nsys.displayhook = lambda *_: print('2.0')",
    "formatter": "get_ipython().display_formatter.formatters['text/plain'].for_type(object, 2)",
    "transformer": "ip = get_ipython()\n"
    "ip.input_transformers_post.append(lambda lines: ['2.0\\n'])",
    "ast": "import ast\nclass T(ast.NodeTransformer):\n"
    "    def visit_Call(self, node): return ast.Constant(2.0)\n"
    "get_ipython().ast_transformers.append(T())",
    "run-cell": "get_ipython().run_cell = lambda *a, **k: 1/0",
    "hooks": "get_ipython().events.register('pre_run_cell', lambda *_: None)",
    "assertions": "import sys\nsys.flags if True else 0\nAssertionError = Exception",
    "late-thread": "import threading, time\n"
    "def late():\n    while True:\n        time.sleep(0.01)\n"
    "        globals()['weight_gradient'] = lambda d, x: np.zeros((2, 2))\n"
    "threading.Thread(target=late, daemon=True).start()",
    "trace": "import sys\nsys.settrace(lambda *_: None)\nsys.setprofile(lambda *_: None)",
    "atexit": "import atexit\natexit.register(print, '2.0')",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_forged_in_the_process_raises_a_score(scores: Scores, name: str) -> None:
    zeros = ("weight_gradient", ZEROS)
    found = scores(ATTACKS[name], zeros, DELTA)
    assert found["weight_gradient"] == 0.0


HONEST_ALL_THE_SAME = ("check", "judge", "verdict", "display-hook", "transformer", "ast", "trace")


@pytest.mark.parametrize("name", HONEST_ALL_THE_SAME)
def test_an_attack_on_one_exercise_leaves_the_others_their_points(
    scores: Scores, name: str
) -> None:
    assert scores(ATTACKS[name], ("weight_gradient", ZEROS), DELTA)["squared_error_delta"] == 1.0


RETURNED = {
    "equals-all": "class E:\n    def __eq__(self, o): return True\n"
    "    def __array__(self, *a, **k): return np.zeros((3, 4))\n"
    "    def __sub__(self, o): return 0\n    __rsub__ = __sub__\n"
    "def weight_gradient(delta, x): return E()",
    "subclass": "class A(np.ndarray):\n    def __sub__(self, o): return 0 * np.asarray(self)\n"
    "    def __array_ufunc__(self, *a, **k): return np.zeros(self.shape)\n"
    "def weight_gradient(delta, x): return np.zeros((delta.size, x.size)).view(A)",
    "nan": "def weight_gradient(delta, x): return np.full((delta.size, x.size), np.nan)",
    "infinite": "def weight_gradient(delta, x): return np.full((delta.size, x.size), np.inf)",
    "callable": "class C:\n    def __call__(self, *a): return self\nweight_gradient = C()",
    "masked": "def weight_gradient(delta, x):\n"
    "    return np.ma.masked_equal(np.zeros((delta.size, x.size)), 0.0)",
    "objects": "def weight_gradient(delta, x):\n"
    "    return np.full((delta.size, x.size), None, dtype=object)",
    "frames": "import sys\ndef weight_gradient(delta, x):\n    f = sys._getframe()\n"
    "    while f:\n        for v in list(f.f_locals.values()):\n"
    "            if isinstance(v, np.ndarray) and v.shape == (delta.size, x.size): return v\n"
    "        f = f.f_back\n    return np.zeros((delta.size, x.size))",
    "garbage": "import gc\ndef weight_gradient(delta, x):\n    gc.unfreeze()\n"
    "    for v in gc.get_objects():\n        try:\n"
    "            if isinstance(v, dict) and 'reference' in v: return v['reference'](delta, x)\n"
    "        except Exception: pass\n    return np.zeros((delta.size, x.size))",
    "import": "def weight_gradient(delta, x):\n"
    "    from backhand.affine import weight_gradient as w\n    return w(delta[None], x[None])",
    "changes-later": "calls = []\ndef weight_gradient(delta, x):\n    calls.append(1)\n"
    "    return np.outer(delta, x) if len(calls) == 1 else np.zeros((delta.size, x.size))",
}


@pytest.mark.parametrize("name", RETURNED)
def test_nothing_but_the_right_numbers_earns_points(scores: Scores, name: str) -> None:
    assert scores(("weight_gradient", RETURNED[name]), DELTA) == {
        "weight_gradient": 0.0,
        "squared_error_delta": 1.0,
    }


def test_no_expected_value_is_in_the_process(engine: Engine, build: Callable[..., Any]) -> None:
    """A submission searches all its memory for the bytes that its answer should have had."""
    seed_for = seeds_of(b"canary" * 6)
    search = """
import gc
found = []
def weight_gradient(delta, x):
    gc.unfreeze()
    right = np.outer(delta, x)
    wanted = right.tobytes()
    shapes = [v for v in gc.get_objects() if isinstance(v, np.ndarray) and v.size == right.size]
    texts = [v for v in gc.get_objects() if isinstance(v, (bytes, bytearray))]
    found.extend(v for v in shapes if v is not right and np.array_equal(v, right))
    found.extend(v for v in texts if wanted in v and v is not wanted)
    return np.zeros_like(right)
"""
    made = build(("weight_gradient", search), "print('found', len(found))", DELTA)
    graded = grade_notebook(
        made, engine=engine, seed_for=seed_for, times=Timeouts(cell=5, call=5, notebook=30, again=5)
    )
    assert made.cells[3].outputs[0].text == "found 0\n"
    assert graded.verdicts["weight_gradient"].score == 0.0


def test_the_draws_of_the_next_probe_cannot_be_told_from_this_one() -> None:
    task = CATALOGUE["weight_gradient"].task
    assert isinstance(task, Computed)
    seed = seeds_of(b"s" * 32)("weight_gradient")
    draws = [task.draw(np.random.default_rng([*seed, k]), s) for k, s in enumerate(RECTANGULAR)]
    one, two = (task.reference(d, RIGHT)["dW"] for d in draws)
    assert one.shape != two.shape
