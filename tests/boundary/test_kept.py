"""Where a function keeps something between calls is read off its code."""

from __future__ import annotations

from functools import partial

import pytest
from judging.kept_forms import FORMS, made

from autograder.boundary.kept import kept_by


@pytest.mark.parametrize("form", FORMS)
def test_it_is_said_where_something_is_kept(form: str) -> None:
    _, source, where = FORMS[form]
    assert kept_by(made(source)) == where


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("def f(x, seen=[]):\n    seen.append(x)", "a default argument `seen=[]` that lives on"),
        ("def f(x, *, n=dict()):\n    n[x] = 1", "a default argument `n=dict()` that lives on"),
        (
            "def f(x, total=np.zeros(3)):\n    total += x\n    return total",
            "a default argument `total=np.zeros(3)` that lives on",
        ),
        ("out = np.zeros(3)\ndef f(x):\n    return np.add(x, 1, out=out)", "the global name `out`"),
        ("steps = iter(range(9))\ndef f(x):\n    return next(steps)", "the global name `steps`"),
        ("f = lambda x, seen=[]: seen.append(x)", "a default argument `seen=[]` that lives on"),
        (
            "seen = []\ndef g(x):\n    seen.append(x)\ndef f(x):\n    return g(x)",
            "the global name `seen`",
        ),
        (
            "class A:\n    n = 0\n    @classmethod\n    def go(cls, x):\n        cls.n += x\n"
            "f = A.go",
            "the attribute `n`, which all objects of `A` share",
        ),
        (
            "class A:\n    pass\ndef f(x):\n    A.n = getattr(A, 'n', 0) + x\n    return A.n",
            "the attribute `A.n`",
        ),
        (
            "a, b = [], {}\ndef f(x):\n    a.append(x)\n    b[1] = x",
            "the global name `a` and the global name `b`",
        ),
    ],
)
def test_other_ways_to_keep_something(source: str, where: str) -> None:
    assert kept_by(made(source)) == where
    assert kept_by(partial(made(source))) == where


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    grads = [0.0] * 3\n    grads[0] += x\n    return grads",
        "def f(x, h=1e-5, name='x', sizes=(1, 2)):\n    return x + h",
        "def f(x):\n    def visit(n, seen=[]):\n        seen.append(n)\n    visit(x)",
        "def f(x):\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n    up()\n"
        "    return n",
        "class A:\n    def __init__(self):\n        self.x = {}\n    def go(self, x):\n"
        "        self.x[1] = x\ndef f(x):\n    return A().go(x)",
        "seen = []\ndef f(x):\n    seen.append(x)\n    return np.random.rand()",
        "def f(x):\n    return np.sort(np.add(x, 1))",
        "RATE = 0.1\ndef f(x):\n    return RATE * x",
    ],
)
def test_what_is_made_anew_in_each_call_is_not_kept(source: str) -> None:
    assert kept_by(made(source)) == ""


@pytest.mark.parametrize("value", [len, 3, None, print, type, object()])
def test_what_has_no_code_keeps_nothing(value: object) -> None:
    assert kept_by(value) == ""
