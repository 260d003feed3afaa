"""Part D: what truncation through time drops (F13)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values, weights
from autograder.exercises.edge_sizes import ONE_USE
from autograder.exercises.exercise import EACH_STEP, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.programs import activation_delta, recurrent_layers
from autograder.reference.rules import Adjoints, Array, Context, Rules
from autograder.slips.slip import own_slip

# ---- a chain of numbers, cut -----------------------------------------------------------------

#: h_t = w h_{t−1} + x_t, with L = h_T; truncated after the last K steps.
_W, _H0, _X, _K = 0.5, 8.0, (2.0, -7.0, 7.0, 1.0), 2
#: A long chain in which every state is 1.
_LONG_T, _LONG_K = 20, 5


def _chain() -> Array:
    """The states h_0 to h_T."""
    h = [_H0]
    for x in _X:
        h.append(_W * h[-1] + x)
    return np.array(h)


def _summed(per_step: Array, kept: int = _K) -> Answer:
    """The entries of the short chain, from what each step contributes."""
    steps = {f"step {t}": float(per_step[t - 1]) for t in range(len(per_step), 0, -1)}
    return {
        **steps,
        "whole": float(per_step.sum()),
        "kept": float(per_step[-kept:].sum()),
        "dropped": float(per_step[:-kept].sum()),
    }


def _share(w: float, kept: int = _LONG_K) -> float:
    """The share of the gradient that is dropped in the long chain."""
    per_step = w ** np.arange(_LONG_T - 1.0, -1.0, -1.0)
    return float(per_step[:-kept].sum() / per_step.sum())


def _shares(of: Callable[[float], float]) -> Answer:
    return {f"share, w = {w}": of(w) for w in (0.5, 1.1)}


_ENTERS = "By what is w multiplied at step 4: by h⁽³⁾ or by h⁽⁴⁾?"
_HOW_FAR = "How often is w on the way from h⁽⁴⁾ back to h⁽³⁾? And to h⁽⁴⁾ itself?"


@own_slip("layer-output-as-input", "N12", question=_ENTERS)
def _with_outputs(right: Answer) -> Answer:
    """each step is paired with the state that leaves it"""
    return _summed(_W ** np.arange(3.0, -1.0, -1.0) * _chain()[1:])


@own_slip("shared-same-delta", "N12", question="What is δ⁽³⁾, when h⁽⁴⁾ = w h⁽³⁾ + x⁽⁴⁾?")
def _delta_of_last(right: Answer) -> Answer:
    """every step is given the δ of the last"""
    return _summed(_chain()[:-1])


@own_slip("weight-factor-extra", "N13", question=_HOW_FAR)
def _one_factor_more(right: Answer) -> Answer:
    """every δ has one factor w too many"""
    return _summed(_W ** np.arange(4.0, 0.0, -1.0) * _chain()[:-1])


@own_slip(
    "shared-order-reversed", "N12", question="Which step is nearest to the loss, and which δ is 1?"
)
def _powers_reversed(right: Answer) -> Answer:
    """the first step is taken for the one that is nearest to the loss"""
    return _summed(_W ** np.arange(4.0) * _chain()[:-1])


@own_slip("window-off-by-one", "F13", question="Count the steps that K = 2 keeps. Which are they?")
def _one_step_kept(right: Answer) -> Answer:
    """the chain is cut one step too early"""
    return {
        **_summed(np.array([right[f"step {t}"] for t in (1, 2, 3, 4)]), 1),
        **_shares(lambda w: _share(w, _LONG_K - 1)),
    }


@own_slip("window-off-by-one", "F13", question="Count the steps that K = 2 keeps. Which are they?")
def _three_steps_kept(right: Answer) -> Answer:
    """the chain is cut one step too late"""
    return {
        **_summed(np.array([right[f"step {t}"] for t in (1, 2, 3, 4)]), 3),
        **_shares(lambda w: _share(w, _LONG_K + 1)),
    }


@own_slip("kept-for-dropped", "F13", question="Does the question ask for what stays or what goes?")
def _share_kept(right: Answer) -> Answer:
    """the shares are those of what is kept"""
    return _shares(lambda w: 1 - _share(w))


@own_slip("ratio-to-kept", "F13", question="A share of what: of the whole gradient, or of a part?")
def _ratio(right: Answer) -> Answer:
    """what is dropped is divided by what is kept, not by the whole"""
    return _shares(lambda w: _share(w) / (1 - _share(w)))


@own_slip("steps-counted", "F13", question="Do all steps contribute the same? What are the δs?")
def _steps_counted(right: Answer) -> Answer:
    """the steps are counted, as if each contributed the same"""
    return _shares(lambda w: 1 - _LONG_K / _LONG_T)


@own_slip("long-chain-endless", "F13", question="How many terms has the sum for 20 steps?")
def _endless(right: Answer) -> Answer:
    """the chain is taken to have no beginning, so that the share is wᴷ alone"""
    return _shares(lambda w: w**_LONG_K)


@SHARING_FURTHER.entries(
    "predict",
    points=3,
    minutes=7,
    difficulty=2,
    items="F13 N13",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0.0, 0.25, 0.5, 1.0, 2.0, 8.0)],
    partial=True,
    own=[
        _with_outputs,
        _delta_of_last,
        _one_factor_more,
        _powers_reversed,
        _one_step_kept,
        _three_steps_kept,
        _share_kept,
        _ratio,
        _steps_counted,
        _endless,
    ],
    follows={
        "whole": ("step 4", "step 3", "step 2", "step 1"),
        "kept": ("step 4", "step 3"),
        "dropped": ("step 2", "step 1"),
    },
)
def truncated_chain() -> Answer:
    """What each of four steps contributes to ∂L/∂w, what K = 2 drops, and its share of 20 steps."""
    per_step = _W ** np.arange(3.0, -1.0, -1.0) * _chain()[:-1]
    return {**_summed(per_step), **_shares(_share)}


# ---- windows ---------------------------------------------------------------------------------


def _uneven(rng: Rng, s: Sizes) -> int:
    """A length of windows that leaves a shorter one at the end, if T allows it."""
    lengths = [K for K in range(2, s.T // 2 + 2) if s.T % K]
    return int(rng.choice(lengths)) if lengths else 2


def _gentle(rng: Rng, *shape: int) -> Array:
    return values(rng, *shape, low=0.1, high=0.5)


def _states(given: Inputs, *, reset: bool = False) -> Array:
    """h_0 to h_T; reset: every window starts from zero again."""
    _, u, h0, W, K = given.values()
    h = [h0]
    for t, step in enumerate(u):
        before = np.zeros_like(h0) if reset and t and t % K == 0 else h[-1]
        h.append(np.tanh(W @ before + step))
    return np.array(h)


def _back(
    given: Inputs,
    cut: Callable[[int], bool],
    h: Array | None = None,
    own: Array | None = None,
    sign: int = 1,
) -> Array:
    """The δs, if nothing comes back to step t where `cut(t)`; steps count from 0."""
    g = given["g"] if own is None else own
    h = _states(given) if h is None else h
    deltas, back = np.zeros_like(g), np.zeros(g.shape[1])
    for t in reversed(range(len(g))):
        deltas[t] = (g[t] + (0 if cut(t) else sign * back)) * (1 - h[t + 1] ** 2)
        back = deltas[t] @ given["W"]
    return deltas


def _closes(given: Inputs, shift: int = 0, longer: int = 0) -> Callable[[int], bool]:
    """Whether step t, counted from 0, is the last of its window."""
    K = given["K"] + longer
    return lambda t: K > 0 and (t + 1 + shift) % K == 0


_WHERE = "K = 3: which is the last step of the first window, and which the first of the second?"


@own_slip("truncation-missing", "F13", question="What comes back from the first step of a window?")
def _never_cut(given: Inputs) -> Answer:
    """nothing is cut: δ goes back all the way to the first step"""
    return {"deltas": _back(given, lambda t: False)}


@own_slip("window-off-by-one", "F13", question=_WHERE)
def _cut_early(given: Inputs) -> Answer:
    """every cut comes one step too early"""
    return {"deltas": _back(given, _closes(given, shift=1))}


@own_slip("window-off-by-one", "F13", question=_WHERE)
def _cut_late(given: Inputs) -> Answer:
    """every cut comes one step too late"""
    return {"deltas": _back(given, lambda t: t > 0 and t % given["K"] == 0)}


@own_slip("window-off-by-one", "F13", question="For K = 3, how many steps has the first window?")
def _longer(given: Inputs) -> Answer:
    """the windows have K + 1 steps"""
    return {"deltas": _back(given, _closes(given, longer=1))}


@own_slip("window-off-by-one", "F13", question="For K = 3, how many steps has the first window?")
def _shorter(given: Inputs) -> Answer:
    """the windows have K − 1 steps"""
    return {"deltas": _back(given, _closes(given, longer=-1))}


@own_slip("windows-from-the-end", "F13", question="At which end may a window be shorter?")
def _from_the_end(given: Inputs) -> Answer:
    """the windows are counted from the last step, so that the first one is short"""
    return {"deltas": _back(given, _closes(given, shift=-len(given["g"])))}


@own_slip(
    "other-truncation",
    "F13",
    question="Where does δ stop: at fixed places, or a fixed number of steps behind each loss?",
)
def _from_each_loss(given: Inputs) -> Answer:
    """each loss is sent back K steps of its own, across the borders of the windows"""
    g, _, _, W, K = given.values()
    slopes = 1 - _states(given)[1:] ** 2
    deltas = np.zeros_like(g)
    for t in range(len(g)):
        back = g[t]
        for s in range(t, max(t - K, -1), -1):
            delta = back * slopes[s]
            deltas[s] += delta
            back = delta @ W
    return {"deltas": deltas}


@own_slip(
    "state-reset-between-windows",
    "F13",
    question="Which state enters the first step of the second window on the way forward?",
)
def _reset(given: Inputs) -> Answer:
    """the state starts from zero in every window"""
    h = _states(given, reset=True)
    entering = h[:-1].copy()
    entering[given["K"] :: given["K"]] = 0
    deltas = _back(given, _closes(given), h)
    return {"deltas": deltas, "dW": deltas.T @ entering}


_ARROWS = "Which two arrows leave h of a step inside a window? What comes back along each?"


@own_slip("path-missing", "N12", question=_ARROWS)
def _last_loss_of_window(given: Inputs) -> Answer:
    """of the losses in a window, only the last is sent back"""
    closes = _closes(given)
    last = np.array([closes(t) or t == len(given["g"]) - 1 for t in range(len(given["g"]))])
    return {"deltas": _back(given, closes, own=given["g"] * last[:, None])}


@own_slip("path-missing", "N12", question=_ARROWS)
def _nothing_carried(given: Inputs) -> Answer:
    """nothing is carried back from one step to the one before, not even inside a window"""
    return {"deltas": _back(given, lambda t: True)}


@own_slip("terms-subtracted", "N12", question=_ARROWS)
def _later_subtracted(given: Inputs) -> Answer:
    """what comes back from later steps is subtracted from the step's own g"""
    return {"deltas": _back(given, _closes(given), sign=-1)}


def _terms(given: Inputs) -> Array:
    """What each step contributes to ∂L/∂W."""
    return np.einsum("ti,tj->tij", _back(given, _closes(given)), _states(given)[:-1])


_ALL_WINDOWS = "L is the sum over all steps. Is there a window without a loss?"


@own_slip("last-window-alone", "F13", question=_ALL_WINDOWS)
def _last_window(given: Inputs) -> Answer:
    """only the last window's contribution to ∂L/∂W is counted"""
    last = (len(given["g"]) - 1) // given["K"] * given["K"]
    return {"dW": _terms(given)[last:].sum(axis=0)}


@own_slip("last-window-alone", "F13", question=_ALL_WINDOWS)
def _first_window(given: Inputs) -> Answer:
    """only the first window's contribution to ∂L/∂W is counted"""
    return {"dW": _terms(given)[: given["K"]].sum(axis=0)}


@own_slip("shared-averaged", "F13", question="Does the loss divide by the number of windows?")
def _windows_averaged(given: Inputs) -> Answer:
    """the contributions of the windows are averaged"""
    return {"dW": _terms(given).sum(axis=0) / -(-len(given["g"]) // given["K"])}


@own_slip(
    "first-steps-missing",
    "F13",
    question="What did W multiply at the first step of a window, and is it part of this window?",
)
def _border_left_out(given: Inputs) -> Answer:
    """the first step of every window is left out, as if W were not used there"""
    inside = np.arange(len(given["g"])) % given["K"] > 0
    return {"dW": _terms(given)[inside].sum(axis=0)}


def _with_window(
    slug: str, clause: str, question: str, length: Callable[[int], int]
) -> Requirement:
    """What the text asks for at a length of windows that ordinary draws do not have."""

    def inputs(rng: Rng, draw: Callable[..., Answer]) -> Answer:
        given = draw(rng, Sizes(5, 4, 6, 7, 3, 6))
        return {**given, "K": length(len(given["g"]))}

    return Requirement(slug, clause, question, inputs)


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=9,
    difficulty=3,
    items="F13 N12",
    takes="g: T n, u: T n, h0: n, W: n n, K",
    gives="deltas: T n, dW: n n",
    draw={"u": _gentle, "h0": _gentle, "W": weights, "K": _uneven},
    carry_forward={"deltas": EACH_STEP},
    own=[
        _never_cut,
        _cut_early,
        _cut_late,
        _longer,
        _shorter,
        _from_the_end,
        _from_each_loss,
        _reset,
        _last_loss_of_window,
        _nothing_carried,
        _later_subtracted,
        _last_window,
        _first_window,
        _windows_averaged,
        _border_left_out,
    ],
    requires=[
        ONE_USE,
        _with_window(
            "fails-for-window-of-one-step",
            "it is wrong for windows of one step, K = 1",
            "If each step is a window of its own, what comes back to it from later?",
            lambda T: 1,
        ),
        _with_window(
            "fails-for-one-window",
            "it is wrong when one window holds all steps, K ≥ T",
            "If K is greater than T, where is the chain cut?",
            lambda T: T + 2,
        ),
    ],
)
def truncated_gradients(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """δ_t = (g_t + Wᵀ δ_{t+1}) ∘ tanh′(z_t) inside a window, and ∂L/∂W = Σ_t δ_t h_{t−1}ᵀ."""
    g, u, h0, W, K = given.values()
    none = np.zeros_like(h0)
    layers, _ = recurrent_layers(h0[None], u[:, None], W, np.eye(len(h0)), none, "tanh")
    adjoints, last = Adjoints(), len(g) - 1
    context, back = Context(layers, last, adjoints=adjoints), none[None]
    for t in reversed(range(len(g))):
        here, own = context.at(t), g[t][None]
        closes = t == last or (t + 1) % K == 0
        arrived = own if closes else rules.branches(here, [own, back])
        adjoints.delta[t] = rules.carry_forward.get(t, activation_delta(here, arrived, rules))
        adjoints.weight[t] = rules.weight(here, adjoints.delta[t])
        back = rules.input(here, adjoints.delta[t])
    deltas = np.concatenate([adjoints.delta[t] for t in range(len(g))])
    return deltas, rules.uses_weight(context, [adjoints.weight[t] for t in range(len(g))])
