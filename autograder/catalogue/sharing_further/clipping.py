"""Part D: a gradient clipped by its norm, and a direction that turns (F14)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip

# ---- clipping --------------------------------------------------------------------------------

_ONE_VECTOR = "Write all entries of all arrays in one long vector. What is its length?"
_LENGTH = "How long is your result, all arrays together, and how long may it be?"
_DIRECTION = "The result should point the same way. By how many factors do you multiply?"


def _arrays(given: Inputs) -> dict[str, Array]:
    """The gradients alone, without the limit."""
    return {name: array for name, array in given.items() if name != "limit"}


def _all(given: Inputs) -> Array:
    """All entries of all arrays in one vector."""
    return np.concatenate([array.ravel() for array in _arrays(given).values()])


def _scaled(given: Inputs, length: float) -> Answer:
    """The arrays times limit/length, or unchanged if that is greater than 1."""
    factor = min(1.0, given["limit"] / length)
    return {name: array * factor for name, array in _arrays(given).items()}


@own_slip("clipped-one-by-one", "F14", question=_DIRECTION)
def _each_by_its_own(given: Inputs) -> Answer:
    """each array is scaled by its own norm"""
    limit = given["limit"]
    return {k: a * min(1.0, limit / np.linalg.norm(a)) for k, a in _arrays(given).items()}


@own_slip("clipped-entry-by-entry", "F14", question=_DIRECTION)
def _each_entry(given: Inputs) -> Answer:
    """each entry is cut off at the limit by itself"""
    limit = given["limit"]
    return {k: np.clip(a, -limit, limit) for k, a in _arrays(given).items()}


@own_slip("norm-squared", "F14", question=_LENGTH)
def _squared_norm(given: Inputs) -> Answer:
    """the limit is divided by the sum of the squares, without the root"""
    return _scaled(given, float(_all(given) @ _all(given)))


@own_slip("norms-added", "F14", question=_ONE_VECTOR)
def _norms_added(given: Inputs) -> Answer:
    """the norms of the arrays are added up in place of their squares"""
    return _scaled(given, sum(float(np.linalg.norm(a)) for a in _arrays(given).values()))


@own_slip("norms-maximum", "F14", question=_ONE_VECTOR)
def _largest_norm(given: Inputs) -> Answer:
    """the largest norm of one array is taken for the norm of all"""
    return _scaled(given, max(float(np.linalg.norm(a)) for a in _arrays(given).values()))


@own_slip("norm-other-kind", "F14", question=_LENGTH)
def _largest_entry(given: Inputs) -> Answer:
    """the largest entry is taken for the norm"""
    return _scaled(given, float(abs(_all(given)).max()))


@own_slip("norm-other-kind", "F14", question=_LENGTH)
def _absolute_values(given: Inputs) -> Answer:
    """the absolute values are added up, which is another norm"""
    return _scaled(given, float(abs(_all(given)).sum()))


@own_slip("norm-other-kind", "F14", question="Is there a mean in the length of a vector?")
def _mean_square(given: Inputs) -> Answer:
    """the squares are averaged, not added"""
    return _scaled(given, float(np.sqrt(np.mean(_all(given) ** 2))))


@own_slip("norm-of-weights-alone", "F14", question=_ONE_VECTOR)
def _without_bias(given: Inputs) -> Answer:
    """the norm is that of the two weight gradients, without that of the bias"""
    entries = [given[name].ravel() for name in ("dW1", "dW2")]
    return _scaled(given, float(np.linalg.norm(np.concatenate(entries))))


@own_slip("limit-missing", "F14", question=_LENGTH)
def _to_length_one(given: Inputs) -> Answer:
    """the gradient is divided by its norm, so that its length is 1 and not the limit"""
    return {k: a / np.linalg.norm(_all(given)) for k, a in _arrays(given).items()}


@own_slip("clip-condition-reversed", "F14", question="When is the gradient too long?")
def _unchanged(given: Inputs) -> Answer:
    """a gradient that is longer than the limit is left as it is"""
    return _arrays(given)


@own_slip("clip-factor-inverted", "F14", question=_LENGTH)
def _inverted(given: Inputs) -> Answer:
    """the factor is norm/limit, which makes a long gradient longer"""
    factor = np.linalg.norm(_all(given)) / given["limit"]
    return {k: a * factor for k, a in _arrays(given).items()}


def _limit(rng: Rng, s: Sizes) -> float:
    return float(rng.uniform(0.72, 0.96))


def _short(rng: Rng, draw: Callable[..., Answer]) -> Answer:
    given = draw(rng, Sizes(5, 4, 6, 7, 3, 8))
    return {**given, "limit": 1.7 * float(np.linalg.norm(_all(given)))}


def _zeros(rng: Rng, draw: Callable[..., Answer]) -> Answer:
    given = draw(rng, Sizes(5, 4, 6, 7, 3, 8))
    return {name: value if name == "limit" else 0 * value for name, value in given.items()}


@SHARING_FURTHER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="F14",
    takes="dW1: n_hidden n_in, db1: n_hidden, dW2: n_out n_hidden, limit",
    gives="dW1: n_hidden n_in, db1: n_hidden, dW2: n_out n_hidden",
    draw={"limit": _limit},
    own=[
        _each_by_its_own,
        _each_entry,
        _squared_norm,
        _norms_added,
        _largest_norm,
        _largest_entry,
        _absolute_values,
        _mean_square,
        _without_bias,
        _to_length_one,
        _unchanged,
        _inverted,
    ],
    requires=[
        Requirement(
            "scaled-although-short",
            "it changes a gradient that is shorter than the limit",
            "What does min(1, limit / norm) give if the norm is smaller than the limit?",
            _short,
        ),
        Requirement(
            "fails-for-zero-gradient",
            "it has no value for a gradient that is zero",
            "By what do you divide if every entry is 0? Is there anything to scale?",
            _zeros,
        ),
    ],
)
def clipped_gradients(given: Inputs, rules: Rules) -> Answer:
    """Every array times min(1, limit/‖all‖), with one norm of all entries together."""
    norm = float(np.linalg.norm(_all(given)))
    return _scaled(given, norm) if norm else _arrays(given)


# ---- a direction that turns ------------------------------------------------------------------


def _turned(g: Array) -> float:
    """The angle between g and g with its entries cut off at 1, in degrees; 0 for g = 0."""
    cut = np.clip(g, -1, 1)
    lengths = np.linalg.norm(g) * np.linalg.norm(cut)
    return float(np.degrees(np.arccos(np.clip(g @ cut / lengths, -1, 1)))) if lengths else 0.0


@SHARING_FURTHER.example(
    "counterexample",
    points=1,
    minutes=3,
    difficulty=1,
    items="F14",
    shapes={"g": (3,)},
    conditions=(
        Condition(
            "no entry of g is greater than 1000 in absolute value",
            lambda e: bool(abs(e["g"]).max() <= 1000),
        ),
        Condition(
            "cut off entry by entry, g turns by more than 50 degrees",
            lambda e: _turned(e["g"]) > 50,
        ),
    ),
    guesses=lambda: [
        *({"g": np.full(3, v)} for v in (0.0, 1.0, 2.0, 1000.0)),
        *({"g": np.array(v)} for v in ([1.0, 2.0, 3.0], [1000.0, 0.0, 0.0], [10.0, 0.1, 0.01])),
        {"g": np.array([1000.0, 1000.0, 1.0])},
    ],
)
def turned_by_clipping() -> Answer:
    """One large entry among small ones that reach the limit: cut off, all three are alike."""
    return {"g": np.array([100.0, 1.0, -1.0])}
