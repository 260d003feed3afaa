"""Part A, second half: z₂ = W(Wx + b) + b, one partial derivative at a time (N3 to N5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import RECTANGULAR, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import Array, Rules
from autograder.slips.constants import wrong_constants
from autograder.slips.slip import Slip, own_slip, words_of


def _two_paths(given: Inputs) -> tuple[Array, Array]:
    """Every ∂z2_k/∂w_ij as its two paths: [k = i] z1_j, and w_ki x_j through z1_i (N5)."""
    W, x, b = given["W"], given["x"], given["b"]
    direct = np.einsum("ki,j->kij", np.eye(len(x)), W @ x + b)
    return direct, np.einsum("ki,j->kij", W, x)


def _partial(given: Inputs, k: int) -> Array:
    """∂z2_k/∂w_ij, the sum of its two paths."""
    i, j = given["i"], given["j"]
    direct, through = _two_paths(given)
    return np.asarray(direct[k, i, j] + through[k, i, j])


def _slip(
    block: str, slug: str, item: str, *, question: str, clause: str = ""
) -> Callable[[Callable[..., Any]], Slip]:
    """Declare a formula of one block as an `own_slip`.

    It is called with the inputs by name, with the outputs of both uses as `z1` and `z2`, and with
    the identity matrix `eye`; it names those that it needs.
    """

    def declare(formula: Callable[..., Any]) -> Slip:
        def changed(given: Inputs) -> Answer:
            W, x, b = given["W"], given["x"], given["b"]
            z1 = W @ x + b
            return {block: formula(**given, z1=z1, z2=W @ z1 + b, eye=np.eye(len(x)))}

        return own_slip(slug, item, question=question, clause=clause or words_of(formula))(changed)

    return declare


#: The question about a constant of a path, or about what stands in it without moving.
_SINGLE_UNIT = "Put in n = 1, w = 3, x = 2, b = 1 and nudge w by 0.001. How far does z⁽²⁾ move?"
_MOVES = "Which of the letters in your expression does a nudge of w_ij move, and which not?"


def _draw_entry(rng: Rng, s: Sizes) -> Answer:
    """The shared layer, its input, and three different indices."""
    k, i, j = (int(v) for v in rng.permutation(s.n)[:3])
    return {
        "W": weights(rng, s.n, s.n),
        "x": values(rng, s.n),
        "b": values(rng, s.n),
        "k": k,
        "i": i,
        "j": j,
    }


def _equal_indices(rng: Rng, draw: Callable[[Rng, Sizes], Answer]) -> Answer:
    given = draw(rng, RECTANGULAR[0])
    return {**given, "j": given["i"]}


_EQUAL_INDICES = Requirement(
    "equal-indices",
    "it is wrong for i = j",
    "Does anything in the formula change for a weight on the diagonal?",
    _equal_indices,
)


# ---- an output and the weights of its own row ------------------------------------------------


def _draw_own_row(rng: Rng, s: Sizes) -> Answer:
    """A draw whose two paths do not nearly cancel, which would cost float32 its precision."""
    while True:
        drawn = _draw_entry(rng, s)
        del drawn["k"]
        if abs(_partial(drawn, k=drawn["i"])) > 0.1:
            return drawn


_BOTH = "w_ij appears twice on the way to this output. Which two factors does the product rule see?"
_ENTERS_SECOND = "On the second use, which vector is multiplied by W?"
_INDEX = "Write the sum out for n = 2, i = 1, j = 2. Which entry of W multiplies z₁⁽¹⁾?"


@_slip("partial", "path-missing", "N3", question=_BOTH)
def _direct_alone(z1: Array, j: int, **_: Any) -> Any:
    """only the direct path is counted, from the w that multiplies z⁽¹⁾"""
    return z1[j]


@_slip("partial", "path-missing", "N3", question=_BOTH)
def _through_alone(W: Array, x: Array, i: int, j: int, **_: Any) -> Any:
    """only the path through the first use is counted"""
    return W[i, i] * x[j]


@_slip(
    "partial",
    "path-double-counted",
    "N3",
    question="How many arrows lead from w to the first use, and how many from there to zᵢ?",
)
def _through_twice(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the path through the first use is counted twice"""
    return z1[j] + 2 * W[i, i] * x[j]


@_slip("partial", "layer-output-as-input", "N3", question=_ENTERS_SECOND)
def _second_with_output(W: Array, x: Array, z2: Array, i: int, j: int, **_: Any) -> Any:
    """w is paired with the output of the second use, not with its input"""
    return z2[j] + W[i, i] * x[j]


@_slip("partial", "shared-same-input", "N3", question=_ENTERS_SECOND)
def _second_with_x(W: Array, x: Array, i: int, j: int, **_: Any) -> Any:
    """the second use is given the input x of the first"""
    return x[j] + W[i, i] * x[j]


@_slip(
    "partial",
    "shared-times-count",
    "N3",
    question="Put b = 0. Is the input of the second use x, or w times x summed over a row?",
)
def _power_rule(W: Array, x: Array, i: int, j: int, **_: Any) -> Any:
    """the power rule is used as if W were a number: 2 w x"""
    return 2 * W[i, j] * x[j]


@_slip("partial", "weight-of-wrong-entry", "N3", question=_INDEX)
def _through_w_ij(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the first use's contribution is carried on by w_ij itself"""
    return z1[j] + W[i, j] * x[j]


@_slip("partial", "weight-of-wrong-entry", "N3", question=_INDEX)
def _through_w_ji(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the first use's contribution is carried on by w_ji"""
    return z1[j] + W[j, i] * x[j]


@_slip("partial", "weight-of-wrong-entry", "N3", question=_INDEX)
def _through_w_jj(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the first use's contribution is carried on by w_jj"""
    return z1[j] + W[j, j] * x[j]


@_slip(
    "partial",
    "weight-factor-missing",
    "N3",
    question="Between the first use and the output there is one more multiplication. By what?",
)
def _through_no_weight(x: Array, z1: Array, j: int, **_: Any) -> Any:
    """the first use's contribution reaches the output without a weight"""
    return z1[j] + x[j]


@_slip(
    "partial",
    "index-roles-swapped",
    "N3",
    question="w_ij multiplies which entry of its input: the i-th or the j-th?",
)
def _row_for_column(W: Array, x: Array, z1: Array, i: int, **_: Any) -> Any:
    """i and j have changed places in the vectors"""
    return z1[i] + W[i, i] * x[i]


@_slip(
    "partial",
    "bias-lost-on-the-way",
    "N3",
    question="What enters the second use: Wx, or the whole output of the first?",
)
def _second_without_bias(W: Array, x: Array, i: int, j: int, **_: Any) -> Any:
    """the input of the second use is taken to be Wx without b"""
    return (W @ x)[j] + W[i, i] * x[j]


@_slip("partial", "first-use-only", "N3", question=_ENTERS_SECOND)
def _as_one_layer(x: Array, j: int, **_: Any) -> Any:
    """unit i is differentiated as in a single layer, whose input is x"""
    return x[j]


@_slip(
    "partial",
    "terms-subtracted",
    "N3",
    question="A nudge of w travels both paths at once. How do their effects combine?",
    clause="one of the two paths is subtracted from the other",
)
def _paths_subtracted(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    return z1[j] - W[i, i] * x[j]


@_slip(
    "partial",
    "paths-averaged",
    "N3",
    question="A nudge of w travels both paths at once. How do their effects combine?",
)
def _paths_averaged(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the two paths are averaged"""
    return (z1[j] + W[i, i] * x[j]) / 2


@_slip(
    "partial",
    "paths-multiplied",
    "N3",
    question="The product rule has two terms. What stands between them?",
)
def _paths_joined(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """what the two paths contribute is multiplied"""
    return z1[j] * W[i, i] * x[j]


@_slip("partial", "shared-times-count", "N3", question=_SINGLE_UNIT)
def _direct_doubled(z1: Array, j: int, **_: Any) -> Any:
    """the direct path is counted twice, in the place of both"""
    return 2 * z1[j]


@_slip("partial", "shared-times-count", "N3", question=_SINGLE_UNIT)
def _through_doubled(W: Array, x: Array, i: int, j: int, **_: Any) -> Any:
    """the path through the first use is counted twice, in the place of both"""
    return 2 * W[i, i] * x[j]


@_slip(
    "partial",
    "index-roles-swapped",
    "N3",
    question="In the sum over m, which entry of z⁽¹⁾ stands beside w_ij?",
)
def _direct_with_own(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the direct path is paired with unit i of the first use"""
    return z1[i] + W[i, i] * x[j]


@_slip(
    "partial",
    "index-roles-swapped",
    "N3",
    question="On the first use, which entry of x does w_ij multiply?",
)
def _through_with_own(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the first use is paired with the i-th entry of x"""
    return z1[j] + W[i, i] * x[i]


@_slip(
    "partial",
    "input-factor-missing",
    "N3",
    question="The path through the first use has two steps. What is the derivative of each?",
)
def _through_without_x(W: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the path through the first use stops at the weight: the derivative of z⁽¹⁾ is missing"""
    return z1[j] + W[i, i]


@_slip(
    "partial",
    "layer-output-as-input",
    "N3",
    question="On the first use, which vector is multiplied by W?",
)
def _first_with_its_output(W: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the first use is paired with its output, not with its input x"""
    return z1[j] + W[i, i] * z1[j]


@_slip("partial", "weight-of-wrong-entry", "N3", question=_INDEX)
def _through_row(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the first use's contribution is carried on by the sum of row i"""
    return z1[j] + W[i].sum() * x[j]


@_slip("partial", "constant-kept", "N3", question=_MOVES)
def _bias_kept(W: Array, x: Array, b: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the bias of the second use stands in the derivative, as it stands in z⁽²⁾"""
    return z1[j] + W[i, i] * x[j] + b[i]


@_slip("partial", "constant-kept", "N3", question=_MOVES)
def _bias_as_one(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the bias of the second use is given the derivative 1"""
    return z1[j] + W[i, i] * x[j] + 1


_FORWARD = "Write z⁽¹⁾ out for n = 2. Does your code calculate the same?"


@_slip("partial", "missing-transpose-w", "N3", question=_FORWARD)
def _forward_transposed(W: Array, x: Array, b: Array, i: int, j: int, **_: Any) -> Any:
    """z⁽¹⁾ is calculated with the transpose of W"""
    return (W.T @ x + b)[j] + W[i, i] * x[j]


@_slip("partial", "bias-sign-flipped", "N3", question=_FORWARD)
def _forward_minus_b(W: Array, x: Array, b: Array, i: int, j: int, **_: Any) -> Any:
    """z⁽¹⁾ is calculated with −b"""
    return (W @ x - b)[j] + W[i, i] * x[j]


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=2,
    items="N3",
    takes="W: n n, x: n, b: n, i, j",
    gives="partial",
    draw=_draw_own_row,
    own=[
        _direct_alone,
        _through_alone,
        _through_twice,
        _second_with_output,
        _second_with_x,
        _power_rule,
        _through_w_ij,
        _through_w_ji,
        _through_w_jj,
        _through_no_weight,
        _row_for_column,
        _second_without_bias,
        _as_one_layer,
        _paths_subtracted,
        _paths_averaged,
        _paths_joined,
        _direct_doubled,
        _through_doubled,
        _direct_with_own,
        _through_with_own,
        _through_without_x,
        _first_with_its_output,
        _through_row,
        _bias_kept,
        _bias_as_one,
        _forward_transposed,
        _forward_minus_b,
        *wrong_constants("partial", "N3", _SINGLE_UNIT, constants=(-1.0, 2.0)),
    ],
    requires=[_EQUAL_INDICES],
)
def rule_one(given: Inputs, rules: Rules) -> Array:
    """∂z2_i/∂w_ij = z1_j + w_ii x_j."""
    return _partial(given, k=given["i"])


# ---- an output and the weights of another row ------------------------------------------------

_ROW_K = "Row k holds the weights into unit k. Which entry of it meets unit i?"
_NOT_IN_ROW_K = "Look at row k of W. Is w_ij in it?"


@_slip("partial", "missing-transpose-w", "N4", question=_ROW_K)
def _from_k_to_i(W: Array, x: Array, i: int, j: int, k: int, **_: Any) -> Any:
    """the weight on the way from unit i to unit k has its indices the other way round"""
    return W[i, k] * x[j]


@_slip(
    "partial",
    "weight-of-wrong-entry",
    "N4",
    question="Which output is differentiated, and which row of W leads into it?",
)
def _from_i_to_i(W: Array, x: Array, i: int, j: int, **_: Any) -> Any:
    """unit i's own weight w_ii stands where the weight into unit k belongs"""
    return W[i, i] * x[j]


@_slip(
    "partial",
    "weight-of-wrong-entry",
    "N4",
    question="Which entry of z⁽¹⁾ contains w_ij: the i-th or the j-th?",
)
def _from_j_to_k(W: Array, x: Array, j: int, k: int, **_: Any) -> Any:
    """the weight from unit j, not from unit i, leads into unit k"""
    return W[k, j] * x[j]


@_slip("partial", "direct-term-everywhere", "N4", question=_NOT_IN_ROW_K)
def _direct_added(W: Array, x: Array, z1: Array, i: int, j: int, k: int, **_: Any) -> Any:
    """the direct path is counted although row k does not contain w_ij"""
    return z1[j] + W[k, i] * x[j]


@_slip("partial", "direct-term-everywhere", "N4", question=_NOT_IN_ROW_K)
def _direct_instead(z1: Array, j: int, **_: Any) -> Any:
    """only the direct path is counted, and here there is none"""
    return z1[j]


@_slip(
    "partial",
    "layer-output-as-input",
    "N4",
    question="On the first use, which vector is multiplied by W?",
)
def _first_with_output(W: Array, z1: Array, i: int, j: int, k: int, **_: Any) -> Any:
    """the first use is paired with its output, not with its input x"""
    return W[k, i] * z1[j]


@_slip(
    "partial",
    "weight-factor-missing",
    "N4",
    question="Between the first use and unit k there is one more multiplication. By what?",
)
def _to_k_without_weight(x: Array, j: int, **_: Any) -> Any:
    """the first use's contribution reaches unit k without a weight"""
    return x[j]


@_slip(
    "partial",
    "weight-factor-missing",
    "N4",
    question="The path has two steps. What is the derivative of the first?",
)
def _weight_alone(W: Array, i: int, k: int, **_: Any) -> Any:
    """the path stops at the weight: the derivative of z⁽¹⁾ is missing"""
    return W[k, i]


@_slip("partial", "index-roles-swapped", "N4", question="w_ij multiplies which entry of x?")
def _with_x_i(W: Array, x: Array, i: int, k: int, **_: Any) -> Any:
    """the first use is paired with the i-th entry of x"""
    return W[k, i] * x[i]


@_slip("partial", "index-roles-swapped", "N4", question="w_ij multiplies which entry of x?")
def _with_x_k(W: Array, x: Array, i: int, k: int, **_: Any) -> Any:
    """the first use is paired with the k-th entry of x"""
    return W[k, i] * x[k]


@_slip("partial", "index-roles-swapped", "N4", question="Which unit of the first use has row i?")
def _row_and_column(W: Array, x: Array, i: int, j: int, k: int, **_: Any) -> Any:
    """i and j have changed places along the whole path"""
    return W[k, j] * x[i]


@_slip("partial", "weight-of-wrong-entry", "N4", question=_MOVES)
def _own_weight_kept(W: Array, x: Array, i: int, j: int, **_: Any) -> Any:
    """w_ij itself stands where the weight into unit k belongs"""
    return W[i, j] * x[j]


@_slip("partial", "weight-factor-extra", "N4", question=_MOVES)
def _with_own_weight(W: Array, x: Array, i: int, j: int, k: int, **_: Any) -> Any:
    """w_ij is still a factor, although it is differentiated"""
    return W[k, i] * W[i, j] * x[j]


@_slip("partial", "direct-term-everywhere", "N4", question=_NOT_IN_ROW_K)
def _rule_of_own_row(W: Array, x: Array, z1: Array, i: int, j: int, **_: Any) -> Any:
    """the rule for the weight's own row is used, and another row is asked for"""
    return z1[j] + W[i, i] * x[j]


@_slip("partial", "constant-kept", "N4", question=_MOVES)
def _bias_still_there(W: Array, x: Array, b: Array, i: int, j: int, k: int, **_: Any) -> Any:
    """the bias of unit k stands in the derivative, as it stands in z⁽²⁾"""
    return W[k, i] * x[j] + b[k]


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=2,
    items="N4",
    takes="W: n n, x: n, b: n, k, i, j",
    gives="partial",
    draw=_draw_entry,
    own=[
        _from_k_to_i,
        _from_i_to_i,
        _from_j_to_k,
        _direct_added,
        _direct_instead,
        _first_with_output,
        _to_k_without_weight,
        _weight_alone,
        _with_x_i,
        _with_x_k,
        _row_and_column,
        _own_weight_kept,
        _with_own_weight,
        _rule_of_own_row,
        _bias_still_there,
        *wrong_constants("partial", "N4", _SINGLE_UNIT),
    ],
    requires=[_EQUAL_INDICES],
)
def rule_two(given: Inputs, rules: Rules) -> Array:
    """∂z2_k/∂w_ij = w_ki x_j, where k ≠ i."""
    return _partial(given, given["k"])


# ---- every partial, by paths -----------------------------------------------------------------

_DIRECT_INPUT = "The direct path belongs to the second use. What enters it?"


@_slip("direct", "direct-term-everywhere", "N5", question="In which rows of W does w_ij stand?")
def _direct_for_all(z1: Array, **_: Any) -> Array:
    """the direct path is counted for every output, not for the weight's own row alone"""
    return np.broadcast_to(z1, (len(z1),) * 3)


@_slip("direct", "shared-same-input", "N5", question=_DIRECT_INPUT)
def _direct_with_x(x: Array, eye: Array, **_: Any) -> Array:
    """the direct path is given the input of the first use"""
    return np.einsum("ki,j->kij", eye, x)


@_slip("direct", "layer-output-as-input", "N5", question=_DIRECT_INPUT)
def _direct_with_output(z2: Array, eye: Array, **_: Any) -> Array:
    """the direct path is paired with the output of the second use"""
    return np.einsum("ki,j->kij", eye, z2)


@_slip("direct", "index-roles-swapped", "N5", question="Which index of w_ij names the row?")
def _direct_to_j(z1: Array, eye: Array, **_: Any) -> Array:
    """the second index of w is read as the output that it feeds"""
    return np.einsum("kj,i->kij", eye, z1)


@_slip(
    "direct",
    "path-double-counted",
    "N5",
    question="Which of the two blocks should hold w_ii x_j? It may stand in one of them.",
)
def _own_path_in_both(W: Array, x: Array, z1: Array, eye: Array, **_: Any) -> Array:
    """the direct part already holds the unit's own path through the first use"""
    return np.einsum("ki,kij->kij", eye, z1 + np.einsum("ki,j->kij", W, x))


@_slip(
    "through",
    "path-missing",
    "N5",
    question="Unit i of the first use feeds every unit of the second. Which are there?",
)
def _own_path_alone(W: Array, x: Array, eye: Array, **_: Any) -> Array:
    """only the unit's own path through the first use is counted"""
    return np.einsum("ki,j->kij", W * eye, x)


@_slip(
    "through",
    "path-missing",
    "N5",
    question="Unit i of the first use feeds every unit of the second, itself too?",
)
def _own_path_left_out(W: Array, x: Array, eye: Array, **_: Any) -> Array:
    """the unit's own path through the first use is left out"""
    return np.einsum("ki,j->kij", W * (1 - eye), x)


@_slip("through", "missing-transpose-w", "N5", question=_ROW_K)
def _through_transpose(W: Array, x: Array, **_: Any) -> Array:
    """the weights from unit to unit have their indices the other way round"""
    return np.einsum("ik,j->kij", W, x)


@_slip(
    "through",
    "layer-output-as-input",
    "N5",
    question="On the first use, which vector is multiplied by W?",
)
def _through_with_output(W: Array, z1: Array, **_: Any) -> Array:
    """the first use is paired with its output, not with its input"""
    return np.einsum("ki,j->kij", W, z1)


@_slip(
    "through",
    "weight-factor-missing",
    "N5",
    question="Between the first use and output k there is one more multiplication. By what?",
)
def _through_no_weights(x: Array, **_: Any) -> Array:
    """the first use's contribution reaches the outputs without weights"""
    return np.broadcast_to(x, (len(x),) * 3)


_OWN_ROW = "In which outputs does w_ij stand in front of an entry of z⁽¹⁾? Which entry?"


@_slip("direct", "index-roles-swapped", "N5", question=_OWN_ROW)
def _direct_to_column(z1: Array, eye: Array, **_: Any) -> Array:
    """the direct path leads to the output that the second index of w names"""
    return np.einsum("kj,i->kij", eye, np.ones_like(z1)) * z1


@_slip("direct", "index-roles-swapped", "N5", question=_OWN_ROW)
def _direct_on_diagonal(z1: Array, eye: Array, **_: Any) -> Array:
    """the direct path is counted where the two indices of w are equal, for every output"""
    return np.einsum("k,ij->kij", np.ones_like(z1), eye) * z1


@_slip("direct", "index-roles-swapped", "N5", question=_OWN_ROW)
def _direct_with_row(z1: Array, eye: Array, **_: Any) -> Array:
    """the direct path is paired with the entry of z⁽¹⁾ that the first index of w names"""
    return np.einsum("ki,i,j->kij", eye, z1, np.ones_like(z1))


@_slip("direct", "direct-term-elsewhere", "N5", question=_OWN_ROW)
def _direct_for_others(z1: Array, eye: Array, **_: Any) -> Array:
    """the direct path is counted for all outputs but that of the weight's own row"""
    return np.einsum("ki,j->kij", 1 - eye, z1)


@_slip("direct", "bias-lost-on-the-way", "N5", question=_DIRECT_INPUT)
def _direct_without_bias(W: Array, x: Array, eye: Array, **_: Any) -> Array:
    """the input of the second use is taken to be Wx without b"""
    return np.einsum("ki,j->kij", eye, W @ x)


@_slip(
    "direct",
    "path-double-counted",
    "N5",
    question="The two blocks are added. What is then in their sum twice?",
)
def _sum_for_direct(W: Array, x: Array, z1: Array, eye: Array, **_: Any) -> Array:
    """the direct part already holds both parts"""
    return np.einsum("ki,j->kij", eye, z1) + np.einsum("ki,j->kij", W, x)


@_slip(
    "through",
    "input-factor-missing",
    "N5",
    question="The path has two steps. What is the derivative of the first?",
)
def _through_without_x_j(W: Array, x: Array, **_: Any) -> Array:
    """the path stops at the weight: the derivative of z⁽¹⁾ is missing"""
    return np.einsum("ki,j->kij", W, np.ones_like(x))


@_slip("through", "weight-of-wrong-entry", "N5", question=_ROW_K)
def _through_own_weight(W: Array, x: Array, **_: Any) -> Array:
    """w_ij itself carries the first use's contribution on"""
    return np.einsum("k,ij,j->kij", np.ones_like(x), W, x)


@_slip("through", "weight-of-wrong-entry", "N5", question=_ROW_K)
def _through_own_unit(W: Array, x: Array, **_: Any) -> Array:
    """w_ii carries the first use's contribution on to every output"""
    return np.einsum("k,i,j->kij", np.ones_like(x), np.diag(W), x)


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=2,
    items="N5",
    takes="W: n n, x: n, b: n",
    gives="direct: n n n, through: n n n",
    draw={"W": weights},
    own=[
        _direct_for_all,
        _direct_with_x,
        _direct_with_output,
        _direct_to_j,
        _own_path_in_both,
        _own_path_alone,
        _own_path_left_out,
        _through_transpose,
        _through_with_output,
        _through_no_weights,
        _direct_to_column,
        _direct_on_diagonal,
        _direct_with_row,
        _direct_for_others,
        _direct_without_bias,
        _sum_for_direct,
        _through_without_x_j,
        _through_own_weight,
        _through_own_unit,
    ],
)
def nested_partials(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """[k = i] z1_j and w_ki x_j, the two paths of each ∂z2_k/∂w_ij."""
    return _two_paths(given)
