"""Part D: how large random weights should be."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import exercise
from autograder.exercises.exercise import Block, Computed, Condition, Example, Inputs, Sizes
from autograder.reference.rules import Array
from autograder.slips import Slip
from backhand.initialization import he_normal, xavier_uniform

Rng = np.random.Generator

# ---- the scales ------------------------------------------------------------------------------


def _xavier(n_in: int, n_out: int) -> float:
    return 2.0 / (n_in + n_out)


def _he(n_in: int, n_out: int) -> float:
    return 2.0 / n_in


def _scales(
    given: Inputs,
    xavier: Any = _xavier,
    he: Any = _he,
    std: Any = np.sqrt,
    bound: Any = 3**0.5,
    own: Any = MappingProxyType({}),
) -> dict[str, Any]:
    """Each variance's standard deviation, and the bound of the uniform draw that has it."""
    stds = {
        name: own.get(f"{name}_std", std(variance(given["n_in"], given["n_out"])))
        for name, variance in (("xavier", xavier), ("he", he))
    }
    return {
        **{f"{name}_std": np.asarray(v) for name, v in stds.items()},
        **{f"{name}_bound": np.asarray(bound * v) for name, v in stds.items()},
    }


def _draw_widths(rng: Rng, s: Sizes) -> dict[str, Any]:
    # Not the sizes of the draw: those are equal where slips are told apart, and here that would
    # make fan-in and fan-out the same.
    return {"n_in": int(rng.integers(200, 400)), "n_out": int(rng.integers(40, 160))}


def _init_slip(slug: str, clause: str, question: str, **change: Any) -> Slip:
    return Slip(slug, clause, question, "Y9", values=lambda given: _scales(given, **change))


_VARIANCE = "State the variance that is asked for, then the variance of what you would draw."
_FAN = "z = Σ_j w_j x_j: over how many terms does that sum run?"

SCALES = exercise(
    id="initial_scales",
    kind="derive",
    points=2,
    minutes=5,
    difficulty=2,
    items=("Y9",),
    task=Computed(
        "initial_scales(n_in, n_out)",
        (Block("xavier_std"), Block("xavier_bound"), Block("he_std"), Block("he_bound")),
        draw=_draw_widths,
        reference=lambda given, rules: _scales(given, own=rules.carry_forward),
        carry_forward={name: name for name in ("xavier_std", "he_std")},
        own=(
            _init_slip(
                "init-variance-as-std",
                "the variance is taken for the standard deviation: no square root",
                _VARIANCE,
                std=np.asarray,
            ),
            _init_slip(
                "init-uniform-bound",
                "the bound of the uniform draw is taken to be its standard deviation",
                "What is the variance of a uniform draw between −c and c?",
                bound=1.0,
            ),
            _init_slip(
                "init-uniform-bound",
                "the bound is √12 standard deviations: that is the full width, from −c to c",
                "What is the variance of a uniform draw between −c and c?",
                bound=12**0.5,
            ),
            _init_slip(
                "init-uniform-bound",
                "the bound is √6 standard deviations: the 6 of √(6/n) has its 2 from the variance",
                "What is the variance of a uniform draw between −c and c?",
                bound=6**0.5,
            ),
            _init_slip(
                "init-uniform-bound",
                "the bound is 3 standard deviations, without a square root",
                "What is the variance of a uniform draw between −c and c?",
                bound=3.0,
            ),
            Slip(
                "outputs-exchanged",
                "each bound stands where its standard deviation belongs, and the other way round",
                "In which order are the four numbers asked for?",
                "Y9",
                values=lambda given: {
                    name: _scales(given)[name.replace(*swap)]
                    for swap in (("_std", "_bound"), ("_bound", "_std"))
                    for name in _scales(given)
                    if name.endswith(swap[0])
                },
            ),
            _init_slip(
                "init-fan-swapped",
                "He's variance counts the outputs of the layer and not its inputs",
                _FAN,
                he=lambda n_in, n_out: 2 / n_out,
            ),
            _init_slip(
                "init-brackets",
                "2/n_in + n_out stands for 2/(n_in + n_out)",
                "Is n_out inside the fraction?",
                xavier=lambda n_in, n_out: 2 / n_in + n_out,
            ),
            _init_slip(
                "init-gain",
                "the 2 of both variances is 1",
                _VARIANCE,
                xavier=lambda n_in, n_out: 1 / (n_in + n_out),
                he=lambda n_in, n_out: 1 / n_in,
            ),
            _init_slip(
                "init-name-swapped",
                "Xavier's and He's variance have exchanged their names",
                "Which of the two counts both sides of the layer?",
                xavier=_he,
                he=_xavier,
            ),
            _init_slip(
                "init-name-swapped",
                "1/n_in, which carries LeCun's name, stands for Xavier's variance",
                "Which of them counts both sides of the layer?",
                xavier=lambda n_in, n_out: 1 / n_in,
            ),
        ),
    ),
)

# ---- a sample --------------------------------------------------------------------------------

N_OUT, N_IN = 250, 400


def _variance_near(sample: Array, variance: float) -> bool:
    return bool(abs(np.var(sample) / variance - 1) <= 0.03)


def _centred(sample: Array) -> bool:
    return bool(abs(np.mean(sample)) <= 0.02 * np.std(sample))


def _tails(sample: Array) -> float:
    """Fourth moment over squared variance: 1.8 for a uniform draw, 3 for a normal one."""
    spread = float(np.var(sample))
    return float(np.mean((sample - sample.mean()) ** 4) / spread**2) if spread > 0 else 0.0


SAMPLES = exercise(
    id="initial_samples",
    kind="implement",
    points=2,
    minutes=4,
    difficulty=1,
    items=("Y9",),
    needs=("initial_scales",),
    task=Example(
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
        model=lambda: {
            "xavier": xavier_uniform(N_OUT, N_IN, _rng()),
            "he": he_normal(N_OUT, N_IN, _rng()),
        },
    ),
)


def _rng() -> Rng:
    return np.random.default_rng(0)


INITIAL = (SCALES, SAMPLES)
