"""Answers to the exercises on clipping (D3, D4)."""

from __future__ import annotations

from typing import Any

import numpy as np

# ---- clipped_gradients -----------------------------------------------------------------------


def clipped(dW1, db1, dW2, limit):
    """The norm by sums of squares, and a factor where it is too large."""
    norm = np.sqrt((dW1**2).sum() + (db1**2).sum() + (dW2**2).sum())
    factor = limit / norm if norm > limit else 1.0
    return dW1 * factor, db1 * factor, dW2 * factor


def clipped_vector(dW1, db1, dW2, limit):
    """One long vector, scaled, and taken apart again."""
    arrays = (dW1, db1, dW2)
    vector = np.concatenate([array.ravel() for array in arrays])
    length = np.linalg.norm(vector)
    if length > limit:
        vector = vector / length * limit
    ends = np.cumsum([array.size for array in arrays])[:-1]
    return [v.reshape(a.shape) for v, a in zip(np.split(vector, ends), arrays, strict=True)]


def clipped_norm_of_norms(dW1, db1, dW2, limit):
    """The norm of the three norms."""
    norm = np.linalg.norm([np.linalg.norm(array) for array in (dW1, db1, dW2)])
    scale = max(norm, limit)
    return {"dW2": dW2 * limit / scale, "db1": db1 * limit / scale, "dW1": dW1 * limit / scale}


def clipped_loops(dW1, db1, dW2, limit):
    """Entry by entry, in lists."""
    total = sum(float(v) * float(v) for a in (dW1, db1, dW2) for v in np.nditer(a))
    if total <= limit * limit:
        return dW1, db1, dW2
    factor = limit / total**0.5
    rows = [[factor * v for v in row] for row in dW1]
    return rows, [factor * v for v in db1], [[factor * v for v in row] for row in dW2]


def clipped_bisection(dW1, db1, dW2, limit):
    """Halve an interval until the scaled gradient has the right length."""

    def length(c):
        return np.hypot(np.hypot(np.linalg.norm(c * dW1), np.linalg.norm(c * db1)), norm2 * c)

    norm2 = np.linalg.norm(dW2)
    low, high = 0.0, 1.0
    if length(high) > limit:
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if length(middle) < limit else (low, middle)
    return high * dW1, high * db1, high * dW2


def by_length(length):
    """Clip by another length of the three arrays."""

    def answer(dW1, db1, dW2, limit):
        factor = min(1, limit / length(dW1, db1, dW2))
        return factor * dW1, factor * db1, factor * dW2

    return answer


def each(change):
    """Change each array by itself."""
    return lambda *given: tuple(change(array, given[-1]) for array in given[:3])


def long_vector(*arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


def norm(*arrays):
    return np.linalg.norm(long_vector(*arrays))


def always_scaled(dW1, db1, dW2, limit):
    """Bring every gradient to the length of the limit, also a short one."""
    factor = limit / max(norm(dW1, db1, dW2), 1e-300)
    return factor * dW1, factor * db1, factor * dW2


def without_zero(dW1, db1, dW2, limit):
    """Divide first: 0/0 for a gradient of zeros."""
    length = norm(dW1, db1, dW2)
    long = min(length, limit)
    return dW1 / length * long, db1 / length * long, dW2 / length * long


RIGHT: dict[str, list[Any]] = {
    "clipped_gradients": [
        clipped,
        clipped_vector,
        clipped_norm_of_norms,
        clipped_loops,
        clipped_bisection,
    ],
    "turned_by_clipping": [
        {"g": [100, 1, -1]},
        {"g": [-2, 1000, 1]},
        {"g": np.array([3.0, -3.0, 900.0])},
    ],
}
WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "clipped_gradients": [
        ("clipped-one-by-one", each(lambda a, limit: a * min(1, limit / np.linalg.norm(a)))),
        ("clipped-entry-by-entry", each(lambda a, limit: np.maximum(-limit, np.minimum(limit, a)))),
        ("norm-squared", by_length(lambda *a: (long_vector(*a) ** 2).sum())),
        ("norms-added", by_length(lambda *a: sum(np.linalg.norm(x) for x in a))),
        ("norms-maximum", by_length(lambda *a: max(np.linalg.norm(x) for x in a))),
        ("norm-other-kind", by_length(lambda *a: max(abs(long_vector(*a))))),
        ("norm-other-kind", by_length(lambda *a: sum(abs(long_vector(*a))))),
        ("norm-of-weights-alone", by_length(lambda dW1, db1, dW2: norm(dW1, dW2))),
        ("limit-missing", lambda *v: tuple(a / norm(*v[:3]) for a in v[:3])),
        ("clip-condition-reversed", lambda *v: v[:3]),
        ("clip-factor-inverted", lambda *v: tuple(a * norm(*v[:3]) / v[3] for a in v[:3])),
        ("scaled-although-short", always_scaled),
        ("fails-for-zero-gradient", without_zero),
        (None, lambda *v: (clipped(*v)[0], clipped(*v)[1], v[2] * 0.7)),
    ],
    "turned_by_clipping": [
        (None, {"g": [100, 1, 0]}),
        (None, {"g": [5, 1, 1]}),
        (None, {"g": [100, 0.1, 0.1]}),
        (None, {"g": [5000, 1, 1]}),
    ],
}
