"""Answers to parts E and F of `06_training_by_hand`: gathered gradients, decay, choosing."""

from __future__ import annotations

from typing import Any

import numpy as np

from answers.derivatives import complex_step, differences
from answers.training import (
    PARAMETERS,
    cross_entropy,
    forward,
    gradients,
    gradients_augmented,
    gradients_differences,
    gradients_loops,
    step,
)

# ---- repaired_training -----------------------------------------------------------------------


def train(X, Y, *given, found=gradients):
    """One step for each batch, with nothing kept between them."""
    *now, rate = given
    for x, y in zip(X, Y, strict=True):
        now = [w - rate * g for w, g in zip(now, found(x, y, *now), strict=True)]
    return now


def train_emptied(X, Y, *given):
    """Arrays that stay, and are set to 0 before each batch."""
    *now, rate = given
    gathered = [np.zeros(w.shape) for w in now]
    for x, y in zip(X, Y, strict=True):
        for total in gathered:
            total[...] = 0.0
        for total, g in zip(gathered, gradients_loops(x, y, *now), strict=True):
            total += g
        now = [w - rate * total for w, total in zip(now, gathered, strict=True)]
    return tuple(now)


def train_emptied_after(X, Y, *given):
    """Arrays that stay, and are set to 0 after each step; parameters moved in place."""
    *now, rate = given
    now = [w.copy() for w in now]
    gathered = [np.zeros_like(w) for w in now]
    for x, y in zip(X, Y, strict=True):
        for k, g in enumerate(gradients(x, y, *now)):
            gathered[k] += g
        for k, total in enumerate(gathered):
            now[k] -= rate * total
            gathered[k] = np.zeros_like(total)
    return dict(zip(PARAMETERS, now, strict=True))


def train_recursive(X, Y, *given):
    """The first batch, then all others from where it led."""
    *now, rate = given
    if len(X) == 0:
        return now
    return train_recursive(X[1:], Y[1:], *step(X[0], Y[0], *now, rate), rate)


def train_subtracted(X, Y, *given):
    """What has gathered before is subtracted again: a running sum and its differences."""
    *now, rate = given
    before = total = [np.zeros(w.shape) for w in now]
    for t in range(len(X)):
        found = gradients_augmented(X[t], Y[t], *now)
        total = [s + found[f"d{name}"] for s, name in zip(total, PARAMETERS, strict=True)]
        now = [w - rate * (s - b) for w, s, b in zip(now, total, before, strict=True)]
        before = total
    return now


def train_differences(X, Y, *given):
    """Central differences of each batch's loss as gradients."""
    return train(X, Y, *given, found=gradients_differences)


def train_with(use):
    """A loop whose step uses `use(gradients of all batches so far, parameters)`."""

    def wrong(X, Y, *given):
        *now, rate = given
        history = []
        for x, y in zip(X, Y, strict=True):
            history.append(gradients(x, y, *now))
            now = [w - rate * g for w, g in zip(now, use(history, now), strict=True)]
        return now

    return wrong


def added(history):
    return [sum(some) for some in zip(*history, strict=True)]


def train_at_once(combine):
    def wrong(X, Y, *given):
        *now, rate = given
        found = [gradients(x, y, *now) for x, y in zip(X, Y, strict=True)]
        return [w - rate * combine(g) for w, g in zip(now, zip(*found, strict=True), strict=True)]

    return wrong


TRAINED_WRONG: list[tuple[str | None, Any]] = [
    ("gradients-not-reset", train_with(lambda history, now: added(history))),
    (
        "gradients-not-reset",
        train_with(lambda h, now: [v if k % 2 else h[-1][k] for k, v in enumerate(added(h))]),
    ),
    (
        "gradients-not-reset",
        train_with(lambda h, now: [h[-1][k] if k % 2 else v for k, v in enumerate(added(h))]),
    ),
    ("reset-to-wrong-value", train_with(lambda history, now: added(history[-2:]))),
    ("reset-to-wrong-value", train_with(lambda h, now: [g + 1 for g in h[-1]])),
    (
        "reset-to-wrong-value",
        train_with(lambda h, now: [g + w for g, w in zip(h[-1], now, strict=True)]),
    ),
    ("gradients-averaged", train_with(lambda h, now: [s / len(h) for s in added(h)])),
    ("batch-sum-for-mean", lambda X, Y, *given: train(X, Y, *given[:-1], given[-1] * X.shape[1])),
    ("step-not-taken", train_with(lambda h, now: [0 * g for g in h[-1]])),
    ("one-step-for-all", train_at_once(sum)),
    ("one-step-for-all", train_at_once(lambda g: np.mean(g, axis=0))),
    ("one-batch-alone", lambda X, Y, *given: step(X[0], Y[0], *given)),
    ("one-batch-alone", lambda X, Y, *given: step(X[-1], Y[-1], *given)),
    ("ascent-step", train_with(lambda h, now: [-g for g in h[-1]])),
    ("rate-missing", lambda X, Y, *given: train(X, Y, *given[:-1], 1.0)),
    (None, train_with(lambda h, now: [g * len(h) ** 2 for g in h[-1]])),
    (None, lambda X, Y, *given: [np.zeros_like(w) for w in given[:-1]]),
]

# ---- decayed_gradients -----------------------------------------------------------------------


def squares(given):
    return sum(np.sum(W**2) for W in given[2::2])


def decayed(X, Y, *given):
    """The closed formulas."""
    *now, decay = given
    found = list(gradients(X, Y, *now))
    for k in (0, 2, 4):
        found[k] = found[k] + decay * now[k]
    return [cross_entropy(forward(X, *now)[-1], Y) + decay / 2 * squares((X, Y, *now)), *found]


def decayed_loops(X, Y, *given):
    """Each entry of a weight matrix by itself."""
    *now, decay = given
    found = [g.copy() for g in gradients_loops(X, Y, *now)]
    loss = cross_entropy(forward(X, *now)[-1], Y)
    for k in (0, 2, 4):
        for at in np.ndindex(now[k].shape):
            loss += 0.5 * decay * now[k][at] ** 2
            found[k][at] += decay * now[k][at]
    return loss, *found


def decayed_traces(X, Y, *given):
    """‖W‖² as the trace of W Wᵀ; λ on all six, with zeros for the biases."""
    *now, decay = given
    found = gradients_augmented(X, Y, *now)
    P = forward(X, *now)[-1]
    loss = -np.mean(np.sum(Y * np.log(P), axis=1))
    loss += decay / 2 * sum(np.trace(W @ W.T) for W in now[::2])
    scales = (decay, 0, decay, 0, decay, 0)
    terms = zip(PARAMETERS, now, scales, strict=True)
    return {"loss": loss} | {f"d{name}": found[f"d{name}"] + c * w for name, w, c in terms}


def decayed_loss(X, Y, now, decay):
    norm = np.linalg.norm(np.concatenate([W.ravel() for W in now[::2]]))
    return cross_entropy(forward(X, *now)[-1], Y) + decay / 2 * norm**2


def decayed_differences(X, Y, *given):
    """Central differences of the whole new loss."""
    *now, decay = given

    def of_block(k):
        return lambda w: decayed_loss(X, Y, [*now[:k], w, *now[k + 1 :]], decay)

    return [decayed_loss(X, Y, now, decay), *(differences(of_block(k), now[k]) for k in range(6))]


def decayed_penalty_differentiated(X, Y, *given):
    """The penalty's own gradient by the complex step, added to that of the cross-entropy."""
    *now, decay = given

    def penalty(W):
        return decay / 2 * np.sum(W * W)

    loss = cross_entropy(forward(X, *now)[-1], Y) + sum(map(penalty, now[::2]))
    found = gradients(X, Y, *now)
    return [
        loss,
        *(
            g if w.ndim == 1 else g + complex_step(penalty, w)
            for g, w in zip(found, now, strict=True)
        ),
    ]


def decayed_with(add=lambda w, c, N: c * w, penalty=lambda given, c: c / 2 * squares(given), b=0):
    """The closed formulas, with another term in the gradients or in the loss."""

    def wrong(X, Y, *given):
        *now, c = given
        found = zip(gradients(X, Y, *now), now, strict=True)
        made = [g + (add(w, c, len(X)) if w.ndim == 2 else b * c * w) for g, w in found]
        return [cross_entropy(forward(X, *now)[-1], Y) + penalty((X, Y, *now), c), *made]

    return wrong


def only_last(X, Y, *given):
    *now, c = given
    found = list(gradients(X, Y, *now))
    found[4] = found[4] + c * now[4]
    return [cross_entropy(forward(X, *now)[-1], Y) + c / 2 * np.sum(now[4] ** 2), *found]


DECAYED_WRONG: list[tuple[str | None, Any]] = [
    ("decay-factor-two", decayed_with(lambda w, c, N: 2 * c * w)),
    ("decay-half-missing", decayed_with(lambda w, c, N: 2 * c * w, lambda g, c: c * squares(g))),
    ("decay-half-missing", decayed_with(penalty=lambda g, c: c * squares(g))),
    ("decay-half-kept", decayed_with(lambda w, c, N: c / 2 * w)),
    (
        "decay-averaged",
        decayed_with(lambda w, c, N: c / N * w, lambda g, c: c / 2 * squares(g) / len(g[0])),
    ),
    ("decay-averaged", decayed_with(lambda w, c, N: c / N * w)),
    ("decay-averaged", decayed_with(penalty=lambda g, c: c / 2 * squares(g) / len(g[0]))),
    (
        "biases-decayed",
        decayed_with(penalty=lambda g, c: c / 2 * sum(np.sum(w**2) for w in g[2:]), b=1),
    ),
    ("biases-decayed", decayed_with(b=1)),
    (
        "decay-sign-flipped",
        decayed_with(lambda w, c, N: -c * w, lambda g, c: -c / 2 * squares(g)),
    ),
    ("decay-sign-flipped", decayed_with(lambda w, c, N: -c * w)),
    ("penalty-added-to-gradient", decayed_with(lambda w, c, N: c / 2 * np.sum(w**2))),
    ("penalty-added-to-gradient", decayed_with(lambda w, c, N: c / 2 * w**2)),
    ("decay-in-loss-only", decayed_with(lambda w, c, N: 0)),
    ("decay-in-gradient-only", decayed_with(penalty=lambda g, c: 0)),
    (
        "norm-not-squared",
        decayed_with(penalty=lambda g, c: c / 2 * sum(np.linalg.norm(W) for W in g[2::2])),
    ),
    ("sign-for-weight", decayed_with(lambda w, c, N: c * np.sign(w))),
    ("one-layer-decayed", only_last),
    (None, decayed_with(lambda w, c, N: c * np.tanh(w))),
    (None, lambda X, Y, *given: [0.0, *(np.zeros_like(w) for w in given[:-1])]),
]

# ---- decayed_step ----------------------------------------------------------------------------


def stepped(*given, found=decayed):
    """Along the gradients of the new loss."""
    *now, rate, decay = given
    pairs = zip(now[2:], found(*now, decay)[1:], strict=True)
    return [w - rate * g for w, g in pairs]


def stepped_factored(X, Y, *given):
    """(1 − ηλ) W first, then a step of L alone from there."""
    *now, rate, decay = given
    moved = step(X, Y, *now, rate)
    return [v - rate * decay * w * (w.ndim == 2) for v, w in zip(moved, now, strict=True)]


def stepped_by_factors(X, Y, *given):
    """A factor for each parameter, 1 for the biases."""
    *now, rate, decay = given
    keep = dict.fromkeys(PARAMETERS, 1.0) | dict.fromkeys(("W1", "W2", "W3"), 1 - rate * decay)
    found = gradients_loops(X, Y, *now)
    return {
        name: keep[name] * w - rate * g for name, w, g in zip(PARAMETERS, now, found, strict=True)
    }


def stepped_differences(*given):
    """Central differences of the whole new loss as gradients."""
    return stepped(*given, found=decayed_differences)


def step_with(keep, bias=lambda rate, c: 1.0, after=False):
    """Old weights times `keep(rate, λ)`, then a step of the cross-entropy."""

    def wrong(X, Y, *given):
        *now, rate, c = given
        factors = [keep(rate, c) if w.ndim == 2 else bias(rate, c) for w in now]
        pairs = list(zip(now, gradients(X, Y, *now), factors, strict=True))
        if after:
            return [f * (w - rate * g) for w, g, f in pairs]
        return [f * w - rate * g for w, g, f in pairs]

    return wrong


STEPPED_WRONG: list[tuple[str | None, Any]] = [
    ("decay-applied-twice", step_with(lambda r, c: 1 - 2 * r * c)),
    ("decay-applied-twice", step_with(lambda r, c: (1 - r * c) ** 2)),
    ("decay-without-rate", step_with(lambda r, c: 1 - c)),
    ("decay-sign-flipped", step_with(lambda r, c: 1 + r * c)),
    ("decay-left-out", step_with(lambda r, c: 1.0)),
    ("decay-half-kept", step_with(lambda r, c: 1 - r * c / 2)),
    ("decay-after-step", step_with(lambda r, c: 1 - r * c, after=True)),
    ("biases-decayed", step_with(lambda r, c: 1 - r * c, bias=lambda r, c: 1 - r * c)),
    (
        "ascent-step",
        lambda *given: [2 * w - v for w, v in zip(given[2:], stepped(*given), strict=False)],
    ),
    ("step-not-taken", lambda *given: given[2:-2]),
    ("rate-missing", lambda *given: stepped(*given[:-2], 1.0, given[-1])),
    (None, step_with(lambda r, c: 1 - r * c**3)),
    (None, lambda *given: [np.zeros_like(w) for w in given[2:-2]]),
]

# ---- choose_setting --------------------------------------------------------------------------


def choose(on_learn, on_choose, on_test):
    """The flat index of the largest entry of the transposed table."""
    epoch, setting = np.unravel_index(np.argmax(on_choose.T), on_choose.T.shape)
    return setting, epoch + 1, on_test[setting, epoch]


def choose_loops(on_learn, on_choose, on_test):
    """Epoch by epoch, setting by setting; only what is better replaces what was found."""
    best, found = -1.0, (0, 0)
    for epoch in range(on_choose.shape[1]):
        for setting in range(on_choose.shape[0]):
            if on_choose[setting, epoch] > best:
                best, found = on_choose[setting, epoch], (setting, epoch)
    return {"reported": on_test[found], "setting": found[0], "epochs": found[1] + 1}


def choose_sorted(on_learn, on_choose, on_test):
    """All entries sorted by accuracy, then epoch, then setting."""
    keys = [(-a, epoch, setting) for (setting, epoch), a in np.ndenumerate(on_choose)]
    _, epoch, setting = min(keys)
    return [float(setting), float(epoch + 1), on_test[setting][epoch]]


def choose_argwhere(on_learn, on_choose, on_test):
    """All places of the largest entry, the first in order of epochs."""
    places = np.argwhere(on_choose == np.max(on_choose))
    setting, epoch = places[np.lexsort((places[:, 0], places[:, 1]))[0]]
    return int(setting), int(epoch) + 1, on_test[setting, epoch]


def chosen(by, report=None):
    """The best entry of a table, and what is reported for it."""

    def wrong(on_learn, on_choose, on_test):
        tables = {"learn": on_learn, "choose": on_choose, "test": on_test}
        setting, count, value = choose(None, tables[by], on_test)
        return setting, count, value if report is None else report(tables, setting, count)

    return wrong


def last_epoch(on_learn, on_choose, on_test):
    setting = on_choose[:, -1].argmax()
    return setting, on_choose.shape[1], on_test[setting, -1]


def full_run(on_learn, on_choose, on_test):
    setting = choose(on_learn, on_choose, on_test)[0]
    return setting, on_choose.shape[1], on_test[setting, -1]


def flat(on_learn, on_choose, on_test):
    setting, epoch = np.unravel_index(on_choose.argmax(), on_choose.shape)
    return setting, epoch + 1, on_test[setting, epoch]


def last_of_ties(on_learn, on_choose, on_test):
    turned = on_choose[::-1]
    setting, count, _ = choose(None, turned, turned)
    setting = len(on_choose) - 1 - setting
    return setting, count, on_test[setting, count - 1]


def by_mean(on_learn, on_choose, on_test):
    setting = on_choose.mean(axis=1).argmax()
    epoch = on_choose[setting].argmax()
    return setting, epoch + 1, on_test[setting, epoch]


CHOSEN_WRONG: list[tuple[str | None, Any]] = [
    ("rate-chosen-on-test", chosen("test")),
    ("rate-chosen-on-training", chosen("learn")),
    ("last-epoch-for-best", last_epoch),
    ("last-epoch-for-best", full_run),
    ("mean-over-epochs", by_mean),
    ("tie-other-way", flat),
    ("tie-other-way", last_of_ties),
    ("tested-on-choice", chosen("choose", report=lambda t, s, e: t["choose"][s, e - 1])),
    ("tested-on-choice", chosen("choose", report=lambda t, s, e: t["learn"][s, e - 1])),
    ("best-test-reported", chosen("choose", report=lambda t, s, e: t["test"].max())),
    ("best-test-reported", chosen("choose", report=lambda t, s, e: t["test"][s].max())),
    ("reported-after-last-epoch", chosen("choose", report=lambda t, s, e: t["test"][s, -1])),
    (
        "counted-from-zero",
        lambda *given: (*choose(*given)[:1], choose(*given)[1] - 1, choose(*given)[2]),
    ),
    ("counted-from-one", lambda *given: (choose(*given)[0] + 1, *choose(*given)[1:])),
    (
        "axes-exchanged",
        lambda *given: (choose(*given)[1] - 1, choose(*given)[0] + 1, choose(*given)[2]),
    ),
    (None, chosen("choose", report=lambda t, s, e: t["test"].mean())),
    (None, lambda *given: (0, 0, 0.0)),
    (None, lambda *given: (0, 1, 1.0)),
]

# ---- gathered_gradients ----------------------------------------------------------------------

_GATHERED = {
    "gathered at step 5": 5,
    "moved after 5 steps": 15,
    "moved, reset": 5,
    "w, never reset": -0.875,
    "w, reset": 0.125,
    "4 equal pieces": 4,
    "weight of the 6": 0.75,
    "weight of the 2": 0.25,
}

RIGHT: dict[str, list[Any]] = {
    "gathered_gradients": [
        _GATHERED,
        {name: float(value) for name, value in _GATHERED.items()},
        {
            **_GATHERED,
            "w, reset": 0.5**3,
            "weight of the 2": 2 / 8,
            "moved after 5 steps": 5 * 6 / 2,
        },
    ],
    "repaired_training": [
        train,
        train_emptied,
        train_emptied_after,
        train_recursive,
        train_subtracted,
        train_differences,
    ],
    "decayed_gradients": [
        decayed,
        decayed_loops,
        decayed_traces,
        decayed_differences,
        decayed_penalty_differentiated,
    ],
    "decayed_step": [stepped, stepped_factored, stepped_by_factors, stepped_differences],
    "choose_setting": [choose, choose_loops, choose_sorted, choose_argwhere],
}

WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "gathered_gradients": [
        (
            "gradients-reset",
            {
                **_GATHERED,
                "gathered at step 5": 1,
                "moved after 5 steps": 5,
                "w, never reset": 0.125,
            },
        ),
        ("last-step-for-all", {**_GATHERED, "moved after 5 steps": 25}),
        ("counted-from-zero", {**_GATHERED, "gathered at step 5": 4, "moved after 5 steps": 10}),
        ("gradients-at-start", {**_GATHERED, "w, never reset": -2, "w, reset": -0.5}),
        ("mean-for-sum", {**_GATHERED, "4 equal pieces": 1}),
        ("factor-inverted", {**_GATHERED, "4 equal pieces": 0.25}),
        ("pieces-weighted-equally", {**_GATHERED, "weight of the 6": 0.5, "weight of the 2": 0.5}),
        ("pieces-weighted-equally", {**_GATHERED, "weight of the 6": 1, "weight of the 2": 1}),
        ("sum-for-mean", {**_GATHERED, "weight of the 6": 6, "weight of the 2": 2}),
        (None, {**_GATHERED, "gathered at step 5": 6}),
        (None, dict.fromkeys(_GATHERED, 3)),
    ],
    "repaired_training": TRAINED_WRONG,
    "decayed_gradients": DECAYED_WRONG,
    "decayed_step": STEPPED_WRONG,
    "choose_setting": CHOSEN_WRONG,
}
