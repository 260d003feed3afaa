"""Errors of NumPy are said in the names and the shapes of the student's own line."""

from __future__ import annotations

import linecache
import sys
from typing import Any

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer

GIVEN = {"W": np.ones((3, 4)), "delta": np.ones(3), "x": np.ones(4)}
BOTH = "delta is (3,) and x is (4,)"
#: From Python 3.12 on, the variable of a comprehension is gone where its error is seen.
IN_A_LOOP = "d is (3,)" if sys.version_info < (3, 12) else "W is (3, 4)"


def error(body: str, name: str = "<cell>", signature: str = "W, delta, x") -> str:
    """What is said of an answer whose function has this body."""
    source = f"import math\nimport numpy as np\ndef nothing(z): z * 2\ndef answer({signature}):\n"
    source += "".join(f"    {line}\n" for line in body.splitlines())
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    names: dict[str, Any] = {}
    exec(compile(source, name, "exec"), names)
    return LocalAnswer(names["answer"]).call(GIVEN).error


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (
            "W @ delta",
            "W is (3, 4) and delta is (3,): `W @ delta` needs 4 entries in delta, it has 3",
        ),
        ("W @ W", "W is (3, 4): `W @ W` needs 4 rows in W, it has 3"),
        ("W.T @ x", "W.T is (4, 3) and x is (4,): `W.T @ x` needs 3 entries in x, it has 4"),
        ("np.dot(W, delta)", "`np.dot(W, delta)` needs 4 entries in delta, it has 3"),
        ("W.dot(W)", "`W.dot(W)` needs 4 rows in W, it has 3"),
        ("W @ np.sin(delta)", "needs 4 entries in np.sin(delta), it has 3"),
        ("np.inner(W, delta)", "needs 4 entries in delta, it has 3"),
        ("np.inner(W, W.T)", "needs 4 columns in W.T, it has 3"),
        ("2 @ W", "`2 @ W` needs arrays on both sides: with a number, use `*`"),
        ("delta * x", f"{BOTH}: `delta * x` needs axes that agree, from the last one on: 3 and 4"),
        ("np.add(delta, x)", f"{BOTH}: `np.add(delta, x)` needs axes that agree"),
        pytest.param(
            "np.linalg.outer(W, x)",
            "W is (3, 4) and x is (4,), at `np.linalg.outer(W, x)`: Input",
            marks=pytest.mark.skipif(not hasattr(np.linalg, "outer"), reason="needs NumPy 2"),
        ),
        ("np.einsum('ij,j->i', W, delta)", "needs one size for j: it is 4 in W and 3 in delta"),
        ("np.einsum('ijk,k->ij', W, x)", "has the letters ijk for W, of which the axes are 2"),
        ("np.einsum('ij,j->k', W, x)", "asks for k, which is no axis"),
        ("np.einsum('ij->i', W, x)", "names the axes of 1 arrays, and is given 2"),
        ("x.reshape(3, 2)", "`x.reshape(3, 2)` has 4 entries to fill the shape (3,2)"),
        ("np.concatenate([W, W.T])", "needs equal sizes on axis 1: 4 and 3 differ"),
        ("np.concatenate([W, x])", "needs arrays with as many axes each: 2 and 1 differ"),
        ("np.stack([delta, x])", f"{BOTH}: `np.stack([delta, x])` needs equal shapes"),
        ("x.sum(axis=1)", "`x.sum(axis=1)` asks for axis 1 of an array that has axis 0 alone"),
        ("W[0, 4]", "W is (3, 4): `W[0, 4]` asks for index 4 on axis 1, of which the size is 4"),
        ("x[0, 0]", "`x[0, 0]` takes 2 indices, for 1 axes"),
        ("x[0.5]", "`x[0.5]` needs whole numbers for indices"),
        ("W[x > 0]", "`W[x > 0]` selects among 4 on axis 0, of which the size is 3"),
        ("max(0, x)", "x is (4,): `max(0, x)` takes whole arrays where Python needs one number"),
        ("math.exp(x)", "x is (4,): `math.exp(x)` takes whole arrays"),
        ("W(x)", "`W(x)` calls what is no function: a product is `*` or `@`"),
        ("nothing(x) @ W", "needs an array, and nothing(x) gives none"),
        ("nothing(x) * W", "nothing(x) is None, in `nothing(x) * W`; likely a function"),
        ("np.linalg.inv(W)", "W is (3, 4), at `np.linalg.inv(W)`: Last 2 dimensions"),
        ("sigmoid(x)", "NameError: sigmoid is not defined: run the cell that defines it first"),
        ("npp.sin(x)", "NameError: npp is not defined: likely `np` is meant"),
    ],
)
def test_an_error_of_an_expression_is_one_line(expression: str, said: str) -> None:
    text = error(f"return {expression}")
    assert said in text
    assert "\n" not in text
    assert "gufunc" not in text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "z = nothing(x)\nreturn W @ z",
            "z is None, in `W @ z`; likely a function does not return",
        ),
        ("dW, db = nothing(x)", "nothing(x) is None; likely a function does not return its result"),
        ("for z in nothing(x):\n    pass", "nothing(x) is None; likely"),
        ("z = None\nreturn z.shape", "z is None, in `z.shape`"),
        ("z = np.zeros(3)\nz[0] = x", "`z[0]` has room for one number, got an array"),
        ("W[0] = delta", "`W[0]` has room for (4,), got (3,), at `W[0] = delta`"),
        ("x += W", "`x += W` keeps the shape (4,), and the result has (3,4)"),
        ("if x > 0:\n    return 1", "`x > 0` takes whole arrays where Python needs one number"),
        (
            "return [W @ d for d in (delta, x)]",
            f"{IN_A_LOOP}: `W @ d` needs 4 entries in d, it has 3",
        ),
        (
            "return (W\n    @ delta)",
            "`W @ delta` needs 4 entries in delta, it has 3, at `return (W`",
        ),
        ("zs = [x]\nreturn zs[0] * delta", "zs[0] is (4,) and delta is (3,)"),
    ],
)
def test_an_error_of_a_statement_is_one_line(body: str, said: str) -> None:
    assert said in error(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "raise ValueError('of my own')",
            "ValueError: of my own, at `raise ValueError('of my own')`",
        ),
        ("return {}['b']", "KeyError: 'b', at `return {}['b']`"),
        (
            "return W.TT",
            "AttributeError: 'numpy.ndarray' object has no attribute 'TT', at `return W.TT`",
        ),
    ],
)
def test_any_other_error_stays_as_it_is(body: str, said: str) -> None:
    assert error(body) == said


def test_no_number_of_an_input_is_said() -> None:
    said = error("secret = W[0] * 4321.5\nreturn secret @ delta")
    assert "secret is (4,) and delta is (3,)" in said
    assert "4321" not in said


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        ("W", "`answer(W, delta, x)`: takes 1 positional argument but 3 were given"),
        ("W, delta, x, y", "`answer(W, delta, x)`: missing 1 required positional argument: 'y'"),
    ],
)
def test_another_signature_is_said_with_the_arguments_of_the_exercise(
    signature: str, said: str
) -> None:
    assert error("return 0", signature=signature) == f"TypeError: called as {said}"
