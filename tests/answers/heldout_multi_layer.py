"""Wrong answers to `02_multi_layer`: as people write them, and the names they must get."""

from __future__ import annotations

from typing import Any

import numpy as np


def two(d1=None, dW2=None, dW1=None, fwd=None):

    def f(x, W1, b1, W2, b2, d2):
        z1 = fwd(x, W1, b1) if fwd else W1 @ x + b1
        z2 = W2 @ z1 + b2
        d = d1(d2, W1, W2, z1, x) if d1 else W2.T @ d2
        return (
            d,
            dW2(d2, z1, z2, d, x) if dW2 else np.outer(d2, z1),
            dW1(d, d2, x, z1) if dW1 else np.outer(d, x),
        )

    return f


def updW(x, W1, b1, W2, b2, d2):
    z1 = W1 @ x + b1
    dW2 = np.outer(d2, z1)
    W2 = W2 - dW2
    d1 = W2.T @ d2
    return (d1, dW2, np.outer(d1, x))


def chain(step, Jr=None):

    def f(weights, d):
        J = np.eye(len(d))
        for W in reversed(weights):
            J = J @ W
        return (Jr(weights) if Jr else J, step(weights, J, d))

    return f


def chain_fwd(ws, d):
    J = np.eye(len(d))
    for W in ws:
        J = J @ W
        d = W.T @ d
    return (J, d)


def hid(f):
    return lambda dn, W, z: f(dn, W, z, np.tanh(z))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cg(top=None, step=None, inp=None):

    def f(x, y, weights):
        a = [x]
        for W in weights:
            a.append(sigmoid(W @ a[-1]))
        k = top(a, y) if top else 2 * (a[4] - y) * a[4] * (1 - a[4])
        g = [np.outer(k, inp(a, 3) if inp else a[3])]
        for i in (3, 2, 1):
            k = step(weights, i, k, a) if step else weights[i].T @ k * a[i] * (1 - a[i])
            g.insert(0, np.outer(k, inp(a, i - 1) if inp else a[i - 1]))
        return g

    return f


def reversed_list(x, y, weights):
    return cg()(x, y, weights)[::-1]


def stopped(x, y, ws):
    a = [x]
    for W in ws:
        a.append(sigmoid(W @ a[-1]))
    k = 2 * (a[4] - y) * a[4] * (1 - a[4])
    g = [np.outer(k, a[3])]
    for i in (3, 2, 1):
        k = ws[i].T @ k * a[i] * (1 - a[i])
        g.insert(0, np.outer(k, a[i]))
    return g


def aft(f):
    return lambda k, weights, zs: f(
        k, weights[0], weights[1], 1 - np.tanh(zs[0]) ** 2, 1 - np.tanh(zs[1]) ** 2
    )


def ao(per=None, tot=None):

    def f(d2, W2, z1, x):
        s = 1 - np.tanh(z1) ** 2
        p = np.array([np.outer(W2[q] * d2[q] * s, x) for q in range(len(d2))])
        return (
            per(d2, W2, s, x, p, z1) if per else p,
            tot(d2, W2, s, x, p, z1) if tot else np.outer(W2.T @ d2 * s, x),
        )

    return f


def dv(err=None, om=None, lam=None, dW2=None, da=None, dW1=None):

    def f(x, y, W1, W2):
        z1 = W1 @ x
        a1 = sigmoid(z1)
        z2 = W2 @ a1
        a2 = sigmoid(z2)
        Om = om(a2, z2) if om else np.diag(a2 * (1 - a2))
        Lm = lam(a1, z1) if lam else np.diag(a1 * (1 - a1))
        e = err(a2, y) if err else a2 - y
        g2 = dW2(Om, e, a1, x, a2) if dW2 else np.outer(Om @ e, a1)
        d = da(W2, Om, e, g2, W1) if da else W2.T @ Om @ e
        return (Om, g2, d, Lm, dW1(Lm, d, x, Om, e, a1) if dW1 else np.outer(Lm @ d, x))

    return f


def net(
    d2=None,
    d1=None,
    dW2=None,
    db2=None,
    dW1=None,
    db1=None,
    dW=None,
    db=None,
    f1=np.tanh,
    f2=sigmoid,
):

    def f(X, Y, W1, b1, W2, b2):
        m = len(X)
        Z1 = X @ W1.T + b1
        A1 = f1(Z1)
        Z2 = A1 @ W2.T + b2
        A2 = f2(Z2)
        D2 = d2(A2, Y, m, Z2) if d2 else (A2 - Y) / m * A2 * (1 - A2)
        D1 = d1(D2, W2, A1, m, Z1, A2, Y, W1) if d1 else D2 @ W2 * (1 - A1**2)

        def gw(D, X, own):
            rule = own or dW
            return rule(D, X, m) if rule else D.T @ X

        def gb(D, own):
            rule = own or db
            return rule(D, m) if rule else D.sum(axis=0)

        return (D2, gw(D2, A1, dW2), gb(D2, db2), D1, gw(D1, X, dW1), gb(D1, db1))

    return f


def peg(x, y, ws):
    a = [x]
    for W in ws:
        a.append(sigmoid(W @ a[-1]))
    e = 2 * (a[4] - y)
    g = [np.outer(e * a[4] * (1 - a[4]), a[3])]
    for i in (3, 2, 1):
        e = ws[i].T @ e
        g.insert(0, np.outer(e * a[i] * (1 - a[i]), a[i - 1]))
    return g


def netupd(X, Y, W1, b1, W2, b2, lr=0.1):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    D2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    dW2 = D2.T @ A1
    W2 = W2 - lr * dW2
    D1 = D2 @ W2 * (1 - A1**2)
    return (D2, dW2, D2.sum(0), D1, D1.T @ X, D1.sum(0))


def from_g(f, twice=1):
    def answer(g_next, W_next, z_next, z, a_before):
        s_next, s = 1 - np.tanh(z_next) ** 2, 1 - np.tanh(z) ** 2
        g, back = f(g_next, W_next, s_next, s)
        if np.shares_memory(g, back):
            back = g * s**twice if twice > 1 else g
        return g, np.outer(back, a_before)

    return answer


def one_row(change, turn=False):
    def answer(x, y, W1, W2, row):
        a1 = sigmoid(W1 @ x)
        a2 = sigmoid(W2 @ a1)
        J = np.zeros(W2.shape)
        J[row] = a2[row] * (1 - a2[row]) * a1
        J = change(J, a2 * (1 - a2), a1, row)
        return a2 - y, J.T if turn else J, (a2 - y) @ J

    return answer


def step(carry=lambda new, old, a, g: old.T @ g, end=lambda x, g: g, rate_of=lambda r: r):
    def answer(x, y, weights, rate):
        a = [x]
        for W in weights:
            a.append(sigmoid(W @ a[-1]))
        g, out = a[-1] - y, []
        for W, before, after in zip(weights[::-1], a[-2::-1], a[::-1], strict=False):
            d = g * after * (1 - after)
            out.append(W - rate_of(rate) * np.outer(d, before))
            g = carry(out[-1], W, before, d)
        return out[2], out[1], end(x, g)

    return answer


def storage(carry=lambda d, W: d @ W.T, grad=lambda a, d: a.T @ d):
    def answer(X, delta2, W1, W2):
        H = np.tanh(np.dot(X, W1))
        d1 = carry(delta2, W2) * (1 - H * H)
        return grad(H, delta2), d1, grad(X, d1), carry(d1, W1)

    return answer


def moved(**changes):
    def answer(A, B, C, D):
        right = {
            "a": B.T @ A,
            "b": A @ C.T,
            "c": A * B,
            "d": B.T @ (A * D),
            "e": B.T @ A @ D.T,
            "f": A.T @ B,
        }
        return right | {name: change(A, B, C, D) for name, change in changes.items()}

    return answer


def both(dz=lambda W, x, dW, dx: dW @ x + W @ dx, slope=lambda a: 1 - a**2):
    def answer(A, W, x, dW, dx):
        s = slope(np.tanh(W @ x))
        da, d = s * dz(W, x, dW, dx), s * A
        gW, gx = np.outer(d, x), d @ W
        return da, gW, gx, np.dot(A, da), (gW * dW).sum() + np.dot(gx, dx)

    return answer


def row_of(skip_last=False, db=lambda d: d.sum(axis=0), carry=lambda d, W: d @ W):
    def answer(X, Y, weights, biases):
        A = [X]
        for W, b in zip(weights, biases, strict=True):
            A.append(sigmoid(A[-1] @ W.T + b))
        g, dWs, dbs = (A[-1] - Y) / len(X), [], []
        for k in (2, 1, 0):
            d = g if skip_last and k == 2 else g * A[k + 1] * (1 - A[k + 1])
            dWs.insert(0, d.T @ A[k])
            dbs.insert(0, db(d))
            g = carry(d, weights[k])
        return [((A[-1] - Y) ** 2).sum() / 2 / len(X), *dWs, *dbs, g]

    return answer


#: Exercise, the slugs that it must be named by (none where the cause must stay unknown), answer.
HELD_OUT: list[tuple[str, str, Any]] = [
    ("two_linear_layers", "missing-transpose-w", two(lambda d2, W1, W2, z1, x: W2 @ d2)),
    ("two_linear_layers", "bias-left-out", two(fwd=lambda x, W1, b1: W1 @ x)),
    (
        "two_linear_layers",
        "layer-output-as-input",
        two(dW2=lambda d2, z1, z2, d, x: np.outer(d2, z2)),
    ),
    ("two_linear_layers", "layer-output-as-input", two(dW1=lambda d, d2, x, z1: np.outer(d, z1))),
    ("two_linear_layers", "delta-of-other-layer", two(dW1=lambda d, d2, x, z1: np.outer(d2, x))),
    ("two_linear_layers", "weight-of-other-layer", two(lambda d2, W1, W2, z1, x: W1.T @ d2)),
    (
        "two_linear_layers",
        "network-input-as-input",
        two(dW2=lambda d2, z1, z2, d, x: np.outer(d2, x)),
    ),
    (
        "two_linear_layers",
        "outer-order-swapped",
        two(dW2=lambda d2, z1, z2, d, x: np.outer(z1, d2), dW1=lambda d, d2, x, z1: np.outer(x, d)),
    ),
    (
        "two_linear_layers",
        "missing-transpose-w outer-order-swapped",
        two(lambda d2, W1, W2, z1, x: W2 @ d2, dW1=lambda d, d2, x, z1: np.outer(x, d)),
    ),
    ("two_linear_layers", "", two(lambda d2, W1, W2, z1, x: W2.T @ d2 * z1)),
    ("two_linear_layers", "", two(lambda d2, W1, W2, z1, x: W2.T @ d2 * z1 * (1 - z1))),
    ("two_linear_layers", "", two(lambda d2, W1, W2, z1, x: W2.T @ d2 * (1 - np.tanh(z1) ** 2))),
    ("two_linear_layers", "", two(lambda d2, W1, W2, z1, x: W1.T @ W2.T @ d2)),
    ("two_linear_layers", "output-sum-missing", two(lambda d2, W1, W2, z1, x: W2[0] * d2[0])),
    ("two_linear_layers", "", updW),
    (
        "two_linear_layers",
        "dw-in-place-of-w",
        lambda x, W1, b1, W2, b2, d2: (
            np.outer(d2, W1 @ x + b1).T @ d2,
            np.outer(d2, W1 @ x + b1),
            np.outer(np.outer(d2, W1 @ x + b1).T @ d2, x),
        ),
    ),
    (
        "linear_chain",
        "product-order-reversed",
        lambda ws, d: (ws[0] @ ws[1] @ ws[2], (ws[0] @ ws[1] @ ws[2]).T @ d),
    ),
    (
        "linear_chain",
        "jacobian-transposed",
        lambda ws, d: ((ws[2] @ ws[1] @ ws[0]).T, (ws[2] @ ws[1] @ ws[0]).T @ d),
    ),
    ("linear_chain", "missing-transpose-w", chain(lambda ws, J, d: J @ d)),
    ("linear_chain", "step-left-out", chain(lambda ws, J, d: ws[1].T @ ws[2].T @ d)),
    ("linear_chain", "step-left-out", lambda ws, d: (ws[2] @ ws[1], (ws[2] @ ws[1]).T @ d)),
    ("linear_chain", "step-left-out", lambda ws, d: (ws[1] @ ws[0], (ws[1] @ ws[0]).T @ d)),
    ("linear_chain", "product-order-reversed", chain_fwd),
    (
        "linear_chain",
        "product-order-reversed",
        chain(lambda ws, J, d: ws[2].T @ ws[1].T @ ws[0].T @ d),
    ),
    ("linear_chain", "product-order-reversed", chain(lambda ws, J, d: d @ (ws[0] @ ws[1] @ ws[2]))),
    ("hidden_delta", "hidden-fprime-missing", hid(lambda d, W, z, a: W.T @ d)),
    ("hidden_delta", "missing-transpose-w", hid(lambda d, W, z, a: W @ d * (1 - a**2))),
    ("hidden_delta", "closed-form-fed-z", hid(lambda d, W, z, a: W.T @ d * (1 - z**2))),
    (
        "hidden_delta",
        "fprime-at-activation",
        hid(lambda d, W, z, a: W.T @ d * (1 - np.tanh(a) ** 2)),
    ),
    (
        "hidden_delta",
        "activation-derivative-misremembered",
        hid(lambda d, W, z, a: W.T @ d * a * (1 - a)),
    ),
    (
        "hidden_delta",
        "activation-derivative-misremembered",
        hid(lambda d, W, z, a: W.T @ d * sigmoid(z) * (1 - sigmoid(z))),
    ),
    ("hidden_delta", "f-for-fprime", hid(lambda d, W, z, a: W.T @ d * a)),
    ("hidden_delta", "elementwise-vs-matrix", hid(lambda d, W, z, a: np.dot(W.T @ d, 1 - a**2))),
    ("hidden_delta", "elementwise-vs-matrix", hid(lambda d, W, z, a: np.outer(W.T @ d, 1 - a**2))),
    ("hidden_delta", "fprime-inside-transpose", hid(lambda d, W, z, a: W.T @ (d * (1 - a**2)))),
    ("hidden_delta", "", hid(lambda d, W, z, a: W.T * d * (1 - a @ a))),
    ("hidden_delta", "elementwise-vs-matrix", hid(lambda d, W, z, a: W.T @ d * (1 - a @ a))),
    ("hidden_delta", "", hid(lambda d, W, z, a: W.T * d * (1 - a**2))),
    (
        "hidden_delta",
        "activation-derivative-misremembered",
        hid(lambda d, W, z, a: W.T @ d * (1 - a)),
    ),
    (
        "hidden_delta",
        "activation-derivative-misremembered",
        hid(lambda d, W, z, a: W.T @ d * (1 + a**2)),
    ),
    (
        "hidden_delta",
        "activation-derivative-misremembered",
        hid(lambda d, W, z, a: W.T @ d * (1 - a) ** 2),
    ),
    ("hidden_delta", "sign-flipped", hid(lambda d, W, z, a: W.T @ d * (a**2 - 1))),
    ("hidden_delta", "", hid(lambda d, W, z, a: W.T @ d * (z > 0))),
    ("hidden_delta", "weight-factor-missing", hid(lambda d, W, z, a: d.sum() * (1 - a**2))),
    ("hidden_delta", "weight-factor-missing", hid(lambda d, W, z, a: d * (1 - a**2))),
    ("chain_gradients", "loss-factor-two", cg(lambda a, y: (a[4] - y) * a[4] * (1 - a[4]))),
    ("chain_gradients", "sign-flipped-error", cg(lambda a, y: 2 * (y - a[4]) * a[4] * (1 - a[4]))),
    ("chain_gradients", "output-fprime-missing", cg(lambda a, y: 2 * (a[4] - y))),
    ("chain_gradients", "hidden-fprime-missing", cg(step=lambda w_, i, k, a: w_[i].T @ k)),
    (
        "chain_gradients",
        "weight-of-other-layer",
        cg(
            step=lambda w_, i, k, a: (w_[i - 1].T @ k if i < 3 else w_[i].T @ k) * a[i] * (1 - a[i])
        ),
    ),
    ("chain_gradients", "layer-output-as-input", cg(inp=lambda a, i: a[i + 1])),
    (
        "chain_gradients",
        "fprime-of-other-layer",
        cg(step=lambda w_, i, k, a: w_[i].T @ k * a[i - 1] * (1 - a[i - 1])),
    ),
    (
        "chain_gradients",
        "constant-reapplied-per-layer",
        cg(step=lambda w_, i, k, a: 2 * (w_[i].T @ k) * a[i] * (1 - a[i])),
    ),
    (
        "chain_gradients",
        "loss-factor-two sign-flipped-error",
        cg(lambda a, y: (y - a[4]) * a[4] * (1 - a[4])),
    ),
    (
        "chain_gradients",
        "fprime-at-activation",
        cg(
            lambda a, y: 2 * (a[4] - y) * sigmoid(a[4]) * (1 - sigmoid(a[4])),
            lambda w_, i, k, a: w_[i].T @ k * sigmoid(a[i]) * (1 - sigmoid(a[i])),
        ),
    ),
    (
        "chain_gradients",
        "activation-derivative-misremembered",
        cg(step=lambda w_, i, k, a: w_[i].T @ k * (1 - a[i])),
    ),
    ("chain_gradients", "blocks-out-of-order", reversed_list),
    ("chain_gradients", "propagates-error-not-delta", lambda x, y, ws: peg(x, y, ws)),
    ("chain_gradients", "outer-order-swapped", lambda x, y, ws: [g.T for g in cg()(x, y, ws)]),
    (
        "chain_gradients",
        "fprime-twice",
        cg(
            lambda a, y: 2 * (a[4] - y) * (a[4] * (1 - a[4])) ** 2,
            lambda w_, i, k, a: w_[i].T @ k * (a[i] * (1 - a[i])) ** 2,
        ),
    ),
    ("chain_gradients", "layer-output-as-input", stopped),
    (
        "after_activation",
        "fprime-outside-transpose",
        aft(
            lambda k, W2, W3, s2, s3: (
                W3.T @ k * s3,
                W2.T @ (W3.T @ k * s3) * s2,
                np.diag(s2) @ W2.T @ np.diag(s3) @ W3.T,
            )
        ),
    ),
    (
        "after_activation",
        "delta-for-g",
        aft(
            lambda k, W2, W3, s2, s3: (
                s2 * (W3.T @ (k * s3)),
                W2.T @ (s2 * (W3.T @ (k * s3))),
                W2.T @ np.diag(s2) @ W3.T @ np.diag(s3),
            )
        ),
    ),
    (
        "after_activation",
        "hidden-fprime-missing",
        aft(lambda k, W2, W3, s2, s3: (W3.T @ k, W2.T @ W3.T @ k, W2.T @ W3.T)),
    ),
    (
        "after_activation",
        "jacobian-transposed",
        aft(
            lambda k, W2, W3, s2, s3: (
                W3.T @ (k * s3),
                W2.T @ (s2 * (W3.T @ (k * s3))),
                np.diag(s3) @ W3 @ np.diag(s2) @ W2,
            )
        ),
    ),
    (
        "after_activation",
        "slopes-collected",
        aft(
            lambda k, W2, W3, s2, s3: (
                W3.T @ (k * s3),
                W2.T @ (s2 * (W3.T @ (k * s3))),
                W2.T @ W3.T @ np.diag(s2 * s3),
            )
        ),
    ),
    (
        "after_activation",
        "fprime-of-other-layer",
        aft(
            lambda k, W2, W3, s2, s3: (
                W3.T @ (k * s2),
                W2.T @ (W3.T @ (k * s2) * s3),
                W2.T @ np.diag(s3) @ W3.T @ np.diag(s2),
            )
        ),
    ),
    (
        "after_activation",
        "missing-transpose-w",
        aft(
            lambda k, W2, W3, s2, s3: (
                W3 @ (k * s3),
                W2 @ (s2 * (W3 @ (k * s3))),
                W2 @ np.diag(s2) @ W3 @ np.diag(s3),
            )
        ),
    ),
    (
        "after_activation",
        "hidden-fprime-missing",
        aft(
            lambda k, W2, W3, s2, s3: (
                W3.T @ (k * s3),
                W2.T @ (W3.T @ (k * s3)),
                W2.T @ W3.T @ np.diag(s3),
            )
        ),
    ),
    (
        "after_activation",
        "",
        aft(
            lambda k, W2, W3, s2, s3: (
                W3.T @ (k * s3),
                W3.T @ (s2 * (W2.T @ (k * s3))),
                W3.T @ np.diag(s2) @ W2.T @ np.diag(s3),
            )
        ),
    ),
    (
        "all_outputs",
        "hidden-fprime-missing",
        ao(
            lambda d, W, s, x, p, z: np.array([np.outer(W[q] * d[q], x) for q in range(len(d))]),
            lambda d, W, s, x, p, z: np.outer(W.T @ d, x),
        ),
    ),
    (
        "all_outputs",
        "missing-transpose-w",
        ao(
            lambda d, W, s, x, p, z: np.array(
                [np.outer(W[:, q] * d[q] * s, x) for q in range(len(d))]
            ),
            lambda d, W, s, x, p, z: np.outer(W @ d * s, x),
        ),
    ),
    (
        "all_outputs",
        "seed-of-ones",
        ao(lambda d, W, s, x, p, z: np.array([np.outer(W[q] * s, x) for q in range(len(d))])),
    ),
    ("all_outputs", "paths-averaged", ao(tot=lambda d, W, s, x, p, z: p.mean(axis=0))),
    ("all_outputs", "output-sum-missing", ao(tot=lambda d, W, s, x, p, z: p[-1])),
    ("all_outputs", "output-sum-missing", ao(tot=lambda d, W, s, x, p, z: p[0])),
    (
        "all_outputs",
        "closed-form-fed-z",
        ao(
            lambda d, W, s, x, p, z: np.array(
                [np.outer(W[q] * d[q] * (1 - z**2), x) for q in range(len(d))]
            ),
            lambda d, W, s, x, p, z: np.outer(W.T @ d * (1 - z**2), x),
        ),
    ),
    (
        "all_outputs",
        "outer-order-swapped",
        ao(lambda d, W, s, x, p, z: p.transpose(0, 2, 1), lambda d, W, s, x, p, z: p.sum(0).T),
    ),
    ("all_outputs", "", ao(lambda d, W, s, x, p, z: np.cumsum(p, axis=0))),
    (
        "all_outputs",
        "summed-separately",
        ao(tot=lambda d, W, s, x, p, z: np.outer(W.sum(0) * d.sum() * s, x)),
    ),
    ("diagonal_view", "sign-flipped-error", dv(err=lambda a, y: y - a)),
    ("diagonal_view", "missing-transpose-w", dv(da=lambda W2, Om, e, g2, W1: W2 @ Om @ e)),
    ("diagonal_view", "loss-factor-two", dv(err=lambda a, y: 2 * (a - y))),
    (
        "diagonal_view",
        "fprime-at-activation",
        dv(
            om=lambda a, z: np.diag(sigmoid(a) * (1 - sigmoid(a))),
            lam=lambda a, z: np.diag(sigmoid(a) * (1 - sigmoid(a))),
        ),
    ),
    (
        "diagonal_view",
        "fprime-at-activation",
        dv(lam=lambda a, z: np.diag(sigmoid(a) * (1 - sigmoid(a)))),
    ),
    (
        "diagonal_view",
        "closed-form-fed-z",
        dv(om=lambda a, z: np.diag(z * (1 - z)), lam=lambda a, z: np.diag(z * (1 - z))),
    ),
    ("diagonal_view", "f-for-fprime", dv(om=lambda a, z: np.diag(a))),
    (
        "diagonal_view",
        "output-fprime-missing",
        dv(dW2=lambda Om, e, a1, x, a2: np.outer(e, a1), da=lambda W2, Om, e, g, W1: W2.T @ e),
    ),
    ("diagonal_view", "propagates-error-not-delta", dv(da=lambda W2, Om, e, g2, W1: W2.T @ e)),
    ("diagonal_view", "hidden-fprime-missing", dv(dW1=lambda L, d, x, Om, e, a1: np.outer(d, x))),
    (
        "diagonal_view",
        "diagonal-as-vector",
        lambda x, y, W1, W2: (lambda r: (np.diag(r[0]), r[1], r[2], np.diag(r[3]), r[4]))(
            dv()(x, y, W1, W2)
        ),
    ),
    (
        "diagonal_view",
        "hidden-fprime-missing missing-transpose-w",
        dv(da=lambda W2, Om, e, g2, W1: W2 @ Om @ e, dW1=lambda L, d, x, Om, e, a1: np.outer(d, x)),
    ),
    ("diagonal_view", "dw-in-place-of-w", dv(da=lambda W2, Om, e, g2, W1: g2.T @ Om @ e)),
    (
        "diagonal_view",
        "layer-output-as-input",
        dv(dW2=lambda Om, e, a1, x, a2: np.outer(Om @ e, a2)),
    ),
    (
        "diagonal_view",
        "fprime-of-other-layer",
        dv(dW1=lambda L, d, x, Om, e, a1: np.outer(Om @ d, x)),
    ),
    (
        "diagonal_view",
        "fprime-twice",
        dv(
            da=lambda W2, Om, e, g2, W1: W2.T @ Om @ e,
            dW1=lambda L, d, x, Om, e, a1: np.outer(L @ L @ d, x),
        ),
    ),
    ("diagonal_view", "", dv(om=lambda a, z: np.outer(a, 1 - a))),
    ("diagonal_view", "", dv(lam=lambda a, z: np.diag(a) - np.outer(a, a))),
    (
        "network_gradients",
        "batch-divided-twice",
        net(dW=lambda D, X, m: D.T @ X / m, db=lambda D, m: D.sum(0) / m),
    ),
    ("network_gradients", "batch-sum-for-mean", net(lambda A, Y, m, Z: (A - Y) * A * (1 - A))),
    ("network_gradients", "sign-flipped-error", net(lambda A, Y, m, Z: (Y - A) / m * A * (1 - A))),
    ("network_gradients", "output-fprime-missing", net(lambda A, Y, m, Z: (A - Y) / m)),
    ("network_gradients", "loss-factor-two", net(lambda A, Y, m, Z: 2 * (A - Y) / m * A * (1 - A))),
    (
        "network_gradients",
        "hidden-fprime-missing",
        net(d1=lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2),
    ),
    (
        "network_gradients",
        "propagates-error-not-delta",
        net(d1=lambda D, W2, A1, m, Z1, A2, Y, W1: (A2 - Y) / m @ W2 * (1 - A1**2)),
    ),
    (
        "network_gradients",
        "missing-transpose-w",
        net(d1=lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2.T * (1 - A1**2)),
    ),
    (
        "network_gradients",
        "constant-reapplied-per-layer",
        net(d1=lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2 * (1 - A1**2) / m),
    ),
    ("network_gradients", "db-mean-for-sum", net(db=lambda D, m: D.mean(axis=0))),
    ("network_gradients", "db-wrong-axis", net(db=lambda D, m: D.sum(axis=1))),
    ("network_gradients", "db-wrong-axis", net(db=lambda D, m: D.sum(axis=1, keepdims=True))),
    ("network_gradients", "db-collapsed", net(db=lambda D, m: np.sum(D))),
    ("network_gradients", "db-collapsed", net(db2=lambda D, m: np.sum(D))),
    (
        "network_gradients",
        "batch-sum-for-mean",
        net(
            lambda A, Y, m, Z: (A - Y) * A * (1 - A),
            dW=lambda D, X, m: D.T @ X / m,
            db=lambda D, m: D.sum(0) / m,
        ),
    ),
    (
        "network_gradients",
        "activation-derivative-misremembered",
        net(d1=lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2 * A1 * (1 - A1)),
    ),
    (
        "network_gradients",
        "hidden-fprime-missing output-fprime-missing",
        net(lambda A, Y, m, Z: (A - Y) / m, lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2),
    ),
    (
        "network_gradients",
        "closed-form-fed-z sign-flipped-error",
        net(
            lambda A, Y, m, Z: (Y - A) / m * A * (1 - A),
            lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2 * (1 - Z1**2),
        ),
    ),
    (
        "network_gradients",
        "batch-sum-for-mean db-wrong-axis",
        net(lambda A, Y, m, Z: (A - Y) * A * (1 - A), db=lambda D, m: D.sum(axis=1)),
    ),
    ("network_gradients", "outer-order-swapped", net(dW=lambda D, X, m: X.T @ D)),
    ("network_gradients", "db-not-summed", net(db=lambda D, m: D)),
    (
        "network_gradients",
        "batch-divided-twice",
        net(dW1=lambda D, X, m: D.T @ X / m, db1=lambda D, m: D.sum(0) / m),
    ),
    (
        "network_gradients",
        "fprime-of-other-layer",
        net(d1=lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2 * (A2 * (1 - A2))),
    ),
    (
        "network_gradients",
        "dw-in-place-of-w",
        net(d1=lambda D, W2, A1, m, Z1, A2, Y, W1: D @ (D.T @ A1) * (1 - A1**2)),
    ),
    (
        "network_gradients",
        "other-activation",
        net(f1=sigmoid, d1=lambda D, W2, A1, m, Z1, A2, Y, W1: D @ W2 * A1 * (1 - A1)),
    ),
    (
        "network_gradients",
        "mean-over-all-entries",
        net(lambda A, Y, m, Z: (A - Y) / Y.size * A * (1 - A)),
    ),
    (
        "network_gradients",
        "updated-weight-backprop",
        lambda X, Y, W1, b1, W2, b2: netupd(X, Y, W1, b1, W2, b2),
    ),
    (
        "network_gradients",
        "preactivation-as-input",
        lambda X, Y, W1, b1, W2, b2: (lambda r: (r[0], r[0].T @ (X @ W1.T + b1), *r[2:]))(
            net()(X, Y, W1, b1, W2, b2)
        ),
    ),
    (
        "network_gradients",
        "batch-divided-twice output-fprime-missing",
        net(
            lambda A, Y, m, Z: (A - Y) / m,
            dW=lambda D, X, m: D.T @ X / m,
            db=lambda D, m: D.sum(0) / m,
        ),
    ),
    (
        "network_gradients",
        "batch-divided-twice batch-sum-for-mean output-fprime-missing",
        net(lambda A, Y, m, Z: A - Y, dW=lambda D, X, m: D.T @ X / m, db=lambda D, m: D.sum(0) / m),
    ),
    (
        "network_gradients",
        "network-input-as-input",
        net(dW2=None, dW1=lambda D, X, m: D.T @ X, d1=None)
        if 0
        else lambda X, Y, W1, b1, W2, b2: (lambda r: (r[0], r[0].T @ X, *r[2:]))(
            net()(X, Y, W1, b1, W2, b2)
        ),
    ),
    ("columns_module", "row-convention-formula", lambda A, H, W: (H.T @ A, A @ W.T)),
    ("columns_module", "row-convention-formula", lambda A, H, W: (H.T @ A, W.T @ A)),
    ("columns_module", "outer-order-swapped", lambda A, H, W: (H @ A.T, W.T @ A)),
    ("columns_module", "missing-transpose-w", lambda A, H, W: (A @ H.T, W @ A)),
    ("columns_module", "row-convention-formula", lambda A, H, W: (A @ H.T, A @ W.T)),
    ("columns_module", "axes-swapped", lambda A, H, W: (A @ H.T, A.T @ W)),
    ("columns_module", "axes-swapped", lambda A, H, W: (A @ H.T, (W.T @ A).T)),
    ("columns_module", "batch-mean-for-sum", lambda A, H, W: (A @ H.T / H.shape[1], W.T @ A)),
    (
        "kronecker_view",
        "vec-order-swapped",
        lambda d, h: (np.kron(np.eye(len(d)), h[None]), np.outer(d, h).ravel()),
    ),
    (
        "kronecker_view",
        "vec-order-swapped",
        lambda d, h: (np.kron(h[None], np.eye(len(d))), np.outer(d, h).ravel()),
    ),
    (
        "kronecker_view",
        "axes-swapped",
        lambda d, h: (np.kron(h[:, None], np.eye(len(d))), np.outer(d, h).ravel("F")),
    ),
    (
        "kronecker_view",
        "",
        lambda d, h: (np.kron(d[None], np.eye(len(h))), np.outer(d, h).ravel("F")),
    ),
    ("kronecker_view", "", lambda d, h: (np.kron(h[None], np.eye(len(d))), np.outer(d, h))),
    ("kronecker_view", "", lambda d, h: (np.kron(h[None], d[:, None]), np.outer(d, h).ravel("F"))),
    (
        "gradient_from_g",
        "fprime-inside-transpose",
        from_g(lambda g, W, sn, s: (W.T @ (g * sn), W.T @ (g * sn * s))),
    ),
    (
        "gradient_from_g",
        "fprime-outside-transpose",
        from_g(lambda g, W, sn, s: (W.T @ g * sn, W.T @ g * sn * s)),
    ),
    (
        "gradient_from_g",
        "hidden-fprime-missing",
        from_g(lambda g, W, sn, s: (W.T @ g, W.T @ g)),
    ),
    ("gradient_from_g", "fprime-twice", from_g(lambda g, W, sn, s: (W.T @ (g * sn),) * 2, twice=2)),
    ("one_row", "kronecker-missing", one_row(lambda J, s, a1, r: np.outer(s, a1))),
    ("one_row", "", one_row(lambda J, s, a1, r: np.roll(J, 1, axis=0))),
    ("one_row", "axes-swapped", one_row(lambda J, s, a1, r: J, turn=True)),
    ("deep_step", "updated-weight-backprop", step(lambda new, old, a, g: new.T @ g)),
    (
        "deep_step",
        "slope-at-input updated-weight-backprop",
        step(lambda new, old, a, g: new.T @ g, end=lambda x, g: g * x * (1 - x)),
    ),
    ("deep_step", "slope-at-input", step(end=lambda x, g: g * x * (1 - x))),
    ("deep_step", "ascent-step", step(rate_of=lambda r: -r)),
    ("deep_step", "missing-transpose-w", step(lambda new, old, a, g: old @ g)),
    ("deep_step", "", step(end=lambda x, g: 0 * g)),
    (
        "other_storage",
        "missing-transpose-w",
        storage(lambda d, W: d @ W),
    ),
    ("other_storage", "", storage(grad=lambda a, d: np.abs(a.T) @ d)),
    ("other_storage", "outer-order-swapped", storage(grad=lambda a, d: d.T @ a)),
    ("other_storage", "batch-mean-for-sum", storage(grad=lambda a, d: a.T @ d / len(d))),
    ("moved_factors", "factor-moved-to-other-side", moved(e=lambda A, B, C, D: D.T @ A @ B.T)),
    ("moved_factors", "moved-without-transpose", moved(b=lambda A, B, C, D: A @ C)),
    ("moved_factors", "matrix-for-elementwise", moved(d=lambda A, B, C, D: B.T @ A @ D)),
    ("adjoint_identity", "differential-term-missing", both(dz=lambda W, x, dW, dx: W @ dx)),
    ("adjoint_identity", "hidden-fprime-missing", both(slope=lambda a: 1.0 + 0 * a)),
    (
        "adjoint_identity",
        "activation-derivative-misremembered",
        both(slope=lambda a: a * (1 - a)),
    ),
    ("adjoint_identity", "", both(dz=lambda W, x, dW, dx: 2 * dW @ x + W @ dx)),
    ("linear_module", "bias-left-out", lambda X, W, b, d: (X @ W.T, d @ W, d.T @ X, d.sum(0))),
    (
        "linear_module",
        "outer-order-swapped",
        lambda X, W, b, d: (X @ W.T + b, d @ W, X.T @ d, d.sum(0)),
    ),
    (
        "linear_module",
        "db-wrong-axis",
        lambda X, W, b, d: (X @ W.T + b, d @ W, d.T @ X, d.sum(1)),
    ),
    (
        "sigmoid_and_loss",
        "loss-factor-two",
        lambda Z, Y: (
            lambda A, N: (A, ((A - Y) ** 2).sum() / N, (A - Y) / N, (A - Y) / N * A * (1 - A))
        )(sigmoid(Z), len(Z)),
    ),
    (
        "sigmoid_and_loss",
        "batch-sum-for-mean",
        lambda Z, Y: (lambda A: (A, ((A - Y) ** 2).sum() / 2, A - Y, (A - Y) * A * (1 - A)))(
            sigmoid(Z)
        ),
    ),
    (
        "sigmoid_and_loss",
        "output-fprime-missing",
        lambda Z, Y: (lambda A, N: (A, ((A - Y) ** 2).sum() / 2 / N, (A - Y) / N, (A - Y) / N))(
            sigmoid(Z), len(Z)
        ),
    ),
    ("network_by_modules", "output-fprime-missing", row_of(skip_last=True)),
    ("network_by_modules", "db-not-summed", row_of(db=lambda d: d)),
    ("network_by_modules", "", row_of(db=lambda d: d.sum(axis=0) + 1)),
    ("network_by_modules", "missing-transpose-w", row_of(carry=lambda d, W: d @ W.T)),
]
