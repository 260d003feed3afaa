"""Part E: flips, numbers of equal networks, and which symmetries are continuous (F15, F16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import factorial

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer
from autograder.slips.slip import Slip, own_slip

# ---- flipped tanh units ----------------------------------------------------------------------

#: A tanh unit before it is flipped, as the question prints it.
_FLIPPED = {"h": 0.6, "to output 1": 1.2, "dL/dw1": 9.0, "dL/db": 4.5, "dL/dv1": 3.0, "to x1": 2.25}
_FLIP = {"h": -1, "to output 1": 1, "dL/dw1": -1, "dL/db": -1, "dL/dv1": -1, "to x1": 1}
_WIDTHS = (4, 3)


def _networks(count: Callable[[int], int]) -> Answer:
    """Both counts, if a layer of H units has `count(H)` of them."""
    four, three = (count(H) for H in _WIDTHS)
    return {"networks, 3": three, "networks, 4 and 3": four * three}


_BOTH_KINDS = "Which changes leave the outputs as they are? How many choices has each of them?"
_EACH_WITH_EACH = "Each choice of the flips goes with each order. Do the numbers add or multiply?"


@own_slip("symmetry-leaves-gradient", "F16", question="If w is flipped, which way does h grow?")
def _flip_keeps_gradients(right: Answer) -> Answer:
    """the gradients keep their signs, because the outputs are the same"""
    return {name: _FLIPPED[name] for name in ("dL/dw1", "dL/db", "dL/dv1")}


@own_slip("flip-misses-outgoing", "F16", question="∂L/∂v₁ = δ h. What has become of h?")
def _outgoing_gradient_stays(right: Answer) -> Answer:
    """the gradient of the outgoing weight keeps its sign"""
    return {"dL/dv1": _FLIPPED["dL/dv1"]}


@own_slip("flip-misses-incoming", "F16", question="∂L/∂h = Σ δ v. What has become of v?")
def _incoming_gradients_stay(right: Answer) -> Answer:
    """the gradients of the incoming weight and of the bias keep their signs"""
    return {name: _FLIPPED[name] for name in ("dL/dw1", "dL/db")}


@own_slip("sign-flipped", "F16", question="Two signs are flipped on the way. What is (−v)(−h)?")
def _what_is_sent_flips(right: Answer) -> Answer:
    """what the unit sends on and sends back changes its sign, though two signs are flipped"""
    return {name: -right[name] for name in ("to output 1", "to x1")}


@own_slip("renumbering-left-out", "F16", question=_BOTH_KINDS)
def _flips_alone(right: Answer) -> Answer:
    """only the flips are counted, not the orders of the units"""
    return _networks(lambda H: 2**H)


@own_slip("flips-left-out", "F16", question=_BOTH_KINDS)
def _orders_alone(right: Answer) -> Answer:
    """only the orders of the units are counted, not the flips"""
    return _networks(factorial)


@own_slip("choices-added", "F16", question=_EACH_WITH_EACH)
def _added(right: Answer) -> Answer:
    """the numbers of flips and of orders are added, not multiplied"""
    return _networks(lambda H: 2**H + factorial(H))


@own_slip("choices-added", "F16", question=_EACH_WITH_EACH)
def _layers_added(right: Answer) -> Answer:
    """the numbers of the two layers are added, not multiplied"""
    return {"networks, 4 and 3": 2**4 * factorial(4) + right["networks, 3"]}


@own_slip("all-flipped-at-once", "F16", question="May one unit be flipped and its neighbour not?")
def _one_flip(right: Answer) -> Answer:
    """all units of a layer are flipped together, or none is"""
    return _networks(lambda H: 2 * factorial(H))


@own_slip("flips-per-unit-added", "F16", question="For three units, write all choices of signs.")
def _two_each(right: Answer) -> Answer:
    """the two signs of each unit are added up, not multiplied"""
    return _networks(lambda H: 2 * H * factorial(H))


@own_slip("layers-mixed", "F16", question="Can a unit of one layer change places with one of next?")
def _as_one_layer(right: Answer) -> Answer:
    """the units of both layers are counted as those of one"""
    return {"networks, 4 and 3": 2**7 * factorial(7)}


@SHARING_FURTHER.entries(
    "predict",
    points=2,
    minutes=4,
    difficulty=2,
    items="F16",
    guesses=lambda right: [
        *(dict.fromkeys(right, n) for n in (0.0, 1.0, 2.0, 6.0, 8.0)),
        dict(_FLIPPED),
    ],
    own=[
        _flip_keeps_gradients,
        _outgoing_gradient_stays,
        _incoming_gradients_stay,
        _what_is_sent_flips,
        _flips_alone,
        _orders_alone,
        _added,
        _layers_added,
        _one_flip,
        _two_each,
        _as_one_layer,
    ],
)
def flipped_unit() -> Answer:
    """A tanh unit with all its signs turned, and 2ᴴ H! equal networks for each layer of H units."""
    flipped = {name: _FLIP[name] * value for name, value in _FLIPPED.items()}
    return {**flipped, **_networks(lambda H: 2**H * factorial(H))}


# ---- which symmetries take a direction away --------------------------------------------------

_KINDS = {
    "A": "discrete",
    "B": "none",
    "C": "continuous",
    "D": "none",
    "E": "discrete",
    "F": "continuous",
    "G": "none",
    "H": "continuous",
}


def _misread(slug: str, clause: str, question: str, entries: Mapping[str, str]) -> Slip:
    return own_slip(slug, "F16", question=question, clause=clause)(lambda right: dict(entries))


@SHARING_FURTHER.entries(
    "predict",
    points=2,
    minutes=4,
    difficulty=3,
    items="F16 F15",
    guesses=lambda right: [
        *(dict.fromkeys(right, word) for word in ("none", "discrete", "continuous")),
        {k: "continuous" if k in "CDFH" else "discrete" for k in right},
        {k: "continuous" if k in "CDH" else "discrete" if k in "ABEG" else "none" for k in right},
    ],
    own=[
        _misread(
            "sign-taken-for-symmetry",
            "a ReLU unit is taken to be one that can be flipped",
            "Is ReLU(−z) = −ReLU(z)?",
            {"B": "discrete"},
        ),
        _misread(
            "sign-taken-for-symmetry",
            "a sigmoid unit is taken to be one that can be flipped",
            "What is σ(0)? Is σ(−z) = −σ(z)?",
            {"G": "discrete"},
        ),
        _misread(
            "scaling-of-any-unit",
            "a tanh unit is taken to be one that can be rescaled",
            "Is tanh(c z) = c tanh(z)?",
            {"D": "continuous"},
        ),
        _misread(
            "shift-overlooked",
            "the biases before a softmax are taken to change the outputs",
            "What does the same number, added to all logits, do to p?",
            {"F": "none"},
        ),
        _misread(
            "normalised-scale-overlooked",
            "the scale of weights before a normalisation is taken to matter",
            "What does batch normalisation divide by?",
            {"H": "none"},
        ),
        _misread(
            "renumbering-overlooked",
            "two units that change places are taken to change the outputs",
            "An output adds up what all hidden units send. In which order?",
            {"A": "none"},
        ),
        _misread(
            "family-taken-for-jump",
            "a factor that may be any c > 0 is taken for a single change",
            "Can you come from c = 1 to c = 2 in small steps that all leave the outputs alone?",
            {"C": "discrete", "F": "discrete", "H": "discrete"},
        ),
        _misread(
            "jump-taken-for-family",
            "a change that can be made or not is taken for one that can be made a little",
            "Can a sign be turned a little, so that the outputs stay what they are?",
            {"A": "continuous", "E": "continuous"},
        ),
    ],
)
def kinds_of_symmetry() -> Answer:
    """Which of eight changes leave the outputs alone, and which of these can be made a little."""
    return dict(_KINDS)
