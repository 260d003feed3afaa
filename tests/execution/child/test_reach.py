"""Nothing that a submission can reach in its process computes the answer to an exercise."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import backhand
from autograder.boundary.probes import ProbeFunction
from autograder.catalogue import CATALOGUE
from autograder.execution.engine import Engine
from autograder.exercises.exercise import RECTANGULAR, Computed
from autograder.judging.probe_draws import draw_inputs, truth

#: Notebooks by what their set-up cells import.
WANTED = {
    "04_computational_graph": ["Node", "draw"],
    "05_symmetry_breaking": ["descend", "different_units", "draw", "sigmoid", "spread"],
    "06_training_by_hand": ["curves", "draw"],
    "07_sharing_further": ["curves", "draw"],
}
#: Finds every object that can be reached, and calls each function that comes from `backhand`.
WALK = """
import base64, gc, json, pickle, sys, types
import numpy as np

def everything():
    gc.unfreeze()
    left = [globals(), sys.modules, get_ipython(), *gc.get_objects()]
    found = {}
    while left:
        one = left.pop()
        if id(one) in found:
            continue
        found[id(one)] = one
        left += gc.get_referents(one)
        left += [getattr(one, name, None) for name in ("__globals__", "__closure__", "__code__")]
        if isinstance(one, types.CodeType):
            left += one.co_consts
        if issubclass(type(one), type) and not issubclass(one, type):
            left += [*one.__mro__, *type.__subclasses__(one)]
    return list(found.values())

reached = everything()
codes = [one for one in reached if isinstance(one, types.CodeType)]
ours = [c for c in codes if c.co_filename.startswith("backhand/")]
functions = [f for f in reached if isinstance(f, types.FunctionType) and f.__code__ in ours]

def arrays(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)) and any(np.ndim(v) for v in value):
        yield from (a for v in value for a in arrays(v))
    try:
        yield np.asarray(value, dtype=float)
    except Exception:
        pass

def made(value):
    if isinstance(value, tuple) and value and value[0] == "cubic":
        _, a, b = value
        return lambda w: float(np.sum(a * w**3) + np.sum(b * w) ** 2)
    return value

exercises = pickle.loads(base64.b64decode(DRAWS))
computed = []
for function in functions:
    code = function.__code__
    least = code.co_argcount - len(function.__defaults__ or ())
    for name, inputs, right in exercises:
        given = [made(v) for v in inputs]
        if not least <= len(given) <= code.co_argcount and not code.co_flags & 4:
            continue
        try:
            got = list(arrays(function(*given)))
        except Exception:
            continue
        for block in right:
            if any(a.shape == block.shape and np.allclose(a, block, rtol=1e-6) for a in got):
                computed.append([function.__name__, name])
print(json.dumps([sorted({c.co_name for c in ours}), len(functions), computed]))
"""


def sent(value: Any) -> Any:
    return ("cubic", *value.parameters) if isinstance(value, ProbeFunction) else value


def exercises() -> Iterator[tuple[str, list[Any], list[Any]]]:
    """The inputs of each exercise, and those of its right blocks that are not inputs themselves."""
    for name, exercise in CATALOGUE.items():
        if isinstance(exercise.task, Computed):
            inputs = draw_inputs(exercise.task, [1], 0, RECTANGULAR[0])
            known = [v for v in inputs.values() if isinstance(v, np.ndarray)]
            right = [
                block
                for block in truth(exercise.task, inputs).values()
                if np.any(block) and not any(np.array_equal(block, v) for v in known)
            ]
            yield name, [sent(v) for v in inputs.values()], right


@pytest.fixture(scope="module")
def draws() -> str:
    return base64.b64encode(pickle.dumps([*exercises()])).decode()


@pytest.mark.parametrize("notebook", WANTED)
def test_no_function_in_reach_computes_an_answer(notebook: str, draws: str) -> None:
    offered = WANTED[notebook]
    with Engine(offered) as engine, engine.spawn() as process:
        set_up = f"from backhand import {', '.join(offered)}\nDRAWS = {draws!r}"
        process.request("run", 20, source=set_up, remember=True)
        outputs = process.request("run", 60, source=WALK, remember=False)["outputs"]
    # Functions that are called may display something, or warn.
    (said,) = (one for one in outputs if one.get("name") == "stdout")
    names, count, computed = json.loads(said["text"])
    assert count > 20
    assert [pair for pair in computed if pair[0] not in offered] == []
    public = {n for n in backhand.__all__ if isinstance(getattr(backhand, n), FunctionType)}
    # A figure shows how far units are apart, which no exercise asks for.
    assert public.intersection(names) - {*offered, "spread"} == set()


LEAKS = [
    "draw.error_by_block({'a': (g, n)}).numbers['blocks'][0]['error']",
    "draw.error_by_block({'a': (g, n)}, tolerance=0.0).numbers['blocks'][0]['passed']",
    "draw._errors('a', (g, n))",
    "draw._errors.__globals__['relative_error'].__closure__[0].cell_contents(g, n)",
    "draw.errors_of_pair(g, n, 0.0)['error']",
    "draw.loss_slice(np.sum, g, n, n).numbers['measured']",
    "draw.step_size_sweep(np.sum, g, n).numbers['errors']",
    "str(draw.error_by_block({'a': (g, n)}))",
]


@pytest.mark.parametrize("leak", LEAKS)
def test_figures_in_a_submissions_process_hold_no_answer(say: Any, leak: str) -> None:
    said = say(f"import numpy as np\ng, n = np.ones(2), np.arange(1.0, 3.0)\n{leak}")
    assert "Error" in said
