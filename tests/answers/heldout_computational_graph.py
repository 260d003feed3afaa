"""Wrong answers to `04_computational_graph`: as people write them, and the names they must get."""

from __future__ import annotations

from typing import Any

import numpy as np


def fwd(w, x):
    z1, z2 = (w["w11"] * x[0] + w["w21"] * x[1], w["w12"] * x[0] + w["w22"] * x[1])
    h1, h2 = (z1, 0.5 * z2**2)
    h3, h4 = (2 * w["v11"] * h1, np.exp(w["v12"] * h1 + w["v22"] * h2))
    z = w["u1"] * h3 + w["u2"] * h4
    return dict(z2=z2, h1=h1, h2=h2, h3=h3, h4=h4, z_o=z, o=np.sin(z))


def ws(do=None, d3=None, d4=None, d1=None, d2=None, fin=None):

    def f(w, x, t):
        f_ = fwd(w, x)
        o = do(f_, t) if do else (f_["o"] - t) * np.cos(f_["z_o"])
        a3 = d3(o, w, f_) if d3 else o * w["u1"] * 2
        a4 = d4(o, w, f_) if d4 else o * w["u2"] * f_["h4"]
        a1 = d1(a3, a4, w) if d1 else a3 * w["v11"] + a4 * w["v12"]
        a2 = d2(a4, w, f_) if d2 else a4 * w["v22"] * f_["z2"]
        r = dict(
            u1=o * f_["h3"],
            u2=o * f_["h4"],
            v11=a3 * f_["h1"],
            v12=a4 * f_["h1"],
            v22=a4 * f_["h2"],
            w11=a1 * x[0],
            w21=a1 * x[1],
            w12=a2 * x[0],
            w22=a2 * x[1],
            x1=a1 * w["w11"] + a2 * w["w12"],
            x2=a1 * w["w21"] + a2 * w["w22"],
        )
        if fin:
            fin(r, a1, a2, x, w)
        return r

    return f


def chain(update, slope=np.cos):
    """A backward loop; the update returns the new weight, and whether the message takes it."""

    def f(w, x, t, rate):
        w, a = np.array(w, dtype=float), [x]
        for v in w:
            a.append(np.sin(v * a[-1]))
        g = a[-1] - t
        for k in range(len(w) - 1, -1, -1):
            d = g * slope(w[k] * a[k])
            new, at_new = update(w[k], d, a[k], rate)
            g, w[k] = d * (new if at_new else w[k]), new
        return w

    return f


def fw(to_h1, products=5):

    def f(a, b, c, d, e, p, q):
        g = to_h1(a, b, c, d, e)
        return g * p, g * q, products

    return f


def rs(add=None, order=None, start=1.0, term=None, slack=0):

    def f(p, q):
        g = [0.0] * len(p)
        g[-1] = start
        for n in order(len(p)) if order else reversed(range(len(p))):
            for a, b in zip(p[n], q[n], strict=True):
                v = term(g[n], b) if term else g[n] * b
                if add == "=":
                    g[a] = v
                elif add == "first":
                    g[a] = g[a] or v
                elif add == "*":
                    g[a] = g[a] * v if g[a] else v
                else:
                    g[a] += v
        return g

    return f


def ar(**k):

    def f(A, P, Q, X, Y):
        r = dict(dP=A @ Q.T, dQ=P.T @ A, db=A.sum(0), dY=-A, dX=A * Y, dT=A.T)
        r.update({n: v(A, P, Q, X, Y) for n, v in k.items()})
        return tuple(r.values())

    return f


#: Exercise, the slugs that it must be named by (none where the cause must stay unknown), answer.
HELD_OUT: list[tuple[str, str, Any]] = [
    ("one_neuron", "f-for-fprime", lambda g, w, h: (g * np.sin(w @ h) * h, g * np.sin(w @ h) * w)),
    ("one_neuron", "hidden-fprime-missing", lambda g, w, h: (g * h, g * w)),
    (
        "one_neuron",
        "sign-flipped",
        lambda g, w, h: (-g * np.cos(w @ h) * h, -g * np.cos(w @ h) * w),
    ),
    (
        "one_neuron",
        "factors-exchanged",
        lambda g, w, h: (g * np.cos(w @ h) * w, g * np.cos(w @ h) * h),
    ),
    ("one_neuron", "upstream-missing", lambda g, w, h: (np.cos(w @ h) * h, np.cos(w @ h) * w)),
    ("one_neuron", "sum-left-out", lambda g, w, h: (g * np.cos(w * h) * h, g * np.cos(w * h) * w)),
    ("one_neuron", "slope-at-upstream", lambda g, w, h: (g * np.cos(g) * h, g * np.cos(g) * w)),
    (
        "worksheet_gradients",
        "sign-flipped-error",
        ws(do=lambda f, t: (t - f["o"]) * np.cos(f["z_o"])),
    ),
    ("worksheet_gradients", "output-fprime-missing", ws(do=lambda f, t: f["o"] - t)),
    ("worksheet_gradients", "hidden-fprime-missing", ws(d3=lambda o, w, f: o * w["u1"])),
    ("worksheet_gradients", "hidden-fprime-missing", ws(d4=lambda o, w, f: o * w["u2"])),
    ("worksheet_gradients", "path-missing", ws(d1=lambda a, b, w: a * w["v11"])),
    ("worksheet_gradients", "path-missing", ws(d1=lambda a, b, w: b * w["v12"])),
    ("worksheet_gradients", "hidden-fprime-missing", ws(d2=lambda a, w, f: a * w["v22"])),
    ("worksheet_gradients", "f-for-fprime", ws(d2=lambda a, w, f: a * w["v22"] * f["h2"])),
    (
        "worksheet_gradients",
        "index-roles-swapped",
        ws(fin=lambda r, a, b, x, w: r.update(w21=b * x[0], w12=a * x[1])),
    ),
    (
        "worksheet_gradients",
        "path-missing",
        ws(fin=lambda r, a, b, x, w: r.update(x1=a * w["w11"], x2=a * w["w21"])),
    ),
    (
        "worksheet_gradients",
        "missing-transpose-w",
        ws(
            fin=lambda r, a, b, x, w: r.update(
                x1=a * w["w11"] + b * w["w21"], x2=a * w["w12"] + b * w["w22"]
            )
        ),
    ),
    ("step_in_place", "updated-weight-backprop", chain(lambda w, d, a, r: (w - r * d * a, 1))),
    ("step_in_place", "ascent-step", chain(lambda w, d, a, r: (w + r * d * a, 0))),
    ("step_in_place", "rate-missing", chain(lambda w, d, a, r: (w - d * a, 0))),
    ("step_in_place", "change-for-value", chain(lambda w, d, a, r: (r * d * a, 0))),
    (
        "step_in_place",
        "one-change-factor-missing",  # the slope, in the one line that serves all layers
        chain(lambda w, d, a, r: (w - r * d * a, 0), slope=lambda z: 1.0),
    ),
    ("step_in_place", "input-factor-missing", chain(lambda w, d, a, r: (w - r * d, 0))),
    ("masked_layer", "edge-not-there", lambda V, m, h, d: (np.outer(h, d), V @ d)),
    ("masked_layer", "outer-order-swapped", lambda V, m, h, d: (np.outer(d, h) * m, V @ d)),
    ("masked_layer", "missing-transpose-w", lambda V, m, h, d: (np.outer(h, d) * m, V.T @ d)),
    ("masked_layer", "index-roles-swapped", lambda V, m, h, d: (np.outer(d, h), V.T @ d)),
    ("masked_layer", "mask-of-weights", lambda V, m, h, d: (np.outer(h, d) * V, V @ d)),
    ("reverse_sweep", "path-missing", rs("=")),
    ("reverse_sweep", "path-missing", rs("first")),
    ("reverse_sweep", "paths-multiplied", rs("*")),
    ("reverse_sweep", "sweep-in-forward-order", rs(order=lambda n: range(n))),
    ("reverse_sweep", "delta-as-local-slope", rs(term=lambda g, b: b)),
    ("reverse_sweep", "local-derivative-missing", rs(term=lambda g, b: g)),
    ("reverse_sweep", "", rs(start=0.0)),
    ("reverse_sweep", "factor-two", rs(start=2.0)),
    ("array_rules", "missing-transpose-w", ar(dP=lambda A, P, Q, X, Y: A @ Q)),
    ("array_rules", "outer-order-swapped", ar(dQ=lambda A, P, Q, X, Y: A.T @ P)),
    ("array_rules", "db-not-summed", ar(db=lambda A, P, Q, X, Y: A)),
    ("array_rules", "db-mean-for-sum", ar(db=lambda A, P, Q, X, Y: A.mean(0))),
    ("array_rules", "sign-flipped", ar(dY=lambda A, P, Q, X, Y: A)),
    ("array_rules", "", ar(dX=lambda A, P, Q, X, Y: A @ Y.T)),
    ("array_rules", "axes-swapped", ar(dT=lambda A, P, Q, X, Y: A)),
    ("array_rules", "db-collapsed", ar(db=lambda A, P, Q, X, Y: A.sum())),
    (
        "array_rules",
        "db-mean-for-sum own-factor-kept",
        ar(db=lambda A, P, Q, X, Y: A.mean(0), dX=lambda A, P, Q, X, Y: A * X),
    ),
    ("first_weights", "edge-counted-twice", fw(lambda a, b, c, d, e: a * (b * b * d + c * e))),
    ("first_weights", "paths-multiplied", fw(lambda a, b, c, d, e: a * b * d * a * c * e)),
    ("first_weights", "path-missing", fw(lambda a, b, c, d, e: a * b * d)),
    ("first_weights", "paths-averaged", fw(lambda a, b, c, d, e: a * (b * d + c * e) / 2)),
    (
        "first_weights",
        "shared-products-repeated",
        fw(lambda a, b, c, d, e: a * b * d + a * c * e, 6),
    ),
    ("first_weights", "summed-separately", fw(lambda a, b, c, d, e: a * (b + d) * (c + e))),
]
