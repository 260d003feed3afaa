"""Wrong answers to `04_computational_graph`: programs in which a line or two have been changed."""

from __future__ import annotations

from answers.edits import Edit, held_out

#: A right program for each exercise.
PROGRAMS = {
    "one_neuron": """
def answer(g, w, h):
    z = w @ h
    delta = g * np.cos(z)
    dw = delta * h
    dh = delta * w
    return dw, dh
""",
    "worksheet_gradients": """
def answer(weights, x, t):
    w = weights
    z1, z2 = w["w11"] * x[0] + w["w21"] * x[1], w["w12"] * x[0] + w["w22"] * x[1]
    h1, h2 = z1, 0.5 * z2**2
    h3, h4 = 2 * w["v11"] * h1, np.exp(w["v12"] * h1 + w["v22"] * h2)
    z4 = w["v12"] * h1 + w["v22"] * h2
    z3 = w["v11"] * h1
    z_o = w["u1"] * h3 + w["u2"] * h4
    o = np.sin(z_o)
    do = (o - t) * np.cos(z_o)
    d3 = do * w["u1"] * 2
    d4 = do * w["u2"] * h4
    d1 = d3 * w["v11"] + d4 * w["v12"]
    d2 = d4 * w["v22"] * z2
    return {
        "u1": do * h3, "u2": do * h4,
        "v11": d3 * h1, "v12": d4 * h1, "v22": d4 * h2,
        "w11": d1 * x[0], "w21": d1 * x[1],
        "w12": d2 * x[0], "w22": d2 * x[1],
        "x1": d1 * w["w11"] + d2 * w["w12"],
        "x2": d1 * w["w21"] + d2 * w["w22"],
    }
""",
    "step_in_place": """
def answer(w, x, t, rate):
    w, a = np.array(w, dtype=float), [x]
    for w_l in w:
        a.append(np.sin(w_l * a[-1]))
    g = a[-1] - t
    old = w.copy()
    for l in reversed(range(len(w))):
        delta = g * np.cos(old[l] * a[l])
        w[l] = old[l] - rate * delta * a[l]
        g = delta * old[l]
    return w
""",
    "masked_layer": """
def answer(V, mask, h, delta):
    dV = np.outer(h, delta) * mask
    dh = V @ delta
    return dV, dh
""",
    "reverse_sweep": """
def answer(parents, partials):
    n = len(parents)
    grads = [0.0] * n
    grads[-1] = 1.0
    for node in reversed(range(n)):
        for p, d in zip(parents[node], partials[node]):
            grads[p] += grads[node] * d
    return grads
""",
    "graph_gradients": """
def topological_order(parents, sink):
    order, seen = [], set()
    def visit(n):
        if n in seen:
            return
        seen.add(n)
        for p in parents[n]:
            visit(p)
        order.append(n)
    visit(sink)
    return order

def answer(parents, partials, sink):
    order = topological_order(parents, sink)
    grads = [0.0] * len(parents)
    grads[sink] = 1.0
    for node in reversed(order):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += grads[node] * partial
    return grads
""",
    "array_rules": """
def answer(A, P, Q, X, Y):
    dP = A @ Q.T
    dQ = P.T @ A
    db = A.sum(axis=0)
    dY = -A
    dX = A * Y
    dT = A.T
    return dP, dQ, db, dY, dX, dT
""",
    "first_weights": """
def answer(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    m = J_o * (o_h3 * h3_h1 + o_h4 * h4_h1)
    return m * h1_w11, m * h1_w21, 5
""",
    "path_products": """
def answer(parents, partials, source):
    def walk(node):
        if node == source:
            return [1.0]
        out = []
        for p, d in zip(parents[node], partials[node]):
            out += [q * d for q in walk(p)]
        return out
    return sorted(walk(len(parents) - 1))
""",
}

#: The slugs that an edit must be named by, and what replaces what.
EDITS: dict[str, list[tuple[str, Edit]]] = {
    "one_neuron": [
        ("sum-left-out", {"w @ h": "w * h"}),
        ("upstream-replaced-by-output", {"g * np.cos(z)": "z * np.cos(z)"}),
        ("upstream-replaced-by-output", {"g * np.cos(z)": "np.sin(z) * np.cos(z)"}),
    ],
    "worksheet_gradients": [
        ("names-exchanged", {'"u1": do * h3, "u2": do * h4': '"u1": do * h4, "u2": do * h3'}),
        ("value-of-other-node", {'"u1": do * h3': '"u1": do * z3'}),
        ("value-of-other-node", {'"u2": do * h4': '"u2": do * z4'}),
        ("hidden-fprime-missing", {'do * w["u2"] * h4': 'do * w["u2"]'}),
        ("fprime-at-activation", {'do * w["u2"] * h4': 'do * w["u2"] * np.exp(h4)'}),
        ("preactivation-as-slope", {'do * w["u2"] * h4': 'do * w["u2"] * z4'}),
        ("f-for-fprime", {'do * w["u1"] * 2': 'do * w["u1"] * 2 * z3'}),
        ("weight-of-other-edge", {'do * w["u1"] * 2': 'do * w["u2"] * 2'}),
        ("weight-of-other-edge", {'do * w["u2"] * h4': 'do * w["u1"] * h4'}),
        (
            "weight-of-other-edge",
            {'d3 * w["v11"] + d4 * w["v12"]': 'd3 * w["v11"] + d4 * w["v11"]'},
        ),
        (
            "weight-of-other-edge",
            {'d3 * w["v11"] + d4 * w["v12"]': 'd3 * w["v12"] + d4 * w["v12"]'},
        ),
        (
            "weight-of-other-edge",
            {'d3 * w["v11"] + d4 * w["v12"]': 'd3 * w["v12"] + d4 * w["v11"]'},
        ),
        ("weight-factor-missing", {'d3 * w["v11"] + d4 * w["v12"]': "d3 + d4"}),
        ("weight-factor-missing", {'d3 * w["v11"] + d4 * w["v12"]': 'd3 * w["v11"] + d4'}),
        ("terms-subtracted", {'d3 * w["v11"] + d4 * w["v12"]': 'd3 * w["v11"] - d4 * w["v12"]'}),
        ("slope-extra", {'d3 * w["v11"] + d4 * w["v12"]': '(d3 * w["v11"] + d4 * w["v12"]) * h1'}),
        ("activation-derivative-misremembered", {'d4 * w["v22"] * z2': 'd4 * w["v22"] * 0.5 * z2'}),
        ("weight-of-other-edge", {'d4 * w["v22"] * z2': 'd4 * w["v12"] * z2'}),
        ("weight-factor-missing", {'d4 * w["v22"] * z2': "d4 * z2"}),
        ("adjoint-of-other-neuron", {'d4 * w["v22"] * z2': 'd3 * w["v22"] * z2'}),
        ("edge-not-there", {'d4 * w["v22"] * z2': '(d3 + d4) * w["v22"] * z2'}),
        ("value-of-other-node", {'"v11": d3 * h1': '"v11": d3 * z2'}),
        ("value-of-other-node", {'"v11": d3 * h1': '"v11": d3 * h3'}),
        ("adjoint-of-other-neuron", {'"v11": d3 * h1': '"v11": d4 * h1'}),
        ("value-of-other-node", {'"v12": d4 * h1': '"v12": d4 * h2'}),
        ("adjoint-of-other-neuron", {'"v12": d4 * h1': '"v12": d3 * h1'}),
        ("names-exchanged", {'"v12": d4 * h1, "v22": d4 * h2': '"v12": d4 * h2, "v22": d4 * h1'}),
        ("value-of-other-node", {'"v22": d4 * h2': '"v22": d4 * z2'}),
        ("value-of-other-node", {'"v22": d4 * h2': '"v22": d4 * h4'}),
        (
            "names-exchanged",
            {'"w11": d1 * x[0], "w21": d1 * x[1]': '"w11": d1 * x[1], "w21": d1 * x[0]'},
        ),
        (
            "names-exchanged",
            {
                ('x[0], "w21": d1 * x[1],\n        "w12": d2 * x[0], "w22": d2 * x[1]'): (
                    'x[1], "w21": d1 * x[0],\n        "w12": d2 * x[1], "w22": d2 * x[0]'
                )
            },
        ),
        ("adjoint-of-other-neuron", {'"w12": d2 * x[0]': '"w12": d1 * x[0]'}),
        ("value-of-other-node", {'"w12": d2 * x[0]': '"w12": d2 * x[1]'}),
        ("input-factor-missing", {'"w11": d1 * x[0]': '"w11": d1'}),
        (
            "names-exchanged",
            {
                ('"x1": d1 * w["w11"] + d2 * w["w12"],\n        "x2":'): (
                    '"x2": d1 * w["w11"] + d2 * w["w12"],\n        "x1":'
                )
            },
        ),
        ("weight-factor-missing", {'"x1": d1 * w["w11"] + d2 * w["w12"]': '"x1": d1 + d2'}),
        ("terms-subtracted", {'d1 * w["w11"] + d2 * w["w12"]': 'd1 * w["w11"] - d2 * w["w12"]'}),
        (
            "path-missing hidden-fprime-missing",
            {'do * w["u2"] * h4': 'do * w["u2"]', 'd3 * w["v11"] + d4 * w["v12"]': 'd3 * w["v11"]'},
        ),
        (
            "hidden-fprime-missing value-of-other-node",
            {'do * w["u1"] * 2': 'do * w["u1"]', '"v12": d4 * h1': '"v12": d4 * h2'},
        ),
    ],
    "step_in_place": [
        ("change-for-value", {"w[l] = old[l] - rate * delta * a[l]": "w[l] = delta * a[l]"}),
        ("loss-factor-two step-scaled", {"- rate * delta": "- 2 * rate * delta"}),
        ("loss-factor-two step-scaled", {"- rate * delta": "- 0.5 * rate * delta"}),
        ("rate-fixed", {"- rate * delta": "- 0.1 * delta"}),
        ("error-not-carried-back", {"g = delta * old[l]": "pass"}),
        ("loss-factor-two step-scaled", {"a[-1] - t": "2 * (a[-1] - t)"}),
        ("sweep-in-forward-order", {"reversed(range(len(w)))": "range(len(w))"}),
        ("step-left-out", {"reversed(range(len(w)))": "reversed(range(1, len(w)))"}),
        ("loss-factor-two step-scaled", {"return w": "return w - (old - w)"}),
    ],
    "masked_layer": [
        ("mask-of-weights", {"np.outer(h, delta) * mask": "np.outer(h, delta) * V"}),
        ("mask-inverted", {"np.outer(h, delta) * mask": "np.outer(h, delta) * (1 - mask)"}),
        ("mask-of-weights", {"np.outer(h, delta) * mask": "np.outer(h, delta) * (V > 0)"}),
        ("mask-for-weights", {"V @ delta": "mask @ delta"}),
        (
            "layer-output-as-input",
            {"np.outer(h, delta) * mask": "np.outer(V @ delta, delta) * mask"},
        ),
        ("edge-not-there mask-for-weights", {"* mask": "", "V @ delta": "mask @ delta"}),
    ],
    "reverse_sweep": [
        ("terms-subtracted", {"grads[p] += grads[node] * d": "grads[p] -= grads[node] * d"}),
        ("nothing-passed-on", {"grads[p] += grads[node] * d": "grads[p] *= grads[node] * d"}),
        ("nothing-passed-on", {"grads[p] += grads[node] * d": "grads[p] += grads[p] * d"}),
        ("nothing-passed-on", {"grads[p] += grads[node] * d": "grads[node] += grads[p] * d"}),
        ("nothing-passed-on", {"reversed(range(n))": "reversed(range(n - 1))"}),
        ("nothing-passed-on", {"reversed(range(n))": "reversed(range(1, n - 1))"}),
        (
            "parents-left-out",
            {"zip(parents[node], partials[node])": "list(zip(parents[node], partials[node]))[:1]"},
        ),
        (
            "parents-left-out",
            {"zip(parents[node], partials[node])": "list(zip(parents[node], partials[node]))[-1:]"},
        ),
        ("shared-order-reversed", {"    return grads": "    return grads[::-1]"}),
        ("path-missing", {"+= grads[node] * d": "= max(grads[p], grads[node] * d, key=abs)"}),
        (
            "paths-averaged",
            {"grads[p] += grads[node] * d": "grads[p] = (grads[p] + grads[node] * d) / 2"},
        ),
        ("sink-adjoint-missing", {"return grads": "return grads[:-1] + [0.0]"}),
    ],
    "graph_gradients": [
        ("node-repeated", {"        if n in seen:\n            return\n": ""}),
        (
            "nothing-passed-on",
            {"    visit(sink)\n    return order": "    visit(sink)\n    return order[:-1]"},
        ),
        (
            "adjoint-half-filled",
            {
                ("visit(sink)\n    return order"): (
                    "todo = [sink]\n"
                    "    while todo:\n"
                    "        n = todo.pop()\n"
                    "        if n in seen: continue\n"
                    "        seen.add(n)\n"
                    "        order.append(n)\n"
                    "        todo += parents[n]\n"
                    "    return order[::-1]"
                )
            },
        ),
        (
            "node-repeated",
            {
                ("visit(sink)\n    return order"): (
                    "todo = [sink]\n"
                    "    while todo:\n"
                    "        n = todo.pop(0)\n"
                    "        order.append(n)\n"
                    "        todo += parents[n]\n"
                    "    return order[::-1]"
                )
            },
        ),
    ],
    "array_rules": [
        ("upstream-missing", {"A.sum(axis=0)": "np.ones(A.shape[1])"}),
        ("delta-as-local-slope", {"-A\n": "-np.ones_like(A)\n"}),
        ("own-factor-kept", {"A * Y": "A * X * Y"}),
        ("own-factor-kept", {"-A\n": "-A * Y\n"}),
    ],
    "first_weights": [
        ("terms-subtracted", {"o_h3 * h3_h1 + o_h4 * h4_h1": "o_h3 * h3_h1 - o_h4 * h4_h1"}),
        ("summed-separately", {"o_h3 * h3_h1 + o_h4 * h4_h1": "(o_h3 + h3_h1) * (o_h4 + h4_h1)"}),
        ("paths-crossed", {"o_h3 * h3_h1 + o_h4 * h4_h1": "o_h3 * h4_h1 + o_h4 * h3_h1"}),
        ("summed-separately", {"o_h3 * h3_h1 + o_h4 * h4_h1": "(o_h3 + o_h4) * (h3_h1 + h4_h1)"}),
        ("paths-multiplied", {"o_h3 * h3_h1 + o_h4 * h4_h1": "o_h3 * h3_h1 * o_h4 * h4_h1"}),
        ("products-miscounted", {", 5": ", 4"}),
        ("products-miscounted", {", 5": ", 8"}),
        ("products-miscounted", {", 5": ", 10"}),
        ("local-derivative-missing", {"m * h1_w11, m * h1_w21": "m, m"}),
        ("local-derivative-missing", {"m * h1_w11, m * h1_w21": "m * h1_w11, m"}),
        (
            "shared-factor-in-one-path",
            {"J_o * (o_h3 * h3_h1 + o_h4 * h4_h1)": "J_o * o_h3 * h3_h1 + o_h4 * h4_h1"},
        ),
        ("local-derivative-missing", {"o_h3 * h3_h1 + o_h4 * h4_h1": "o_h3 + o_h4"}),
    ],
    "path_products": [
        (
            "paths-unsorted",
            {"return sorted(walk(len(parents) - 1))": "return walk(len(parents) - 1)"},
        ),
        ("paths-unsorted", {"1))": "1), reverse=True)"}),
        ("distance-for-difference", {"walk(len(parents": "abs(v) for v in walk(len(parents"}),
        ("paths-unsorted", {"1))": "1), key=abs)"}),
    ],
}

#: As in the other modules of answers that are held out.
HELD_OUT = held_out(PROGRAMS, EDITS)
