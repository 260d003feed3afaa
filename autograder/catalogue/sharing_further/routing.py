"""Part C: a maximum, forward and backward (F8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer, OwnSlip, Rng
from autograder.exercises.draws import values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import RECTANGULAR, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import Slip, own_slip

#: The share of its gradient that a window gives to each of its entries.
Shares = Callable[[Array], Array]


def _windows(X: Array, size: int, stride: int) -> Iterator[tuple[int, int, int]]:
    """Each window as its row, its number, and where in the row it begins."""
    for n in range(len(X)):
        for k, start in enumerate(range(0, X.shape[1] - size + 1, stride)):
            yield n, k, start


def _first_maximum(window: Array) -> Array:
    return np.eye(len(window))[window.argmax()]


def _sent_back(given: Inputs, shares: Shares = _first_maximum) -> Array:
    """What each entry of X gets if every window gives these shares of its gradient."""
    X, G, size = given["X"], given["G"], given["size"]
    found = np.zeros(X.shape)
    for n, k, start in _windows(X, size, given["stride"]):
        found[n, start : start + size] += G[n, k] * shares(X[n, start : start + size])
    return found


# ---- a row by hand ---------------------------------------------------------------------------

_BY_HAND: Inputs = {
    "X": np.array([[2.0, -4.0, 6.0, 1.0, 5.0, 3.0, -1.0, 0.0, 4.0]]),
    "G": np.array([[7.0, -3.0, 2.0, 5.0]]),
    "size": 3,
    "stride": 2,
}
_WHO_WON = "Move one input that is no window's maximum a little. Does any output move?"
_TWICE = "One input is the maximum of two windows. Along how many arrows does a nudge of it travel?"


def _hand_slip(slug: str, question: str, clause: str, changed: Callable[[Inputs], Array]) -> Slip:
    """A slip of the row by hand, in the gradient of its inputs alone."""

    def wrong(right: Answer) -> Answer:
        return {"dL/dx": changed(_BY_HAND)[0].tolist()}

    return own_slip(slug, "F8", question=question, clause=clause)(wrong)


def _one_win(given: Inputs, *, last: bool) -> Array:
    """Each winner gets the gradient of one window alone, the last that it wins or the first."""
    found = np.zeros(given["X"].shape)
    order = list(_windows(given["X"], given["size"], given["stride"]))
    for n, k, start in order if last else reversed(order):
        window = given["X"][n, start : start + given["size"]]
        found[n, start + window.argmax()] = given["G"][n, k]
    return found


@own_slip(
    "windows-apart", "F8", question="How far does the window move: `size` steps, or `stride`?"
)
def _windows_apart(right: Answer) -> Answer:
    """each window begins where the one before it ends"""
    return {"y": [6.0, 5.0, 4.0], "windows won by 6": 1, "dL/dx": [0, 0, 7, 0, -3, 0, 0, 0, 2]}


@SHARING_FURTHER.entries(
    "predict",
    points=1,
    minutes=4,
    difficulty=1,
    items="F8",
    guesses=lambda right: [
        dict.fromkeys(right, 0),
        {"y": [6, 5, 4, 3], "windows won by 6": 0, "dL/dx": [0] * 9},
        {"y": [7, -3, 2, 5], "windows won by 6": 3, "dL/dx": _BY_HAND["X"][0].tolist()},
    ],
    own=[
        _hand_slip(
            "path-missing",
            _TWICE,
            "an input that wins two windows gets the gradient of the last alone",
            lambda given: _one_win(given, last=True),
        ),
        _hand_slip(
            "path-missing",
            _TWICE,
            "an input that wins two windows gets the gradient of the first alone",
            lambda given: _one_win(given, last=False),
        ),
        _hand_slip(
            "gradient-to-whole-window",
            _WHO_WON,
            "every entry of a window gets its gradient",
            lambda given: _sent_back(given, np.ones_like),
        ),
        _hand_slip(
            "gradient-shared-in-window",
            _WHO_WON,
            "the entries of a window share its gradient equally",
            lambda given: _sent_back(given, lambda w: np.full(len(w), 1 / len(w))),
        ),
        _hand_slip(
            "value-for-slope",
            "If the winner rises by 0.1, by how much does the output rise?",
            "the gradient is multiplied by the maximum itself",
            lambda given: _sent_back(given, lambda w: _first_maximum(w) * w.max()),
        ),
        _windows_apart,
    ],
)
def max_pool_by_hand() -> Answer:
    """The outputs of four overlapping windows, and what each input gets back."""
    X, size, stride = _BY_HAND["X"], 3, 2
    tops = [float(X[0, start : start + size].max()) for _, _, start in _windows(X, size, stride)]
    return {
        "y": tops,
        "windows won by 6": tops.count(6.0),
        "dL/dx": _sent_back(_BY_HAND)[0].tolist(),
    }


# ---- any row, any windows --------------------------------------------------------------------


def _tie(rng: Rng, X: Array, size: int, stride: int) -> None:
    """Give one window of each row a second maximum, behind the first."""
    for n in range(len(X)):
        start = stride * int(rng.integers((X.shape[1] - size) // stride + 1))
        window = X[n, start : start + size]
        first, second = sorted(rng.permutation(size)[:2])
        window[first] = window[second] = abs(X).max() + 0.3


def _draw_pool(rng: Rng, s: Sizes, stride: int = 2, behind: int = 0) -> Answer:
    """Windows of which some have a tie and one is won by its last entry; `behind` entries more."""
    size = s.n_out
    length = (s.n_hidden - 1) * stride + size
    X = values(rng, s.N, length + behind)
    _tie(rng, X, size, stride)
    X[0, length - 1] = abs(X).max() + 0.3
    return {"G": values(rng, s.N, s.n_hidden), "X": X, "size": size, "stride": stride}


def _pool_slip(
    slug: str, question: str, clause: str, changed: Callable[[Inputs], Array]
) -> OwnSlip:
    return own_slip(slug, "F8", question=question, clause=clause)(
        lambda given: {"dX": changed(given)}
    )


def _averaged_wins(given: Inputs) -> Array:
    wins = _sent_back({**given, "G": np.ones_like(given["G"])})
    return _sent_back(given) / np.maximum(wins, 1)


def _at(given: Inputs, place: Callable[[int, int, int], int]) -> Array:
    """Each window's gradient at `place(number, start, index of the maximum in the window)`."""
    found = np.zeros(given["X"].shape)
    for n, k, start in _windows(given["X"], given["size"], given["stride"]):
        window = given["X"][n, start : start + given["size"]]
        found[n, place(k, start, int(window.argmax()))] += given["G"][n, k]
    return found


def _last_maximum(window: Array) -> Array:
    return np.eye(len(window))[len(window) - 1 - window[::-1].argmax()]


def _every_maximum(window: Array) -> Array:
    return np.asarray(window == window.max(), dtype=float)


_TIED = "A window holds [2, 5, 5]. Which of the three entries gets the gradient, and how much?"
_WHERE = "Your index counts from the start of the window. Where does the window start?"

_POOL_SLIPS = [
    _pool_slip(
        "path-missing",
        _TWICE,
        "an entry that wins several windows gets the gradient of the last alone",
        lambda given: _one_win(given, last=True),
    ),
    _pool_slip(
        "path-missing",
        _TWICE,
        "an entry that wins several windows gets the gradient of the first alone",
        lambda given: _one_win(given, last=False),
    ),
    _pool_slip(
        "paths-averaged",
        _TWICE,
        "an entry that wins several windows gets the mean of their gradients",
        _averaged_wins,
    ),
    _pool_slip(
        "gradient-to-whole-window",
        _WHO_WON,
        "every entry of a window gets its gradient",
        lambda given: _sent_back(given, np.ones_like),
    ),
    _pool_slip(
        "gradient-shared-in-window",
        _WHO_WON,
        "the entries of a window share its gradient equally, as in a mean",
        lambda given: _sent_back(given, lambda w: np.full(len(w), 1 / len(w))),
    ),
    _pool_slip(
        "gradient-to-first-entry",
        _WHO_WON,
        "the first entry of each window gets its gradient",
        lambda given: _sent_back(given, lambda w: np.eye(len(w))[0]),
    ),
    _pool_slip(
        "minimum-for-maximum",
        "Which entry of a window does its output equal?",
        "the smallest entry of each window gets its gradient",
        lambda given: _sent_back(given, lambda w: np.eye(len(w))[w.argmin()]),
    ),
    _pool_slip(
        "value-for-slope",
        "If the winner rises by 0.1, by how much does the output rise?",
        "the gradient is multiplied by the maximum itself",
        lambda given: _sent_back(given, lambda w: _first_maximum(w) * w.max()),
    ),
    _pool_slip(
        "upstream-missing",
        "If the loss were twice as large, would this be?",
        "G is left out: the windows that each entry wins are counted",
        lambda given: _sent_back({**given, "G": np.ones_like(given["G"])}),
    ),
    _pool_slip(
        "ties-counted-twice",
        _TIED,
        "on a tie every maximum gets the whole gradient",
        lambda given: _sent_back(given, _every_maximum),
    ),
    _pool_slip(
        "ties-shared",
        _TIED,
        "on a tie the maxima share the gradient",
        lambda given: _sent_back(given, lambda w: _every_maximum(w) / _every_maximum(w).sum()),
    ),
    _pool_slip(
        "last-maximum",
        _TIED,
        "on a tie the last maximum gets the gradient",
        lambda given: _sent_back(given, _last_maximum),
    ),
    _pool_slip(
        "window-start-forgotten",
        _WHERE,
        "the index of the maximum in its window is taken for its index in the row",
        lambda given: _at(given, lambda k, start, top: top),
    ),
    _pool_slip(
        "window-start-forgotten",
        _WHERE,
        "window k is taken to begin at entry k",
        lambda given: _at(given, lambda k, start, top: k + top),
    ),
    _pool_slip(
        "windows-apart",
        "How far does the window move: `size` entries, or `stride`?",
        "the windows of the backward pass begin `size` entries apart",
        lambda given: _at(
            given, lambda k, start, top: min(k * given["size"] + top, given["X"].shape[1] - 1)
        ),
    ),
    _pool_slip(
        "sign-flipped",
        "If the winner goes up a little, does the output go up or down?",
        "the sign of the gradient is turned",
        lambda given: -_sent_back(given),
    ),
]


def _gaps(rng: Rng, draw: Callable[..., Answer]) -> Answer:
    s = RECTANGULAR[0]
    return _draw_pool(rng, s, stride=s.n_out + 1, behind=2)


_GAPS = Requirement(
    "fails-where-windows-leave-gaps",
    "it is wrong where the stride is greater than the size, so that some entries are in no window",
    "Which of your lines takes it for granted that each entry belongs to a window?",
    _gaps,
)


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=7,
    difficulty=2,
    items="F8",
    takes="G, X, size, stride",
    gives="dX: N n",
    draw=_draw_pool,
    own=_POOL_SLIPS,
    requires=[_GAPS, ONE_SAMPLE],
)
def max_pool_backward(given: Inputs, rules: Rules) -> Array:
    """The gradient of each window goes to its first maximum, and the windows of an entry add up."""
    return _sent_back(given)
