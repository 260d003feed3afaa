"""Answers about convolutions, in one dimension and in two."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from answers.derivatives import complex_step, differences

# ---- kernel_counts, turned_by_accident -------------------------------------------------------

_COUNTS = {
    "A: outputs": 6,
    "B: outputs": 3,
    "C: outputs": 4,
    "D: outputs": 12,
    "A: uses of w0": 6,
    "A: uses of b": 6,
    "C: uses of w0 on a real input": 3,
    "A: outputs that x0 reaches": 1,
    "A: outputs that x1 reaches": 2,
    "A: outputs that x4 reaches": 4,
    "B: outputs that x3 reaches": 2,
    "B: outputs that x8 reaches": 0,
}


def _counts(**changed: int) -> dict[str, int]:
    """The right numbers, but for those whose names begin with the letters of a case."""
    outputs = {f"{case}: outputs": n for case, n in changed.items()}
    return {**_COUNTS, **outputs}


_PALINDROME = {"w": [1, 2, 2, 1], "x": [1, 0, 0, 0, 0, 0], "delta": [3, 1, 1]}

# ---- convolution -----------------------------------------------------------------------------


def forward(x, w, b, stride, padding):
    """Windows of the padded input, each times the kernel."""
    padded = np.pad(x, padding)
    return sliding_window_view(padded, len(w))[::stride] @ w + b


def forward_loops(x, w, b, stride, padding):
    """Index by index, with a test for the ends."""
    z = []
    i = 0
    while stride * i + len(w) - 1 - padding < len(x) + padding:
        total = b
        for a in range(len(w)):
            j = stride * i + a - padding
            if 0 <= j < len(x):
                total += w[a] * x[j]
        z.append(total)
        i += 1
    return z


def forward_by_numpy(x, w, b, stride, padding):
    """NumPy's correlation at all places, of which every so-manieth is kept."""
    return np.correlate(np.pad(x, padding), w, "valid")[::stride] + b


def forward_matrix(x, w, b, stride, padding):
    """The banded matrix C, times x."""
    n = len(x)
    m = (n + 2 * padding - len(w)) // stride + 1
    C = np.zeros((m, n + 2 * padding))
    for i in range(m):
        C[i, stride * i : stride * i + len(w)] = w
    return C[:, padding : padding + n] @ x + b


def forward_by_weight(x, w, b, stride, padding):
    """Weight by weight: each multiplies a strided slice of the padded input."""
    padded = np.concatenate([np.zeros(padding), x, np.zeros(padding)])
    m = (len(padded) - len(w)) // stride + 1
    z = np.full(m, float(b))
    for a, weight in enumerate(w):
        z += weight * padded[a : a + stride * (m - 1) + 1 : stride]
    return z


def _forward_of(change: Any) -> Any:
    """The forward pass with other inputs."""
    return lambda *given: forward(*change(*given))


# ---- convolution_gradients -------------------------------------------------------------------


def by_place(delta, x, w):
    """Place by place: each adds its part of dw and sends its part back."""
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(delta)):
        for a in range(len(w)):
            dw[a] += delta[i] * x[i + a]
            dx[i + a] += delta[i] * w[a]
    return dw, sum(delta), dx


def by_convolutions(delta, x, w):
    """Both gradients as convolutions: of x with δ, and of δ with the kernel turned round."""
    k = len(w)
    return np.correlate(x, delta, "valid"), delta.sum(), np.correlate(np.pad(delta, k - 1), w[::-1])


def by_matrix(delta, x, w):
    """The matrix C: sums along the diagonals of δ xᵀ, and Cᵀ δ."""
    m, n, k = len(delta), len(x), len(w)
    outer = np.outer(delta, x)
    C = sum(w[a] * np.eye(m, n, a) for a in range(k))
    return [np.trace(outer, a) for a in range(k)], delta @ np.ones(m), C.T @ delta


def by_collecting(delta, x, w):
    """Input by input: what arrives there from the places that met it."""
    n, k, m = len(x), len(w), len(delta)
    dx = [sum(delta[j - a] * w[a] for a in range(k) if 0 <= j - a < m) for j in range(n)]
    return {"dx": dx, "db": np.sum(delta), "dw": sliding_window_view(x, k).T @ delta}


def by_polynomials(delta, x, w):
    """The input's gradient as the product of two polynomials."""
    product = np.polynomial.polynomial.polymul(delta, w)
    return np.array([delta @ x[a : a + len(delta)] for a in range(len(w))]), delta.sum(), product


def by_differences(delta, x, w):
    """Central differences of the loss ⟨δ, z⟩."""
    return (
        differences(lambda v: delta @ forward(x, v, 0.0, 1, 0), w),
        delta.sum(),
        differences(lambda v: delta @ forward(v, w, 0.0, 1, 0), x),
    )


def _changed(function: Any, *names: str) -> Any:
    """`change(block=...)` gives the same function with blocks replaced."""

    def with_changes(**changes: Any) -> Any:
        def wrong(*given: Any) -> dict[str, Any]:
            found = function(*given)
            blocks = (
                dict(found) if isinstance(found, dict) else dict(zip(names, found, strict=True))
            )
            return {**blocks, **{name: change(*given) for name, change in changes.items()}}

        return wrong

    return with_changes


_plain = _changed(by_place, "dw", "db", "dx")


def _overwritten(delta, x, w):
    dx = np.zeros(len(x))
    for i, d in enumerate(delta):
        dx[i : i + len(w)] = d * w
    return dx


def _inner_only(delta, x, w):
    dx, k = np.zeros(len(x)), len(w)
    for j in range(k - 1, len(delta)):
        dx[j] = w @ delta[j - k + 1 : j + 1][::-1]
    return dx


# ---- strided_gradients -----------------------------------------------------------------------


def strided(delta, x, w, stride, padding):
    """Place by place, on padded arrays that are cut in the end."""
    padded = np.pad(x, padding)
    dw, back = np.zeros(len(w)), np.zeros(len(padded))
    for i, d in enumerate(delta):
        start = stride * i
        dw += d * padded[start : start + len(w)]
        back[start : start + len(w)] += d * w
    return dw, back[padding : len(back) - padding]


def strided_loops(delta, x, w, stride, padding):
    """Index by index, with a test for the ends."""
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(delta)):
        for a in range(len(w)):
            j = stride * i + a - padding
            if 0 <= j < len(x):
                dw[a] += delta[i] * x[j]
                dx[j] += delta[i] * w[a]
    return dw, dx


def strided_spread(delta, x, w, stride, padding):
    """δ with zeros between its entries, and then as with stride 1."""
    n, k = len(x), len(w)
    spread = np.zeros(n + 2 * padding - k + 1)
    spread[: stride * len(delta) : stride] = delta
    dw = np.correlate(np.pad(x, padding), spread, "valid")
    return dw, np.convolve(spread, w)[padding : padding + n]


def strided_matrix(delta, x, w, stride, padding):
    """The matrix C, and its derivative with respect to each weight."""
    n, m = len(x), len(delta)
    inputs = np.arange(n) + padding - stride * np.arange(m)[:, None]
    D = np.array([inputs == a for a in range(len(w))], dtype=float)
    return {"dw": D @ x @ delta, "dx": np.tensordot(w, D, 1).T @ delta}


def strided_complex(delta, x, w, stride, padding):
    """The complex step of the loss ⟨δ, z⟩."""
    return (
        complex_step(lambda v: delta @ forward(x, v, 0.0, stride, padding), w),
        complex_step(lambda v: delta @ forward(v, w, 0.0, stride, padding), x),
    )


_strided = _changed(strided, "dw", "dx")


def _unpadded_slice(delta, x, w, stride, padding):
    """Right, but cut with a negative index that is 0 without padding."""
    back = np.zeros(len(x) + 2 * padding)
    for i, d in enumerate(delta):
        back[stride * i : stride * i + len(w)] += d * w
    return back[padding:-padding]


def _cut_at_end(delta, x, w, stride, padding):
    back = np.zeros(len(x) + 2 * padding)
    for i, d in enumerate(delta):
        back[stride * i : stride * i + len(w)] += d * w
    return back[: len(x)]


# ---- plane_gradients -------------------------------------------------------------------------


def plane(delta, x, w):
    """Place by place."""
    (high, wide), dw, dx = w.shape, np.zeros(w.shape), np.zeros(x.shape)
    for i, j in np.ndindex(delta.shape):
        dw += delta[i, j] * x[i : i + high, j : j + wide]
        dx[i : i + high, j : j + wide] += delta[i, j] * w
    return dw, dx


def plane_by_weight(delta, x, w):
    """Weight by weight: each meets a shifted part of the input that is as large as δ."""
    m, n = delta.shape
    dw, dx = np.zeros(w.shape), np.zeros(x.shape)
    for a in range(w.shape[0]):
        for c in range(w.shape[1]):
            dw[a, c] = np.sum(delta * x[a : a + m, c : c + n])
            dx[a : a + m, c : c + n] += delta * w[a, c]
    return dw, dx


def plane_windows(delta, x, w):
    """Windows: of x for the kernel, and of the padded δ, with the kernel turned round."""
    high, wide = w.shape
    padded = np.pad(delta, ((high - 1, high - 1), (wide - 1, wide - 1)))
    dw = np.einsum("ij,ijac->ac", delta, sliding_window_view(x, w.shape))
    return dw, np.einsum("ac,ijac->ij", w[::-1, ::-1], sliding_window_view(padded, w.shape))


def plane_rows(delta, x, w):
    """Row by row of the kernel, with convolutions in one dimension."""
    dw, dx = np.zeros(w.shape), np.zeros(x.shape)
    for i, row in enumerate(delta):
        for a, weights in enumerate(w):
            dw[a] += np.correlate(x[i + a], row, "valid")
            dx[i + a] += np.convolve(row, weights)
    return {"dx": dx, "dw": dw}


def plane_differences(delta, x, w):
    """Central differences of the loss, the sum of δ ∘ z."""

    def loss(x, w):
        return np.einsum("ij,ijac,ac->", delta, sliding_window_view(x, w.shape), w)

    return differences(lambda v: loss(x, v), w), differences(lambda v: loss(v, w), x)


_plane = _changed(plane, "dw", "dx")


def as_printed(delta, x, w):
    """The backward pass of the question, as it stands there."""
    (high, wide), dx = w.shape, np.zeros(x.shape)
    for i, j in np.ndindex(delta.shape):
        here = slice(i, i + high), slice(j, j + wide)
        dw = delta[i, j] * x[here]
        dx[here] = delta[i, j] * w[::-1, ::-1]
    return dw, dx


def _plane_back(turn: Any = lambda w: w, assign: bool = False) -> Any:
    def back(delta, x, w):
        dx = np.zeros(x.shape)
        for i, j in np.ndindex(delta.shape):
            here = slice(i, i + w.shape[0]), slice(j, j + w.shape[1])
            dx[here] = delta[i, j] * turn(w) + (0 if assign else dx[here])
        return dx

    return back


RIGHT: dict[str, list[Any]] = {
    "kernel_counts": [_COUNTS],
    "turned_by_accident": [
        _PALINDROME,
        {"w": [2.0, -1, -1, 2], "x": [0, 1, 2, 3, 4, 5], "delta": [1, 2, -1]},
        {"w": [1, 3, 3, 1], "x": [1, 2, 3, 4, 5, 6], "delta": [1, 1, 1]},
    ],
    "convolution": [
        forward,
        forward_loops,
        forward_by_numpy,
        forward_matrix,
        forward_by_weight,
    ],
    "convolution_gradients": [
        by_place,
        by_convolutions,
        by_matrix,
        by_collecting,
        by_polynomials,
        by_differences,
    ],
    "strided_gradients": [
        strided,
        strided_loops,
        strided_spread,
        strided_matrix,
        strided_complex,
    ],
    "plane_gradients": [plane, plane_by_weight, plane_windows, plane_rows, plane_differences],
}

WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "kernel_counts": [
        (
            "fence-post",
            {
                **_counts(A=5, B=2, C=3, D=11),
                "A: uses of w0": 5,
                "A: uses of b": 5,
                "C: uses of w0 on a real input": 2,
            },
        ),
        ("padding-on-one-side", {**_counts(C=4, D=9)}),
        (
            "ends-as-the-middle",
            {
                **_COUNTS,
                "A: outputs that x0 reaches": 4,
                "A: outputs that x1 reaches": 4,
                "B: outputs that x8 reaches": 2,
            },
        ),
        ("uses-as-inputs", {**_COUNTS, "A: uses of w0": 9, "A: uses of b": 9}),
        ("padding-as-input", {**_COUNTS, "C: uses of w0 on a real input": 4}),
        ("places-rounded-up", {**_counts(B=4, C=5), "C: uses of w0 on a real input": 4}),
        (None, {**_COUNTS, "D: outputs": 6}),
    ],
    "turned_by_accident": [
        (None, {**_PALINDROME, "w": [1, 2, 3, 4]}),
        (None, {**_PALINDROME, "w": [1, 1, 1, 1]}),
        (None, {**_PALINDROME, "x": [1, 1, 1, 1, 1, 1]}),
        (None, {**_PALINDROME, "delta": [0, 0, 0]}),
        (None, {**_PALINDROME, "x": [100, 0, 0, 0, 0, 0]}),
    ],
    "convolution": [
        ("kernel-turned", _forward_of(lambda x, w, b, s, p: (x, w[::-1], b, s, p))),
        ("bias-left-out", _forward_of(lambda x, w, b, s, p: (x, w, 0.0, s, p))),
        ("padding-on-one-side", lambda x, w, b, s, p: forward(np.pad(x, (2 * p, 0)), w, b, s, 0)),
        ("padding-on-one-side", lambda x, w, b, s, p: forward(np.pad(x, (0, 2 * p)), w, b, s, 0)),
        (
            "padding-not-zero",
            lambda x, w, b, s, p: forward(np.pad(x, p, mode="edge"), w, b, s, 0),
        ),
        ("padding-not-zero", lambda x, w, b, s, p: forward(np.pad(x, p, mode="wrap"), w, b, s, 0)),
        ("bias-for-each-weight", _forward_of(lambda x, w, b, s, p: (x, w, b * len(w), s, p))),
        (
            "stride-forgotten",
            lambda x, w, b, s, p: forward(x, w, b, 1, p)[: len(forward(x, w, b, s, p))],
        ),
        (None, lambda x, w, b, s, p: forward(x, w, b, 1, p)),
        (None, lambda x, w, b, s, p: forward(x, w, b, s, 0)),
        (None, lambda x, w, b, s, p: forward(x, w, b, s, p) ** 2),
    ],
    "convolution_gradients": [
        ("kernel-not-turned", _plain(dx=lambda d, x, w: np.convolve(d, w[::-1]))),
        ("ends-dropped", _plain(dx=_inner_only)),
        ("path-missing", _plain(dx=_overwritten)),
        ("kernel-gradient-turned", _plain(dw=lambda d, x, w: np.correlate(x, d, "valid")[::-1])),
        ("shared-one-application", _plain(dw=lambda d, x, w: d[-1] * x[-len(w) :])),
        ("shared-one-application", _plain(dw=lambda d, x, w: d[0] * x[: len(w)])),
        ("shared-averaged", _plain(dw=lambda d, x, w: by_place(d, x, w)[0] / len(d))),
        ("shared-averaged", _plain(db=lambda d, x, w: d.mean())),
        (
            "shared-same-delta",
            _plain(dw=lambda d, x, w: d[-1] * sliding_window_view(x, len(w)).sum(axis=0)),
        ),
        ("shared-same-input", _plain(dw=lambda d, x, w: d.sum() * x[: len(w)])),
        (
            "summed-separately",
            _plain(dw=lambda d, x, w: d.sum() * sliding_window_view(x, len(w)).sum(axis=0)),
        ),
        ("window-not-moved", _plain(dw=lambda d, x, w: np.full(len(w), d @ x[: len(d)]))),
        ("shared-one-application", _plain(db=lambda d, x, w: d[-1])),
        ("weight-factor-missing", _plain(dx=lambda d, x, w: np.convolve(d, np.ones(len(w))))),
        (None, _plain(dx=lambda d, x, w: np.correlate(d, w, "valid"))),
        (None, _plain(dx=lambda d, x, w: np.cos(x))),
    ],
    "strided_gradients": [
        (
            "stride-forgotten",
            _strided(dx=lambda d, x, w, s, p: strided_loops(d, x, w, 1, p)[1]),
        ),
        (
            "stride-forgotten",
            _strided(dw=lambda d, x, w, s, p: strided_loops(d, x, w, 1, p)[0]),
        ),
        ("stride-forgotten", lambda d, x, w, s, p: strided_loops(d, x, w, 1, p)),
        ("padding-not-cut", _strided(dx=_cut_at_end)),
        (
            "padding-forgotten",
            _strided(dw=lambda d, x, w, s, p: strided_loops(d, x, w, s, 0)[0]),
        ),
        (
            "zeros-between",
            _strided(dx=lambda d, x, w, s, p: strided_loops(d, x, w, s + 1, p)[1]),
        ),
        (
            "kernel-not-turned",
            _strided(dx=lambda d, x, w, s, p: strided(d, x, w[::-1], s, p)[1]),
        ),
        (
            "shared-averaged",
            _strided(dw=lambda d, x, w, s, p: strided(d, x, w, s, p)[0] / len(d)),
        ),
        ("fails-without-padding", _strided(dx=_unpadded_slice)),
        (None, _strided(dx=lambda d, x, w, s, p: np.pad(strided(d, x, w, s, p)[1], p))),
        (None, _strided(dx=lambda d, x, w, s, p: strided(d, x, w, s, p)[1] ** 2)),
    ],
    "plane_gradients": [
        ("shared-one-application as-printed", as_printed),
        ("kernel-turned-twice", _plane(dx=_plane_back(lambda w: w[::-1, ::-1]))),
        ("kernel-turned-in-part", _plane(dx=_plane_back(lambda w: w[::-1]))),
        ("kernel-turned-in-part", _plane(dx=_plane_back(lambda w: w[:, ::-1]))),
        ("path-missing", _plane(dx=_plane_back(assign=True))),
        ("shared-one-application", _plane(dw=lambda d, x, w: as_printed(d, x, w)[0])),
        ("as-printed", _plane(dx=lambda d, x, w: as_printed(d, x, w)[1])),
        ("kernel-gradient-turned", _plane(dw=lambda d, x, w: plane(d, x, w)[0][::-1, ::-1])),
        ("shared-averaged", _plane(dw=lambda d, x, w: plane(d, x, w)[0] / d.size)),
        ("axes-swapped", _plane(dw=lambda d, x, w: plane(d, x, w)[0].T)),
        (None, _plane(dx=lambda d, x, w: x**2)),
    ],
}
