"""Part A: what a convolution calculates, and how often it uses what (F1, F4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.catalogue.sharing_further.places import in_a_row, seen
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values
from autograder.exercises.exercise import RECTANGULAR, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import Array, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import own_slip

# ---- how often -------------------------------------------------------------------------------


class _Case(NamedTuple):
    """The sizes of a convolution that the question prints."""

    inputs: int
    weights: int
    stride: int = 1
    padding: int = 0


_PRINTED = {"A": _Case(9, 4), "B": _Case(9, 4, 2), "C": _Case(9, 4, 2, 1), "D": _Case(9, 4, 1, 3)}
#: The inputs of which the question asks how many outputs they reach.
_ASKED = (("A", 0), ("A", 1), ("A", 4), ("B", 3), ("B", 8))


def _counts(outputs: Callable[[_Case], int], padded: bool = False) -> Iterator[tuple[str, int]]:
    """Each entry and its number, if a case has so many outputs."""
    for name, case in _PRINTED.items():
        yield f"{name}: outputs", outputs(case)
    yield "A: uses of w0", outputs(_PRINTED["A"])
    yield "A: uses of b", outputs(_PRINTED["A"])
    # At the first place of C, w₀ meets a zero of the padding.
    yield "C: uses of w0 on a real input", outputs(_PRINTED["C"]) - (not padded)
    for name, j in _ASKED:
        met = in_a_row(*_PRINTED[name]).met
        yield f"{name}: outputs that x{j} reaches", int((met == j).sum())


def _outputs(case: _Case) -> int:
    return len(in_a_row(*case).met)


_EDGE = "Write down the inputs that the first place of the kernel covers, and those of the last."


@own_slip("fence-post", "F4", question="If n_in = K, at how many places does the kernel fit?")
def _without_the_first(right: Answer) -> Answer:
    """the first place of the kernel is not counted: the + 1 is missing"""
    return dict(_counts(lambda c: (c.inputs + 2 * c.padding - c.weights) // c.stride))


@own_slip("padding-on-one-side", "F4", question="At how many ends are zeros put?")
def _padded_once(right: Answer) -> Answer:
    """the zeros of the padding are put at one end only"""
    return dict(_counts(lambda c: (c.inputs + c.padding - c.weights) // c.stride + 1))


@own_slip("stride-forgotten", "F4", question="Where does the kernel stand second?")
def _unstrided(right: Answer) -> Answer:
    """the kernel moves on by one input each time, whatever the stride"""
    return dict(_counts(lambda c: c.inputs + 2 * c.padding - c.weights + 1))


@own_slip("places-rounded-up", "F4", question=_EDGE)
def _rounded_up(right: Answer) -> Answer:
    """a last place is counted at which a part of the kernel stands past the end"""
    return dict(_counts(lambda c: -(-(c.inputs + 2 * c.padding - c.weights) // c.stride) + 1))


@own_slip("ends-as-the-middle", "F1", question="With which of its weights can the kernel meet x₀?")
def _all_inputs_alike(right: Answer) -> Answer:
    """an input at an end is taken to reach as many outputs as one in the middle"""
    most = {"A": 4, "B": 2}
    return {**right, **{f"{n}: outputs that x{j} reaches": most[n] for n, j in _ASKED}}


@own_slip("uses-as-inputs", "F1", question="At how many places does the kernel stand?")
def _used_at_every_input(right: Answer) -> Answer:
    """a weight is taken to be used once for each input"""
    return {**right, "A: uses of w0": 9, "A: uses of b": 9}


@own_slip("padding-as-input", "F4", question="Which input does w₀ meet at the first place of C?")
def _zeros_counted(right: Answer) -> Answer:
    """a use that meets a zero of the padding is counted too"""
    return dict(_counts(_outputs, padded=True))


@SHARING_FURTHER.entries(
    "predict",
    points=2,
    minutes=5,
    difficulty=1,
    items="F1 F4",
    guesses=lambda right: [dict.fromkeys(right, n) for n in range(10)],
    own=[
        _without_the_first,
        _padded_once,
        _unstrided,
        _rounded_up,
        _all_inputs_alike,
        _used_at_every_input,
        _zeros_counted,
    ],
    advice="Draw the inputs of one case as a row of boxes, with the zeros of the padding, and move "
    "the kernel along",
)
def kernel_counts() -> Answer:
    """How many outputs there are, and how often weights and inputs are used in the four cases."""
    return dict(_counts(_outputs))


# ---- the forward pass ------------------------------------------------------------------------


def steps_for(s: Sizes) -> dict[str, int]:
    """A stride and a padding that are not equal; both differ between the grading draws."""
    stride, padding = ((3, 1), (2, 1), (3, 2))[s.N % 3]
    return {"stride": stride, "padding": padding}


def _draw_forward(rng: Rng, s: Sizes) -> Answer:
    w = values(rng, s.n_out)
    b = float(values(rng, 1)[0])
    return {"x": values(rng, s.T + s.n_out), "w": w, "b": b, **steps_for(s)}


def unpadded(rng: Rng, draw: Callable[[Rng, Sizes], Answer]) -> Answer:
    """A draw with stride 1 and no padding."""
    given = draw(rng, RECTANGULAR[0])
    given |= {"stride": 1, "padding": 0}
    return given if "delta" not in given else with_delta(rng, given)


def with_delta(rng: Rng, given: Answer) -> Answer:
    """The inputs, with a δ of as many entries as there are outputs."""
    count = len(in_a_row(len(given["x"]), len(given["w"]), given["stride"], given["padding"]).met)
    return {**given, "delta": values(rng, count)}


_UNPADDED = Requirement(
    "fails-without-padding",
    "it is wrong for stride 1 and padding 0",
    "What do your lines about the padding do when there is none?",
    unpadded,
)


def _forward(given: Inputs, w: Array | None = None) -> Array:
    x, right, b, stride, padding = given.values()
    places = in_a_row(len(x), len(right), stride, padding)
    return np.asarray(seen(places, x) @ (right if w is None else w) + b)


@own_slip("kernel-turned", "F1", question="Which input does w₀ meet at the first place?")
def _turned(given: Inputs) -> Answer:
    """the kernel is turned round, so that its last weight comes first"""
    return {"z": _forward(given, given["w"][::-1])}


def _from_padded(given: Inputs, padded: Array) -> Answer:
    """The outputs, if this stands for the padded input."""
    _, w, b, stride, padding = given.values()
    places = in_a_row(len(given["x"]) + 2 * padding, len(w), stride)
    return {"z": seen(places, padded) @ w + b}


@own_slip("padding-on-one-side", "F4", question="What stands before x₀, and what after the last?")
def _all_at_the_end(given: Inputs) -> Answer:
    """all zeros of the padding are put at the end, and none before x₀"""
    return _from_padded(given, np.pad(given["x"], (0, 2 * given["padding"])))


@own_slip("padding-on-one-side", "F4", question="What stands before x₀, and what after the last?")
def _all_at_the_start(given: Inputs) -> Answer:
    """all zeros of the padding are put before x₀, and none at the end"""
    return _from_padded(given, np.pad(given["x"], (2 * given["padding"], 0)))


@own_slip("padding-not-zero", "F4", question="Which number stands past the ends?")
def _edge_repeated(given: Inputs) -> Answer:
    """past the ends the first and the last input are repeated"""
    return _from_padded(given, np.pad(given["x"], given["padding"], mode="edge"))


@own_slip("padding-not-zero", "F4", question="Which number does x₋₁ stand for?")
def _wrapped(given: Inputs) -> Answer:
    """past one end the inputs of the other end come in again, as with a negative index"""
    return _from_padded(given, np.pad(given["x"], given["padding"], mode="wrap"))


@own_slip("stride-forgotten", "F4", question="Which input does w₀ meet at the second place?")
def _every_place(given: Inputs) -> Answer:
    """the kernel moves on by one input each time, whatever the stride"""
    every = _forward({**given, "stride": 1})
    return {"z": every[: len(_forward(given))]}


@own_slip("bias-for-each-weight", "F1", question="How often does b stand in the formula of z_i?")
def _bias_repeated(given: Inputs) -> Answer:
    """b is added once for each weight of the kernel"""
    return {"z": _forward(given) + (len(given["w"]) - 1) * given["b"]}


@SHARING_FURTHER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="F1 F4",
    takes="x, w, b, stride, padding",
    gives="z: n_out",
    draw=_draw_forward,
    own=[
        biases_left_out("F1", "b"),
        _turned,
        _all_at_the_end,
        _all_at_the_start,
        _edge_repeated,
        _wrapped,
        _every_place,
        _bias_repeated,
    ],
    requires=[_UNPADDED],
)
def convolution(given: Inputs, rules: Rules) -> Array:
    """z_i = Σ_a w_a x_{s i + a − p} + b, where x is 0 past its ends."""
    return _forward(given)
