"""What is random: finite distributions on which the declared moments hold exactly.

A random symbol has a finite number of outcomes, all equally likely, along the first axis of its
value; `E(…)` is the average over them. Symbols drawn together (of one source) share the outcomes;
those of different sources are independent, as all pairs of outcomes are averaged over. So a mean is
exact, also that of a function, and what is true of every distribution with the declared moments
holds on these.

`independent` gives entries whose means are 0 and which are uncorrelated, with one variance, and a
distribution that is symmetric. The mean of a product of up to three entries is what independence
says. From the fourth factor on it is not, so the reader refuses such products.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from autograder.derivations.language import Array, Language
from autograder.derivations.tree import Binary, Node, Number, Symbol

#: How many factors of one source may stand in one mean.
MOST_FACTORS = 3


def independent(rng: np.random.Generator, shape: tuple[int, ...], variance: float) -> Array:
    """The outcomes of entries of mean 0: E[w_a w_b] is the variance where a = b, otherwise 0.

    Returns
    -------
    ndarray, shape (outcomes, *shape)
        With each outcome, its negative is one.
    """
    entries = int(np.prod(shape))
    half = entries + 1
    orthonormal, _ = np.linalg.qr(rng.normal(size=(half, entries)))
    outcomes = np.sqrt(variance * half) * orthonormal
    return np.concatenate([outcomes, -outcomes]).reshape(-1, *shape)


def correlated(
    rng: np.random.Generator, shape: tuple[int, ...], square: float, outcomes: int = 12
) -> Array:
    """The outcomes of entries of which only E[x_a²] is known: their means are not 0.

    Returns
    -------
    ndarray, shape (outcomes, *shape)
        Correlated with each other; the mean of each squared entry is `square`.
    """
    values = rng.normal(size=(outcomes, *shape)) + rng.uniform(0.3, 0.8, shape)
    return np.asarray(values * np.sqrt(square / (values**2).mean(axis=0)))


def degrees(node: Node, language: Language) -> Counter[str]:
    """The most factors of each source that stand in one term."""
    match node:
        case Symbol(name):
            source = language.chance.get(name)
            return Counter({source: 1} if source else {})
        case Binary("*" | "/", left, right):
            return degrees(left, language) + degrees(right, language)
        case Binary("**", body, Number() as power):
            times = max(1, round(power.value))
            return Counter({s: n * times for s, n in degrees(body, language).items()})
    most: Counter[str] = Counter()
    for part in node.parts():
        most |= degrees(part, language)
    return most
