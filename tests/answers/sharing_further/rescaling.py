"""Answers to the exercises on the scaling of ReLU units (E3 to E5)."""

from __future__ import annotations

from typing import Any

import numpy as np

# ---- scaling_component -----------------------------------------------------------------------


def component(W1, b1, W2, dW1, db1, dW2):
    """Sums of products along the rows of W1 and the columns of W2."""
    return (W1 * dW1).sum(axis=1) + b1 * db1 - (W2 * dW2).sum(axis=0)


def component_loops(W1, b1, W2, dW1, db1, dW2):
    """Unit by unit, entry by entry."""
    found = []
    for i in range(len(b1)):
        total = b1[i] * db1[i]
        for j in range(W1.shape[1]):
            total += W1[i, j] * dW1[i, j]
        for k in range(W2.shape[0]):
            total -= W2[k, i] * dW2[k, i]
        found.append(total)
    return found


def component_diagonals(W1, b1, W2, dW1, db1, dW2):
    """Diagonals of products of matrices."""
    return np.diag(W1 @ dW1.T) + b1 * db1 - np.diag(W2.T @ dW2)


def component_stacked(W1, b1, W2, dW1, db1, dW2):
    """One inner product for each unit, of all that leads in and out."""
    direction = np.vstack([W1.T, b1, -W2])
    return np.einsum("ki,ki->i", direction, np.vstack([dW1.T, db1, dW2]))


def component_differences(W1, b1, W2, dW1, db1, dW2):
    """How fast the linear part of the loss changes with c, by central differences at c = 1."""

    def linear(c):
        into = (c * W1 * dW1).sum(axis=1) + c * b1 * db1
        return into + (W2 / c * dW2).sum(axis=0)

    return (linear(1 + 1e-5) - linear(1 - 1e-5)) / 2e-5


# ---- rescaled_gradients ----------------------------------------------------------------------


def rescaled(dW1, db1, dW2, c):
    """Rows divided, columns multiplied."""
    return dW1 / c[:, None], db1 / c, dW2 * c


def rescaled_diagonal(dW1, db1, dW2, c):
    """Diagonal matrices from the left and from the right."""
    C, back = np.diag(c), np.diag(1 / c)
    return {"dW1": back @ dW1, "db1": back @ db1, "dW2": dW2 @ C}


def rescaled_loops(dW1, db1, dW2, c):
    """Unit by unit."""
    dW1, db1, dW2 = dW1.copy(), db1.copy(), dW2.copy()
    for i, factor in enumerate(c):
        dW1[i] /= factor
        db1[i] /= factor
        dW2[:, i] *= factor
    return dW1, db1, dW2


def rescaled_transposed(dW1, db1, dW2, c):
    """Transposed, so that the factors stand along the last axis."""
    return (dW1.T / c).T, db1 / c, (dW2.T * c[:, None]).T


def rescaled_logarithms(dW1, db1, dW2, c):
    """Factors as exponentials of their logarithms."""
    s = np.log(c)
    return np.exp(-s)[:, None] * dW1, np.exp(-s) * db1, np.exp(s)[None, :] * dW2


# ---- balancing_factors -----------------------------------------------------------------------


def balancing(W1, b1, W2):
    """The root of the quotient of the norms."""
    into = np.sqrt((W1**2).sum(axis=1) + b1**2)
    return np.sqrt(np.linalg.norm(W2, axis=0) / into)


def balancing_fourth_root(W1, b1, W2):
    """The fourth root of the quotient of the squares."""
    into = np.linalg.norm(np.column_stack([W1, b1]), axis=1) ** 2
    return ((W2 * W2).sum(axis=0) / into) ** (1 / 4)


def balancing_loops(W1, b1, W2):
    """Unit by unit, in logarithms."""
    found = []
    for i in range(len(b1)):
        into = sum(w * w for w in W1[i]) + b1[i] ** 2
        out = sum(row[i] ** 2 for row in W2)
        found.append(np.exp((np.log(out) - np.log(into)) / 4))
    return found


def balancing_newton(W1, b1, W2):
    """Newton's method on the derivative of the sum, in the logarithm of c."""
    into, out = (W1**2).sum(axis=1) + b1**2, (W2**2).sum(axis=0)
    s = np.zeros(len(b1))
    for _ in range(60):
        up, down = into * np.exp(2 * s), out * np.exp(-2 * s)
        s -= (up - down) / (2 * (up + down))
    return np.exp(s)


def balancing_search(W1, b1, W2):
    """A bisection on the sign of the slope, for each unit."""
    into, out = (W1**2).sum(axis=1) + b1**2, (W2**2).sum(axis=0)
    low, high = np.full(len(b1), 1e-3), np.full(len(b1), 1e3)
    for _ in range(80):
        c = np.sqrt(low * high)
        falling = c * into < out / c**3
        low, high = np.where(falling, c, low), np.where(falling, high, c)
    return np.sqrt(low * high)


def norms(W1, b1, W2, *, bias=True, into_axis=1, out_axis=0):
    """‖(w_in, b)‖ and ‖w_out‖, perhaps along other axes."""
    into = np.sqrt((W1**2).sum(axis=into_axis) + (b1**2 if bias else 0))
    return into, np.linalg.norm(W2, axis=out_axis)


def quotient(change=np.sqrt, **how):
    """An answer that changes ‖w_out‖/‖(w_in, b)‖."""

    def answer(W1, b1, W2):
        into, out = norms(W1, b1, W2, **how)
        return change(out / into)

    return answer


RIGHT: dict[str, list[Any]] = {
    "scaling_component": [
        component,
        component_loops,
        component_diagonals,
        component_stacked,
        component_differences,
    ],
    "rescaled_gradients": [
        rescaled,
        rescaled_diagonal,
        rescaled_loops,
        rescaled_transposed,
        rescaled_logarithms,
    ],
    "balancing_factors": [
        balancing,
        balancing_fourth_root,
        balancing_loops,
        balancing_newton,
        balancing_search,
    ],
}
WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "scaling_component": [
        ("bias-left-out", lambda W1, b1, W2, dW1, db1, dW2: component(W1, 0, W2, dW1, 0, dW2)),
        ("terms-added", lambda W1, b1, W2, *d: component(W1, b1, -W2, *d)),
        ("outgoing-left-out", lambda W1, b1, W2, *d: component(W1, b1, 0 * W2, *d)),
        ("incoming-left-out", lambda W1, b1, W2, *d: component(0 * W1, 0 * b1, W2, *d)),
        ("bias-subtracted", lambda W1, b1, W2, *d: component(W1, -b1, W2, *d)),
        (
            "axes-swapped",
            lambda W1, b1, W2, dW1, db1, dW2: component(W1.T, b1, W2, dW1.T, db1, dW2),
        ),
        (
            "axes-swapped",
            lambda W1, b1, W2, dW1, db1, dW2: component(W1, b1, W2.T, dW1, db1, dW2.T),
        ),
        (
            "weights-left-out",
            lambda W1, b1, W2, dW1, db1, dW2: component(
                np.ones_like(W1), np.ones_like(b1), np.ones_like(W2), dW1, db1, dW2
            ),
        ),
        (
            "mean-for-sum",
            lambda W1, b1, W2, dW1, db1, dW2: (
                (W1 * dW1).mean(axis=1) + b1 * db1 - (W2 * dW2).mean(axis=0)
            ),
        ),
        (
            "direction-normalised",
            lambda W1, b1, W2, *d: (
                component(W1, b1, W2, *d) / np.linalg.norm(np.vstack([W1.T, b1, W2]), axis=0)
            ),
        ),
        (None, lambda W1, b1, *rest: np.zeros(len(b1))),
        (None, lambda W1, b1, W2, *d: component(W1, b1, W2, *d) + 0.3),
    ],
    "rescaled_gradients": [
        ("fraction-inverted", lambda dW1, db1, dW2, c: rescaled(dW1, db1, dW2, 1 / c)),
        ("symmetry-leaves-gradient", lambda dW1, db1, dW2, c: (dW1, db1, dW2)),
        ("bias-not-scaled", lambda dW1, db1, dW2, c: (dW1 / c[:, None], db1, dW2 * c)),
        ("fraction-inverted", lambda dW1, db1, dW2, c: (dW1 / c[:, None], db1 * c, dW2 * c)),
        ("outgoing-not-scaled", lambda dW1, db1, dW2, c: (dW1 / c[:, None], db1 / c, dW2)),
        ("axes-swapped", lambda dW1, db1, dW2, c: (dW1 / c, db1 / c, dW2 * c)),
        ("axes-swapped", lambda dW1, db1, dW2, c: (dW1 / c[:, None], db1 / c, dW2 * c[:, None])),
        ("factor-squared", lambda dW1, db1, dW2, c: rescaled(dW1, db1, dW2, c**2)),
        (None, lambda dW1, db1, dW2, c: (dW1 / c[:, None], db1 / c + 0.1, dW2 * c)),
    ],
    "balancing_factors": [
        ("root-missing", quotient(lambda q: q)),
        ("root-taken-twice", quotient(lambda q: q**0.25)),
        ("fraction-inverted", quotient(lambda q: 1 / np.sqrt(q))),
        ("bias-left-out", quotient(bias=False)),
        ("axes-swapped", quotient(into_axis=0)),
        ("axes-swapped", quotient(out_axis=1)),
        ("equalised-to-one", lambda *given: 1 / norms(*given)[0]),
        (
            "units-summed",
            lambda W1, b1, W2: np.full(
                len(b1), ((W2**2).sum() / ((W1**2).sum() + (b1**2).sum())) ** 0.25
            ),
        ),
        (None, lambda *given: balancing(*given) + 0.2),
    ],
}
