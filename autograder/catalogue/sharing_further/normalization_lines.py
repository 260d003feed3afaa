"""The stages of the input gradient of batch normalisation in one formula, with wrong lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from autograder.exercises.derivation import Rng, Stage, Wrong
from autograder.exercises.draws import values


def draw_column(rng: Rng, sizes: Mapping[str, int]) -> dict[str, Any]:
    """A centred column and the r that belongs to it."""
    x = values(rng, sizes["samples"])
    c = x - x.mean()
    return {"c": c, "r": np.asarray(1 / np.sqrt((c**2).mean() + rng.uniform(0.1, 0.3)))}


_upstream_missing = partial(
    Wrong,
    "upstream-missing",
    clause="g, what comes back from the loss, is left out",
    question="If L were twice as large, would this be?",
    item="F11",
)
_gamma_missing = partial(
    Wrong,
    "gamma-missing",
    clause="γ is left out between y and x̂",
    question="Nudge an x̂. By how much does y move?",
    item="F11",
)
_own_sample = partial(
    Wrong,
    "own-sample-only",
    clause="x_i is taken to move its own x̂_i alone",
    question="Move one x of the column. What becomes of μ, and so of the other x̂?",
    item="F11",
)
_mean_missing = partial(
    Wrong,
    "path-missing",
    clause="the way through the mean is left out",
    question="If x_i rises by 1, by how much does μ rise, and c_n with n ≠ i?",
    item="F11",
)
_variance_missing = partial(
    Wrong,
    "path-missing",
    clause="the way through r, and so through the variance, is left out",
    question="Which of the two factors of x̂_n = c_n r depends on x_i?",
    item="F11",
)
_sum_for_mean = partial(
    Wrong,
    "sum-for-mean",
    clause="a 1/N of the mean or of the variance is left out",
    question="μ and v are means. By how much do they move if one x moves by 0.1?",
    item="F11",
)
_sign = partial(
    Wrong,
    "sign-flipped",
    clause="the way through r has the sign turned",
    question="x_i moves away from the mean. Does r go up or down?",
    item="F11",
)
_power = partial(
    Wrong,
    "power-wrong",
    clause="the power of r in its derivative is another",
    question="r is (v + ε) to the power −½. To which power is it raised in the derivative?",
    item="F11",
)
_half = partial(
    Wrong,
    "half-or-two-missing",
    clause="of the ½ of the power and the 2 of the square, only one is there",
    question="Two constants stand in ∂r/∂x: one from −½, one from the square. What do they give?",
    item="F11",
)

_letter = partial(
    Wrong,
    "index-of-sum",
    clause="r is differentiated with respect to x_n, with the letter of the sum, and not x_i",
    question="Which x is nudged, whichever x̂ is looked at?",
    item="F11",
)
_divides = partial(
    Wrong,
    "divides-by-r",
    clause="the line divides by r, as if r were the root itself and not one divided by it",
    question="x̂ is c times r. If r is large, is a nudge of x felt more in x̂, or less?",
    item="F11",
)
_n_minus_one = partial(
    Wrong,
    "n-minus-one",
    clause="the variance is differentiated as if it divided by N − 1",
    question="By what does v divide its sum of squares?",
    item="F11",
)

STAGES = (
    Stage(
        "chain rule",
        "dL_dxhat dxhat_dx",
        "sum(n, dL_dxhat[n] * dxhat_dx[n, i])",
        form="sum",
        free="dL_dxhat dxhat_dx",
        wrong=[
            _own_sample("dL_dxhat[i] * dxhat_dx[i, i]"),
            _upstream_missing("sum(n, dxhat_dx[n, i])"),
            Wrong(
                "index-roles-swapped",
                "sum(n, dL_dxhat[n] * dxhat_dx[i, n])",
                "n and i have changed places: x_n moves, and x̂_i is looked at",
                "Which x is nudged here, and which x̂ does it move?",
                "F11",
            ),
            Wrong(
                "summed-separately",
                "sum(n, dL_dxhat[n]) * sum(n, dxhat_dx[n, i])",
                "the two factors are summed one by one, and then multiplied",
                "Is (a + b)(c + d) the same as ac + bd?",
                "F11",
            ),
            Wrong(
                "chain-rule-adds",
                "sum(n, dL_dxhat[n] + dxhat_dx[n, i])",
                "the two partials are added where the chain rule multiplies them",
                "If x̂ moves twice as far, what happens to the slope of L?",
                "F11",
            ),
            Wrong(
                "branches-left-out",
                "sum(n, dL_dxhat[i] * dxhat_dx[n, i])",
                "only the error of sample i is used, whichever x̂ moves",
                "x_i moves x̂_n. Whose error tells what that does to L?",
                "F11",
            ),
        ],
    ),
    Stage(
        "product rule",
        "g gamma c r dc_dx dr_dx",
        "sum(n, gamma * g[n] * (dc_dx[n, i] * r + c[n] * dr_dx[i]))",
        form="sum, dc_dx, dr_dx",
        free="dc_dx dr_dx",
        wrong=[
            _gamma_missing("sum(n, g[n] * (dc_dx[n, i] * r + c[n] * dr_dx[i]))"),
            _variance_missing("sum(n, gamma * g[n] * dc_dx[n, i] * r)"),
            Wrong(
                "path-missing",
                "sum(n, gamma * g[n] * c[n] * dr_dx[i])",
                "only the way through r is there, and the one through c is left out",
                "Which of the two factors of x̂_n = c_n r depends on x_i?",
                "F11",
            ),
            Wrong(
                "product-of-derivatives",
                "sum(n, gamma * g[n] * dc_dx[n, i] * dr_dx[i])",
                "the derivatives of the two factors are multiplied",
                "What is the derivative of t · t: 1 · 1, or something else?",
                "F11",
            ),
            Wrong(
                "factors-kept",
                "sum(n, gamma * g[n] * (dc_dx[n, i] + dr_dx[i]))",
                "the derivatives are added without the factors that stay as they are",
                "In each term of the product rule one factor is differentiated. Where is the "
                "other?",
                "F11",
            ),
            Wrong(
                "terms-subtracted",
                "sum(n, gamma * g[n] * (dc_dx[n, i] * r - c[n] * dr_dx[i]))",
                "one term of the product rule is subtracted from the other",
                "x̂ is c times r. Which rule has a minus: that of products, or of quotients?",
                "F11",
            ),
            _own_sample("gamma * g[i] * (dc_dx[i, i] * r + c[i] * dr_dx[i])"),
            _letter("sum(n, gamma * g[n] * (dc_dx[n, i] * r + c[n] * dr_dx[n]))"),
            _gamma_missing(
                "sum(n, g[n] * (gamma * dc_dx[n, i] * r + c[n] * dr_dx[i]))",
                clause="γ stands at one of the two terms alone",
                question="By what is the whole of x̂ multiplied on the way to y?",
            ),
            Wrong(
                "factors-kept",
                "sum(n, gamma * g[n] * (dc_dx[n, i] * c[n] + r * dr_dx[i]))",
                "each derivative stands beside its own factor, and not beside the other one",
                "In each term of the product rule one factor is differentiated. Which one stays?",
                "F11",
            ),
        ],
    ),
    Stage(
        "local partials",
        "g gamma c r N",
        "sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] * r**3 / N))",
        form="sum, kronecker",
        wrong=[
            _gamma_missing("sum(n, g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] * r**3 / N))"),
            _mean_missing("sum(n, gamma * g[n] * ((n == i) * r - c[n] * c[i] * r**3 / N))"),
            _variance_missing("sum(n, gamma * g[n] * ((n == i) - 1 / N) * r)"),
            _own_sample("gamma * g[i] * ((1 - 1 / N) * r - c[i]**2 * r**3 / N)"),
            _sum_for_mean("sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] * r**3))"),
            _sum_for_mean("sum(n, gamma * g[n] * (((n == i) - 1) * r - c[n] * c[i] * r**3 / N))"),
            _sum_for_mean("sum(n, gamma * g[n] * (((n == i) - 1) * r - c[n] * c[i] * r**3))"),
            _sign("sum(n, gamma * g[n] * (((n == i) - 1 / N) * r + c[n] * c[i] * r**3 / N))"),
            _power("sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] * r / N))"),
            _power("sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] * r**2 / N))"),
            _half("sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - 2 * c[n] * c[i] * r**3 / N))"),
            _half("sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] * r**3 / (2 * N)))"),
            _letter("sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n]**2 * r**3 / N))"),
            _divides("sum(n, gamma * g[n] * (((n == i) - 1 / N) / r - c[n] * c[i] / (N * r**3)))"),
            _divides(
                "sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] / (N * r**3)))",
                clause="the derivative of r divides by r³, as if r were the root itself",
            ),
            _n_minus_one(
                "sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * c[i] * r**3 / (N - 1)))"
            ),
            Wrong(
                "vanishing-terms-kept",
                "sum(n, gamma * g[n] * ((1 - 1 / N) * r - c[n] * c[i] * r**3 / N))",
                "every c_n is taken to move with x_i as c_i does",
                "If x_i rises by 1, what becomes of c_n = x_n − μ for n ≠ i?",
                "F11",
            ),
            Wrong(
                "statistics-as-constants",
                "sum(n, gamma * g[n] * (n == i) * r)",
                "mean and variance are treated as constants",
                "Move one x of the column. Do μ and v stay where they are?",
                "F11",
            ),
        ],
    ),
    Stage(
        "closed form",
        "g gamma xhat r N",
        "gamma * r / N * (N * g[i] - sum(n, g[n]) - xhat[i] * sum(n, g[n] * xhat[n]))",
        form="sum, no kronecker",
        wrong=[
            _gamma_missing("r / N * (N * g[i] - sum(n, g[n]) - xhat[i] * sum(n, g[n] * xhat[n]))"),
            _mean_missing("gamma * r / N * (N * g[i] - xhat[i] * sum(n, g[n] * xhat[n]))"),
            _variance_missing("gamma * r / N * (N * g[i] - sum(n, g[n]))"),
            _sum_for_mean("gamma * r * (g[i] - sum(n, g[n]) - xhat[i] * sum(n, g[n] * xhat[n]))"),
            _sum_for_mean(
                "gamma * r / N * (g[i] - sum(n, g[n]) - xhat[i] * sum(n, g[n] * xhat[n]))",
                clause="g_i stands without the N that the common 1/N takes away again",
                question="Multiply your line out. What stands in front of g_i?",
            ),
            _sign("gamma * r / N * (N * g[i] - sum(n, g[n]) + xhat[i] * sum(n, g[n] * xhat[n]))"),
            Wrong(
                "xhat-missing",
                "gamma * r / N * (N * g[i] - sum(n, g[n]) - sum(n, g[n] * xhat[n]))",
                "x̂_i does not stand in front of the last sum",
                "The term had the factors c_n and c_i. What has become of the second?",
                "F11",
            ),
            Wrong(
                "index-of-sum",
                "gamma * r / N * (N * g[i] - sum(n, g[n]) - sum(n, g[n] * xhat[n]**2))",
                "both x̂ stand inside the sum, with the letter of the sum",
                "Which letter does the x̂ have that comes from ∂r/∂x_i?",
                "F11",
            ),
            Wrong(
                "factor-missing",
                "gamma / N * (N * g[i] - sum(n, g[n]) - xhat[i] * sum(n, g[n] * xhat[n]))",
                "the factor r is left out",
                "c_n c_i r³ became x̂_n x̂_i times what?",
                "F11",
            ),
            _divides(
                "gamma / (N * r) * (N * g[i] - sum(n, g[n]) - xhat[i] * sum(n, g[n] * xhat[n]))"
            ),
            _power(
                "gamma * r**3 / N * (N * g[i] - sum(n, g[n]) - xhat[i] * sum(n, g[n] * xhat[n]))",
                clause="r³ stands in front, where x̂ has taken two of its r already",
                question="How many r are left of r³ c_n c_i when c r is written as x̂?",
            ),
            Wrong(
                "statistics-as-constants",
                "gamma * r * g[i]",
                "mean and variance are treated as constants",
                "Move one x of the column. Do μ and v stay where they are?",
                "F11",
            ),
        ],
    ),
)
