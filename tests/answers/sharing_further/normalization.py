"""Answers about batch normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np

RIGHT: dict[str, list[Any]] = {}
WRONG: dict[str, list[tuple[str | None, Any]]] = {}

STAGES = ("dxhat", "dr", "dvar", "dc", "dmean", "dX")

# ---- in stages -------------------------------------------------------------------------------


def staged(G, X, gamma, eps, **changed):
    """All stages; one of them by another formula of the values before it."""
    N, c = len(X), X - X.mean(axis=0)
    v = (c**2).mean(axis=0)
    r = 1 / np.sqrt(v + eps)
    formulas = {
        "dxhat": lambda d: G * gamma,
        "dr": lambda d: (d["dxhat"] * c).sum(axis=0),
        "dvar": lambda d: -0.5 * d["dr"] * r**3,
        "dc": lambda d: d["dxhat"] * r + d["dvar"] * 2 * c / N,
        "dmean": lambda d: -d["dc"].sum(axis=0),
        "dX": lambda d: d["dc"] + d["dmean"] / N,
    }
    found: dict[str, Any] = {}
    for name, formula in formulas.items():
        own = changed.get(name)
        found[name] = own(found, G, X, c, v, r, eps) if own else formula(found)
    return found


def lines(G, X, gamma, eps):
    """One line for each node, with the powers written out."""
    N = X.shape[0]
    mu = X.sum(axis=0) / N
    c = X - mu
    v = (c * c).sum(axis=0) / N
    dxhat = gamma * G
    dr = np.einsum("nj,nj->j", dxhat, c)
    dvar = dr * -0.5 * (v + eps) ** -1.5
    dc = dxhat / np.sqrt(v + eps) + 2 * c * dvar / N
    dmean = -np.sum(dc, axis=0)
    return dxhat, dr, dvar, dc, dmean, dc + dmean / N


def feature_by_feature(G, X, gamma, eps):
    """Each feature on its own, in vectors."""
    N, n = X.shape
    found = {"dxhat": np.zeros((N, n)), "dc": np.zeros((N, n)), "dX": np.zeros((N, n))}
    found |= {name: np.zeros(n) for name in ("dr", "dvar", "dmean")}
    for j in range(n):
        c = X[:, j] - X[:, j].mean()
        spread = np.sqrt(c @ c / N + eps)
        found["dxhat"][:, j] = e = gamma[j] * G[:, j]
        found["dr"][j] = e @ c
        found["dvar"][j] = -(e @ c) / (2 * spread**3)
        found["dc"][:, j] = u = e / spread + 2 / N * found["dvar"][j] * c
        found["dmean"][j] = -sum(u)
        found["dX"][:, j] = u - u.mean()
    return tuple(found[name] for name in STAGES)


def by_jacobians(G, X, gamma, eps):
    """Matrices of N by N for the mean, which is subtracted from everything."""
    N = len(X)
    mean = np.full((N, N), 1 / N)
    c = X - mean @ X
    v = np.diag(c.T @ c) / N
    r = (v + eps) ** -0.5
    dxhat = G @ np.diag(gamma)
    dr = np.diag(dxhat.T @ c)
    dvar = -dr * r / (2 * (v + eps))
    dc = dxhat @ np.diag(r) + 2 / N * c @ np.diag(dvar)
    return dxhat, dr, dvar, dc, -np.ones(N) @ dc, dc - mean @ dc


def mean_forgotten(G, X, gamma, eps):
    """The sum of dc is that of the direct way, since the centred values add up to 0."""
    N, c = len(X), X - X.mean(axis=0)
    v = X.var(axis=0)
    dxhat = G * gamma
    dr = (dxhat * c).sum(axis=0)
    dvar = -dr / 2 / (v + eps) ** 1.5
    dc = dxhat / (v + eps) ** 0.5 + dvar * (2 / N) * c
    dmean = -(dxhat / (v + eps) ** 0.5).sum(axis=0)
    return dxhat, dr, dvar, dc, dmean, dc + np.ones((N, 1)) * dmean / N


def with_stage(**changed):
    return lambda *v: staged(*v, **changed)


RIGHT["batch_norm_stages"] = [lines, feature_by_feature, by_jacobians, mean_forgotten]
WRONG["batch_norm_stages"] = [
    ("gamma-missing", with_stage(dxhat=lambda d, G, X, c, v, r, eps: G)),
    ("axis-swapped", with_stage(dr=lambda d, G, X, c, v, r, eps: (d["dxhat"] * c).sum(axis=1))),
    ("xhat-for-centred", with_stage(dr=lambda d, G, X, c, v, r, eps: (d["dxhat"] * c * r).sum(0))),
    ("sum-missing", with_stage(dr=lambda d, G, X, c, v, r, eps: (d["dxhat"] * c).mean(axis=0))),
    ("half-missing", with_stage(dvar=lambda d, G, X, c, v, r, eps: d["dr"] * r**3)),
    ("half-missing", with_stage(dvar=lambda d, G, X, c, v, r, eps: -d["dr"] * r**3)),
    ("sign-flipped", with_stage(dvar=lambda d, G, X, c, v, r, eps: d["dr"] * r**3 / 2)),
    ("eps-left-out", with_stage(dvar=lambda d, G, X, c, v, r, eps: -0.5 * d["dr"] * v**-1.5)),
    ("power-wrong", with_stage(dvar=lambda d, G, X, c, v, r, eps: -0.5 * d["dr"] * r)),
    (
        "sum-for-mean",
        with_stage(dc=lambda d, G, X, c, v, r, eps: d["dxhat"] * r + 2 * c * d["dvar"]),
    ),
    (
        "n-minus-one",
        with_stage(
            dc=lambda d, G, X, c, v, r, eps: d["dxhat"] * r + 2 * c * d["dvar"] / max(len(X) - 1, 1)
        ),
    ),
    ("path-missing", with_stage(dc=lambda d, G, X, c, v, r, eps: d["dxhat"] * r)),
    ("path-missing", with_stage(dX=lambda d, G, X, c, v, r, eps: d["dc"])),
    ("sum-for-mean", with_stage(dX=lambda d, G, X, c, v, r, eps: d["dc"] + d["dmean"])),
    ("sign-flipped", with_stage(dmean=lambda d, G, X, c, v, r, eps: d["dc"].sum(axis=0))),
    (
        "half-missing path-missing",
        with_stage(
            dvar=lambda d, G, X, c, v, r, eps: -d["dr"] * r**3,
            dX=lambda d, G, X, c, v, r, eps: d["dc"],
        ),
    ),
    (None, with_stage(dvar=lambda d, G, X, c, v, r, eps: -0.7 * d["dr"] * np.sqrt(r))),
]

# ---- in one formula --------------------------------------------------------------------------


def by_sums(G, xhat, r, gamma):
    """The closed form, with sums."""
    N = len(G)
    dgamma, dbeta = (G * xhat).sum(axis=0), G.sum(axis=0)
    return gamma * r / N * (N * G - dbeta - xhat * dgamma), dgamma, dbeta


def by_means(G, xhat, r, gamma):
    """The same with means."""
    dX = gamma * r * (G - G.mean(axis=0) - xhat * (G * xhat).mean(axis=0))
    return {"dX": dX, "dgamma": np.einsum("ni,ni->i", G, xhat), "dbeta": np.ones(len(G)) @ G}


def by_columns(G, xhat, r, gamma):
    """A projection matrix for each feature."""
    N, n = G.shape
    dX = np.empty((N, n))
    for j in range(n):
        h = xhat[:, j]
        dX[:, j] = gamma[j] * r[j] * (np.eye(N) - 1 / N - np.outer(h, h) / N) @ G[:, j]
    return dX, np.diag(G.T @ xhat), sum(G)


def by_stages(G, xhat, r, gamma):
    """The stages of the graph, in terms of what is given."""
    dxhat, N = G * gamma, len(G)
    dvar = -(dxhat * xhat).sum(axis=0) * r**2 / 2
    dc = dxhat * r + dvar * 2 / N * xhat / r
    return dc - dc.mean(axis=0), (G * xhat).sum(axis=0), np.add.reduce(G)


def fused_with(**blocks):
    def answer(G, xhat, r, gamma):
        found = dict(zip(("dX", "dgamma", "dbeta"), by_sums(G, xhat, r, gamma), strict=True))
        for name, formula in blocks.items():
            found[name] = formula(G, xhat, r, gamma)
        return found

    return answer


def bracket(formula):
    return fused_with(dX=lambda G, h, r, gamma: gamma * r * formula(G, h))


RIGHT["batch_norm_gradients"] = [by_sums, by_means, by_columns, by_stages]
WRONG["batch_norm_gradients"] = [
    ("path-missing", bracket(lambda G, h: G - h * (G * h).mean(0))),
    ("path-missing", bracket(lambda G, h: G - G.mean(0))),
    ("statistics-as-constants", bracket(lambda G, h: G)),
    ("sum-for-mean", bracket(lambda G, h: G - G.sum(0) - h * (G * h).sum(0))),
    ("mean-of-gradient", bracket(lambda G, h: (G - G.mean(0) - h * (G * h).mean(0)) / len(G))),
    ("xhat-missing", bracket(lambda G, h: G - G.mean(0) - (G * h).mean(0))),
    (
        "axis-swapped",
        bracket(lambda G, h: G - G.mean(1, keepdims=True) - h * (G * h).mean(1, keepdims=True)),
    ),
    ("gamma-missing", fused_with(dX=lambda G, h, r, g: by_sums(G, h, r, 1.0)[0])),
    ("factor-missing", fused_with(dX=lambda G, h, r, g: by_sums(G, h, 1.0, g)[0])),
    ("xhat-missing", fused_with(dgamma=lambda G, h, r, g: G.sum(0))),
    ("centred-for-xhat", fused_with(dgamma=lambda G, h, r, g: (G * h / r).sum(0))),
    ("gamma-kept", fused_with(dgamma=lambda G, h, r, g: g * (G * h).sum(0))),
    ("db-mean-for-sum", fused_with(dbeta=lambda G, h, r, g: G.mean(0))),
    ("db-not-summed", fused_with(dbeta=lambda G, h, r, g: G)),
    (None, bracket(lambda G, h: G - np.median(G, axis=0))),
]

# ---- what it does not see --------------------------------------------------------------------

_UNSEEN = {
    "3w: y": 1,
    "3w: dL/dz": 1 / 3,
    "3w: dL/dw": 1 / 3,
    "3w: dL/dX": 1,
    "3w: dL/dgamma": 1,
    "dL/db": "zero",
    "dL/dw": "not zero",
    "w times dL/dw": "zero",
    "dL/dgamma": "not zero",
    "dL/dbeta": "not zero",
}
RIGHT["unseen_by_batch_norm"] = [_UNSEEN]
WRONG["unseen_by_batch_norm"] = [
    ("gradient-follows-weights", {**_UNSEEN, "3w: dL/dz": 3, "3w: dL/dw": 3}),
    ("gradient-follows-output", {**_UNSEEN, "3w: dL/dz": 1, "3w: dL/dw": 1}),
    ("one-factor-of-two", {**_UNSEEN, "3w: dL/dX": 1 / 3}),
    ("bias-seen", {**_UNSEEN, "dL/db": "not zero"}),
    ("every-shift-lost", {**_UNSEEN, "dL/dbeta": "zero"}),
    ("every-scale-lost", {**_UNSEEN, "dL/dgamma": "zero"}),
    ("invariance-as-zero", {**_UNSEEN, "dL/dw": "zero"}),
    (None, {**_UNSEEN, "3w: y": 3}),
]

# ---- when evaluating -------------------------------------------------------------------------


def evaluated(G, X, gamma, beta, mean, var, eps):
    """Normalise, scale, shift; one factor on the way back."""
    r = 1 / np.sqrt(var + eps)
    return gamma * (X - mean) * r + beta, G * gamma * r


def as_line(G, X, gamma, beta, mean, var, eps):
    """A straight line of x: slope and intercept."""
    slope = gamma / (var + eps) ** 0.5
    return X * slope + (beta - mean * slope), slope * G


def as_matrix(G, X, gamma, beta, mean, var, eps):
    """A linear layer with a diagonal matrix."""
    W = np.diag(gamma / np.sqrt(var + eps))
    return (X - mean) @ W.T + beta, G @ W


def one_at_a_time(G, X, gamma, beta, mean, var, eps):
    """Feature by feature."""
    Y, dX = np.empty(X.shape), np.empty(X.shape)
    for j in range(X.shape[1]):
        spread = np.sqrt(var[j] + eps)
        Y[:, j] = gamma[j] * (X[:, j] - mean[j]) / spread + beta[j]
        dX[:, j] = gamma[j] / spread * G[:, j]
    return {"Y": Y, "dX": dX}


def evaluated_with(**blocks):
    def answer(G, X, gamma, beta, mean, var, eps):
        Y, dX = evaluated(G, X, gamma, beta, mean, var, eps)
        found = {"Y": Y, "dX": dX}
        for name, formula in blocks.items():
            found[name] = formula(G, X, gamma, beta, mean, var, eps)
        return found

    return answer


def training(G, X, gamma, beta, mean, var, eps):
    r = 1 / np.sqrt(var + eps)
    return by_sums(G, (X - mean) * r, r, gamma)[0]


RIGHT["batch_norm_evaluate"] = [evaluated, as_line, as_matrix, one_at_a_time]
WRONG["batch_norm_evaluate"] = [
    ("training-formula", evaluated_with(dX=training)),
    (
        "training-formula",
        evaluated_with(dX=lambda G, X, g, b, m, v, e: training(G, X, g, b, X.mean(0), X.var(0), e)),
    ),
    (
        "batch-statistics",
        lambda G, X, g, b, m, v, e: evaluated(G, X, g, b, X.mean(0), X.var(0), e),
    ),
    ("eps-left-out", lambda G, X, g, b, m, v, e: evaluated(G, X, g, b, m, v, 0.0)),
    (
        "eps-outside-root",
        lambda G, X, g, b, m, v, e: (
            g * (X - m) / (np.sqrt(v) + e) + b,
            G * g / (np.sqrt(v) + e),
        ),
    ),
    ("root-missing", evaluated_with(dX=lambda G, X, g, b, m, v, e: G * g / (v + e))),
    ("gamma-missing", evaluated_with(dX=lambda G, X, g, b, m, v, e: G / np.sqrt(v + e))),
    ("statistics-missing", evaluated_with(dX=lambda G, X, g, b, m, v, e: G * g)),
    ("mean-missing", evaluated_with(Y=lambda G, X, g, b, m, v, e: g * X / np.sqrt(v + e) + b)),
    ("shift-missing", evaluated_with(Y=lambda G, X, g, b, m, v, e: g * (X - m) / np.sqrt(v + e))),
    (None, evaluated_with(dX=lambda G, X, g, b, m, v, e: G * g * np.cbrt(v + e))),
]
