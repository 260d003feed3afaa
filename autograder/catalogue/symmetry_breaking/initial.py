"""Part D: how large random weights should be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.exercise import Condition, Inputs
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.slip import own_slip
from backhand.initialization import he_normal, xavier_uniform

# ---- the scales ------------------------------------------------------------------------------

Variance = Callable[[int, int], float]


def _xavier(n_in: int, n_out: int) -> float:
    return 2.0 / (n_in + n_out)


def _he(n_in: int, n_out: int) -> float:
    return 2.0 / n_in


def _scales(
    given: Inputs,
    rules: Rules = RIGHT,
    *,
    xavier: Variance = _xavier,
    he: Variance = _he,
    std: Callable[[float], float] = np.sqrt,
    bound: float = 3**0.5,
) -> Answer:
    """Each variance's standard deviation, and the bound of the uniform draw that has it."""
    n_in, n_out = given["n_in"], given["n_out"]
    carried = rules.carry_forward
    xavier_std = carried.get("xavier_std", std(xavier(n_in, n_out)))
    he_std = carried.get("he_std", std(he(n_in, n_out)))
    scales = {
        "xavier_std": xavier_std,
        "xavier_bound": bound * xavier_std,
        "he_std": he_std,
        "he_bound": bound * he_std,
    }
    return {name: np.asarray(scale) for name, scale in scales.items()}


_VARIANCE = "State the variance that is asked for, then the variance of what you would draw."
_UNIFORM = "What is the variance of a uniform draw between −c and c?"


@own_slip("init-variance-as-std", "Y9", question=_VARIANCE)
def _no_root(given: Inputs) -> Answer:
    """the variance is taken for the standard deviation: no square root"""
    return _scales(given, std=float)


@own_slip("init-uniform-bound", "Y9", question=_UNIFORM)
def _bound_is_std(given: Inputs) -> Answer:
    """the bound of the uniform draw is taken to be its standard deviation"""
    return _scales(given, bound=1.0)


@own_slip("init-uniform-bound", "Y9", question=_UNIFORM)
def _bound_is_width(given: Inputs) -> Answer:
    """the bound is √12 standard deviations: that is the full width, from −c to c"""
    return _scales(given, bound=12**0.5)


@own_slip("init-uniform-bound", "Y9", question=_UNIFORM)
def _bound_of_six(given: Inputs) -> Answer:
    """the bound is √6 standard deviations: the 6 of √(6/n) has its 2 from the variance"""
    return _scales(given, bound=6**0.5)


@own_slip("init-uniform-bound", "Y9", question=_UNIFORM)
def _bound_without_root(given: Inputs) -> Answer:
    """the bound is 3 standard deviations, without a square root"""
    return _scales(given, bound=3.0)


@own_slip("outputs-exchanged", "Y9", question="In which order are the four numbers asked for?")
def _bounds_first(given: Inputs) -> Answer:
    """each bound stands where its standard deviation belongs, and the other way round"""
    right = _scales(given)
    return {
        "xavier_std": right["xavier_bound"],
        "xavier_bound": right["xavier_std"],
        "he_std": right["he_bound"],
        "he_bound": right["he_std"],
    }


@own_slip(
    "init-fan-swapped", "Y9", question="z = Σ_j w_j x_j: over how many terms does that sum run?"
)
def _outputs_counted(given: Inputs) -> Answer:
    """He's variance counts the outputs of the layer and not its inputs"""
    return _scales(given, he=lambda n_in, n_out: 2 / n_out)


@own_slip("init-brackets", "Y9", question="Is n_out inside the fraction?")
def _brackets_missing(given: Inputs) -> Answer:
    """2/n_in + n_out stands for 2/(n_in + n_out)"""
    return _scales(given, xavier=lambda n_in, n_out: 2 / n_in + n_out)


@own_slip("init-gain", "Y9", question=_VARIANCE)
def _no_gain(given: Inputs) -> Answer:
    """the 2 of both variances is 1"""
    return _scales(
        given,
        xavier=lambda n_in, n_out: 1 / (n_in + n_out),
        he=lambda n_in, n_out: 1 / n_in,
    )


@own_slip("init-name-swapped", "Y9", question="Which of the two counts both sides of the layer?")
def _names_swapped(given: Inputs) -> Answer:
    """Xavier's and He's variance have exchanged their names"""
    return _scales(given, xavier=_he, he=_xavier)


@own_slip("init-name-swapped", "Y9", question="Which of them counts both sides of the layer?")
def _lecun(given: Inputs) -> Answer:
    """1/n_in, which carries LeCun's name, stands for Xavier's variance"""
    return _scales(given, xavier=lambda n_in, n_out: 1 / n_in)


@SYMMETRY_BREAKING.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=2,
    items="Y9",
    takes="n_in, n_out",
    gives="xavier_std, xavier_bound, he_std, he_bound",
    # Not the sizes of the draw: on square draws these are equal, and fan-in and fan-out could not
    # be distinguished.
    draw={
        "n_in": lambda rng, s: int(rng.integers(200, 400)),
        "n_out": lambda rng, s: int(rng.integers(40, 160)),
    },
    carry_forward={"xavier_std": "xavier_std", "he_std": "he_std"},
    own=[
        _no_root,
        _bound_is_std,
        _bound_is_width,
        _bound_of_six,
        _bound_without_root,
        _bounds_first,
        _outputs_counted,
        _brackets_missing,
        _no_gain,
        _names_swapped,
        _lecun,
    ],
)
def initial_scales(given: Inputs, rules: Rules) -> Answer:
    """σ = √(2/(n_in + n_out)) after Xavier and √(2/n_in) after He; the bound is √3 σ."""
    return _scales(given, rules)


# ---- a sample --------------------------------------------------------------------------------

N_OUT, N_IN = 250, 400


def _centred(sample: Array) -> bool:
    return bool(abs(np.mean(sample)) <= 0.02 * np.std(sample))


def _variance_near(sample: Array, variance: float) -> bool:
    return bool(abs(np.var(sample) / variance - 1) <= 0.03)


def _tails(sample: Array) -> float:
    """Fourth moment over squared variance: 1.8 for a uniform draw, 3 for a normal one."""
    spread = float(np.var(sample))
    return float(np.mean((sample - sample.mean()) ** 4) / spread**2) if spread > 0 else 0.0


def _rng() -> Rng:
    return np.random.default_rng(0)


@SYMMETRY_BREAKING.example(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="Y9",
    needs="initial_scales",
    shapes={"xavier": (N_OUT, N_IN), "he": (N_OUT, N_IN)},
    conditions=(
        Condition(
            "both samples are centred on zero",
            lambda e: _centred(e["xavier"]) and _centred(e["he"]),
        ),
        Condition(
            "`xavier` has Xavier's variance, to 3 percent",
            lambda e: _variance_near(e["xavier"], _xavier(N_IN, N_OUT)),
        ),
        Condition(
            "`xavier` is drawn evenly between two bounds",
            lambda e: abs(_tails(e["xavier"]) - 1.8) <= 0.1,
        ),
        Condition(
            "`he` has He's variance, to 3 percent",
            lambda e: _variance_near(e["he"], _he(N_IN, N_OUT)),
        ),
        Condition(
            "`he` is drawn from a normal distribution",
            lambda e: abs(_tails(e["he"]) - 3) <= 0.3,
        ),
    ),
    guesses=lambda: [
        {"xavier": np.zeros((N_OUT, N_IN)), "he": np.zeros((N_OUT, N_IN))},
        {"xavier": np.ones((N_OUT, N_IN)), "he": np.ones((N_OUT, N_IN))},
        dict(zip(("xavier", "he"), _rng().normal(size=(2, N_OUT, N_IN)), strict=True)),
        dict(zip(("xavier", "he"), _rng().random(size=(2, N_OUT, N_IN)), strict=True)),
    ],
)
def initial_samples() -> Answer:
    """Weights drawn with Xavier's uniform and He's normal initialisation."""
    return {
        "xavier": xavier_uniform(N_OUT, N_IN, _rng()),
        "he": he_normal(N_OUT, N_IN, _rng()),
    }
