"""Lines are read, and what is wrong in one is said with its place and a remedy."""

from __future__ import annotations

import warnings

import pytest
from derivations.stages import LAYER, MATRICES

from autograder.derivations.language import Language, Unreadable
from autograder.derivations.reading import read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("z[i]", "this stage is written in delta, x, W, V, dz_dw, eta, N; z is not one of them"),
        ("delta[k]", "k in `delta[k]` is neither summed nor one of the answer's indices, i, j"),
        ("sum(k, delta[k] * x[k])", "k runs over outputs in delta[k] and over inputs in x[k]"),
        ("delta[j]", "j runs over inputs in the answer and over outputs in delta[j]"),
        (
            "sum(k, (k == j) * V[i, k])",
            "k runs over inputs in (k == j) and over outputs in V[i, k]",
        ),
        ("sum(i, delta[i])", "i is an index of the answer, so it cannot be summed over"),
        ("sum(k, m, delta[k])", "nothing says what m runs over"),
        ("W[i]", "W has 2 indices (outputs, inputs); `W[i]` gives 1"),
        ("delta", "delta has 1 index (outputs): write its entries, such as delta[k]"),
        ("x_j", "for x_j write x[j]"),
        ("x(j)", "x is no function in `x(j)`: write x[…] for its entries"),
        ("delta[i] * * x[j]", '"* x[j]" is not expected at place 12, after "delta[i] *"'),
        ("delta[i] x[j]", '"] x" at place 8, after "delta[i": write * between two factors'),
        ("sum(k, delta[k] * (k = i))", '"=" at place 22'),
        ("delta[i] * k == i", "write it in parentheses, (k == i)"),
        ("(delta[i]", 'the "(" at place 1 is never closed'),
        ("δ[i]", '"δ" (greek small letter delta) stands at place 1: type delta'),
        ("W.T", "this stage is written in entries"),
    ],
)
def test_a_mistake_is_said(text: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text, LAYER)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "W @ delta",
            "W is (outputs, inputs), delta is (outputs, 1): `W @ delta` has no value; "
            "which of the two has to be turned?",
        ),
        ("x @ delta.T", "the line is (inputs, outputs), the answer (outputs, inputs); likely it"),
        ("delta * W", "* goes entry by entry and needs equal shapes; is it @ or diag(…)"),
        ("delta[i] * x[j]", "a line of matrices is written without indices"),
        ("W ** 2", "write W * W for the squares of its entries"),
        ("diag(W)", "diag takes a column; W is (outputs, inputs)"),
        ("ones(3) @ x.T", "ones takes the name of an axis, outputs, inputs"),
    ],
)
def test_a_mistake_in_a_line_of_matrices_is_said(text: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text, MATRICES)
    assert message in str(caught.value)


def test_a_line_may_be_broken_and_indented() -> None:
    line = read("  sum(k,\n\tdelta[k] * (k == i)\n) * x[j]", LAYER)
    assert line.same_form(read("sum(k, delta[k] * (k == i)) * x[j]", LAYER))


def test_one_letter_may_be_summed_in_two_sums() -> None:
    line = read("sum(k, delta[k]) * sum(k, x[k])", LAYER)
    assert list(line.axes.values()) == ["outputs", "inputs", "outputs", "inputs"]


def test_reading_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in ["1if x else 2", "0777", "1 is 1", r"'\d'", "delta[i](2)"]:
            with pytest.raises(Unreadable):
                read(text, LAYER)


def test_a_matrix_has_two_axes() -> None:
    with pytest.raises(ValueError, match="expected dz_dw to be a matrix"):
        Language({"i": "outputs"}, {"dz_dw": ("a", "b", "c")}, matrices=True)
