"""A line of matrices has the value that NumPy gives it, and strict shapes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from derivations.stages import MATRICES, SIZES, layer

from autograder.derivations.language import Array
from autograder.derivations.reading import read


def given() -> tuple[Array, Array, Array, Array]:
    draw = layer()
    return draw["delta"][:, None], draw["x"][:, None], draw["W"], draw["V"]


@pytest.mark.parametrize(
    "text",
    ["delta @ x.T", "(x @ delta.T).T", "2 * delta @ x.T / 2", "diag(delta) @ ones(outputs) @ x.T"],
)
def test_right_lines_of_a_weight_gradient_are_equal(text: str) -> None:
    delta, x, _, _ = given()
    assert read(text, MATRICES).value(layer(), SIZES) == pytest.approx(delta @ x.T)


def test_a_column_has_one_axis_for_the_one_index_of_the_answer() -> None:
    language = replace(MATRICES, answer={"j": "inputs"})
    delta, x, W, _ = given()
    value = read("W.T @ delta * x * (1 - x)", language).value(layer(), SIZES)
    assert value.shape == (4,)
    assert value == pytest.approx((W.T @ delta * x * (1 - x))[:, 0])


def test_an_inner_product_is_a_number() -> None:
    delta, x, W, V = given()
    line = read("(delta.T @ W @ x) * V @ W + f(W) - 1", MATRICES)
    value = line.value(layer(), SIZES)
    assert value == pytest.approx((delta.T @ W @ x) * V @ W + layer()["f"](W) - 1)


def test_a_number_may_be_the_answer() -> None:
    delta, _, _, V = given()
    value = read("delta.T @ V @ delta", replace(MATRICES, answer={})).value(layer(), SIZES)
    assert value == pytest.approx((delta.T @ V @ delta).item())
    assert value.shape == ()
