"""Answers to the exercises of `05_symmetry_breaking`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from answers.derivatives import complex_step, differences


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


# ---- constant_start --------------------------------------------------------------------------


def start(x, y, w, n, *, error=None, slope=None):
    """The closed formulas: one number stands for all hidden units."""
    h = sigmoid(w * np.sum(x))
    o = sigmoid(n * w * h)
    e = o - y if error is None else error(o, y)
    d2 = e * (o * (1 - o) if slope is None else slope(o))
    d1 = w * d2.sum() * h * (1 - h)
    return np.full(n, h), d2, np.full(n, d1)


def start_matrices(x, y, w, n):
    """The whole network, with matrices that hold w everywhere."""
    W1, W2 = np.full((n, len(x)), w), np.full((len(y), n), w)
    h = sigmoid(W1 @ x)
    o = sigmoid(W2 @ h)
    delta2 = (o - y) * o * (1 - o)
    return {"delta1": W2.T @ delta2 * h * (1 - h), "delta2": delta2, "h": h}


def start_loops(x, y, w, n):
    """Unit by unit, in lists."""
    total = 0.0
    for value in reversed(x):
        total += w * value
    h = [1 / (1 + math.exp(-total)) for _ in range(n)]
    o = 1 / (1 + math.exp(-sum(w * v for v in h)))
    d2 = [(o - t) * o * (1 - o) for t in y]
    d1 = [sum(w * d for d in d2) * v * (1 - v) for v in h]
    return [h, d2, d1]


def start_differences(x, y, w, n):
    """Central differences of the loss with respect to z2 and z1, in the whole network."""
    W1, W2 = np.full((n, len(x)), w), np.full((len(y), n), w)

    def loss(z2):
        return 0.5 * np.sum((sigmoid(z2) - y) ** 2)

    h = sigmoid(W1 @ x)
    delta1 = differences(lambda z: loss(W2 @ sigmoid(z)), W1 @ x)
    return h, differences(loss, W2 @ h), delta1


def start_changed(inputs=np.sum, count=float, deltas=np.sum):
    def wrong(x, y, w, n):
        h = sigmoid(w * inputs(x))
        o = sigmoid(count(n) * w * h)
        d2 = (o - y) * o * (1 - o)
        return np.full(n, h), d2, np.full(n, w * deltas(d2) * h * (1 - h))

    return wrong


# ---- output_gaps -----------------------------------------------------------------------------


def gaps(y_hat, y, h, rate, *, error=None, slope=None, step=None):
    """The δ, all their differences, and a step down."""
    delta = y_hat - y if error is None else error(y_hat, y)
    delta = delta * (y_hat * (1 - y_hat) if slope is None else slope(y_hat))
    gap = delta[:, None] - delta[None, :]
    return gap, (-rate * h if step is None else step(rate, h)) * gap


def gaps_of_targets(y_hat, y, h, rate):
    """The output cancels in the error: only the targets differ."""
    slope = y_hat - y_hat**2
    apart = slope * np.subtract.outer(y, y)
    return {"weight_gap": rate * h * apart, "delta_gap": -apart}


def gaps_pair_by_pair(y_hat, y, h, rate):
    """Pair by pair, in lists; the weights take their step one by one."""
    delta = [(y_hat - t) * y_hat * (1 - y_hat) for t in y]
    weight = [0.5 - rate * d * h for d in delta]
    return [[[a - b for b in row] for a in row] for row in (delta, weight)]


def gaps_measured(y_hat, y, h, rate):
    """Central differences of the loss with respect to each z2; the weights by the chain rule."""
    z = np.full(len(y), np.log(y_hat / (1 - y_hat)))
    delta = differences(lambda v: 0.5 * np.sum((sigmoid(v) - y) ** 2), z)
    return np.subtract.outer(delta, delta), np.subtract.outer(-rate * h * delta, -rate * h * delta)


def gaps_by_matrices(y_hat, y, h, rate):
    """δ 1ᵀ − 1 δᵀ, with columns; the slope as (1/y_hat + 1/(1 − y_hat))⁻¹."""
    delta = ((y_hat - y) / (1 / y_hat + 1 / (1 - y_hat)))[:, None]
    ones = np.ones_like(delta)
    gap = delta @ ones.T - ones @ delta.T
    return gap, rate * h * gap.T


def gaps_with(**changes):
    return changed(gaps, ("delta_gap", "weight_gap"), **changes)


# ---- unit_gradients --------------------------------------------------------------------------


def unit(p, q, X, D2, *, slope=None, constant=1.0):
    """The closed formulas, with one activation for each sample."""
    h = sigmoid(X @ p)
    d1 = constant * (D2 @ q) * (h * (1 - h) if slope is None else slope(X @ p, h))
    return d1 @ X, constant * h @ D2


def unit_by_sample(p, q, X, D2):
    """One sample at a time, index by index, then summed."""
    dp, dq = [0.0] * len(p), [0.0] * len(q)
    for x, d2 in zip(X, D2, strict=True):
        h = 1 / (1 + math.exp(-sum(a * b for a, b in zip(p, x, strict=True))))
        back = sum(a * b for a, b in zip(q, d2, strict=True))
        for i in range(len(p)):
            dp[i] += back * h * (1 - h) * x[i]
        for j in range(len(q)):
            dq[j] += d2[j] * h
    return {"dq": dq, "dp": dp}


def unit_as_a_layer(p, q, X, D2):
    """As a layer of one unit: matrices of one row and one column, then taken out again."""
    H = sigmoid(X @ p[None].T)
    D1 = (D2 @ q[:, None]) * H * (1 - H)
    return (D1.T @ X)[0], (D2.T @ H)[:, 0]


def unit_einsum(p, q, X, D2):
    """All products at once, by einsum; the slope as σ(z) σ(−z)."""
    z = np.einsum("ni,i->n", X, p)
    slope = sigmoid(z) * sigmoid(-z)
    return np.einsum("no,o,n,ni->i", D2, q, slope, X), np.einsum("no,n->o", D2, sigmoid(z))


def _sent(p, q, X, D2):
    """What the unit contributes to z2, weighed by the known δ: its derivatives are the answers."""
    return np.sum(D2 * (sigmoid(X @ p)[:, None] * q))


def unit_differences(p, q, X, D2):
    """Central differences of what the unit sends, weighed by δ."""
    return (
        differences(lambda v: _sent(v, q, X, D2), p),
        differences(lambda v: _sent(p, v, X, D2), q),
    )


def unit_complex(p, q, X, D2):
    """The complex step on what the unit sends, weighed by δ."""
    return [
        complex_step(lambda v: _sent(v, q, X, D2), p),
        complex_step(lambda v: _sent(p, v, X, D2), q),
    ]


def unit_with(**changes):
    return changed(unit, ("dp", "dq"), **changes)


# ---- the whole network -----------------------------------------------------------------------


def network_loss(W1, W2, X, Y):
    return 0.5 * np.sum((sigmoid(sigmoid(X @ W1.T) @ W2.T) - Y) ** 2) / len(X)


def gradients(W1, W2, X, Y):
    """The closed formulas, for the whole batch."""
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)  # noqa: E741
    D2 = (O - Y) * O * (1 - O) / len(X)
    D1 = (D2 @ W2) * H * (1 - H)
    return D1.T @ X, D2.T @ H


def gradients_differences(W1, W2, X, Y):
    """Central differences of the loss."""
    return (
        differences(lambda V: network_loss(V, W2, X, Y), W1),
        differences(lambda V: network_loss(W1, V, X, Y), W2),
    )


# ---- symmetric_step --------------------------------------------------------------------------


def step(p, q, X, Y, rate, n, *, count=None, units=1, error=None, constant=None):
    """The closed formulas, with n only where the hidden units are summed."""
    h = sigmoid(X @ p)
    o = sigmoid((n if count is None else count) * np.outer(h, q))
    c = 1 / len(X) if constant is None else constant
    d2 = c * (o - Y if error is None else error(o, Y)) * o * (1 - o)
    d1 = (d2 @ q) * h * (1 - h)
    return p - rate * units * (d1 @ X), q - rate * units * (h @ d2)


def step_whole_network(p, q, X, Y, rate, n):
    """The whole network takes a step; the first unit is kept."""
    W1, W2 = np.tile(p, (n, 1)), np.tile(q[:, None], (1, n))
    dW1, dW2 = gradients(W1, W2, X, Y)
    return (W1 - rate * dW1)[0], (W2 - rate * dW2)[:, 0]


def step_by_sample(p, q, X, Y, rate, n):
    """One sample at a time, then summed."""
    dp, dq = np.zeros_like(p), np.zeros_like(q)
    for x, y in zip(X, Y, strict=True):
        h = sigmoid(p @ x)
        o = sigmoid(n * q * h)
        d2 = (o - y) * o * (1 - o)
        dp += h * (1 - h) * (q @ d2) * x
        dq += d2 * h
    return p - rate * dp / len(X), q - rate * dq / len(X)


def step_one_unit(p, q, X, Y, rate, n):
    """As one unit with r = n q, at the rates that belong to it."""
    new_p, new_q = step(p, n * q, X, Y, 1.0, 1)
    return p + (new_p - p) * rate / n, (n * q + (new_q - n * q) * n * rate) / n


def step_differences(p, q, X, Y, rate, n):
    """Central differences of the whole network's loss."""
    W1, W2 = np.outer(np.ones(n), p), np.outer(q, np.ones(n))
    dW1, dW2 = gradients_differences(W1, W2, X, Y)
    return p - rate * dW1[0], q - rate * dW2[:, -1]


def one_unit(q, rate, n):
    """The closed formulas: n units pull on p, and n units carry q."""
    return n * q, rate / n, n * rate


def one_unit_summed(q, rate, n):
    """Unit by unit: weights and rates are summed, or their inverses, as of parallel wires."""
    return sum(q for _ in range(n)), 1 / sum(1 / rate for _ in range(n)), sum([rate] * n)


def one_unit_by_the_chain_rule(q, rate, n):
    """The Jacobian of the copies: p goes to n rows alike, and n columns sum to r."""
    copies = np.ones((n, 1))
    W2 = np.outer(q, copies)
    uses = (copies.T @ copies).item()
    return {"rate_out": rate * uses, "rate_in": rate / uses, "r": W2 @ copies}


def one_unit_measured(q, rate, n):
    """Both networks take one step on one sample: rates at which they stay alike."""
    p, X, Y = np.array([0.3, -0.7]), np.array([[1.0, 2.0]]), 1.0 + np.arange(len(q))[None]
    (p_many, q_many), (p_one, q_one) = step(p, q, X, Y, 1.0, n), step(p, n * q, X, Y, 1.0, 1)
    rate_in = rate * (p_many - p)[0] / (p_one - p)[0]
    return n * q, rate_in, rate * n * (q_many - q)[0] / (q_one - n * q)[0]


def step_updated(p, q, X, Y, rate, n):
    h = sigmoid(X @ p)
    o = sigmoid(n * np.outer(h, q))
    d2 = (o - Y) * o * (1 - o) / len(X)
    q = q - rate * d2.T @ h
    return p - rate * ((d2 @ q) * h * (1 - h)) @ X, q


# ---- renumber_units, midway_loss -------------------------------------------------------------


def renumber_loops(W1, W2, order):
    """Unit by unit: a row and a column at a time."""
    V1, V2 = np.zeros_like(W1), np.zeros_like(W2)
    for new, old in enumerate(order):
        V1[new] = W1[old]
        V2[:, new] = W2[:, old]
    return V1, V2


def renumber_matrix(W1, W2, order):
    """A permutation matrix from either side."""
    P = np.eye(len(order))[order]
    return P @ W1, W2 @ P.T


def renumber(W1, W2, order):
    """The rows and columns in the new order."""
    return W1[order], W2[:, order]


def renumber_scattered(W1, W2, order):
    """The other way round: every old unit is put where it belongs, by the inverse order."""
    place = np.argsort(order)
    V1, V2 = np.empty_like(W1), np.empty_like(W2)
    V1[place], V2[:, place] = W1, W2
    return [V1, V2]


def renumber_by_swaps(W1, W2, order):
    """Two units at a time change places, until all are where they belong."""
    V1, V2, at = W1.copy(), W2.copy(), list(range(len(order)))
    for new, old in enumerate(order):
        other = at.index(old)
        V1[[new, other]], V2[:, [new, other]] = V1[[other, new]], V2[:, [other, new]]
        at[new], at[other] = at[other], at[new]
    return {"W2": V2, "W1": V1}


def midway(W1, W2, X, order, *, middle=None, scale=1.0):
    """Both layers halfway, then the loss of the batch."""
    V1, V2 = W1[order], W2[:, order]
    M1, M2 = ((W1 + V1) / 2, (W2 + V2) / 2) if middle is None else middle(W1, W2, V1, V2)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    return scale * network_loss(M1, M2, X, Y)


def midway_loops(W1, W2, X, order):
    """One sample at a time, then the mean."""
    V1, V2 = renumber_matrix(W1, W2, order)
    total = 0.0
    for x in X:
        y = sigmoid(W2 @ sigmoid(W1 @ x))
        o = sigmoid((V2 + W2) / 2 @ sigmoid((V1 + W1) / 2 @ x))
        total += 0.5 * (o - y) @ (o - y)
    return total / len(X)


def midway_from_the_other_end(W1, W2, X, order):
    """All units renumbered once more: the way from the second network to the first."""
    return midway(W1, W2, X, np.argsort(order))


def midway_by_projection(W1, W2, X, order):
    """Halfway is (I + P) / 2 from either side."""
    half = (np.eye(len(order)) + np.eye(len(order))[order]) / 2
    return network_loss(half @ W1, W2 @ half.T, X, sigmoid(sigmoid(X @ W1.T) @ W2.T))


def midway_by_steps(W1, W2, X, order):
    """Half of the way from each unit to the unit that takes its place."""
    M1, M2 = W1.copy(), W2.copy()
    for new, old in enumerate(order):
        M1[new] += 0.5 * (W1[old] - W1[new])
        M2[:, new] += 0.5 * (W2[:, old] - W2[:, new])
    outputs = [sigmoid(sigmoid(X @ A.T) @ B.T) for A, B in ((W1, W2), (M1, M2))]
    return 0.5 * np.linalg.norm(outputs[0] - outputs[1]) ** 2 / len(X)


# ---- logistic_gradient, curvature ------------------------------------------------------------


def logistic(X, y, w, *, error=None, constant=None):
    """The closed formula: Xᵀ (p − y) / N."""
    p = sigmoid(X @ w)
    e = p - y if error is None else error(p, y)
    return X.T @ e / (len(X) if constant is None else constant)


def logistic_loss(X, y, w):
    p = sigmoid(X @ w)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def logistic_loops(X, y, w):
    """Index by index, sample after sample."""
    out = [0.0] * len(w)
    for x, t in zip(X, y, strict=True):
        p = 1 / (1 + math.exp(-sum(a * b for a, b in zip(x, w, strict=True))))
        for j in range(len(w)):
            out[j] += (p - t) * x[j] / len(X)
    return out


def logistic_chain(X, y, w):
    """The chain rule unsimplified: ∂L/∂p, the slope of the sigmoid, and x."""
    p = sigmoid(X @ w)
    L_p = (-y / p + (1 - y) / (1 - p)) / len(X)
    return (L_p * p * (1 - p)) @ X


def logistic_two_classes(X, y, w):
    """As a softmax over two classes with the logits 0 and z."""
    E = np.exp(np.stack([np.zeros(len(X)), X @ w], axis=1))
    Delta = E / E.sum(axis=1, keepdims=True) - np.stack([1 - y, y], axis=1)
    return Delta[:, 1] @ X / len(X)


def logistic_differences(X, y, w):
    """Central differences of the loss."""
    return differences(lambda v: logistic_loss(X, y, v), w)


def logistic_complex(X, y, w):
    """The complex step on the loss."""
    return complex_step(lambda v: logistic_loss(X, y, v), w)


def hessian(X, w):
    p = sigmoid(X @ w)
    return X.T @ np.diag(p * (1 - p)) @ X / len(X)


def top(A):
    return np.linalg.eigvalsh(A)[-1]


def curvature(X, w, *, H=None, safe=None):
    """The closed formulas, and the largest eigenvalue of Xᵀ X."""
    return (
        hessian(X, w) if H is None else H(X, w, sigmoid(X @ w)),
        8 * len(X) / top(X.T @ X) if safe is None else safe(X, w),
    )


def curvature_loops(X, w):
    """Index by index, sample after sample."""
    n = X.shape[1]
    H = np.zeros((n, n))
    for x in X:
        p = sigmoid(x @ w)
        for i in range(n):
            for j in range(n):
                H[i, j] += p * (1 - p) * x[i] * x[j] / len(X)
    return {"safe": 2 / (0.25 * max(np.linalg.eigvals(X.T @ X / len(X)).real)), "hessian": H}


def curvature_differences(X, w):
    """Central differences of the gradient; for the bound the norm of X."""
    H = differences(lambda v: logistic(X, np.zeros(len(X)), v), w)
    return H, 8 / (np.linalg.norm(X, 2) ** 2 / len(X))


def curvature_at_zero(X, w):
    """Samples weighed by the square root of their slope; the bound is the curvature at w = 0."""
    root = np.sqrt(sigmoid(X @ w) * sigmoid(-X @ w) / len(X))[:, None] * X
    return root.T @ root, 2 / top(hessian(X, np.zeros_like(w)))


def curvature_by_svd(X, w):
    """By way of X = U S Vᵀ: between V and Vᵀ the slopes, and for the bound the largest S."""
    U, S, Vt = np.linalg.svd(X, full_matrices=False)
    p = sigmoid(U @ (S * (Vt @ w)))
    core = (U * S).T @ ((p - p**2)[:, None] * (U * S)) / len(X)
    return [Vt.T @ core @ Vt, 8 * len(X) / S[0] ** 2]


# ---- separated_with_minimum ------------------------------------------------------------------


def best_w(x, y):
    """Newton's method on the slope of the loss, from 0."""
    x, y, w = np.array(x, float), np.array(y, float), 0.0
    for _ in range(50):
        p = sigmoid(w * x)
        w -= np.mean((p - y) * x) / np.mean(p * (1 - p) * x**2)
    return {"x": x, "y": y, "w": w}


def descended(x, y, rate=0.5):
    """Gradient descent, with many small steps; two decimals too many are left to it."""
    x, y, w = np.array(x, float), np.array(y, float), np.zeros(1)
    for _ in range(20_000):
        w = w - rate * logistic(x[:, None], y, w)
    return {"x": list(x), "y": [bool(t) for t in y], "w": [round(float(w[0]), 6)]}


def scanned(x, y):
    """The smallest of many losses, and again around it."""
    x, y, middle, width = np.array(x, float), np.array(y, float), 0.0, 5.0
    for _ in range(12):
        grid = middle + np.linspace(-width, width, 101)
        z = np.outer(grid, x)
        # log(1 + exp(z)) − y z has the smallest sum where the mean has.
        middle = grid[np.argmin(np.sum(np.logaddexp(0, z) - y * z, axis=1))]
        width /= 5
    return {"w": middle, "x": x, "y": y}


def by_symmetry(a):
    """Two equal samples against a third: a p(wa) = ... solved for the logarithm by bisection."""
    low, high = 0.0, 5.0
    for _ in range(80):
        w = (low + high) / 2
        pull = 2 * a * (1 / (1 + math.exp(-a * w))) - (1 - 1 / (1 + math.exp(-2 * a * w))) * 2 * a
        low, high = (low, w) if pull > 0 else (w, high)
    return {"x": (a, a, 2 * a), "y": (0, 0, 1), "w": np.float64(w)}


# ---- initial weights -------------------------------------------------------------------------


def scales(n, m, s, *, kept=None, forward=None, backward=None, std=math.sqrt, bound=3**0.5):
    """The closed formulas: 1 over what is summed, times what f keeps."""
    share = (1 + s * s) / 2 if kept is None else kept(s)
    first = std(1 / ((n if forward is None else forward(n, m)) * share))
    return first, std(1 / ((m if backward is None else backward(n, m)) * share)), bound * first


def scales_with_gain(n, m, s):
    """As libraries write it: a gain of √(2/(1 + s²)), divided by the root of each width."""
    gain = math.sqrt(2 / (1 + s**2))
    return {
        "backward_std": gain / math.sqrt(m),
        "forward_bound": gain * math.sqrt(3 / n),
        "forward_std": gain / math.sqrt(n),
    }


def scales_by_logarithms(n, m, s):
    """Half of the logarithm of each variance."""
    kept = np.log(2) - np.log1p(s**2)
    return np.exp(0.5 * (kept - np.log([n, m, n / 3]))).tolist()


def scales_by_bisection(n, m, s):
    """The condition on the mean square solved: what leaves the layer is what entered it."""

    def solved(growth):
        low, high = 0.0, 10.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if growth(middle) < 1 else (low, middle)
        return middle

    return (
        solved(lambda d: n * d**2 * (0.5 + 0.5 * s**2)),
        solved(lambda d: m * d**2 * (0.5 + 0.5 * s**2)),
        solved(lambda c: n * c**2 / 3 * (0.5 + 0.5 * s**2)),
    )


def scales_from_relu(n, m, s):
    """He's deviations, corrected for what the leak lets through."""
    he, back = np.sqrt(2 / np.array([n, m]))
    leak = np.hypot(1.0, s)
    return he / leak, back / leak, he / leak * 3**0.5


_PARTS = {
    "hidden activations": 1,
    "outputs": 1,
    "hidden deltas": 1,
    "output deltas": 2,
    "rows of dW1": 1,
    "columns of dW1": 3,
    "rows of dW2": 2,
    "columns of dW2": 1,
}
_SEVEN = {
    "both 0.5": 1,
    "both 0": 1,
    "W1 0, W2 random": 4,
    "W1 random, W2 0.5": 4,
    "rows a a b b, W2 0.5": 2,
    "rows a a b b, columns c d c d": 4,
    "rows a b b b, columns c c c d": 3,
}
_ZERO = {
    "sigmoid, both 0: W1": 2,
    "sigmoid, both 0: W2": 1,
    "tanh, both 0: W1": 0,
    "tanh, both 0: W2": 0,
    "tanh, W2 random: W1": 1,
    "tanh, W2 random: W2": 2,
    "ReLU, W2 random: W1": 0,
    "ReLU, W2 random: W2": 0,
}
_GROWTH = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 2,
    "ReLU, Xavier: values": 0.5**0.5,
    "linear, He: values": 2**0.5,
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": 0.5,
    "ReLU, half He's deviation, 20 layers: values": 2.0**-20,
}
_HAND = {
    "number of deltas": 1,
    "delta": -0.5,
    "dw": [-0.5, -1],
    "class 1": [-1, 1],
    "class 2": [0.5, -2],
    "class 3": [0.5, 1],
    "sum over classes": [0, 0],
}
_FREE_INDEX = {"W1": [[0, 0], [0.5, 0.5], [1, 1]], "W2": [[-1, 0, 1], [-1, 0, 1]]}
_TWINS = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]],
    "W2": [[1, 1, 0.5, -0.5], [1, 1, 0.5, -0.5]],
}
_CYCLE = {"x": [10, 10, 10], "y": [1, 1, 0], "eta": 1}

RIGHT: dict[str, list[Any]] = {
    "equal_parts": [_PARTS, {n: np.int8(v) for n, v in _PARTS.items()}],
    "constant_start": [start, start_matrices, start_loops, start_differences],
    "output_gaps": [
        gaps,
        gaps_of_targets,
        gaps_pair_by_pair,
        gaps_measured,
        gaps_by_matrices,
    ],
    "unit_gradients": [
        unit,
        unit_by_sample,
        unit_as_a_layer,
        unit_einsum,
        unit_differences,
        unit_complex,
    ],
    "symmetric_step": [step, step_whole_network, step_by_sample, step_one_unit, step_differences],
    "which_index_is_free": [
        _FREE_INDEX,
        {"W1": np.outer([0.8, -1, 0], [1.0, 1]), "W2": np.outer([1, 1], [0.3, 0.6, 2])},
        {"W1": [(0.2, 0.2), (0.6, 0.6), (-3, -3)], "W2": [[1, 2, -2]] * 2},
    ],
    "one_unit": [one_unit, one_unit_summed, one_unit_by_the_chain_rule, one_unit_measured],
    "seven_starts": [_SEVEN, {n: float(v) for n, v in reversed(_SEVEN.items())}],
    "zero_start": [_ZERO, {n: np.uint8(v) for n, v in _ZERO.items()}],
    "renumber_units": [
        renumber,
        renumber_loops,
        renumber_matrix,
        renumber_scattered,
        renumber_by_swaps,
    ],
    "twins": [
        _TWINS,
        {n: np.array(v, dtype=float) for n, v in _TWINS.items()},
        {
            "W1": [[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
            "W2": [[0.1, 0.1, 2, -1], [0.1, 0.1, -1, 2]],
        },
    ],
    "from_zero_by_hand": [
        _HAND,
        {n: np.array(v, dtype=float) for n, v in _HAND.items()},
        {**_HAND, "sum over classes": (1e-17, 0.0), "class 2": (1 / 2, -2.0)},
    ],
    "logistic_gradient": [
        logistic,
        logistic_loops,
        logistic_chain,
        logistic_two_classes,
        logistic_differences,
        logistic_complex,
    ],
    "curvature": [
        curvature,
        curvature_loops,
        curvature_at_zero,
        curvature_by_svd,
        curvature_differences,
    ],
    "convex_and_cycling": [
        _CYCLE,
        {"x": np.array([15.0, 15.0, -15.0]), "y": np.array([1.0, 0.0, 1.0]), "eta": 0.7},
        {"x": (-20, -20, -20), "y": (True, False, True), "eta": np.float64(0.5)},
    ],
    "midway_loss": [
        midway,
        midway_loops,
        midway_from_the_other_end,
        midway_by_projection,
        midway_by_steps,
    ],
    "separated_with_minimum": [
        best_w([1, 2, 3], [0, 1, 1]),
        descended([1, 2, 4], [0, 0, 1]),
        scanned([-1, -2, -2.5], [0, 1, 1]),
        by_symmetry(1.0),
        {"x": (1, 2, 3), "y": (0, 0, 1), "w": 0},
    ],
    "leaky_scales": [
        scales,
        scales_with_gain,
        scales_by_logarithms,
        scales_by_bisection,
        scales_from_relu,
    ],
    "growth_per_layer": [
        _GROWTH,
        {**_GROWTH, "ReLU, Xavier: values": 0.707, "linear, He: values": 1.41},
        {n: np.sqrt(v) for n, v in zip(_GROWTH, (1, 4, 0.5, 2, 1, 0.25, 4.0**-20), strict=True)},
    ],
}


def changed(right, names, **changes):
    """The right blocks with some of them replaced."""

    def wrong(*given):
        blocks = dict(zip(names, right(*given), strict=True))
        blocks.update({name: change(*given) for name, change in changes.items()})
        return blocks

    return wrong


def start_with(**changes):
    return changed(start, ("h", "delta2", "delta1"), **changes)


def without_n(slope):
    """The curvature with another slope of p in it."""
    return lambda X, w: curvature(X, w, H=lambda X, w, p: X.T @ (slope(p)[:, None] * X) / len(X))


WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "equal_parts": [
        ("gradient-all-equal", dict.fromkeys(_PARTS, 1)),
        (
            "unit-axis-swapped",
            {
                **_PARTS,
                "rows of dW1": 3,
                "columns of dW1": 1,
                "rows of dW2": 1,
                "columns of dW2": 2,
            },
        ),
        ("output-deltas-equal", {**_PARTS, "output deltas": 1}),
        ("output-deltas-equal", {**_PARTS, "output deltas": 1, "rows of dW2": 1}),
        ("outputs-always-differ", {**_PARTS, "output deltas": 3, "rows of dW2": 3}),
        (None, {**_PARTS, "hidden deltas": 4}),
        (None, {n: v == 1 for n, v in _PARTS.items()}),
    ],
    "constant_start": [
        ("mean-for-sum", start_changed(inputs=np.mean)),
        ("hidden-count-missing", start_changed(count=lambda n: 1.0)),
        ("output-deltas-equal", start_changed(deltas=lambda d: len(d) * d[0])),
        ("factor-one-over-k", start_changed(deltas=np.mean)),
        (
            "gradient-summed-over-units",
            start_with(delta1=lambda x, y, w, n: n * start(x, y, w, n)[2]),
        ),
        ("sign-flipped-error", lambda *a: start(*a, error=lambda o, y: y - o)),
        ("loss-factor-two", lambda *a: start(*a, error=lambda o, y: 2 * (o - y))),
        ("output-fprime-missing", lambda *a: start(*a, slope=lambda o: 1.0)),
        ("f-for-fprime", start_with(delta2=lambda *a: start(*a, slope=lambda o: o)[1])),
        (
            "weight-factor-missing",
            start_with(delta1=lambda x, y, w, n: start(x, y, w, n)[2] / w),
        ),
        (None, start_with(h=lambda x, y, w, n: np.full(n, 0.5))),
        (None, start_with(delta1=lambda x, y, w, n: start(x, y, w, n)[2] ** 2)),
        (None, lambda x, y, w, n: (np.ones(n), np.ones(len(y)), np.ones(n))),
    ],
    "output_gaps": [
        (
            "outputs-always-differ",
            lambda y_hat, y, h, rate: (1 - np.eye(len(y)), 1 - np.eye(len(y))),
        ),
        (None, lambda y_hat, y, h, rate: (np.zeros((len(y),) * 2), np.zeros((len(y),) * 2))),
        ("sign-flipped-error", lambda *a: gaps(*a, error=lambda o, y: y - o)),
        ("output-fprime-missing", lambda *a: gaps(*a, slope=lambda o: 1.0)),
        ("f-for-fprime", lambda *a: gaps(*a, slope=lambda o: o)),
        ("ascent-step", lambda *a: gaps(*a, step=lambda rate, h: rate * h)),
        ("input-factor-missing", lambda *a: gaps(*a, step=lambda rate, h: -rate)),
        ("rate-missing", lambda *a: gaps(*a, step=lambda rate, h: -h)),
        ("distance-for-difference", lambda *a: tuple(np.abs(g) for g in gaps(*a))),
        (None, gaps_with(weight_gap=lambda y_hat, y, h, rate: 0.5 - np.subtract.outer(y, y))),
        (None, lambda y_hat, y, h, rate: (np.equal.outer(y, y), np.equal.outer(y, y))),
        (None, lambda *a: gaps(*a)[0]),
    ],
    "unit_gradients": [
        ("hidden-fprime-missing", lambda *a: unit(*a, slope=lambda z, h: 1.0)),
        (
            "fprime-at-activation",
            lambda *a: unit(*a, slope=lambda z, h: sigmoid(h) * sigmoid(-h)),
        ),
        ("f-for-fprime", lambda *a: unit(*a, slope=lambda z, h: h)),
        ("batch-mean-for-sum", lambda p, q, X, D2: unit(p, q, X, D2, constant=1 / len(X))),
        (
            "slope-of-mean-activation",
            lambda *a: unit(*a, slope=lambda z, h: h.mean() * (1 - h.mean())),
        ),
        ("blocks-out-of-order", lambda *a: unit(*a)[::-1]),
        ("weight-factor-missing", lambda p, q, X, D2: unit(p, np.ones_like(q), X, D2)),
        (None, unit_with(dq=lambda p, q, X, D2: q)),
        (None, unit_with(dp=lambda p, q, X, D2: D2.sum() * p)),
        (None, lambda *a: tuple(g + 0.01 for g in unit(*a))),
    ],
    "symmetric_step": [
        ("hidden-count-missing", lambda *a: step(*a, count=1)),
        ("gradient-summed-over-units", lambda *a: step(*a, units=a[5])),
        ("updated-weight-backprop", step_updated),
        ("batch-sum-for-mean", lambda *a: step(*a, constant=1.0)),
        ("loss-factor-two step-scaled", lambda *a: step(*a, error=lambda o, y: 2 * (o - y))),
        ("step-not-taken", lambda p, q, X, Y, rate, n: (p, q)),
        ("rate-missing", lambda p, q, X, Y, rate, n: step(p, q, X, Y, 1.0, n)),
        (None, lambda p, q, X, Y, rate, n: (p + 0.1, 2 * q)),
        (
            "change-for-value",
            lambda p, q, X, Y, rate, n: tuple(
                v - s for v, s in zip((p, q), step(p, q, X, Y, rate, n), strict=True)
            ),
        ),
    ],
    "which_index_is_free": [
        (None, {"W1": np.full((3, 2), 0.5), "W2": np.full((2, 3), 0.5)}),
        (None, {"W1": [[1, 2]] * 3, "W2": [[1, 1, 1], [2, 2, 2]]}),
        (None, {**_FREE_INDEX, "W2": [[1, 1, 1], [1, 1, 1]], "W1": [[0, 0], [0, 0], [1, 1]]}),
        (None, {**_FREE_INDEX, "W1": [[1, 2], [3, 4], [5, 6]]}),
        (None, {"W1": np.full((3, 2), np.inf), "W2": np.ones((2, 3))}),
    ],
    "one_unit": [
        ("rates-swapped", lambda q, rate, n: (n * q, n * rate, rate / n)),
        ("rate-unchanged", lambda q, rate, n: (n * q, rate, rate)),
        ("hidden-count-missing", lambda q, rate, n: (q, rate / n, n * rate)),
        ("units-averaged", lambda q, rate, n: (q / n, rate / n, n * rate)),
        ("rates-swapped", lambda q, rate, n: (n * q, n * rate, n * rate)),
        ("rate-scaled-twice", lambda q, rate, n: (n * q, rate / n**2, rate * n**2)),
        (None, lambda q, rate, n: (n * q, rate / n, rate + n)),
        (None, lambda q, rate, n: (q**2, rate / n, rate * n)),
    ],
    "seven_starts": [
        ("both-must-be-random", dict(zip(_SEVEN, (1, 1, 1, 1, 1, 2, 2), strict=True))),
        ("first-layer-decides", dict(zip(_SEVEN, (1, 1, 1, 4, 2, 2, 2), strict=True))),
        ("second-layer-decides", dict(zip(_SEVEN, (1, 1, 4, 1, 1, 2, 2), strict=True))),
        ("symmetric-means-zero", {**_SEVEN, "W1 0, W2 random": 1}),
        ("only-zero-is-symmetric", {**_SEVEN, "both 0.5": 4}),
        ("training-separates-all", {n: 1 if v == 1 else 4 for n, v in _SEVEN.items()}),
        (None, {**_SEVEN, "rows a b b b, columns c c c d": 2}),
        (None, {n: 5 - v for n, v in _SEVEN.items()}),
        (None, {n: v > 1 for n, v in _SEVEN.items()}),
    ],
    "zero_start": [
        ("symmetric-means-zero", dict.fromkeys(_ZERO, 0)),
        ("zero-like-sigmoid", {**_ZERO, "tanh, both 0: W1": 2, "tanh, both 0: W2": 1}),
        ("zero-like-sigmoid", {**_ZERO, "tanh, W2 random: W2": 1}),
        ("output-weights-block", {**_ZERO, "sigmoid, both 0: W1": 0}),
        ("both-layers-move-at-once", {**_ZERO, "sigmoid, both 0: W1": 1}),
        ("relu-like-tanh", {**_ZERO, "ReLU, W2 random: W1": 1, "ReLU, W2 random: W2": 2}),
        (None, {**_ZERO, "tanh, both 0: W1": 1}),
        (None, dict.fromkeys(_ZERO, True)),
    ],
    "renumber_units": [
        ("unit-axis-swapped", lambda W1, W2, order: (W1[order], W2[order])),
        ("unit-axis-swapped", lambda W1, W2, order: (W1[:, order], W2[:, order])),
        (
            "inverse-order",
            lambda W1, W2, order: (W1[np.argsort(order)], W2[:, np.argsort(order)]),
        ),
        ("one-side-renumbered", lambda W1, W2, order: (W1[order], W2)),
        ("one-side-renumbered", lambda W1, W2, order: (W1, W2[:, order])),
        (None, lambda W1, W2, order: (W1[order], W2[:, order][::-1])),
        ("nothing-renumbered", lambda W1, W2, order: (W1, W2)),
        ("order-ignored", lambda W1, W2, order: (W1[::-1], W2[:, ::-1] + 1)),
    ],
    "twins": [
        (None, {**_TWINS, "W2": [[1, 1, 0.5, 0.5], [1, 1, 0.5, 0.5]]}),
        (None, {**_TWINS, "W2": [[1, 2, 0.5, -0.5], [1, 1, 0.5, -0.5]]}),
        (None, {**_TWINS, "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]}),
        (None, {**_TWINS, "W1": np.full((4, 3), 1e308)}),
        (None, {**_TWINS, "W2": [[4, 4, 0.5, -0.5], [1, 1, 0.5, -0.5]]}),
        (None, {"W1": np.ones((3, 4)), "W2": np.ones((4, 2))}),
    ],
    "from_zero_by_hand": [
        ("sign-flipped-error", {**_HAND, "delta": 0.5, "dw": [0.5, 1]}),
        (
            "sign-flipped-error",
            {**_HAND, "class 1": [1, -1], "class 2": [-0.5, 2], "class 3": [-0.5, -1]},
        ),
        (
            "batch-sum-for-mean",
            {**_HAND, "class 1": [-2, 2], "class 2": [1, -4], "class 3": [1, 2]},
        ),
        ("sign-flipped-error", {**_HAND, "delta": 0.5}),
        ("one-delta-per-input", {**_HAND, "number of deltas": 2}),
        ("input-factor-missing", {**_HAND, "dw": [-0.5, -0.5]}),
        (None, {**_HAND, "class 3": [0, 0]}),
    ],
    "logistic_gradient": [
        ("sign-flipped-error", lambda *a: logistic(*a, error=lambda p, y: y - p)),
        ("batch-sum-for-mean", lambda *a: logistic(*a, constant=1)),
        ("output-fprime-extra", lambda *a: logistic(*a, error=lambda p, y: (p - y) * p * (1 - p))),
        ("sigmoid-missing", lambda X, y, w: X.T @ (X @ w - y) / len(y)),
        ("prediction-rounded", lambda X, y, w: X.T @ ((X @ w > 0) - y) / len(y)),
        ("factor-two", lambda *a: 2 * logistic(*a)),
        (None, lambda X, y, w: logistic(X, y, w) + 0.1 * w),
        (None, lambda X, y, w: logistic(X, y, 0 * w)),
        (None, lambda X, y, w: np.ones_like(w)),
    ],
    "curvature": [
        ("f-for-fprime", without_n(lambda p: p)),
        ("hidden-fprime-missing", without_n(np.ones_like)),
        ("bound-for-value", without_n(lambda p: np.full_like(p, 0.25))),
        ("fprime-twice", without_n(lambda p: (p * (1 - p)) ** 2)),
        ("factor-n", lambda X, w: curvature(X, w, H=lambda X, w, p: len(X) * hessian(X, w))),
        ("local-curvature", lambda X, w: curvature(X, w, safe=lambda X, w: 2 / top(hessian(X, w)))),
        (
            "quarter-missing",
            lambda X, w: curvature(X, w, safe=lambda X, w: 2 / top(X.T @ X / len(X))),
        ),
        ("rate-halved", lambda X, w: curvature(X, w, safe=lambda X, w: 4 / top(X.T @ X / len(X)))),
        (
            "curvature-for-rate",
            lambda X, w: curvature(X, w, safe=lambda X, w: top(X.T @ X / len(X)) / 4),
        ),
        (
            "eigenvalues-added",
            lambda X, w: curvature(X, w, safe=lambda X, w: 8 / np.trace(X.T @ X / len(X))),
        ),
        (None, without_n(lambda p: 1 - 2 * p)),
    ],
    "convex_and_cycling": [
        (None, {**_CYCLE, "eta": 0.01}),
        (None, {**_CYCLE, "eta": 1000}),
        (None, {**_CYCLE, "y": [1, 1, 1]}),
        (None, {**_CYCLE, "x": [1, 2, 3]}),
        (None, {**_CYCLE, "x": [1e6, 1e6, 1e6]}),
        (None, {**_CYCLE, "y": [1, 1, -1]}),
        (None, {**_CYCLE, "eta": -1}),
    ],
    "midway_loss": [
        (
            "one-layer-only",
            lambda *a: midway(*a, middle=lambda A, B, C, D: ((A + C) / 2, B)),
        ),
        (
            "one-layer-only",
            lambda *a: midway(*a, middle=lambda A, B, C, D: (A, (B + D) / 2)),
        ),
        ("batch-sum-for-mean", lambda *a: midway(*a, scale=len(a[2]))),
        ("loss-factor-two", lambda *a: midway(*a, scale=2)),
        ("mean-over-all-entries", lambda *a: midway(*a, scale=1 / len(a[1]))),
        ("loss-factor-two", lambda *a: midway(*a, scale=2 / len(a[1]))),
        (None, lambda *a: midway(*a, middle=lambda A, B, C, D: (A, B))),
        ("paths-added-for-mean", lambda *a: midway(*a, middle=lambda A, B, C, D: (A + C, B + D))),
        (None, lambda *a: 0.25),
    ],
    "separated_with_minimum": [
        (None, {"x": [1, 2, 3], "y": [0, 1, 1], "w": 0.7}),
        (None, {"x": [-1, 1, 2], "y": [0, 1, 1], "w": 20}),
        (None, {**best_w([1, 2, 3], [0, 1, 0])}),
        (None, {**best_w([1, 1.2, 3], [0, 1, 1])}),
        (None, {**best_w([1, 2, 3], [0, 1, 1]), "y": [0, 2, 1]}),
        (None, {"x": [1, 2, 3], "y": [1, 1, 1], "w": 15}),
        (None, {"x": [1, 2, 3], "y": [0, 1, 1], "w": float("nan")}),
    ],
    "leaky_scales": [
        ("init-variance-as-std", lambda *a: scales(*a, std=float)),
        ("init-uniform-bound", lambda *a: scales(*a, bound=1)),
        ("init-uniform-bound", lambda *a: scales(*a, bound=math.sqrt(12))),
        ("init-uniform-bound", lambda *a: scales(*a, bound=3)),
        (
            "init-fan-swapped",
            lambda *a: scales(*a, forward=lambda n, m: m, backward=lambda n, m: n),
        ),
        ("init-fan-swapped", lambda *a: scales(*a, backward=lambda n, m: n)),
        ("init-gain", lambda *a: scales(*a, kept=lambda s: 1)),
        ("init-gain", lambda *a: scales(*a, kept=lambda s: 0.5)),
        ("init-gain", lambda *a: scales(*a, kept=lambda s: (1 + s) / 2)),
        ("init-gain", lambda *a: scales(*a, kept=lambda s: 1 + s**2)),
        ("init-gain", lambda *a: scales(*a, kept=lambda s: 2 / (1 + s**2))),
        ("init-gain", lambda *a: scales(*a, kept=lambda s: 0.5 * (1 - s**2))),
        (None, lambda n, m, s: (0.01, 0.01, 0.01)),
    ],
    "growth_per_layer": [
        ("init-variance-as-std", {n: v**2 for n, v in _GROWTH.items()}),
        (
            "init-gain",
            {
                **{n: v * 2**0.5 if "ReLU" in n else v for n, v in _GROWTH.items()},
                "ReLU, half He's deviation, 20 layers: values": 2.0**-10,
            },
        ),
        ("init-fan-swapped", {**_GROWTH, "ReLU, He, 400 to 100: deltas": 1}),
        ("one-layer-for-all", {**_GROWTH, "ReLU, half He's deviation, 20 layers: values": 0.5}),
        (None, {**_GROWTH, "ReLU, Xavier: values": 0.5}),
        (None, {**_GROWTH, "linear, He: values": 2**-0.5}),
    ],
}
