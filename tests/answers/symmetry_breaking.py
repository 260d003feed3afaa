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


# ---- same_output_deltas ----------------------------------------------------------------------


def same(o, y):
    """The δ themselves, each compared with each."""
    delta = (o - y) * o * (1 - o)
    return np.isclose(delta[:, None], delta[None, :])


def same_of_targets(o, y):
    """The targets compared, as the outputs are all alike."""
    return y[:, None] == y[None, :]


def same_pair_by_pair(o, y):
    """Pair by pair: the difference of the two errors."""
    return [[float(abs((o - a) - (o - b)) < 1e-9) for a in y] for b in y]


def same_by_group(o, y):
    """The outputs grouped by their target: two are alike where their groups are."""
    _, group = np.unique(y, return_inverse=True)
    members = np.eye(group.max() + 1, dtype=int)[group]
    return members @ members.T


def same_measured(o, y):
    """Central differences of the loss with respect to each z2, compared."""
    z = np.full(len(y), np.log(o / (1 - o)))
    delta = differences(lambda v: 0.5 * np.sum((sigmoid(v) - y) ** 2), z)
    return np.abs(np.subtract.outer(delta, delta)) < 1e-7


# ---- hidden_layer_gradients ------------------------------------------------------------------


def gradients(W1, W2, X, Y, *, error=None, slope1=None, slope2=None, constant=None):
    """The closed formulas, for the whole batch."""
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)  # noqa: E741
    c = 1 / len(X) if constant is None else constant(X, Y)
    D2 = c * (O - Y if error is None else error(O, Y))
    D2 = D2 * (O * (1 - O) if slope2 is None else slope2(H @ W2.T, O))
    D1 = (D2 @ W2) * (H * (1 - H) if slope1 is None else slope1(X @ W1.T, H))
    return D1.T @ X, D2.T @ H


def gradients_by_sample(W1, W2, X, Y):
    """One sample at a time, then summed."""
    dW1, dW2 = np.zeros_like(W1), np.zeros_like(W2)
    for x, y in zip(X, Y, strict=True):
        h = sigmoid(W1 @ x)
        o = sigmoid(W2 @ h)
        d2 = (o - y) * o * (1 - o)
        d1 = W2.T @ d2 * h * (1 - h)
        dW1 += np.outer(d1, x)
        dW2 += np.outer(d2, h)
    return dW1 / len(X), dW2 / len(X)


def network_loss(W1, W2, X, Y):
    return 0.5 * np.sum((sigmoid(sigmoid(X @ W1.T) @ W2.T) - Y) ** 2) / len(X)


def gradients_jacobians(W1, W2, X, Y):
    """The Jacobians of each sample's output, with the slopes as diagonal matrices."""
    dW1, dW2 = [], []
    for x, y in zip(X, Y, strict=True):
        h = sigmoid(W1 @ x)
        o = sigmoid(W2 @ h)
        to_z2 = np.diag(o * (1 - o))
        to_z1 = to_z2 @ W2 @ np.diag(h * (1 - h))
        dW2.append(np.outer(to_z2.T @ (o - y), h))
        dW1.append(np.outer(to_z1.T @ (o - y), x))
    return {"dW2": np.mean(dW2, axis=0), "dW1": np.mean(dW1, axis=0)}


def gradients_differences(W1, W2, X, Y):
    """Central differences of the loss."""
    return (
        differences(lambda V: network_loss(V, W2, X, Y), W1),
        differences(lambda V: network_loss(W1, V, X, Y), W2),
    )


def gradients_complex(W1, W2, X, Y):
    """The complex step on the loss."""
    return [
        complex_step(lambda V: network_loss(V, W2, X, Y), W1),
        complex_step(lambda V: network_loss(W1, V, X, Y), W2),
    ]


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
    """As one unit with q~ = n q, at the rates that belong to it."""
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
    """The Jacobian of the copies: p goes to n rows alike, and n columns sum to q~."""
    copies = np.ones((n, 1))
    W2 = np.outer(q, copies)
    uses = (copies.T @ copies).item()
    return {"rate_out": rate * uses, "rate_in": rate / uses, "q_one": W2 @ copies}


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
    return {"safe": 2 / (0.25 * max(np.linalg.eigvals(X.T @ X / len(X)).real)), "H": H}


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


# ---- initial weights -------------------------------------------------------------------------


def scales(n_in, n_out, *, xavier=None, he=None, std=math.sqrt, bound=3**0.5):
    """The closed formulas: a uniform number's bound is √3 times its std."""
    x = std(2 / (n_in + n_out) if xavier is None else xavier(n_in, n_out))
    h = std(2 / n_in if he is None else he(n_in, n_out))
    return x, bound * x, h, bound * h


def scales_of_the_mean(n_in, n_out):
    """One over the root of how many numbers are summed: the mean of both ways, or half of n_in."""
    summed = (n_in + n_out) / 2
    return (
        1 / math.sqrt(summed),
        math.sqrt(3) / math.sqrt(summed),
        1 / math.sqrt(n_in / 2),
        math.sqrt(3) / math.sqrt(n_in / 2),
    )


def scales_by_logarithms(n_in, n_out):
    """Half of the logarithm of each variance."""
    variances = [k / d for d in (n_in + n_out, n_in) for k in (2, 6)]
    return np.exp(0.5 * np.log(variances)).tolist()


def scales_by_bisection(n_in, n_out):
    """The condition on the variance solved: the number that is summed times it is 1."""

    def solved(condition):
        low, high = 0.0, 10.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if condition(middle) < 1 else (low, middle)
        return middle

    return {
        "he_bound": solved(lambda a: n_in * a**2 / 3 / 2),
        "he_std": solved(lambda s: n_in * s**2 / 2),
        "xavier_bound": solved(lambda a: (n_in + n_out) / 2 * a**2 / 3),
        "xavier_std": solved(lambda s: (n_in + n_out) / 2 * s**2),
    }


def sample(seed, *, xavier=(6 / 650) ** 0.5, he=(2 / 400) ** 0.5, shape=(250, 400)):
    """Straight from NumPy's uniform and normal distributions."""
    rng = np.random.default_rng(seed)
    return {"xavier": rng.uniform(-xavier, xavier, shape), "he": rng.normal(0, he, shape)}


def sample_transposed(seed):
    """From the unit distributions, scaled; drawn for X @ W, then turned for W @ x."""
    rng = np.random.default_rng(seed)
    bound = math.sqrt(6) / math.sqrt(400 + 250)
    return {
        "he": (rng.standard_normal((400, 250)) / math.sqrt(200)).T,
        "xavier": (bound * (1 - 2 * rng.random((400, 250)))).T,
    }


def sample_by_box_muller(seed):
    """Normal numbers out of uniform ones; evenly spread ones out of whole numbers."""
    rng = np.random.default_rng(seed)
    u, v = rng.random((2, 250, 400))
    normal = np.sqrt(-2 * np.log(1 - u)) * np.cos(2 * np.pi * v)
    steps = rng.integers(-(10**6), 10**6, size=(250, 400), endpoint=True)
    return {"xavier": steps / 10**6 * (6 / 650) ** 0.5, "he": (2 / 400) ** 0.5 * normal}


def sample_by_quantiles(seed):
    """Evenly spaced, then shuffled; normal numbers scaled to the exact deviation."""
    rng = np.random.default_rng(seed)
    even = rng.permutation(np.linspace(-1, 1, 250 * 400)).reshape(250, 400)
    he = rng.standard_normal(250 * 400)
    he = (he - he.mean()) / he.std() * (2 / 400) ** 0.5
    return {"xavier": even * (6 / 650) ** 0.5, "he": he.reshape(250, 400)}


_PARTS = {
    "hidden activations": True,
    "outputs": True,
    "hidden deltas": True,
    "output deltas": False,
    "rows of dW1": True,
    "columns of dW1": False,
    "rows of dW2": False,
    "columns of dW2": True,
}
_SEVEN = {
    "both 0.5": False,
    "both 0": False,
    "W1 0, W2 random": True,
    "W1 random, W2 0": True,
    "W1 0.5, W2 random": True,
    "W1 random, W2 0.5": True,
    "both random": True,
}
_ZERO = {
    "sigmoid: step 1 moves W1": False,
    "sigmoid: step 1 moves W2": True,
    "sigmoid: step 2 moves W1": True,
    "sigmoid: the units part": False,
    "tanh: step 1 moves W1": False,
    "tanh: step 1 moves W2": False,
    "tanh: some step moves a weight": False,
    "ReLU: some step moves a weight": False,
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
    "equal_parts": [_PARTS, {n: np.bool_(v) for n, v in _PARTS.items()}],
    "constant_start": [start, start_matrices, start_loops, start_differences],
    "same_output_deltas": [same, same_of_targets, same_pair_by_pair, same_by_group, same_measured],
    "hidden_layer_gradients": [
        gradients,
        gradients_by_sample,
        gradients_jacobians,
        gradients_differences,
        gradients_complex,
    ],
    "symmetric_step": [step, step_whole_network, step_by_sample, step_one_unit, step_differences],
    "which_index_is_free": [
        _FREE_INDEX,
        {"W1": np.outer([0.8, -1, 0], [1.0, 1]), "W2": np.outer([1, 1], [0.3, 0.6, 2])},
        {"W1": [(0.2, 0.2), (0.6, 0.6), (-3, -3)], "W2": [[1, 2, -2]] * 2},
    ],
    "one_unit": [one_unit, one_unit_summed, one_unit_by_the_chain_rule, one_unit_measured],
    "seven_starts": [_SEVEN, {n: np.bool_(v) for n, v in reversed(_SEVEN.items())}],
    "zero_start": [_ZERO, {n: np.bool_(v) for n, v in _ZERO.items()}],
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
    "initial_scales": [scales, scales_of_the_mean, scales_by_logarithms, scales_by_bisection],
    "initial_samples": [
        sample(1),
        sample_transposed(2),
        sample_by_box_muller(3),
        sample_by_quantiles(4),
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


def gradients_with(**changes):
    return changed(gradients, ("dW1", "dW2"), **changes)


def without_n(slope):
    """The curvature with another slope of p in it."""
    return lambda X, w: curvature(X, w, H=lambda X, w, p: X.T @ (slope(p)[:, None] * X) / len(X))


WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "equal_parts": [
        ("gradient-all-equal", dict.fromkeys(_PARTS, True)),
        (
            "unit-axis-swapped",
            {
                **_PARTS,
                "rows of dW1": False,
                "columns of dW1": True,
                "rows of dW2": True,
                "columns of dW2": False,
            },
        ),
        ("output-deltas-equal", {**_PARTS, "output deltas": True}),
        (None, {**_PARTS, "hidden deltas": False}),
        (None, {n: int(v) for n, v in _PARTS.items()}),
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
    "same_output_deltas": [
        ("outputs-always-differ", lambda o, y: np.eye(len(y))),
        ("output-deltas-equal", lambda o, y: np.ones((len(y), len(y)), dtype=bool)),
        ("same-read-as-different", lambda o, y: ~same(o, y)),
        ("itself-left-out", lambda o, y: same(o, y) & ~np.eye(len(y), dtype=bool)),
        (None, lambda o, y: np.subtract.outer(y, y)),
        (None, lambda o, y: same(o, y)[0]),
        (None, lambda o, y: np.outer(y > o, y > o)),
    ],
    "hidden_layer_gradients": [
        ("sign-flipped-error", lambda *a: gradients(*a, error=lambda o, y: y - o)),
        ("batch-sum-for-mean", lambda *a: gradients(*a, constant=lambda X, Y: 1.0)),
        ("mean-over-all-entries", lambda *a: gradients(*a, constant=lambda X, Y: 1 / Y.size)),
        ("loss-factor-two", lambda *a: gradients(*a, constant=lambda X, Y: 2 / len(X))),
        ("output-fprime-missing", lambda *a: gradients(*a, slope2=lambda z, a: 1.0)),
        ("hidden-fprime-missing", lambda *a: gradients(*a, slope1=lambda z, a: 1.0)),
        (
            "fprime-at-activation",
            lambda *a: gradients(
                *a,
                slope1=lambda z, a: sigmoid(a) * sigmoid(-a),
                slope2=lambda z, a: sigmoid(a) * sigmoid(-a),
            ),
        ),
        ("outer-order-swapped", lambda *a: tuple(g.T for g in gradients(*a))),
        (None, gradients_with(dW2=lambda W1, W2, X, Y: W2)),
        (None, lambda *a: tuple(g + 0.01 for g in gradients(*a))),
    ],
    "symmetric_step": [
        ("hidden-count-missing", lambda *a: step(*a, count=1)),
        ("gradient-summed-over-units", lambda *a: step(*a, units=a[5])),
        ("updated-weight-backprop", step_updated),
        ("batch-sum-for-mean", lambda *a: step(*a, constant=1.0)),
        ("loss-factor-two", lambda *a: step(*a, error=lambda o, y: 2 * (o - y))),
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
        ("both-must-be-random", {n: n == "both random" for n in _SEVEN}),
        ("first-layer-decides", {n: "W1 random" in n or n == "both random" for n in _SEVEN}),
        ("second-layer-decides", {n: "W2 random" in n or n == "both random" for n in _SEVEN}),
        ("symmetric-means-zero", {**_SEVEN, "W1 0, W2 random": False, "W1 random, W2 0": False}),
        ("only-zero-is-symmetric", {**_SEVEN, "both 0.5": True}),
        (None, {**_SEVEN, "both random": False}),
        (None, {n: not v for n, v in _SEVEN.items()}),
    ],
    "zero_start": [
        ("symmetric-means-zero", dict.fromkeys(_ZERO, False)),
        (
            "zero-like-sigmoid",
            {
                n: v or n.endswith("moves a weight") or n.startswith("tanh: step 1 moves W2")
                for n, v in _ZERO.items()
            },
        ),
        ("output-weights-block", {**_ZERO, "sigmoid: step 2 moves W1": False}),
        ("both-layers-move-at-once", {**_ZERO, "sigmoid: step 1 moves W1": True}),
        (None, {**_ZERO, "sigmoid: the units part": True}),
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
        (None, lambda W1, W2, order: (W1[::-1], W2[:, ::-1] + 1)),
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
        (None, lambda X, w: curvature(X, w, safe=lambda X, w: 8 / np.trace(X.T @ X / len(X)))),
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
        (None, lambda *a: midway(*a, middle=lambda A, B, C, D: (A + C, B + D))),
        (None, lambda *a: 0.25),
    ],
    "initial_scales": [
        ("init-variance-as-std", lambda n, m: scales(n, m, std=float)),
        ("init-uniform-bound", lambda n, m: scales(n, m, bound=1)),
        ("init-uniform-bound", lambda n, m: scales(n, m, bound=math.sqrt(12))),
        ("init-uniform-bound", lambda n, m: scales(n, m, bound=3)),
        ("init-fan-swapped", lambda n, m: scales(n, m, he=lambda n, m: 2 / m)),
        ("init-brackets", lambda n, m: scales(n, m, xavier=lambda n, m: 2 / n + m)),
        (
            "init-gain",
            lambda n, m: scales(n, m, xavier=lambda n, m: 1 / (n + m), he=lambda n, m: 1 / n),
        ),
        ("init-gain", lambda n, m: scales(n, m, he=lambda n, m: 1 / n)),
        (
            "init-name-swapped",
            lambda n, m: scales(n, m, xavier=lambda n, m: 2 / n, he=lambda n, m: 2 / (n + m)),
        ),
        ("init-name-swapped", lambda n, m: scales(n, m, xavier=lambda n, m: 1 / n)),
        (None, lambda n, m: scales(n, m, xavier=lambda n, m: 2 / (n * m))),
        (None, lambda n, m: (0.01, 0.01, 0.01, 0.01)),
    ],
    "initial_samples": [
        (None, sample(1, he=2 / 400)),
        (None, sample(1, he=(2 / 250) ** 0.5)),
        (None, sample(1, xavier=(2 / 650) ** 0.5)),
        (None, {**sample(1), "he": sample(1, xavier=(6 / 400) ** 0.5)["xavier"]}),
        (None, {**sample(1), "xavier": np.abs(sample(1)["xavier"])}),
        (None, sample(1, shape=(400, 250))),
        (None, sample(1, xavier=0, he=0)),
    ],
}
