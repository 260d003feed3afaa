"""Part C: the gradients of batch normalisation in one formula (F11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.sharing_further.batch_norm import draw_eps, forward, fused
from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.catalogue.sharing_further.normalization_lines import STAGES, draw_column
from autograder.exercises.declare import Answer, OwnSlip, Rng, block_slip
from autograder.exercises.derivation import Extras
from autograder.exercises.draws import values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import Array, Rules


@SHARING_FURTHER.derivation(
    points=4,
    minutes=10,
    difficulty=3,
    items="F11",
    answer="i: samples",
    symbols="dL_dxhat: samples, dxhat_dx: samples samples, g: samples, c: samples, "
    "xhat: samples, dc_dx: samples samples, dr_dx: samples, gamma, r",
    where={
        "xhat[n]": "c[n] * r",
        "dL_dxhat[n]": "gamma * g[n]",
        "dc_dx[n, i]": "(n == i) - 1 / N",
        "dr_dx[i]": "-c[i] * r**3 / N",
        "dxhat_dx[n, i]": "dc_dx[n, i] * r + c[n] * dr_dx[i]",
    },
    latex={
        "dL_dxhat[n]": r"\frac{\partial L}{\partial \hat x_{n}}",
        "dxhat_dx[n, i]": r"\frac{\partial \hat x_{n}}{\partial x_{i}}",
        "dc_dx[n, i]": r"\frac{\partial c_{n}}{\partial x_{i}}",
        "dr_dx[i]": r"\frac{\partial r}{\partial x_{i}}",
        "xhat[n]": r"\hat x_{n}",
        "gamma": r"\gamma",
    },
    extras=Extras(indices={"n": "samples"}, counts={"N": "samples"}),
    draw=draw_column,
    stages=STAGES,
)
def derive_batch_norm() -> None:
    """∂L/∂x_i of one feature, from the chain rule to γ r / N (N g − Σ g − x̂ Σ g x̂)."""


def _draw_fused(rng: Rng, s: Sizes) -> Answer:
    X, eps = values(rng, s.N, s.n), draw_eps(rng, s)
    t = forward({"X": X, "eps": eps})
    return {"G": values(rng, s.N, s.n), "xhat": t.xhat, "r": t.r, "gamma": values(rng, s.n)}


_TERMS = "Each line of your derivation has three terms in the bracket. Which of them are here?"
_COUNT = "How often is γ used for one feature, and by what is it multiplied each time?"


_BETA = "A feature has one β. To how many entries of Y is it added?"


def _fused_slip(
    slug: str, block: str, clause: str, question: str, formula: Callable[..., Any]
) -> OwnSlip:
    """A slip of one block, as a formula of G, x̂, r, γ and N."""

    def changed(given: Inputs, right: Answer) -> Answer:
        named = (given[name] for name in ("G", "xhat", "r", "gamma"))
        return {block: np.asarray(formula(*named, len(given["G"])))}

    return block_slip(slug, "F11", question=question, clause=clause)(changed)


def _own_fused() -> list[OwnSlip]:
    one = _fused_slip
    return [
        one(
            "path-missing",
            "dX",
            "the term with Σ g, of the mean, is left out",
            _TERMS,
            lambda G, h, r, gamma, N: gamma * r * (G - h * (G * h).mean(axis=0)),
        ),
        one(
            "path-missing",
            "dX",
            "the term with Σ g x̂, of the variance, is left out",
            _TERMS,
            lambda G, h, r, gamma, N: gamma * r * (G - G.mean(axis=0)),
        ),
        one(
            "statistics-as-constants",
            "dX",
            "mean and variance are treated as constants",
            _TERMS,
            lambda G, h, r, gamma, N: gamma * r * G,
        ),
        one(
            "gamma-missing",
            "dX",
            "γ is left out",
            "Where does γ stand on the way from x to y?",
            lambda G, h, r, gamma, N: r * (G - G.mean(axis=0) - h * (G * h).mean(axis=0)),
        ),
        one(
            "sum-for-mean",
            "dX",
            "the sums are subtracted, where means belong",
            "Is every term in the bracket divided by the same number?",
            lambda G, h, r, gamma, N: gamma * r * (G - G.sum(axis=0) - h * (G * h).sum(axis=0)),
        ),
        one(
            "mean-of-gradient",
            "dX",
            "the whole is divided by N once too often",
            "With N g in the bracket, what is left of g after the division by N?",
            lambda G, h, r, gamma, N: (
                gamma * r / N * (G - G.mean(axis=0) - h * (G * h).mean(axis=0))
            ),
        ),
        one(
            "factor-missing",
            "dX",
            "the factor r is left out",
            "If X were ten times as large, x̂ would stay the same. Would this?",
            lambda G, h, r, gamma, N: gamma * (G - G.mean(axis=0) - h * (G * h).mean(axis=0)),
        ),
        one(
            "xhat-missing",
            "dX",
            "x̂ does not stand in front of Σ g x̂",
            "How much a sample moves the variance depends on where it lies. Does it here?",
            lambda G, h, r, gamma, N: gamma * r * (G - G.mean(axis=0) - (G * h).mean(axis=0)),
        ),
        one(
            "sign-flipped",
            "dX",
            "the term with Σ g x̂ has the sign turned",
            _TERMS,
            lambda G, h, r, gamma, N: gamma * r * (G - G.mean(axis=0) + h * (G * h).mean(axis=0)),
        ),
        one(
            "sign-flipped",
            "dX",
            "the term with Σ g has the sign turned",
            _TERMS,
            lambda G, h, r, gamma, N: gamma * r * (G + G.mean(axis=0) - h * (G * h).mean(axis=0)),
        ),
        one(
            "axis-swapped",
            "dX",
            "the sums run over the features, and not over the samples",
            "Over what does the forward pass take its means?",
            lambda G, h, r, gamma, N: (
                gamma
                * r
                * (G - G.mean(axis=1, keepdims=True) - h * (G * h).mean(axis=1, keepdims=True))
            ),
        ),
        one(
            "xhat-missing",
            "dgamma",
            "x̂ is left out: this is the gradient of β",
            _COUNT,
            lambda G, h, r, gamma, N: G.sum(axis=0),
        ),
        one(
            "sum-missing",
            "dgamma",
            "nothing is summed over the samples",
            _COUNT,
            lambda G, h, r, gamma, N: G * h,
        ),
        one(
            "sum-missing",
            "dgamma",
            "the mean over the samples is taken, and not the sum",
            _COUNT,
            lambda G, h, r, gamma, N: (G * h).mean(axis=0),
        ),
        one(
            "axis-swapped",
            "dgamma",
            "the sum runs over the features, and not over the samples",
            _COUNT,
            lambda G, h, r, gamma, N: (G * h).sum(axis=1),
        ),
        one(
            "gamma-kept",
            "dgamma",
            "γ itself stands as a factor in its gradient",
            _COUNT,
            lambda G, h, r, gamma, N: gamma * (G * h).sum(axis=0),
        ),
        one(
            "centred-for-xhat",
            "dgamma",
            "c stands where γ was multiplied by x̂",
            _COUNT,
            lambda G, h, r, gamma, N: (G * h / r).sum(axis=0),
        ),
        one(
            "output-for-xhat",
            "dgamma",
            "γ x̂ stands where γ was multiplied by x̂ alone",
            _COUNT,
            lambda G, h, r, gamma, N: (G * h * gamma**2).sum(axis=0),
        ),
        one(
            "db-mean-for-sum",
            "dbeta",
            "the mean over the samples is taken, and not the sum",
            _BETA,
            lambda G, h, r, gamma, N: G.mean(axis=0),
        ),
        one(
            "db-not-summed",
            "dbeta",
            "nothing is summed over the samples",
            _BETA,
            lambda G, h, r, gamma, N: G,
        ),
        one(
            "db-wrong-axis",
            "dbeta",
            "the sum runs over the features, and not over the samples",
            _BETA,
            lambda G, h, r, gamma, N: G.sum(axis=1),
        ),
        one(
            "gamma-kept",
            "dbeta",
            "γ stands as a factor in the gradient of β",
            _BETA,
            lambda G, h, r, gamma, N: gamma * G.sum(axis=0),
        ),
    ]


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=5,
    difficulty=2,
    items="F11",
    takes="G: N n, xhat: N n, r: n, gamma: n",
    gives="dX: N n, dgamma: n, dbeta: n",
    draw=_draw_fused,
    own=_own_fused(),
    requires=[ONE_SAMPLE],
)
def batch_norm_gradients(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """γ r / N (N G − Σ G − x̂ Σ G x̂), Σ G x̂ and Σ G, the sums over the samples."""
    G = given["G"]
    return fused(given), np.asarray((G * given["xhat"]).sum(axis=0)), np.asarray(G.sum(axis=0))
