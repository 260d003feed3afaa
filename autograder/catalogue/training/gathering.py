"""Part E: gradients that are not reset between steps, and gradients that are added on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.catalogue.training.classifier import (
    NAMES,
    PARAMETERS,
    TRAINING,
    classifier,
    draw_network,
    pass_backward,
)
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import RIGHT, Array, Context, Rules
from autograder.slips.slip import Slip, own_slip
from autograder.slips.update import STEP

# ---- what gathers ----------------------------------------------------------------------------

#: The steps on a straight slope; the rate, the start and the steps on w²/2; and two unequal pieces.
STEPS, RATE, START, SHORT = 5, 0.5, 1.0, 3
PIECES = (6, 2)


def _descend(kept: float, *, slope: Callable[[float], float] = lambda w: w) -> float:
    """Where w is after three steps on w²/2, if this part of the gathered gradient is kept."""
    w, gathered = START, 0.0
    for _ in range(SHORT):
        gathered = kept * gathered + slope(w)
        w -= RATE * gathered
    return w


def _on_slope(gathered: float, moved: float) -> Answer:
    return {"gathered at step 5": gathered, "moved after 5 steps": moved}


@own_slip(
    "gradients-reset",
    "F18",
    question="Which line of the program sets the gradients back to 0?",
)
def _reset_assumed(right: Answer) -> Answer:
    """each step uses its own gradient alone, as if the gradients were reset"""
    return {**right, **_on_slope(1.0, float(STEPS)), "w, never reset": _descend(0.0)}


@own_slip(
    "last-step-for-all",
    "F18",
    question="How many gradients have been added up at step 1, at step 2, at step 3?",
)
def _last_for_all(right: Answer) -> Answer:
    """all five steps are taken to be as long as the last one"""
    return {"moved after 5 steps": float(STEPS**2)}


@own_slip(
    "counted-from-zero",
    "F18",
    question="What has been gathered at step 1, before the step is taken?",
)
def _from_zero(right: Answer) -> Answer:
    """the first step is taken to find nothing gathered yet"""
    return _on_slope(STEPS - 1.0, STEPS * (STEPS - 1) / 2)


@own_slip(
    "gradients-at-start",
    "F18",
    question="Where is w at the second step, and what is the slope there?",
)
def _slope_of_start(right: Answer) -> Answer:
    """on w²/2 all three gradients are taken at w = 1"""
    return {
        "w, never reset": _descend(1.0, slope=lambda w: START),
        "w, reset": _descend(0.0, slope=lambda w: START),
    }


@own_slip(
    "mean-for-sum",
    "F18",
    question="Four means of 2, 2, 2 and 2: what is their sum, and what is the mean of all samples?",
)
def _sum_is_mean(right: Answer) -> Answer:
    """the sum of four means is taken for the mean over all samples"""
    return {"4 equal pieces": 1.0}


@own_slip(
    "factor-inverted",
    "F18",
    question="Is the sum of four means larger or smaller than the mean over all samples?",
)
def _inverted(right: Answer) -> Answer:
    """the factor is the inverse of what is asked for"""
    return {"4 equal pieces": 1 / right["4 equal pieces"]}


_SAMPLES = "In the mean over all 8 samples, how much does each sample count?"


@own_slip("pieces-weighted-equally", "F18", question=_SAMPLES)
def _equal_pieces(right: Answer) -> Answer:
    """both pieces count the same, whatever their number of samples"""
    return {"weight of the 6": 0.5, "weight of the 2": 0.5}


@own_slip("pieces-weighted-equally", "F18", question=_SAMPLES)
def _pieces_added(right: Answer) -> Answer:
    """the means of both pieces are added as they are"""
    return {"weight of the 6": 1.0, "weight of the 2": 1.0}


@own_slip(
    "sum-for-mean",
    "F18",
    question="The gradients of the pieces are means already. By what is a mean of 8 divided?",
)
def _sizes_alone(right: Answer) -> Answer:
    """each piece is multiplied by its number of samples, and nothing divides by all of them"""
    return {"weight of the 6": 6.0, "weight of the 2": 2.0}


@TRAINING.entries(
    "predict",
    points=2,
    minutes=7,
    difficulty=2,
    items="F18",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0.0, 0.5, 1.0, 5.0, 0.25)],
    partial=True,
    own=[
        _reset_assumed,
        _last_for_all,
        _from_zero,
        _slope_of_start,
        _sum_is_mean,
        _inverted,
        _equal_pieces,
        _pieces_added,
        _sizes_alone,
    ],
)
def gathered_gradients() -> Answer:
    """What has gathered after k steps, how far w has moved, and when adding up is right."""
    return {
        **_on_slope(float(STEPS), float(sum(range(1, STEPS + 1)))),
        "moved, reset": float(STEPS),
        "w, never reset": _descend(1.0),
        "w, reset": _descend(0.0),
        "4 equal pieces": 4.0,
        "weight of the 6": PIECES[0] / sum(PIECES),
        "weight of the 2": PIECES[1] / sum(PIECES),
    }


# ---- the loop, repaired ----------------------------------------------------------------------

#: What a step uses, from the gradients of all batches so far and the parameters, by name.
Used = Callable[[list[Answer], Answer], Answer]


def _found(given: Inputs, X: Array, Y: Array, now: Answer) -> Answer:
    """The six gradients of one batch, by the names of their parameters."""
    found = pass_backward({**given, **now, "X": X, "Y": Y}, RIGHT)
    pairs = zip(found.weights, found.biases, strict=True)
    return dict(zip(NAMES, (gradient for pair in pairs for gradient in pair), strict=True))


def _loop(
    given: Inputs, use: Used = lambda history, now: history[-1], rules: Rules = RIGHT
) -> Answer:
    """The parameters after one step for each batch, along what `use` makes of the gradients."""
    now, history = {name: given[name] for name in NAMES}, list[Answer]()
    for X, Y in zip(given["X"], given["Y"], strict=True):
        history.append(_found(given, X, Y, now))
        context = Context(classifier({**given, **now, "X": X}), y=Y, rate=given["rate"])
        used = use(history, now)
        now = {name: rules.step(context, now[name], used[name]) for name in NAMES}
    return now


def _kept(given: Inputs, names: tuple[str, ...]) -> Answer:
    """The loop, if the gradients of these parameters are never reset."""
    return _loop(
        given,
        lambda history, now: {
            name: sum(one[name] for one in history) if name in names else history[-1][name]
            for name in NAMES
        },
    )


_WHAT_IS_LEFT = "At the second step, whose gradients are in what the step uses?"


@own_slip("gradients-not-reset", "F18", question=_WHAT_IS_LEFT)
def _never_reset(given: Inputs) -> Answer:
    """the gradients of all earlier batches are still there when a step is taken"""
    return _kept(given, NAMES)


@own_slip("gradients-not-reset", "F18", question=_WHAT_IS_LEFT)
def _only_weights_reset(given: Inputs) -> Answer:
    """the gradients of the weights are reset, and those of the biases are not"""
    return _kept(given, ("b1", "b2", "b3"))


@own_slip("gradients-not-reset", "F18", question=_WHAT_IS_LEFT)
def _only_biases_reset(given: Inputs) -> Answer:
    """the gradients of the biases are reset, and those of the weights are not"""
    return _kept(given, ("W1", "W2", "W3"))


_RESET_TO = "Print what the gradients are reset to. What is it before anything is added?"


@own_slip("reset-to-wrong-value", "F18", question=_RESET_TO)
def _last_two(given: Inputs) -> Answer:
    """the gradients are reset to those of the batch before, not to 0"""
    return _loop(
        given,
        lambda history, now: {name: sum(one[name] for one in history[-2:]) for name in NAMES},
    )


@own_slip("reset-to-wrong-value", "F18", question=_RESET_TO)
def _to_ones(given: Inputs) -> Answer:
    """the gradients are reset to 1, not to 0"""
    return _loop(given, lambda history, now: {name: history[-1][name] + 1 for name in NAMES})


@own_slip("reset-to-wrong-value", "F18", question=_RESET_TO)
def _to_ones_later(given: Inputs) -> Answer:
    """after the first step the gradients are reset to 1, not to 0"""
    return _loop(
        given,
        lambda history, now: {name: history[-1][name] + (len(history) > 1) for name in NAMES},
    )


@own_slip("reset-to-wrong-value", "F18", question=_RESET_TO)
def _to_parameters(given: Inputs) -> Answer:
    """the gradients are reset to the parameters, not to 0"""
    return _loop(
        given, lambda history, now: {name: history[-1][name] + now[name] for name in NAMES}
    )


@own_slip("gradients-averaged", "F18", question="How many batches should one step know of?")
def _running_mean(given: Inputs) -> Answer:
    """each step uses the mean over the gradients of all batches so far"""
    return _loop(
        given,
        lambda history, now: {
            name: sum(one[name] for one in history) / len(history) for name in NAMES
        },
    )


@own_slip(
    "batch-sum-for-mean",
    "B6",
    question="Twice as many samples in a batch: should its gradient be twice as large?",
)
def _sums(given: Inputs) -> Answer:
    """the gradient of each batch is a sum over its samples, without the 1/N of the mean"""
    return _loop(
        given,
        lambda history, now: {name: given["X"].shape[1] * history[-1][name] for name in NAMES},
    )


@own_slip(
    "step-not-taken",
    "F18",
    question="What is in the gradients at the moment when the step uses them?",
)
def _reset_before_use(given: Inputs) -> Answer:
    """no step moves anything: the gradients are 0 when they are used, or the step is lost"""
    return {name: given[name] for name in NAMES}


def _all_at_start(given: Inputs) -> list[Answer]:
    """The gradients of all batches at the first parameters."""
    start = {name: given[name] for name in NAMES}
    pairs = zip(given["X"], given["Y"], strict=True)
    return [_found(given, X, Y, start) for X, Y in pairs]


def _one_step(given: Inputs, used: Answer) -> Answer:
    return {name: given[name] - given["rate"] * used[name] for name in NAMES}


_HOW_MANY = "How many steps should be taken with three batches, and at which parameters each?"


@own_slip("one-step-for-all", "F18", question=_HOW_MANY)
def _one_step_of_sum(given: Inputs) -> Answer:
    """all gradients are taken at the first parameters, and their sum moves them"""
    found = _all_at_start(given)
    return _one_step(given, {name: sum(one[name] for one in found) for name in NAMES})


@own_slip("one-step-for-all", "F18", question=_HOW_MANY)
def _one_step_of_mean(given: Inputs) -> Answer:
    """one step is taken, along the mean over all batches"""
    found = _all_at_start(given)
    return _one_step(given, {name: sum(one[name] for one in found) / len(found) for name in NAMES})


@own_slip("one-batch-alone", "F18", question=_HOW_MANY)
def _first_batch(given: Inputs) -> Answer:
    """only the first batch has moved the parameters"""
    return _one_step(given, _all_at_start(given)[0])


@own_slip("one-batch-alone", "F18", question=_HOW_MANY)
def _last_batch(given: Inputs) -> Answer:
    """only the last batch has moved the parameters"""
    return _one_step(given, _all_at_start(given)[-1])


def _step_slips() -> list[Slip]:
    """The slips of a step, by themselves; one that is not taken has words of its own here."""
    return [replace(slip, alone=True) for slip in STEP if slip.slug != "step-not-taken"]


def _draw_batches(rng: Rng, s: Sizes, batches: int = 3) -> Answer:
    network = draw_network(rng, s._replace(N=s.N * batches))
    for name in ("X", "Y"):
        network[name] = network[name].reshape(batches, s.N, -1)
    return {**network, "rate": float(rng.uniform(0.3, 0.9))}


_ONE_BATCH = Requirement(
    "fails-for-one-batch",
    "it is wrong where there is one batch alone",
    "With one batch, how many steps are taken, and along which gradient?",
    lambda rng, draw: _one_of(draw(rng, Sizes(5, 4, 6, 7, 3, 8))),
)


def _one_of(given: Answer) -> Answer:
    return {**given, "X": given["X"][:1], "Y": given["Y"][:1]}


@TRAINING.computed(
    "repair",
    points=2,
    minutes=6,
    difficulty=1,
    items="F18",
    needs="digits_forward digits_loss digits_gradients",
    takes=f"X, Y, {PARAMETERS}, rate",
    gives=PARAMETERS,
    draw=_draw_batches,
    own=[
        *_step_slips(),
        _never_reset,
        _only_weights_reset,
        _only_biases_reset,
        _last_two,
        _to_ones,
        _to_ones_later,
        _to_parameters,
        _running_mean,
        _sums,
        _reset_before_use,
        _one_step_of_sum,
        _one_step_of_mean,
        _first_batch,
        _last_batch,
    ],
    requires=[ONE_SAMPLE, _ONE_BATCH],
)
def repaired_training(given: Inputs, rules: Rules) -> Answer:
    """One step for each batch, along that batch's gradient at the parameters it finds."""
    return _loop(given, rules=rules)
