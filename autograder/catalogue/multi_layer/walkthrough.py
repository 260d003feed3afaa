"""Part C, questions (a) and (b): the forward pass, and the shapes of what is learned."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER
from autograder.exercises.declare import Answer, one
from autograder.exercises.draws import weights
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import forward_layers
from autograder.reference.rules import Layer, Rules, need
from autograder.slips.forward import Network, forward_slips
from autograder.slips.loss_value import Compared, loss_value_slips
from autograder.slips.slip import own_slip

# ---- (a) the diagram -------------------------------------------------------------------------

#: The places of the diagram, in the order in which its letters are read.
_DIAGRAM = {
    "A": "x",
    "B": "z1",
    "C": "a1",
    "D": "z2",
    "E": "a2",
    "F": "L",
    "G": "W1",
    "H": "W2",
    "I": "y",
}


@own_slip(
    "after-for-before",
    "S8",
    question="Which of the two goes into the sigmoid, and which comes out of it?",
)
def _after_for_before(right: Answer) -> Answer:
    """what goes into a sigmoid is taken for what comes out of it"""
    return {"B": "a1", "C": "z1", "D": "a2", "E": "z2"}


@own_slip(
    "target-as-input",
    "M8",
    question="The forward pass can be taken without a target. At which box is it first needed?",
)
def _target_first(right: Answer) -> Answer:
    """the target enters before there is a loss to calculate"""
    return {"A": "y", "I": "x"}


@own_slip("layers-in-reverse", "M8", question="Which matrix is x multiplied by?")
def _matrices_exchanged(right: Answer) -> Answer:
    """a weight matrix is given to a layer that it does not lead to"""
    return {"G": "W2", "H": "W1"}


@MULTI_LAYER.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=1,
    items="M8",
    errata="D-18",
    guesses=lambda right: [
        *(dict.fromkeys(right, name) for name in ("x", "z1", "a1", "L", "W1")),
        dict(zip(right, reversed(right.values()), strict=True)),
    ],
    own=[_after_for_before, _target_first, _matrices_exchanged],
)
def forward_diagram() -> Answer:
    """What stands at each place of the diagram of the forward pass."""
    return dict(_DIAGRAM)


# ---- (a) the forward pass --------------------------------------------------------------------


def forward_of_network(given: Inputs) -> Answer:
    """The values of the forward pass by name."""
    low, top = forward_layers(
        given["x"][None], [given["W1"], given["W2"]], activations=["sigmoid"] * 2
    )
    named = {"z1": low.z, "a1": low.a, "z2": top.z, "a2": top.a}
    return {name: one(need(value)) for name, value in named.items()}


def _network(given: Inputs) -> Network:
    return Network(given["x"][None], [given["W1"], given["W2"]], None, ["sigmoid"] * 2)


def _values(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    """The values at the layers; what the student has wrong is gone on from."""
    own, low, top = rules.carry_forward, *layers
    z1 = one(need(low.z))
    a1 = one(need(low.a)) if "z1" not in own else low.f.function(own["z1"])
    z2 = one(need(top.z)) if "a1" not in own else given["W2"] @ own["a1"]
    a2 = one(need(top.a)) if "z2" not in own else top.f.function(own["z2"])
    L = np.sum((own.get("a2", a2) - given["y"]) ** 2) / 2
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "L": np.asarray(L)}


def _compared(given: Inputs) -> Compared:
    found = forward_of_network(given)
    return Compared(found["a2"], given["y"], found["z2"], 0.5)


@MULTI_LAYER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="M8",
    takes="x: n_in, y: n_out, W1: n_hidden n_in, W2: n_out n_hidden",
    gives={"z1": "n_hidden", "a1": "n_hidden", "z2": "n_out", "a2": "n_out", "L": ""},
    draw={"W1": weights, "W2": weights},
    carry_forward={name: name for name in ("z1", "a1", "z2", "a2")},
    own=[
        *loss_value_slips(_compared),
        *forward_slips("M8", _network, _values, ["sigmoid"] * 2),
    ],
)
def forward_pass(given: Inputs, rules: Rules) -> Answer:
    """z₁ = W₁x, a₁ = σ(z₁), z₂ = W₂a₁, a₂ = σ(z₂) and L = ½‖a₂ − y‖²."""
    return _values(given, forward_layers(*_network(given)), rules)


# ---- (b) parameters and shapes ---------------------------------------------------------------

#: Sizes in the question.
_N_IN, _N_HIDDEN, _N_OUT = 4, 3, 2


@own_slip(
    "axes-swapped", "M8", question="The gradient of a scalar has the shape of what it is taken of."
)
def _transposed(right: Answer) -> Answer:
    """the gradients of the two matrices have their axes exchanged"""
    return {name: right[name][::-1] for name in ("shape of dL/dW1", "shape of dL/dW2")}


@own_slip(
    "values-counted-as-parameters",
    "M8",
    question="Which of these numbers does gradient descent change, and which are only calculated?",
)
def _values_counted(right: Answer) -> Answer:
    """the values of the units are counted as parameters"""
    return {"numbers to learn": right["numbers to learn"] + _N_IN + _N_HIDDEN + _N_OUT}


@own_slip(
    "diagonal-as-vector",
    "M11",
    question="A Jacobian has one row for each output and one column for each input. Has this?",
)
def _diagonal_alone(right: Answer) -> Answer:
    """a Jacobian that happens to be diagonal is given the shape of its diagonal"""
    return {"shape of da2/dz2": (_N_OUT,)}


@own_slip(
    "jacobian-transposed",
    "M12",
    question="Does a row of a Jacobian belong to an output or an input?",
)
def _columns_for_outputs(right: Answer) -> Answer:
    """the Jacobians have one row for each input and one column for each output"""
    return {name: right[name][::-1] for name in ("shape of dz2/da1", "shape of da2/dx")}


@MULTI_LAYER.entries(
    "predict",
    points=2,
    minutes=4,
    difficulty=1,
    items="M8 M10",
    guesses=lambda right: [
        {name: number if isinstance(v, int) else shape for name, v in right.items()}
        for number in (2, 9, 12, 18)
        for shape in ((2,), (3,), (2, 3), (3, 4), (3, 2), ())
    ],
    own=[_transposed, _values_counted, _diagonal_alone, _columns_for_outputs],
)
def parameter_shapes() -> Answer:
    """What there is to learn, and the shapes of gradients and Jacobians of a 4-3-2 network."""
    W1, W2 = (_N_HIDDEN, _N_IN), (_N_OUT, _N_HIDDEN)
    return {
        "numbers to learn": _N_HIDDEN * _N_IN + _N_OUT * _N_HIDDEN,
        "shape of dL/dW1": W1,
        "shape of dL/dW2": W2,
        "shape of dL/da2": (_N_OUT,),
        "shape of da2/dz2": (_N_OUT, _N_OUT),
        "shape of dz2/da1": W2,
        "shape of dL/da1": (_N_HIDDEN,),
        "shape of da2/dx": (_N_OUT, _N_IN),
    }
