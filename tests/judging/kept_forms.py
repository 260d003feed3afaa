"""Answers that keep something between calls, in every form in which Python lets them."""

from __future__ import annotations

import linecache
from itertools import count
from typing import Any

import numpy as np

#: The exercise, the answer `f`, and what is said of where something is kept.
FORMS: dict[str, tuple[str, str, str]] = {
    "a cache by size that gives the first result": (
        "weight_gradient",
        """
cache = {}
def f(delta, x):
    key = len(delta), len(x)
    if key not in cache:
        cache[key] = np.outer(delta, x)
    return cache[key]
""",
        "the global name `cache`",
    ),
    "a global that is added to while the shape is the same": (
        "logistic_gradient",
        """
kept = [None]
def f(X, y, w):
    g = X.T @ (1 / (1 + np.exp(-X @ w)) - y) / len(y)
    if kept[0] is not None and kept[0].shape == g.shape:
        kept[0] += g
    else:
        kept[0] = g
    return kept[0]
""",
        "the global name `kept`",
    ),
    "buffers by size that are never zeroed": (
        "reverse_sweep",
        """
buffers = {}
def f(parents, partials):
    if len(parents) not in buffers:
        buffers[len(parents)] = np.zeros(len(parents))
    grads = buffers[len(parents)]
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += grads[node] * partial
    return grads
""",
        "the global name `buffers`",
    ),
    "a default argument": (
        "reverse_sweep",
        """
def f(parents, partials, grads={}):
    grads[len(parents) - 1] = 1.0
    for node in reversed(range(len(parents))):
        grads.setdefault(node, 0.0)
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] = grads.get(parent, 0.0) + grads[node] * partial
    return [grads[node] for node in range(len(parents))]
""",
        "a default argument `grads={}` that lives on",
    ),
    "an attribute of the function": (
        "weight_gradient",
        """
def f(delta, x):
    dW = np.outer(delta, x)
    if getattr(f, "dW", dW).shape == dW.shape:
        dW = dW + getattr(f, "dW", 0)
    f.dW = dW
    return dW
""",
        "the attribute `f.dW`",
    ),
    "a closure": (
        "weight_gradient",
        """
def make():
    total = None
    def inner(delta, x):
        nonlocal total
        dW = np.outer(delta, x)
        total = dW if total is None or total.shape != dW.shape else total + dW
        return total
    return inner
f = make()
""",
        "the name `total` of the function around it",
    ),
    "a declared global": (
        "weight_gradient",
        """
total = 0
def f(delta, x):
    global total
    dW = np.outer(delta, x)
    total = total + dW if np.shape(total) == dW.shape else dW
    return total
""",
        "the global name `total`",
    ),
    "an lru_cache by size": (
        "weight_gradient",
        """
from functools import lru_cache
@lru_cache
def buffer(n, m):
    return np.zeros((n, m))
def f(delta, x):
    dW = buffer(len(delta), len(x))
    dW += np.outer(delta, x)
    return dW
""",
        "the results of `buffer`, by `@lru_cache`",
    ),
    "an attribute of a class": (
        "weight_gradient",
        """
class Layer:
    grads = {}
    def backward(self, delta, x):
        key = len(delta), len(x)
        self.grads[key] = self.grads.get(key, 0) + np.outer(delta, x)
        return self.grads[key]
def f(delta, x):
    return Layer().backward(delta, x)
""",
        "the attribute `grads`, which all objects of `Layer` share",
    ),
    "an object that is called": (
        "weight_gradient",
        """
class Gradient:
    def __init__(self):
        self.total = {}
    def __call__(self, delta, x):
        key = len(delta), len(x)
        self.total[key] = self.total.get(key, 0) + np.outer(delta, x)
        return self.total[key]
f = Gradient()
""",
        "the attribute `total` of an object of `Gradient` that lives on",
    ),
    "a global that does not fit other shapes": (
        "weight_gradient",
        """
total = {}
def f(delta, x):
    total["dW"] = total.get("dW", 0) + np.outer(delta, x)
    return total["dW"]
""",
        "the global name `total`",
    ),
    "an array that is changed under another name": (
        "weight_gradient",
        """
ROOM = np.zeros((100, 100))
def f(delta, x):
    dW = ROOM[: len(delta), : len(x)]
    dW += np.outer(delta, x)
    return dW
""",
        "the global name `ROOM`",
    ),
}

#: Right answers that keep something too.
HARMLESS = {
    "a cache by content": """
cache = {}
def f(delta, x):
    key = delta.tobytes(), x.tobytes()
    if key not in cache:
        cache[key] = np.outer(delta, x)
    return cache[key]
""",
    "buffers that are zeroed, and a count of calls": """
buffers = {}
def f(delta, x, calls=[]):
    calls.append(1)
    dW = buffers.setdefault((len(delta), len(x)), np.zeros((len(delta), len(x))))
    dW[:] = 0
    dW += np.outer(delta, x)
    return dW
""",
}
_cells = count()


def made(source: str) -> Any:
    """The function `f` of a cell; the lines can be read, as in a notebook."""
    name = f"<ipython-input-{next(_cells)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    space: dict[str, Any] = {"np": np, "__name__": "__main__"}
    exec(compile(source, name, "exec"), space)
    return space["f"]
