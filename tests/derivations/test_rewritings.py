"""Random rewritings of a line that are equal on paper have equal values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from derivations.stages import LAYER, SIZES, layer

from autograder.derivations.reading import read

ATOMS = ["delta[i]", "x[j]", "W[i, j]", "V[i, i]", "eta", "f(x[j])", "sum(p, V[i, p])", "2", "1/3"]


Pair = tuple[str, str]


class Writer:
    """Writes one random formula, and the same again in another way."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def formula(self, depth: int = 3) -> tuple[str, str]:
        if depth == 0:
            atom = ATOMS[self.rng.integers(len(ATOMS))]
            return atom, atom.replace("p", "q") if atom.startswith("sum") else atom
        a, b, c = (self.formula(depth - 1) for _ in range(3))
        one, other = RULES[self.rng.integers(len(RULES))](a, b, c)
        # A letter for each depth: no sum stands inside one of the same letter.
        return one.replace("$", f"k{depth}"), other.replace("$", f"m{depth}")


RULES: list[Callable[[Pair, Pair, Pair], Pair]] = [
    lambda a, b, c: (f"({a[0]} + {b[0]})", f"({b[1]} + {a[1]})"),
    lambda a, b, c: (f"{a[0]} * {b[0]}", f"({b[1]}) * ({a[1]})"),
    lambda a, b, c: (f"({a[0]} + {b[0]}) * {c[0]}", f"({c[1]}*({a[1]}) + {c[1]}*({b[1]}))"),
    lambda a, b, c: (f"({a[0]} - {b[0]})", f"-(({b[1]}) - ({a[1]}))"),
    lambda a, b, c: (f"sum($, V[i, $] * {a[0]})", f"({a[1]}) * sum($, V[i, $])"),
    lambda a, b, c: (f"({a[0]}) * (delta[i])", f"sum($, delta[$] * (i == $) * ({a[1]}))"),
    lambda a, b, c: (f"({a[0]})**2", f"({a[1]}) * ({a[1]})"),
]


@pytest.mark.parametrize("seed", range(80))
def test_equal_rewritings_have_equal_values(seed: int) -> None:
    one, other = Writer(seed).formula(depth=2)
    values = [read(text, LAYER).value(layer(seed), SIZES) for text in (one, other)]
    assert values[0] == pytest.approx(values[1], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(80))
def test_a_changed_formula_has_another_value(seed: int) -> None:
    one, _ = Writer(seed).formula(depth=2)
    values = [read(text, LAYER).value(layer(seed), SIZES) for text in (one, f"{one} + W[i, j]")]
    assert np.abs(values[0] - values[1]).max() > 1e-6
