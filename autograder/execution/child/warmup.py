"""What the forking process runs once before it forks, so that each submission starts warm.

Modules are imported, fonts are found, and Python specializes code that has run a few times. A
forked process inherits all that, and would not live long enough to gain from doing it itself.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import numpy as np

from autograder.boundary.wire import HEAD, pack, unpack
from autograder.execution.child.child import Child

#: Plots like those in notebooks: fonts, layouts and formulas take long the first time.
PLOTS = """
import numpy as np, matplotlib.pyplot as plt
_ = np.linalg.norm(np.random.default_rng(0).normal(size=(3, 3)) @ np.ones((3, 3)))
plt.plot([1, 2], [3, 4], label="a"); plt.title("$x$"); plt.legend(); plt.show()
figure, (left, right) = plt.subplots(1, 2, layout="constrained")
left.loglog([1e-9, 1e3], [1e-9, 1e3], "--o", label="a"); left.legend(framealpha=0.9)
image = right.imshow(np.eye(2), cmap="cividis"); figure.colorbar(image, ax=[left, right])
right.text(0, 0, "a", style="italic", bbox={"boxstyle": "round"}); plt.show()
"""
#: The course's own figures, as a notebook shows them.
PICTURES = """
from backhand import draw
from IPython.display import display
one = np.ones(2)
display(draw.error_by_block({"a": (one, 2 * one), "b": (one, one)}))
display(draw.loss_slice(lambda x: np.sum(x**2), one, direction=one, gradient=2 * one))
display(draw.step_size_sweep(lambda x: np.sum(x**2), one, 2 * one))
"""
#: An answer that is a function, an answer that is a value, and a cell with outputs.
NOTEBOOK = (
    'def answer(x, w):\n    """Warm up."""\n    z = x @ w\n    return np.outer(z, w), z.sum()',
    'values = {"a": 1, "b": np.ones((2, 3)), "c": [0.5, None]}',
    'print(values["a"])\nvalues["b"]',
)
ERRORS = ("def inner():\n    return values[0]\n\ninner()", "nowhere = missing + 1")
#: How often these run: Python specializes code that has run about eight times.
TIMES, ERRORS_TIMES = 10, 3


def warm_up(child: Child) -> None:
    """Run a small notebook, and send the requests that a judge would send.

    Raises
    ------
    RuntimeError
        If a cell fails that must not fail.
    """
    _run(child, PLOTS)
    if "draw" in vars(sys.modules["backhand"]):
        _run(child, PICTURES)
    for _ in range(TIMES):
        for cell in NOTEBOOK:
            _run(child, cell)
        inputs = [["x", np.ones((2, 3))], ["w", np.ones(3)]]
        for name in ("answer", "values"):
            _ask(child, "look", name=name, inputs=[inputs, inputs], limit=1.0)
        _ask(child, "call", name="answer", inputs=inputs, limit=1.0)
    for _ in range(ERRORS_TIMES):
        for cell in ERRORS:
            _ask(child, "run", source=cell, remember=True)
    _ask(child, "source", name="answer")
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        with contextlib.suppress(AttributeError):
            delattr(sys, name)
    child.begin()


def _run(child: Child, source: str) -> None:
    reply = _ask(child, "run", source=source, remember=True)
    if reply.get("fine") is not True:
        raise RuntimeError(f"a warm-up cell failed: {reply.get('outputs')}")


def _ask(child: Child, do: str, **more: Any) -> dict[str, Any]:
    asked = pack({"id": 0, "do": do, **more})
    reply: dict[str, Any] = unpack(child.answer(asked[HEAD.size :])[HEAD.size :])
    return reply
