"""Wrong answers to `03_weight_sharing`: as people write them, and the names they must get."""

from __future__ import annotations

from typing import Any

import numpy as np


def np_(d=None, t=None):

    def f(W, x, b):
        z1 = W @ x + b
        n = len(x)
        return (
            d(W, x, z1, n) if d else np.einsum("ki,j->kij", np.eye(n), z1),
            t(W, x, z1, n) if t else np.einsum("ki,j->kij", W, x),
        )

    return f


def lb(d1=None, dW=None):

    def f(g1, g2, W, x, b):
        z = W @ x + b
        e = d1(g1, g2, W) if d1 else g1 + W.T @ g2
        return e, dW(g1, g2, e, W, x, z, b) if dW else np.outer(g2, z) + np.outer(e, x)

    return f


def ti(d1=None, dW=None):

    def f(e, W, x, b):
        a = np.tanh(W @ x + b)
        d = d1(e, W, a, b, x) if d1 else (W @ e) * (1 - a**2)
        return d, dW(d, e, a, W, x, b) if dW else np.outer(d, x) + np.outer(a, e)

    return f


def nn(d1=None, dW=None, db=None):

    def f(d, W, x, b):
        z = W @ x + b
        a = np.tanh(z)
        e = d1(d, W, x, z, a, b) if d1 else W.T @ d * (1 - a**2)
        return (
            e,
            dW(d, e, a, x, z, W, b) if dW else np.outer(d, a) + np.outer(e, x),
            db(d, e) if db else d + e,
        )

    return f


def un(slope=None, start=None, dW=None, db=None, down=None, order=None, last=True):

    def f(g, W, x, b, T):
        h = [x]
        z = []
        for _ in range(T):
            z.append(W @ h[-1] + b)
            h.append(np.tanh(z[-1]))
        h = np.array(h)
        z = np.array(z)
        D = np.zeros((T, len(x)))
        for t in reversed(range(T)):
            D[t] = g * (slope(h, z, t) if slope else 1 - h[t + 1] ** 2)
            g = down(W, D[t], g, h, t) if down else W.T @ D[t]
        return (D, dW(D, h, z) if dW else D.T @ h[:-1], db(D) if db else D.sum(0))

    return f


def noslope_top(g, W, x, b, T):
    h = [x]
    for _ in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)
    D = np.zeros((T, len(x)))
    D[-1] = g
    for t in range(T - 2, -1, -1):
        D[t] = W.T @ D[t + 1] * (1 - h[t + 1] ** 2)
    return (D, D.T @ h[:-1], D.sum(0))


def nb(f):
    return lambda D, W, X, b: f(D, W, X, b, X @ W.T + b, D @ W)


def rec(slope=None, later=None, comb=None, dW=None, dU=None, db=None):

    def f(g, u, h0, W, U, b):
        h = [h0]
        z = []
        for s in u:
            z.append(W @ h[-1] + U @ s + b)
            h.append(np.tanh(z[-1]))
        h = np.array(h)
        z = np.array(z)
        D = np.zeros_like(g)
        later_d = np.zeros(len(b))
        for t in reversed(range(len(u))):
            s = slope(h, z, t) if slope else 1 - h[t + 1] ** 2
            D[t] = comb(g[t], later_d, s) if comb else (g[t] + later_d) * s
            later_d = later(W, D[t], g[t], later_d, s) if later else W.T @ D[t]
        return (
            D,
            dW(D, h, z, u) if dW else D.T @ h[:-1],
            dU(D, h, z, u) if dU else D.T @ u,
            db(D) if db else D.sum(0),
        )

    return f


def trunc(g, u, h0, W, U, b):
    h = [h0]
    for s in u:
        h.append(np.tanh(W @ h[-1] + U @ s + b))
    h = np.array(h)
    D = np.zeros_like(g)
    for t in range(len(u)):
        D[t] = g[t] * (1 - h[t + 1] ** 2)
        if t + 1 < len(u):
            D[t] += W.T @ (g[t + 1] * (1 - h[t + 2] ** 2)) * (1 - h[t + 1] ** 2)
    return (D, D.T @ h[:-1], D.T @ u, D.sum(0))


#: Exercise, the slugs that it must be named by (none where the cause must stay unknown), answer.
HELD_OUT: list[tuple[str, str, Any]] = [
    ("nested_collapse", "weight-factor-missing", lambda W, b: (W @ W, 2 * b)),
    ("nested_collapse", "shared-one-application", lambda W, b: (W @ W, W @ b)),
    ("nested_collapse", "elementwise-vs-matrix", lambda W, b: (W**2, W @ b + b)),
    ("nested_collapse", "second-factor-transposed", lambda W, b: (W.T @ W, W @ b + b)),
    ("nested_collapse", "missing-transpose-w", lambda W, b: (W @ W, W.T @ b + b)),
    ("nested_collapse", "shared-times-count", lambda W, b: (2 * W, W @ b + b)),
    ("nested_collapse", "weight-factor-extra", lambda W, b: (W @ W, W @ W @ b + b)),
    ("rule_one", "path-missing", lambda W, x, b, i, j: (W @ x + b)[j]),
    ("rule_one", "path-missing", lambda W, x, b, i, j: W[i, i] * x[j]),
    ("rule_one", "weight-of-wrong-entry", lambda W, x, b, i, j: (W @ x + b)[j] + W[i, j] * x[j]),
    ("rule_one", "index-roles-swapped", lambda W, x, b, i, j: (W @ x + b)[i] + W[i, i] * x[j]),
    ("rule_one", "index-roles-swapped", lambda W, x, b, i, j: (W @ x + b)[j] + W[i, i] * x[i]),
    ("rule_one", "bias-lost-on-the-way", lambda W, x, b, i, j: (W @ x)[j] + W[i, i] * x[j]),
    ("rule_one", "weight-factor-missing", lambda W, x, b, i, j: (W @ x + b)[j] + x[j]),
    ("rule_one", "shared-times-count", lambda W, x, b, i, j: 2 * (W @ x + b)[j]),
    ("rule_one", "paths-multiplied", lambda W, x, b, i, j: (W @ x + b)[j] * W[i, i] * x[j]),
    (
        "rule_one",
        "layer-output-as-input",
        lambda W, x, b, i, j: (W @ (W @ x + b) + b)[j] + W[i, i] * x[j],
    ),
    ("rule_two", "missing-transpose-w", lambda W, x, b, k, i, j: W[i, k] * x[j]),
    ("rule_two", "", lambda W, x, b, k, i, j: 0),
    ("rule_two", "index-roles-swapped", lambda W, x, b, k, i, j: W[k, j] * x[i]),
    ("rule_two", "layer-output-as-input", lambda W, x, b, k, i, j: W[k, i] * (W @ x + b)[j]),
    ("rule_two", "weight-factor-missing", lambda W, x, b, k, i, j: x[j]),
    ("rule_two", "index-roles-swapped", lambda W, x, b, k, i, j: W[k, i] * x[i]),
    (
        "rule_two",
        "direct-term-everywhere",
        lambda W, x, b, k, i, j: (W @ x + b)[j] + W[k, i] * x[j],
    ),
    ("rule_two", "weight-factor-missing", lambda W, x, b, k, i, j: W[k, i]),
    (
        "nested_partials",
        "missing-transpose-w",
        np_(t=lambda W, x, z, n: np.einsum("ik,j->kij", W, x)),
    ),
    ("nested_partials", "axes-swapped", np_(t=lambda W, x, z, n: np.einsum("kj,i->kij", W, x))),
    (
        "nested_partials",
        "shared-same-input",
        np_(d=lambda W, x, z, n: np.einsum("ki,j->kij", np.eye(n), x)),
    ),
    (
        "nested_partials",
        "layer-output-as-input",
        np_(t=lambda W, x, z, n: np.einsum("ki,j->kij", W, z)),
    ),
    ("nested_partials", "", np_(t=lambda W, x, z, n: np.einsum("ki,j->kij", np.eye(n), W @ x))),
    (
        "nested_partials",
        "index-roles-swapped",
        np_(d=lambda W, x, z, n: np.einsum("kj,i->kij", np.eye(n), z)),
    ),
    ("nested_partials", "", np_(t=lambda W, x, z, n: np.zeros((n, n, n)))),
    (
        "nested_partials",
        "bias-lost-on-the-way",
        np_(d=lambda W, x, z, n: np.einsum("ki,j->kij", np.eye(n), W @ x)),
    ),
    ("nested_partials", "blocks-out-of-order", lambda W, x, b: np_()(W, x, b)[::-1]),
    ("loss_on_both_uses", "path-missing", lb(lambda g1, g2, W: W.T @ g2)),
    ("loss_on_both_uses", "path-missing", lb(lambda g1, g2, W: g1)),
    ("loss_on_both_uses", "missing-transpose-w", lb(lambda g1, g2, W: g1 + W @ g2)),
    ("loss_on_both_uses", "paths-multiplied", lb(lambda g1, g2, W: g1 * (W.T @ g2))),
    ("loss_on_both_uses", "paths-averaged", lb(lambda g1, g2, W: (g1 + W.T @ g2) / 2)),
    ("loss_on_both_uses", "weight-factor-extra", lb(lambda g1, g2, W: W.T @ (g1 + g2))),
    ("loss_on_both_uses", "path-sign-turned", lb(lambda g1, g2, W: g1 - W.T @ g2)),
    (
        "loss_on_both_uses",
        "shared-one-application",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(g2, z)),
    ),
    (
        "loss_on_both_uses",
        "shared-same-delta",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(g2, z) + np.outer(g2, x)),
    ),
    (
        "loss_on_both_uses",
        "layer-output-as-input",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(g2, W @ z + b) + np.outer(e, x)),
    ),
    (
        "loss_on_both_uses",
        "layer-output-as-input",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(g2, W @ z + b) + np.outer(e, z)),
    ),
    (
        "loss_on_both_uses",
        "outer-order-swapped",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(z, g2) + np.outer(x, e)),
    ),
    (
        "loss_on_both_uses",
        "shared-same-input",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(g2, x) + np.outer(e, x)),
    ),
    (
        "loss_on_both_uses",
        "shared-averaged",
        lb(dW=lambda g1, g2, e, W, x, z, b: (np.outer(g2, z) + np.outer(e, x)) / 2),
    ),
    (
        "loss_on_both_uses",
        "summed-separately",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(g2 + e, z + x)),
    ),
    (
        "loss_on_both_uses",
        "shared-order-reversed",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(e, z) + np.outer(g2, x)),
    ),
    (
        "loss_on_both_uses",
        "tied-transpose-lost",
        lb(dW=lambda g1, g2, e, W, x, z, b: np.outer(z, g2) + np.outer(e, x)),
    ),
    ("tied_gradients", "missing-transpose-w", ti(lambda e, W, a, b, x: W.T @ e * (1 - a**2))),
    ("tied_gradients", "hidden-fprime-missing", ti(lambda e, W, a, b, x: W @ e)),
    ("tied_gradients", "f-for-fprime", ti(lambda e, W, a, b, x: W @ e * a)),
    (
        "tied_gradients",
        "hidden-fprime-missing shared-one-application",
        ti(lambda e, W, a, b, x: W @ e, lambda d, e, a, W, x, b: np.outer(d, x)),
    ),
    (
        "tied_gradients",
        "tied-transpose-lost",
        ti(dW=lambda d, e, a, W, x, b: np.outer(d, x) + np.outer(e, a)),
    ),
    (
        "tied_gradients",
        "shared-one-application",
        ti(dW=lambda d, e, a, W, x, b: np.outer(a, e)),
    ),
    (
        "tied_gradients",
        "paths-multiplied",
        ti(dW=lambda d, e, a, W, x, b: np.outer(d, x) * np.outer(a, e)),
    ),
    ("tied_gradients", "", ti(dW=lambda d, e, a, W, x, b: np.outer(d + a, x + e))),
    (
        "tied_gradients",
        "sign-flipped",
        lambda e, W, x, b: tuple(-v for v in ti()(e, W, x, b)),
    ),
    ("nested_bias_input", "shared-one-application", lambda d, W: (d, W.T @ W.T @ d)),
    ("nested_bias_input", "shared-same-delta", lambda d, W: (2 * d, W.T @ W.T @ d)),
    ("nested_bias_input", "shared-one-application", lambda d, W: (W.T @ d, W.T @ W.T @ d)),
    ("nested_bias_input", "missing-transpose-w", lambda d, W: (d + W @ d, W @ W @ d)),
    ("nested_bias_input", "shared-one-application", lambda d, W: (d + W.T @ d, W.T @ d)),
    (
        "nested_bias_input",
        "paths-added-for-chained",
        lambda d, W: (d + W.T @ d, W.T @ (d + W.T @ d)),
    ),
    ("nested_bias_input", "shared-averaged", lambda d, W: ((d + W.T @ d) / 2, W.T @ W.T @ d)),
    ("nested_bias_input", "missing-transpose-w", lambda d, W: (d + W.T @ d, W @ W.T @ d)),
    ("nested_bias_input", "", lambda d, W: (d * W.T @ d, W.T @ W.T @ d)),
    ("square_differential", "shared-times-count", lambda W, dW: 2 * W @ dW),
    ("square_differential", "shared-times-count", lambda W, dW: 2 * dW @ W),
    ("square_differential", "second-order-kept", lambda W, dW: dW @ W + W @ dW + dW @ dW),
    ("square_differential", "second-factor-transposed", lambda W, dW: dW @ W + W @ dW.T),
    ("square_differential", "elementwise-vs-matrix", lambda W, dW: 2 * W * dW),
    ("square_differential", "shared-one-application", lambda W, dW: W @ dW),
    ("square_differential", "value-for-change", lambda W, dW: (W + dW) @ (W + dW)),
    ("square_differential", "second-factor-transposed", lambda W, dW: dW.T @ W + W @ dW),
    ("nested_nonlinear", "hidden-fprime-missing", nn(lambda d, W, x, z, a, b: W.T @ d)),
    ("nested_nonlinear", "closed-form-fed-z", nn(lambda d, W, x, z, a, b: W.T @ d * (1 - z**2))),
    ("nested_nonlinear", "missing-transpose-w", nn(lambda d, W, x, z, a, b: W @ d * (1 - a**2))),
    (
        "nested_nonlinear",
        "preactivation-as-input",
        nn(dW=lambda d, e, a, x, z, W, b: np.outer(d, z) + np.outer(e, x)),
    ),
    (
        "nested_nonlinear",
        "shared-one-application",
        nn(dW=lambda d, e, a, x, z, W, b: np.outer(d, a)),
    ),
    (
        "nested_nonlinear",
        "shared-one-application",
        nn(dW=lambda d, e, a, x, z, W, b: np.outer(d, a), db=lambda d, e: d),
    ),
    (
        "nested_nonlinear",
        "shared-same-delta",
        nn(dW=lambda d, e, a, x, z, W, b: np.outer(d, a) + np.outer(d, x)),
    ),
    (
        "nested_nonlinear",
        "fprime-inside-transpose",
        nn(lambda d, W, x, z, a, b: W.T @ (d * (1 - a**2))),
    ),
    (
        "nested_nonlinear",
        "hidden-fprime-missing outer-order-swapped",
        nn(
            lambda d, W, x, z, a, b: W.T @ d,
            lambda d, e, a, x, z, W, b: np.outer(a, d) + np.outer(x, e),
        ),
    ),
    (
        "nested_nonlinear",
        "missing-transpose-w shared-one-application",
        nn(lambda d, W, x, z, a, b: W @ d * (1 - a**2), lambda d, e, a, x, z, W, b: np.outer(d, a)),
    ),
    (
        "nested_nonlinear",
        "closed-form-fed-z shared-one-application",
        nn(lambda d, W, x, z, a, b: W.T @ d * (1 - z**2), db=lambda d, e: d),
    ),
    (
        "nested_nonlinear",
        "activation-derivative-misremembered",
        nn(lambda d, W, x, z, a, b: W.T @ d * a * (1 - a)),
    ),
    (
        "nested_nonlinear",
        "layer-output-as-input",
        nn(dW=lambda d, e, a, x, z, W, b: np.outer(d, W @ a + b) + np.outer(e, a)),
    ),
    (
        "nested_nonlinear",
        "bias-left-out",
        lambda d, W, x, b: (
            lambda a: (
                W.T @ d * (1 - a**2),
                np.outer(d, a) + np.outer(W.T @ d * (1 - a**2), x),
                d + W.T @ d * (1 - a**2),
            )
        )(np.tanh(W @ x)),
    ),
    ("nested_nonlinear", "paths-multiplied", nn(db=lambda d, e: d * e)),
    (
        "nested_nonlinear",
        "shared-averaged",
        nn(
            dW=lambda d, e, a, x, z, W, b: (np.outer(d, a) + np.outer(e, x)) / 2,
            db=lambda d, e: (d + e) / 2,
        ),
    ),
    ("unrolled_gradients", "layer-output-as-input", un(dW=lambda D, h, z: D.T @ h[1:])),
    ("unrolled_gradients", "fprime-of-other-layer", un(slope=lambda h, z, t: 1 - h[t] ** 2)),
    ("unrolled_gradients", "missing-transpose-w", un(down=lambda W, D, g, h, t: W @ D)),
    ("unrolled_gradients", "closed-form-fed-z", un(slope=lambda h, z, t: 1 - z[t] ** 2)),
    ("unrolled_gradients", "hidden-fprime-missing", un(slope=lambda h, z, t: 1.0)),
    ("unrolled_gradients", "propagates-error-not-delta", un(down=lambda W, D, g, h, t: W.T @ g)),
    ("unrolled_gradients", "shared-one-application", un(dW=lambda D, h, z: np.outer(D[-1], h[-2]))),
    (
        "unrolled_gradients",
        "shared-one-application",
        un(dW=lambda D, h, z: np.outer(D[0], h[0]), db=lambda D: D[0]),
    ),
    (
        "unrolled_gradients",
        "use-missing",
        un(dW=lambda D, h, z: D[1:].T @ h[1:-1], db=lambda D: D[1:].sum(0)),
    ),
    (
        "unrolled_gradients",
        "shared-averaged",
        un(dW=lambda D, h, z: D.T @ h[:-1] / len(D), db=lambda D: D.mean(0)),
    ),
    (
        "unrolled_gradients",
        "hidden-fprime-missing layer-output-as-input",
        un(slope=lambda h, z, t: 1.0, dW=lambda D, h, z: D.T @ h[1:]),
    ),
    (
        "unrolled_gradients",
        "missing-transpose-w shared-averaged",
        un(
            down=lambda W, D, g, h, t: W @ D,
            dW=lambda D, h, z: D.T @ h[:-1] / len(D),
            db=lambda D: D.mean(0),
        ),
    ),
    (
        "unrolled_gradients",
        "fprime-of-other-layer shared-one-application",
        un(slope=lambda h, z, t: 1 - h[t] ** 2, db=lambda D: D[-1]),
    ),
    (
        "unrolled_gradients",
        "closed-form-fed-z outer-order-swapped",
        un(slope=lambda h, z, t: 1 - z[t] ** 2, dW=lambda D, h, z: h[:-1].T @ D),
    ),
    ("unrolled_gradients", "shared-same-input", un(dW=lambda D, h, z: np.outer(D.sum(0), h[0]))),
    (
        "unrolled_gradients",
        "shared-order-reversed",
        lambda g, W, x, b, T: (lambda r: (r[0][::-1], r[1], r[2]))(un()(g, W, x, b, T)),
    ),
    ("unrolled_gradients", "db-collapsed", un(db=lambda D: D.sum())),
    ("unrolled_gradients", "db-wrong-axis", un(db=lambda D: D.sum(axis=1))),
    ("unrolled_gradients", "weight-factor-missing", un(down=lambda W, D, g, h, t: D)),
    (
        "unrolled_gradients",
        "elementwise-vs-matrix",
        un(slope=lambda h, z, t: 1 - h[t + 1] @ h[t + 1]),
    ),
    ("unrolled_gradients", "", un(down=lambda W, D, g, h, t: g + W.T @ D)),
    ("unrolled_gradients", "fprime-twice", un(slope=lambda h, z, t: (1 - h[t + 1] ** 2) ** 2)),
    (
        "unrolled_gradients",
        "fprime-at-activation",
        un(slope=lambda h, z, t: 1 - np.tanh(h[t + 1]) ** 2),
    ),
    ("unrolled_gradients", "", un(dW=lambda D, h, z: D[:-1].T @ h[1:-1])),
    (
        "unrolled_gradients",
        "summed-separately",
        un(dW=lambda D, h, z: D.T @ h[:-1] * 0 + np.outer(D.sum(0), h[:-1].sum(0))),
    ),
    ("unrolled_gradients", "hidden-fprime-missing", noslope_top),
    ("nested_batch", "shared-one-application", nb(lambda D, W, X, b, Z, E: (D.T @ Z, D.sum(0)))),
    (
        "nested_batch",
        "shared-one-application",
        nb(lambda D, W, X, b, Z, E: (D.T @ Z + E.T @ X, D.sum(0))),
    ),
    (
        "nested_batch",
        "missing-transpose-w",
        nb(lambda D, W, X, b, Z, E: (D.T @ Z + (D @ W.T).T @ X, D.sum(0) + (D @ W.T).sum(0))),
    ),
    (
        "nested_batch",
        "outer-order-swapped",
        nb(lambda D, W, X, b, Z, E: (Z.T @ D + X.T @ E, D.sum(0) + E.sum(0))),
    ),
    (
        "nested_batch",
        "batch-mean-for-sum",
        nb(lambda D, W, X, b, Z, E: ((D.T @ Z + E.T @ X) / len(X), (D.sum(0) + E.sum(0)) / len(X))),
    ),
    (
        "nested_batch",
        "shared-same-delta",
        nb(lambda D, W, X, b, Z, E: (D.T @ Z + D.T @ X, 2 * D.sum(0))),
    ),
    (
        "nested_batch",
        "layer-output-as-input",
        nb(lambda D, W, X, b, Z, E: (D.T @ (Z @ W.T + b) + E.T @ Z, D.sum(0) + E.sum(0))),
    ),
    (
        "nested_batch",
        "db-wrong-axis",
        nb(lambda D, W, X, b, Z, E: (D.T @ Z + E.T @ X, D.sum(1) + E.sum(1))),
    ),
    (
        "nested_batch",
        "db-mean-for-sum",
        nb(lambda D, W, X, b, Z, E: (D.T @ Z + E.T @ X, D.mean(0) + E.mean(0))),
    ),
    (
        "nested_batch",
        "bias-left-out",
        lambda D, W, X, b: (D.T @ (X @ W.T) + (D @ W).T @ X, D.sum(0) + (D @ W).sum(0)),
    ),
    (
        "nested_batch",
        "summed-separately",
        nb(lambda D, W, X, b, Z, E: ((D + E).T @ (Z + X), D.sum(0) + E.sum(0))),
    ),
    (
        "nested_batch",
        "db-collapsed",
        nb(lambda D, W, X, b, Z, E: (D.T @ Z + E.T @ X, np.sum(D + E))),
    ),
    ("recurrent_gradients", "path-missing", rec(comb=lambda g, later_d, s: g * s)),
    (
        "recurrent_gradients",
        "path-missing",
        rec(comb=lambda g, later_d, s: (later_d if later_d.any() else g) * s),
    ),
    ("recurrent_gradients", "missing-transpose-w", rec(later=lambda W, D, g, later_d, s: W @ D)),
    ("recurrent_gradients", "hidden-fprime-missing", rec(slope=lambda h, z, t: 1.0)),
    ("recurrent_gradients", "slope-on-one-branch", rec(comb=lambda g, later_d, s: g * s + later_d)),
    (
        "recurrent_gradients",
        "slope-on-one-branch",
        rec(comb=lambda g, later_d, s: g + later_d * s if later_d.any() else g * s),
    ),
    ("recurrent_gradients", "layer-output-as-input", rec(dW=lambda D, h, z, u: D.T @ h[1:])),
    ("recurrent_gradients", "fprime-of-other-layer", rec(slope=lambda h, z, t: 1 - h[t] ** 2)),
    ("recurrent_gradients", "closed-form-fed-z", rec(slope=lambda h, z, t: 1 - z[t] ** 2)),
    (
        "recurrent_gradients",
        "propagates-error-not-delta",
        rec(later=lambda W, D, g, later_d, s: W.T @ (g + later_d)),
    ),
    ("recurrent_gradients", "", rec(later=lambda W, D, g, later_d, s: W.T @ D + later_d)),
    (
        "recurrent_gradients",
        "layer-output-as-input path-missing",
        rec(comb=lambda g, later_d, s: g * s, dW=lambda D, h, z, u: D.T @ h[1:]),
    ),
    (
        "recurrent_gradients",
        "missing-transpose-w shared-averaged",
        rec(
            later=lambda W, D, g, later_d, s: W @ D,
            dW=lambda D, h, z, u: D.T @ h[:-1] / len(u),
            dU=lambda D, h, z, u: D.T @ u / len(u),
            db=lambda D: D.mean(0),
        ),
    ),
    (
        "recurrent_gradients",
        "fprime-of-other-layer outer-order-swapped",
        rec(slope=lambda h, z, t: 1 - h[t] ** 2, dU=lambda D, h, z, u: u.T @ D),
    ),
    (
        "recurrent_gradients",
        "shared-one-application",
        rec(dW=lambda D, h, z, u: np.outer(D[-1], h[-2])),
    ),
    (
        "recurrent_gradients",
        "shared-one-application",
        rec(
            dW=lambda D, h, z, u: np.outer(D[-1], h[-2]),
            dU=lambda D, h, z, u: np.outer(D[-1], u[-1]),
            db=lambda D: D[-1],
        ),
    ),
    ("recurrent_gradients", "use-missing", rec(dW=lambda D, h, z, u: D[1:].T @ h[1:-1])),
    ("recurrent_gradients", "shared-averaged", rec(dW=lambda D, h, z, u: D.T @ h[:-1] / len(u))),
    ("recurrent_gradients", "", rec(dU=lambda D, h, z, u: D.T @ h[:-1])),
    (
        "recurrent_gradients",
        "blocks-out-of-order",
        lambda *a: (lambda r: (r[0], r[2], r[1], r[3]))(rec()(*a)),
    ),
    (
        "recurrent_gradients",
        "shared-order-reversed",
        lambda *a: (lambda r: (r[0][::-1], *r[1:]))(rec()(*a)),
    ),
    ("recurrent_gradients", "db-collapsed", rec(db=lambda D: D.sum())),
    ("recurrent_gradients", "sign-flipped", lambda *a: tuple(-v for v in rec()(*a))),
    (
        "recurrent_gradients",
        "paths-multiplied",
        rec(comb=lambda g, later_d, s: g * later_d * s if later_d.any() else g * s),
    ),
    (
        "recurrent_gradients",
        "paths-averaged",
        rec(comb=lambda g, later_d, s: (g + later_d) / 2 * s if later_d.any() else g * s),
    ),
    ("recurrent_gradients", "", rec(dW=lambda D, h, z, u: D[1:].T @ h[:-2])),
    (
        "recurrent_gradients",
        "path-double-counted",
        rec(comb=lambda g, later_d, s: (g + 2 * later_d) * s),
    ),
    ("recurrent_gradients", "", trunc),
    (
        "recurrent_gradients",
        "bias-left-out",
        lambda g, u, h0, W, U, b: rec()(g, u, h0, W, U, 0 * b),
    ),
]
