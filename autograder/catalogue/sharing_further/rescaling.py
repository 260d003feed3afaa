"""Part E: the scaling of ReLU units, a whole layer at a time (F15)."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.exercise import Inputs
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip

# ---- the component along the scaling ---------------------------------------------------------

_LAYERS = "W1: n_hidden n_in, b1: n_hidden, W2: n_out n_hidden"
_GRADIENTS = "dW1: n_hidden n_in, db1: n_hidden, dW2: n_out n_hidden"


def _parts(given: Inputs) -> tuple[Array, Array, Array]:
    """For each unit, its incoming sum, its bias's product and its outgoing sum."""
    W1, b1, W2, dW1, db1, dW2 = given.values()
    return (W1 * dW1).sum(axis=1), b1 * db1, (W2 * dW2).sum(axis=0)


_DIRECTION = "In the direction (w_in, b, −w_out), which entries are there, and with which sign?"
_WHOSE = "Which weights lead into hidden unit i, and which lead out of it?"


@own_slip("bias-left-out", "F15", question=_DIRECTION)
def _bias_out(given: Inputs) -> Answer:
    """the bias is left out"""
    into, _, out = _parts(given)
    return {"component": into - out}


@own_slip("terms-added", "F15", question=_DIRECTION)
def _outgoing_added(given: Inputs) -> Answer:
    """the outgoing part is added, not subtracted"""
    return {"component": sum(_parts(given))}


@own_slip("outgoing-left-out", "F15", question=_DIRECTION)
def _incoming_alone(given: Inputs) -> Answer:
    """the outgoing part is left out"""
    into, bias, _ = _parts(given)
    return {"component": into + bias}


@own_slip("incoming-left-out", "F15", question=_DIRECTION)
def _outgoing_alone(given: Inputs) -> Answer:
    """only the outgoing part is there"""
    return {"component": -_parts(given)[2]}


@own_slip("bias-subtracted", "F15", question=_DIRECTION)
def _bias_with_outgoing(given: Inputs) -> Answer:
    """the bias is counted on the outgoing side"""
    into, bias, out = _parts(given)
    return {"component": into - bias - out}


@own_slip("axes-swapped", "F15", question=_WHOSE)
def _columns_in(given: Inputs) -> Answer:
    """the incoming part is summed over the columns of W₁, the units, and not over its rows"""
    _, bias, out = _parts(given)
    return {"component": (given["W1"] * given["dW1"]).sum(axis=0) + bias - out}


@own_slip("axes-swapped", "F15", question=_WHOSE)
def _rows_out(given: Inputs) -> Answer:
    """the outgoing part is summed over the rows of W₂, each of which belongs to an output"""
    into, bias, _ = _parts(given)
    return {"component": into + bias - (given["W2"] * given["dW2"]).sum(axis=1)}


@own_slip("units-summed", "F15", question="Is one number asked for, or one for each unit?")
def _all_units(given: Inputs) -> Answer:
    """the sums run over all units together"""
    into, bias, out = _parts(given)
    total = into.sum() + bias - out.sum()
    return {"component": total}


@own_slip("weights-left-out", "F15", question="What does an inner product multiply?")
def _gradients_summed(given: Inputs) -> Answer:
    """the entries of the gradients are added up without the weights"""
    _, _, _, dW1, db1, dW2 = given.values()
    return {"component": dW1.sum(axis=1) + db1 - dW2.sum(axis=0)}


@own_slip("summed-separately", "F15", question="Is (a + b)(c + d) the same as ac + bd?")
def _sums_multiplied(given: Inputs) -> Answer:
    """weights and gradients are added up first, and then multiplied"""
    W1, b1, W2, dW1, db1, dW2 = given.values()
    into = W1.sum(axis=1) * dW1.sum(axis=1)
    return {"component": into + b1 * db1 - W2.sum(axis=0) * dW2.sum(axis=0)}


@own_slip("mean-for-sum", "F15", question="Does an inner product divide by the number of entries?")
def _means(given: Inputs) -> Answer:
    """the products are averaged, not added"""
    into, bias, out = _parts(given)
    return {"component": into / given["W1"].shape[1] + bias - out / len(given["W2"])}


@own_slip("direction-normalised", "F15", question="Does the text divide by a length?")
def _by_length(given: Inputs) -> Answer:
    """the inner product is divided by the length of the direction"""
    W1, b1, W2, *_ = given.values()
    into, bias, out = _parts(given)
    length = np.sqrt((W1**2).sum(axis=1) + b1**2 + (W2**2).sum(axis=0))
    return {"component": (into + bias - out) / length}


@SHARING_FURTHER.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=2,
    items="F15",
    takes=f"{_LAYERS}, {_GRADIENTS}",
    gives="component: n_hidden",
    own=[
        _bias_out,
        _outgoing_added,
        _incoming_alone,
        _outgoing_alone,
        _bias_with_outgoing,
        _columns_in,
        _rows_out,
        _all_units,
        _gradients_summed,
        _sums_multiplied,
        _means,
        _by_length,
    ],
)
def scaling_component(given: Inputs, rules: Rules) -> Array:
    """⟨w_in, ∂L/∂w_in⟩ + b ∂L/∂b − ⟨w_out, ∂L/∂w_out⟩ of each hidden unit."""
    into, bias, out = _parts(given)
    return np.asarray(into + bias - out)


# ---- the gradients of the rescaled network ---------------------------------------------------


def _factors(rng: Rng, *shape: int) -> Array:
    """Positive factors on both sides of 1, none of them near it."""
    c = rng.uniform(1.5, 2.6, shape)
    c[1::2] = 1 / rng.uniform(1.5, 2.6, len(c[1::2]))
    return np.asarray(c)


_WHICH_WAY = "If w is c times as large, how far must it move for the same effect on z?"
_ONE_EACH = "Unit i has the factor c_i. Which entries of W₁ and of W₂ belong to it?"


@own_slip("fraction-inverted", "F15", question=_WHICH_WAY)
def _as_weights(given: Inputs) -> Answer:
    """the gradients are scaled as the weights are"""
    dW1, db1, dW2, c = given.values()
    return {"dW1": dW1 * c[:, None], "db1": db1 * c, "dW2": dW2 / c}


@own_slip("symmetry-leaves-gradient", "F15", question=_WHICH_WAY)
def _unchanged(given: Inputs) -> Answer:
    """the gradients are left as they are, because the loss is the same"""
    return {name: given[name] for name in ("dW1", "db1", "dW2")}


@own_slip("bias-not-scaled", "F15", question="Is the bias multiplied by c too?")
def _bias_unscaled(given: Inputs) -> Answer:
    """the gradient of the bias is left as it is"""
    return {"db1": given["db1"]}


@own_slip("fraction-inverted", "F15", question="Is the bias on the incoming or the outgoing side?")
def _bias_like_outgoing(given: Inputs) -> Answer:
    """the gradient of the bias is multiplied, as those of the outgoing weights are"""
    return {"db1": given["db1"] * given["c"]}


@own_slip("outgoing-not-scaled", "F15", question="The unit's h is c times as large. What is ∂L/∂v?")
def _outgoing_unscaled(given: Inputs) -> Answer:
    """the gradient of the outgoing weights is left as it is"""
    return {"dW2": given["dW2"]}


@own_slip("axes-swapped", "F15", question=_ONE_EACH)
def _other_axis_in(given: Inputs) -> Answer:
    """the columns of ∂L/∂W₁ are scaled, and not its rows"""
    return {"dW1": given["dW1"] / given["c"]}


@own_slip("axes-swapped", "F15", question=_ONE_EACH)
def _other_axis_out(given: Inputs) -> Answer:
    """the rows of ∂L/∂W₂ are scaled, and not its columns"""
    return {"dW2": given["dW2"] * given["c"][:, None]}


@own_slip("factor-squared", "F15", question="How often is c on the way from the loss to w?")
def _squared(given: Inputs) -> Answer:
    """the gradients carry the factor twice"""
    dW1, db1, dW2, c = given.values()
    return {"dW1": dW1 / c[:, None] ** 2, "db1": db1 / c**2, "dW2": dW2 * c**2}


@SHARING_FURTHER.computed(
    "implement",
    points=2,
    minutes=3,
    difficulty=2,
    items="F15",
    takes=f"{_GRADIENTS}, c: n_hidden",
    gives=_GRADIENTS,
    draw={"c": _factors},
    own=[
        _as_weights,
        _unchanged,
        _bias_unscaled,
        _bias_like_outgoing,
        _outgoing_unscaled,
        _other_axis_in,
        _other_axis_out,
        _squared,
    ],
)
def rescaled_gradients(given: Inputs, rules: Rules) -> Answer:
    """Row i of ∂L/∂W₁ and entry i of ∂L/∂b₁ divided by cᵢ, column i of ∂L/∂W₂ times cᵢ."""
    dW1, db1, dW2, c = given.values()
    return {"dW1": dW1 / c[:, None], "db1": db1 / c, "dW2": dW2 * c}


# ---- weight decay chooses --------------------------------------------------------------------

_MINIMUM = "Write S(c) for one unit. Where is its derivative with respect to c zero?"
_ALL_ENTRIES = "Which entries of W₁, b₁ and W₂ are multiplied by c, and which are divided by it?"


def _norms(given: Inputs) -> tuple[Array, Array]:
    """‖(w_in, b)‖ and ‖w_out‖ of each hidden unit."""
    W1, b1, W2 = given.values()
    return np.sqrt((W1**2).sum(axis=1) + b1**2), np.linalg.norm(W2, axis=0)


@own_slip("root-missing", "F15", question=_MINIMUM)
def _without_root(given: Inputs) -> Answer:
    """c is the quotient of the norms, without the root"""
    into, out = _norms(given)
    return {"c": out / into}


@own_slip("root-taken-twice", "F15", question=_MINIMUM)
def _root_twice(given: Inputs) -> Answer:
    """the root is taken once too often"""
    into, out = _norms(given)
    return {"c": (out / into) ** 0.25}


@own_slip("fraction-inverted", "F15", question=_MINIMUM)
def _inverted(given: Inputs) -> Answer:
    """the quotient is the other way round"""
    into, out = _norms(given)
    return {"c": np.sqrt(into / out)}


@own_slip("bias-left-out", "F15", question=_ALL_ENTRIES)
def _norm_without_bias(given: Inputs) -> Answer:
    """the bias is not counted among what is multiplied by c"""
    _, out = _norms(given)
    return {"c": np.sqrt(out / np.linalg.norm(given["W1"], axis=1))}


@own_slip("axes-swapped", "F15", question=_WHOSE)
def _norm_of_columns(given: Inputs) -> Answer:
    """the incoming norm is that of a column of W₁, not of a row"""
    W1, b1, _ = given.values()
    _, out = _norms(given)
    return {"c": np.sqrt(out / np.sqrt((W1**2).sum(axis=0) + b1**2))}


@own_slip("axes-swapped", "F15", question=_WHOSE)
def _norm_of_rows(given: Inputs) -> Answer:
    """the outgoing norm is that of a row of W₂, not of a column"""
    into, _ = _norms(given)
    return {"c": np.sqrt(np.linalg.norm(given["W2"], axis=1) / into)}


@own_slip("absolute-values-for-squares", "F15", question="Does weight decay add squares?")
def _absolute_values(given: Inputs) -> Answer:
    """absolute values are added up in place of squares"""
    W1, b1, W2 = given.values()
    return {"c": np.sqrt(abs(W2).sum(axis=0) / (abs(W1).sum(axis=1) + abs(b1)))}


@own_slip("equalised-to-one", "F15", question="Is it the incoming norm alone that should be small?")
def _to_one(given: Inputs) -> Answer:
    """c makes the incoming norm 1, whatever becomes of the outgoing one"""
    return {"c": 1 / _norms(given)[0]}


@own_slip("units-summed", "F15", question="Has each unit a factor of its own?")
def _one_for_all(given: Inputs) -> Answer:
    """one factor is found for all units together"""
    into, out = _norms(given)
    c = (out @ out / (into @ into)) ** 0.25
    return {"c": np.full(len(into), c)}


@SHARING_FURTHER.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=3,
    items="F15",
    takes=_LAYERS,
    gives="c: n_hidden",
    own=[
        _without_root,
        _root_twice,
        _inverted,
        _norm_without_bias,
        _norm_of_columns,
        _norm_of_rows,
        _absolute_values,
        _to_one,
        _one_for_all,
    ],
)
def balancing_factors(given: Inputs, rules: Rules) -> Array:
    """c = √(‖w_out‖ / ‖(w_in, b)‖), which makes c² ‖(w_in, b)‖² + ‖w_out‖²/c² smallest."""
    into, out = _norms(given)
    return np.asarray(np.sqrt(out / into))
