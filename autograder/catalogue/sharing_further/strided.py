"""Part A: gradients with stride and padding, and in two dimensions (F4, F5)."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.catalogue.sharing_further.convolution import steps_for, unpadded, with_delta
from autograder.catalogue.sharing_further.places import (
    Places,
    gradients,
    in_a_plane,
    in_a_row,
    seen,
    uses,
)
from autograder.exercises.declare import Answer, Rng, block_slip
from autograder.exercises.draws import values
from autograder.exercises.exercise import Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips.slip import own_slip

# ---- stride and padding ----------------------------------------------------------------------


def _draw_strided(rng: Rng, s: Sizes) -> Answer:
    """Inputs of which the last may be left over, and weights that never meet a zero."""
    inputs = {"x": values(rng, 2 * s.T + s.N % 3), "w": values(rng, s.n_out + 2)}
    return with_delta(rng, {"delta": None, **inputs, **steps_for(s)})


def _far_apart(rng: Rng, draw: object) -> Answer:
    """A stride that is longer than the kernel: some inputs are met at no place."""
    given = {"delta": None, "x": values(rng, 11), "w": values(rng, 2), "stride": 4, "padding": 1}
    return with_delta(rng, given)


_STRIDED_REQUIREMENTS = (
    Requirement(
        "fails-without-padding",
        "it is wrong for stride 1 and padding 0",
        "What do your lines about the padding do when there is none?",
        unpadded,
    ),
    Requirement(
        "fails-for-long-stride",
        "it is wrong where the stride is longer than the kernel",
        "Which gradient has an input that is met at no place?",
        _far_apart,
    ),
)


def _with_places(given: Inputs, places: Places) -> tuple[Array, Array]:
    """The gradients of kernel and input, if these were the places of the kernel."""
    last = uses(places, given["delta"], given["x"], given["w"])
    return gradients(places, last, RIGHT)


def _places(given: Inputs, stride: int | None = None, padding: int | None = None) -> Places:
    """As many places as there are, perhaps with another stride or padding."""
    n, k, count = len(given["x"]), len(given["w"]), len(given["delta"])
    s = given["stride"] if stride is None else stride
    p = given["padding"] if padding is None else padding
    met = s * np.arange(count)[:, None] + np.arange(k) - p
    return Places(np.where((met >= 0) & (met < n), met, -1), n)


_WHERE_TO = "Which inputs does the kernel cover at place 1? Where does δ₁ go on its way back?"
_SECOND = "Which input does w₀ meet at place 1?"
_FIRST = "Which input does w_p meet at place 0, where p is the padding?"
_BETWEEN = "How far apart are two neighbouring outputs, counted in inputs?"


@own_slip("stride-forgotten", "F4", question=_WHERE_TO)
def _back_unstrided(given: Inputs) -> Answer:
    """the stride is forgotten on the way back to the input: no room is left between the δs"""
    return {"dx": _with_places(given, _places(given, stride=1))[1]}


@own_slip("stride-forgotten", "F4", question=_SECOND)
def _kernel_unstrided(given: Inputs) -> Answer:
    """the stride is forgotten in the gradient of the kernel"""
    return {"dw": _with_places(given, _places(given, stride=1))[0]}


@own_slip("stride-forgotten", "F4", question=_SECOND)
def _both_unstrided(given: Inputs) -> Answer:
    """the stride is forgotten in both gradients"""
    dw, dx = _with_places(given, _places(given, stride=1))
    return {"dw": dw, "dx": dx}


@own_slip("padding-not-cut", "F4", question=_FIRST)
def _back_unpadded(given: Inputs) -> Answer:
    """the gradient of the padded input is cut off at its end only, and not before x₀"""
    return {"dx": _with_places(given, _places(given, padding=0))[1]}


@own_slip("padding-forgotten", "F4", question=_FIRST)
def _kernel_unpadded(given: Inputs) -> Answer:
    """the padding is forgotten in the gradient of the kernel"""
    return {"dw": _with_places(given, _places(given, padding=0))[0]}


@own_slip("padding-forgotten", "F4", question=_FIRST)
def _both_unpadded(given: Inputs) -> Answer:
    """the padding is forgotten in both gradients"""
    dw, dx = _with_places(given, _places(given, padding=0))
    return {"dw": dw, "dx": dx}


@own_slip("padding-cut-twice", "F4", question="How many zeros stand before x₀?")
def _cut_at_the_start(given: Inputs) -> Answer:
    """the gradient of the padded input loses all its extra entries at its start"""
    return {"dx": _with_places(given, _places(given, padding=2 * given["padding"]))[1]}


@own_slip("zeros-between", "F4", question=_BETWEEN)
def _one_zero_too_many(given: Inputs) -> Answer:
    """one zero too many is put between the δs"""
    return {"dx": _with_places(given, _places(given, stride=given["stride"] + 1))[1]}


@own_slip("kernel-not-turned", "F3", question=_WHERE_TO)
def _strided_unturned(given: Inputs) -> Answer:
    """∂L/∂x uses the kernel the other way round"""
    turned = {**given, "w": given["w"][::-1]}
    return {"dx": _with_places(turned, _places(given))[1]}


@own_slip("path-missing", "F3", question="What becomes of what an earlier place has sent to x₃?")
def _strided_overwritten(given: Inputs) -> Answer:
    """each place overwrites what the places before it have sent to the same input"""
    delta, x, w, stride, padding = given.values()
    dx = np.zeros(len(x) + 2 * padding)
    for i, d in enumerate(delta):
        dx[stride * i : stride * i + len(w)] = d * w
    return {"dx": dx[padding : padding + len(x)]}


@block_slip("kernel-gradient-turned", "F2", question=_SECOND)
def _strided_reversed(given: Inputs, right: Answer) -> Answer:
    """the gradient of the kernel is turned round: that of its first weight stands last"""
    return {"dw": right["dw"][::-1]}


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=7,
    difficulty=3,
    items="F4",
    takes="delta, x, w, stride, padding",
    gives="dw: K, dx: n_in",
    draw=_draw_strided,
    own=[
        _back_unstrided,
        _kernel_unstrided,
        _both_unstrided,
        _back_unpadded,
        _kernel_unpadded,
        _both_unpadded,
        _cut_at_the_start,
        _one_zero_too_many,
        _strided_unturned,
        _strided_overwritten,
        _strided_reversed,
    ],
    requires=_STRIDED_REQUIREMENTS,
)
def strided_gradients(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """∂L/∂w_a = Σ_i δ_i x_{s i+a−p}, and ∂L/∂x_j, the sum of δ_i w_a where s i + a − p = j."""
    delta, x, w, stride, padding = given.values()
    places = in_a_row(len(x), len(w), stride, padding)
    return gradients(places, uses(places, delta, x, w), rules)


# ---- two dimensions --------------------------------------------------------------------------


def _draw_plane(rng: Rng, s: Sizes) -> Answer:
    """A kernel that is not square, on a plane that is not square: its rows are even in number."""
    down, across = 2 * s.n_out - 3, 2
    high, wide = down + 1, 5
    return {
        "delta": values(rng, high - down + 1, wide - across + 1),
        "x": values(rng, high, wide),
        "w": values(rng, down, across),
    }


def _one_place(rng: Rng, draw: object) -> Answer:
    return {"delta": values(rng, 1, 1), "x": values(rng, 3, 2), "w": values(rng, 3, 2)}


_ONE_PLACE = Requirement(
    "fails-for-one-place",
    "it is wrong for a kernel that covers the whole input",
    "With one place alone, what is left of your sum?",
    _one_place,
)

_SENDS_BACK = "On the way forward, place (0, 0) reads x₀₁ with which weight? And on the way back?"
_SEVERAL = "x₁₁ is met at several places. What becomes of what the first of them has sent?"
_USES = "At how many places is w₀₀ used? How many terms has its gradient?"


def _plane(given: Inputs, rules: Rules = RIGHT, w: Array | None = None) -> Answer:
    """Both gradients, perhaps with another kernel on the way back."""
    delta, x, right = given.values()
    w = right if w is None else w
    places = in_a_plane(x.shape, w.shape)
    dw, dx = gradients(places, uses(places, delta.ravel(), x.ravel(), w.ravel()), rules)
    return {"dw": dw.reshape(w.shape), "dx": dx.reshape(x.shape)}


def _written(given: Inputs, w: Array) -> Array:
    """∂L/∂x, if each place overwrites what has been sent before."""
    delta, x, _ = given.values()
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(delta.shape):
        dx[i : i + w.shape[0], j : j + w.shape[1]] = delta[i, j] * w
    return dx


@own_slip("kernel-turned-twice", "F5", question=_SENDS_BACK)
def _turned_in_plane(given: Inputs) -> Answer:
    """the kernel is turned round although each place sends back along its own weights"""
    return {"dx": _plane(given, w=given["w"][::-1, ::-1])["dx"]}


@own_slip("kernel-turned-in-part", "F5", question=_SENDS_BACK)
def _turned_down(given: Inputs) -> Answer:
    """the kernel is turned upside down on the way back"""
    return {"dx": _plane(given, w=given["w"][::-1])["dx"]}


@own_slip("kernel-turned-in-part", "F5", question=_SENDS_BACK)
def _turned_across(given: Inputs) -> Answer:
    """left and right of the kernel are exchanged on the way back"""
    return {"dx": _plane(given, w=given["w"][:, ::-1])["dx"]}


@own_slip("path-missing", "F5", question=_SEVERAL)
def _plane_overwritten(given: Inputs) -> Answer:
    """each place overwrites what the places before it have sent to the same input"""
    return {"dx": _written(given, given["w"])}


@own_slip("as-printed", "F5", question=_SEVERAL)
def _input_as_printed(given: Inputs) -> Answer:
    """the input's gradient stays as printed: turned round, and overwritten at each place"""
    return {"dx": _written(given, given["w"][::-1, ::-1])}


@own_slip("shared-one-application", "F5", question=_USES)
def _last_place_alone(given: Inputs) -> Answer:
    """the kernel's gradient counts the last place alone"""
    delta, x, w = given.values()
    window = seen(in_a_plane(x.shape, w.shape), x.ravel())[-1]
    return {"dw": delta[-1, -1] * window.reshape(w.shape)}


@own_slip("kernel-gradient-turned", "F5", question="Which input does w₀₀ meet at place (0, 0)?")
def _gradient_turned(given: Inputs) -> Answer:
    """the gradient of the kernel is turned round"""
    return {"dw": _plane(given)["dw"][::-1, ::-1]}


@SHARING_FURTHER.computed(
    "repair",
    points=3,
    minutes=5,
    difficulty=3,
    items="F5",
    takes="delta, x, w",
    gives="dw: K_h K_w, dx: rows columns",
    draw=_draw_plane,
    own=[
        _turned_in_plane,
        _turned_down,
        _turned_across,
        _plane_overwritten,
        _input_as_printed,
        _last_place_alone,
        _gradient_turned,
    ],
    requires=[_ONE_PLACE],
)
def plane_gradients(given: Inputs, rules: Rules) -> Answer:
    """∂L/∂w = Σ δ_ij x[i:i+K_h, j:j+K_w], and to these inputs each place sends δ_ij w."""
    return _plane(given, rules)
