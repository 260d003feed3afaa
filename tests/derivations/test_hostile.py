"""Whatever is given as a line is refused in one line, at once and without using memory."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest
from derivations.stages import LAYER, MATRICES, SIZES, layer

from autograder.derivations.language import Language, Unreadable
from autograder.derivations.reading import read

BOMBS = [
    "9**9**9",
    "9**9**9**9 * delta[i]",
    "2**-99999",
    "9**(9**9)",
    "delta[i]**999999",
    "10**1000000",
    "1e999 * delta[i]",
    "1e308 * 1e308",
    "9" * 500,
    "0." + "0" * 700 + "1",
    "-" * 500 + "delta[i]",
    "(" * 400 + "1" + ")" * 400,
    "[" * 90 + "1" + "]" * 90,
    "f(" * 50 + "delta[i]" + ")" * 50,
    "delta[i]**" * 40 + "2",
    "+".join(["1"] * 250),
    "x[j] * " * 5000 + "1",
    "a" * 100_000,
    "sum(k, " * 19 + "1" + ")" * 19,
    "sum(a, b, c, d, e, g, h, k, l, m, o, p, q, delta[a])",
    "sum(" + ", ".join("abcdeghklmopq") + ", 1)",
    " * ".join(f"sum({c}, sin({'+'.join(f'x[{d}]' for d in 'abc')}))" for c in "k"),
    "sum(a, b, c, d, e, g, h, k, l, m, sin(x[a]+x[b]+x[c]+x[d]+x[e]+x[g]+x[h]+x[k]+x[l]+x[m]))",
]
CODE = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0]",
    "delta.__class__",
    "x.T.T.real",
    "lambda: 1",
    "(lambda x: x)(1)",
    "(y := 5)",
    "[k for k in x]",
    "{1, 2}",
    "{k: 1 for k in x}",
    "f'{x}'",
    'f"{x!r}"',
    "'delta'",
    "b'1'",
    "exec(delta[i])",
    "eval(x[j])",
    "open(x[j])",
    "print(x[j])",
    "f(x[j], delta[i])",
    "f()",
    "f(*x)",
    "f(z=x[j])",
    "f(f)",
    "f[i]",
    "x[j](2)",
    "delta[i](k == i)",
    "(1)(2)",
    "delta[i] if x[j] else 1",
    "delta[i] and x[j]",
    "not x[j]",
    "delta[i] is x[j]",
    "delta[i] in x[j]",
    "await x",
    "yield x",
    "x[j]; x[j]",
    "import os",
    "x = 1",
    "x[j] += 1",
    "...",
    "x[...]",
    "x[:]",
    "x[::2]",
    "x[None]",
    "x[True]",
    "x[-1]",
    "x[0]",
    "x[j][j]",
    "x[j, ]",
    "x[(j, i)]",
    "x[1.5]",
    "x[delta[i]]",
    "x[x]",
    "x[99999999999999999999]",
    "(1, 2)",
    "1,",
    "()",
    "[]",
    "[1]",
    "True",
    "None",
    "1j * delta[i]",
    "0x10",
    "~delta[i]",
    "delta[i] % 2",
    "delta[i] // 2",
    "delta[i] ^ 2",
    "delta[i] | x[j]",
    "delta[i] << 2",
    "delta[i] <> x[j]",
    "delta[i] != x[j]",
    "delta[i] == x[j]",
    "(i == j == i)",
    "(1 == 1)",
    "(delta[i] > 0)",
    "delta[i] @ x[j]",
    "W.T",
    "# delta[i]",
    "delta[i] # x",
    "delta[i] \\ x[j]",
    "$x",
    "x?",
    "!x",
    "`x`",
]
CHARACTERS = [
    "",
    "   \n\t",
    "\x00",
    "delta[i]\x00",
    "delta[i] \x1b[31m",
    "δ[i] * x[j]",
    "delta[i] ∗ x[j]",
    "delta[i] × x[j]",
    "delta[i] · x[j]",
    "delta[i] − x[j]",
    "delta[i] – x[j]",
    "delta[i]²",
    "½ * delta[i]",
    "∑(k, delta[k])",
    "Σ(k, delta[k])",
    "∂L",
    "f′(x[j])",
    "f’(x[j])",
    "f'(x[j])",
    "delta[і]",  # a Cyrillic letter
    "ｘ[j]",  # of full width
    "𝛿[i]",
    "ᵟ[i]",
    "delta[i]\u00a0* x[j]",
    "delta[i]\u200b",
    "\ufeffdelta[i]",
    "\u202edelta[i]",
    "delta[i] ≥ 0",
    "x[j]ᵀ",
    "𝐱[j]",
    "😀",
    "\ud800",
    "σ(x[j])",
    "λ",
    "delta[i] ∘ x[j]",
    "٣ * delta[i]",  # an Arabic digit
]
ODD = [None, 1, 1.5, True, b"delta[i]", ["delta[i]"], ("delta[i]",), {"a": 1}, Ellipsis, len, str]
WRITING = [
    "delta[i] x[j]",
    "2x[j]",
    "2(x[j])",
    "(x[j])(delta[i])",
    "x[j]delta[i]",
    "x(j)",
    "x_j",
    "delta_i * x_j",
    "delta",
    "i",
    "i * x[j]",
    "delta[i] +",
    "* delta[i]",
    "delta[i] * * x[j]",
    "delta[i",
    "delta[i]]",
    "(delta[i]",
    "delta[i)",
    "delta[]",
    "sum()",
    "sum(k)",
    "sum(delta[k])",
    "sum(k, )",
    "sum(k, k)",
    "sum(k, i)",
    "sum(1, delta[i])",
    "sum(delta[k], k)",
    "sum([k], delta[k])",
    "sum(k=1, delta[k])",
    "sum(i, delta[i])",
    "sum(x, delta[i])",
    "sum(k, k, delta[k])",
    "sum(k, sum(k, delta[k]))",
    "sum(k, m, delta[k])",
    "sum(k, delta[k]) * x[k]",
    "sum(k, delta[k] * (k = i) * x[j])",
    "sum(k, delta[k] * k == i * x[j])",
    "sum(k, delta[k] * x[k])",
    "sum(k, (k == j) * delta[k])",
    "(i == j) * x[j]",
    "delta[k]",
    "delta[j]",
    "delta[i, j]",
    "W[i]",
    "W[ij]",
    "eta[i]",
    "N[i]",
    "y[i]",
    "foo(x[j])",
    "exp x[j]",
    "exp",
    "x[j + 1]",
    "x[i + j]",
    "E(x[j])",
    "diag(x[j])",
]
IN_MATRICES = [
    "W @ delta",
    "delta * W",
    "x @ delta.T",
    "delta @ x",
    "delta + x",
    "delta[i] * x[j]",
    "sum(k, delta)",
    "(W == W)",
    "W.S",
    "W.T()",
    "diag(W)",
    "diag()",
    "ones()",
    "ones(3)",
    "ones(nowhere)",
    "W ** 2",
    "W ** delta",
    "2 ** W",
    "W @ 2",
    "W @",
    "f(W, W)",
    "exp",
    "delta",
    "1",
    "y @ x.T",
    "W" + ".T" * 200,
    "diag(" * 18 + "delta" + ")" * 18,
]


def refusal(text: Any, language: Language = LAYER) -> str:
    """Why it is refused, by the reader or on a draw."""
    with pytest.raises(Unreadable) as caught:
        read(text, language).value(layer(), SIZES)
    return str(caught.value)


@pytest.mark.parametrize("text", [*BOMBS, *CODE, *CHARACTERS, *ODD, *WRITING], ids=ascii)
def test_a_hostile_line_is_refused_in_one_short_line(text: Any) -> None:
    started = time.perf_counter()
    message = refusal(text)
    assert time.perf_counter() - started < 1
    assert message.isprintable() and 10 < len(message) < 300


@pytest.mark.parametrize("text", [*BOMBS, *CODE, *CHARACTERS, *ODD, *IN_MATRICES], ids=ascii)
def test_so_is_a_hostile_line_of_matrices(text: Any) -> None:
    message = refusal(text, MATRICES)
    assert message.isprintable() and 10 < len(message) < 300


def test_refusals_use_little_memory() -> None:
    tracemalloc.start()
    for text in BOMBS:
        refusal(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6


def test_a_heavy_line_that_is_allowed_is_fast() -> None:
    line = read("sum(a, b, c, d, W[i, a] * W[b, a] * W[b, c] * W[d, c] * W[d, j])", LAYER)
    started = time.perf_counter()
    value = line.value(layer(), {"outputs": 300, "inputs": 400, "samples": 5} | SIZES)
    assert time.perf_counter() - started < 0.5
    W = layer()["W"]
    assert value == pytest.approx(W @ W.T @ W @ W.T @ W)
