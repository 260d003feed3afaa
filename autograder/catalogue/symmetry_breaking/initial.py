"""Part D: how large random weights should be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING
from autograder.exercises.declare import Answer
from autograder.exercises.exercise import Inputs
from autograder.reference.rules import RIGHT, Rules
from autograder.slips.slip import own_slip

# ---- the scales ------------------------------------------------------------------------------


def _share(slope: float) -> float:
    """What a leaky ReLU keeps of a mean square, and of that of δ: (1 + s²)/2."""
    return (1 + slope**2) / 2


def _scales(
    given: Inputs,
    rules: Rules = RIGHT,
    *,
    share: Callable[[float], float] = _share,
    forward: str = "n_in",
    backward: str = "n_out",
    std: Callable[[float], float] = np.sqrt,
    bound: float = 3**0.5,
) -> Answer:
    """The two standard deviations, and the bound of the uniform draw that has the first."""
    variances = [1 / (given[width] * share(given["slope"])) for width in (forward, backward)]
    forward_std = rules.carry_forward.get("forward_std", std(variances[0]))
    scales = {
        "forward_std": forward_std,
        "backward_std": std(variances[1]),
        "forward_bound": bound * forward_std,
    }
    return {name: np.asarray(scale) for name, scale in scales.items()}


_VARIANCE = "State the variance that you need, then the variance of what you would draw."
_UNIFORM = "What is the variance of a uniform draw between −c and c?"
_KEPT = "z is as often positive as negative. What is the mean of f(z)², in terms of that of z²?"


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
def _bound_without_root(given: Inputs) -> Answer:
    """the bound is 3 standard deviations, without a square root"""
    return _scales(given, bound=3.0)


@own_slip(
    "init-fan-swapped",
    "Y9",
    question="z = Σ_j w_j x_j, and on the way back Wᵀδ: over how many terms does each sum run?",
)
def _sides_swapped(given: Inputs) -> Answer:
    """the way forward counts the outputs, and the way back the inputs"""
    return _scales(given, forward="n_out", backward="n_in")


@own_slip(
    "init-fan-swapped", "Y9", question="A component of Wᵀδ: over how many terms does that sum run?"
)
def _inputs_both_ways(given: Inputs) -> Answer:
    """the way back counts the inputs, as the way forward does"""
    return _scales(given, backward="n_in")


@own_slip("init-gain", "Y9", question=_KEPT)
def _no_gain(given: Inputs) -> Answer:
    """the nonlinearity is left out, as if it kept every value as it is"""
    return _scales(given, share=lambda s: 1.0)


@own_slip("init-gain", "Y9", question=_KEPT)
def _leak_forgotten(given: Inputs) -> Answer:
    """the slope s is left out: that is the answer for ReLU, which sets negative values to 0"""
    return _scales(given, share=lambda s: 0.5)


@own_slip("init-gain", "Y9", question=_KEPT)
def _slope_not_squared(given: Inputs) -> Answer:
    """the slope s stands where its square belongs"""
    return _scales(given, share=lambda s: (1 + s) / 2)


@own_slip("init-gain", "Y9", question="How often is z positive, and how often negative?")
def _not_halved(given: Inputs) -> Answer:
    """the shares of positive and negative values are added, and not averaged"""
    return _scales(given, share=lambda s: 1 + s**2)


@own_slip(
    "init-gain",
    "Y9",
    question="If a layer keeps half of the mean square, should its weights be larger or smaller?",
)
def _gain_inverted(given: Inputs) -> Answer:
    """the share that the nonlinearity keeps stands in the numerator"""
    return _scales(given, share=lambda s: 1 / _share(s))


@own_slip("init-gain", "Y9", question="A negative z counts s²z² in the mean. Plus, or minus?")
def _squares_subtracted(given: Inputs) -> Answer:
    """s² is subtracted where the shares of both sides are added"""
    return _scales(given, share=lambda s: (1 - s**2) / 2)


@own_slip("init-gain", "Y9", question=_KEPT)
def _square_of_mean_slope(given: Inputs) -> Answer:
    """the mean of the two slopes is squared, not the slopes before the mean is taken"""
    return _scales(given, share=lambda s: ((1 + s) / 2) ** 2)


@own_slip("init-gain", "Y9", question=_KEPT)
def _square_of_sum(given: Inputs) -> Answer:
    """1 + s is squared as a whole"""
    return _scales(given, share=lambda s: (1 + s) ** 2 / 2)


@own_slip("init-variance-as-std", "Y9", question=_VARIANCE)
def _root_of_gain_alone(given: Inputs) -> Answer:
    """the root is taken of the gain alone, and not of the number of terms"""
    n_in, n_out, slope = given.values()
    gain = np.sqrt(1 / _share(slope))
    return _with_forward(gain / n_in, gain / n_out)


@own_slip(
    "init-name-swapped",
    "Y9",
    question="Each way asks for a v of its own. Does yours differ between the two?",
)
def _compromise(given: Inputs) -> Answer:
    """both ways are given one compromise, with the mean of the two numbers of terms"""
    n_in, n_out, slope = given.values()
    std = np.sqrt(2 / ((n_in + n_out) * _share(slope)))
    return _with_forward(std, std)


def _with_forward(forward_std: float, backward_std: float) -> Answer:
    """The right bound for a forward deviation."""
    return {
        "forward_std": np.asarray(forward_std),
        "backward_std": np.asarray(backward_std),
        "forward_bound": np.asarray(3**0.5 * forward_std),
    }


@own_slip("init-uniform-bound", "Y9", question=_UNIFORM)
def _bound_is_root_six(given: Inputs) -> Answer:
    """the bound is √6 standard deviations"""
    return _scales(given, bound=6**0.5)


@own_slip("init-uniform-bound", "Y9", question=_UNIFORM)
def _bound_is_two(given: Inputs) -> Answer:
    """the bound is two standard deviations"""
    return _scales(given, bound=2.0)


@own_slip("init-uniform-bound", "Y9", question="Which is larger: the bound, or the deviation?")
def _bound_divided(given: Inputs) -> Answer:
    """the deviation is divided by √3 and not multiplied"""
    return _scales(given, bound=3**-0.5)


@SYMMETRY_BREAKING.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=2,
    items="Y9",
    takes="n_in, n_out, slope",
    gives="forward_std, backward_std, forward_bound",
    # Not the sizes of the draw: on square draws these are equal, and fan-in and fan-out could not
    # be distinguished.
    draw={
        "n_in": lambda rng, s: int(rng.integers(200, 400)),
        "n_out": lambda rng, s: int(rng.integers(40, 160)),
        "slope": lambda rng, s: float(rng.uniform(0.3, 0.7)),
    },
    carry_forward={"forward_std": "forward_std"},
    own=[
        _no_root,
        _bound_is_std,
        _bound_is_width,
        _bound_without_root,
        _sides_swapped,
        _inputs_both_ways,
        _no_gain,
        _leak_forgotten,
        _slope_not_squared,
        _squares_subtracted,
        _square_of_mean_slope,
        _square_of_sum,
        _root_of_gain_alone,
        _compromise,
        _bound_is_root_six,
        _bound_is_two,
        _bound_divided,
        _not_halved,
        _gain_inverted,
    ],
)
def leaky_scales(given: Inputs, rules: Rules) -> Answer:
    """√(2/((1 + s²) n_in)) forward, √(2/((1 + s²) n_out)) back; the bound is √3 times the first."""
    return _scales(given, rules)


# ---- growth per layer ------------------------------------------------------------------------

#: The layers that are asked about: the share of a mean square that f keeps, both widths, Var(w).
_LAYERS = {
    "ReLU, He": (0.5, 256, 256, 2 / 256),
    "ReLU, twice He's deviation": (0.5, 256, 256, 4 * 2 / 256),
    "ReLU, Xavier": (0.5, 256, 256, 2 / 512),
    "linear, He": (1.0, 256, 256, 2 / 256),
    "ReLU, He, 400 to 100": (0.5, 400, 100, 2 / 400),
}


_HALF = "ReLU, half He's deviation, 20 layers: values"


@own_slip("init-variance-as-std", "Y9", question="Is a root mean square asked for, or its square?")
def _mean_squares(right: Answer) -> Answer:
    """the factors of the mean square are given, not those of its root"""
    return {name: value**2 for name, value in right.items()}


@own_slip("init-gain", "Y9", question="What does ReLU keep of the mean of z²?")
def _relu_left_out(right: Answer) -> Answer:
    """ReLU is taken to keep every value as it is"""
    changed = {name: value * 2**0.5 for name, value in right.items() if "ReLU" in name}
    return {**right, **changed, _HALF: 2 ** (-20 / 2)}


@own_slip("init-fan-swapped", "Y9", question="A component of Wᵀδ: a sum over how many terms?")
def _deltas_like_values(right: Answer) -> Answer:
    """the δ are taken to grow as the values do, although there are fewer outputs than inputs"""
    return {"ReLU, He, 400 to 100: deltas": right["ReLU, He, 400 to 100: values"]}


@own_slip("one-layer-for-all", "Y9", question="Each layer multiplies. What do twenty do?")
def _factors_added(right: Answer) -> Answer:
    """the factor of one layer is given for all twenty"""
    return {_HALF: 0.5}


@SYMMETRY_BREAKING.entries(
    "predict",
    points=2,
    minutes=5,
    difficulty=2,
    items="Y9",
    tolerance=1e-2,
    guesses=lambda right: [
        *(dict.fromkeys(right, v) for v in (0.0, 0.5, 1.0, 2.0)),
        {name: (1.0, 2.0, 0.5)[k % 3] for k, name in enumerate(right)},
    ],
    own=[_mean_squares, _relu_left_out, _deltas_like_values, _factors_added],
)
def growth_per_layer() -> Answer:
    """By what factor a layer changes a root mean square: √(n Var(w)), times √½ with a ReLU."""
    found: Answer = {}
    for name, (share, n_in, n_out, variance) in _LAYERS.items():
        found[f"{name}: values"] = (n_in * variance * share) ** 0.5
        if n_in != n_out:
            found[f"{name}: deltas"] = (n_out * variance * share) ** 0.5
    # A quarter of He's variance, twenty times.
    return {**found, _HALF: (256 * (2 / 256 / 4) * 0.5) ** (20 / 2)}
