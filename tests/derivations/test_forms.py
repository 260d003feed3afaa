"""The form of a line: its features, and what makes it the same as another."""

from __future__ import annotations

import time

import pytest
from derivations.stages import LAYER, MATRICES

from autograder.derivations.reading import read


def test_the_features_of_a_line() -> None:
    found = read("2 * sum(k, delta[k] * (k == i) * f(x[j])) + V[i, i]", LAYER).features
    assert (found.sums, found.kroneckers, found.conditions, found.expectations) == (1, 1, 0, 0)
    assert (found.products, found.factors) == (2, 3)
    assert found.symbols == {"delta", "x", "V"}
    assert found.functions == {"f"}


def test_a_factored_line_has_fewer_products() -> None:
    factored = read("(delta[i] + V[i, i]) * x[j] * eta", LAYER).features
    expanded = read("delta[i] * x[j] * eta + V[i, i] * x[j] * eta", LAYER).features
    assert (factored.products, expanded.products) == (2, 4)


def test_a_number_makes_no_product() -> None:
    assert read("1/2 * (2 * x[j])", LAYER).features.products == 0
    assert read("2 * delta @ x.T", MATRICES).features.products == 1


def test_two_letters_make_two_sums() -> None:
    assert read("sum(k, m, V[k, m] * delta[k])", LAYER).features.sums == 2


def test_a_division_by_a_number_is_no_fraction() -> None:
    assert read("x[j] / (2 * 3) + delta[i] / 2", LAYER).features.fractions == 0
    assert read("x[j] / eta + delta[i] * eta**-1", LAYER).features.fractions == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("delta[i] * x[j]", "x[j] * delta[i]"),
        ("delta[i] * (x[j] * eta)", "((eta * delta[i])) * x[j]"),
        ("sum(k, delta[k] * (k == i) * x[j])", "sum(m, x[j] * (i == m) * delta[m])"),
        ("sum(k, m, delta[k] * V[k, m])", "sum(n1, sum(m, V[m, n1] * delta[m]))"),
        ("sum(k, delta[k]) * sum(k, x[k])", "sum(k, x[k]) * sum(m, delta[m])"),
        ("delta[i] - (x[j] - eta)", "eta + delta[i] - x[j]"),
        ("-(delta[i] * x[j])", "delta[i] * -x[j]"),
        ("1 * delta[i] + 0", "delta[i]"),
        ("x[j] / 2 * eta", "eta * x[j] / 2"),
        ("sum(k, m, V[k, m] * delta[k])", "sum(k, m, V[m, k] * delta[m])"),
    ],
)
def test_the_same_form(one: str, other: str) -> None:
    assert read(one, LAYER).same_form(read(other, LAYER))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("delta[i] * x[j]", "sum(k, delta[k] * (k == i) * x[j])"),
        ("sum(k, delta[k] * x[j])", "x[j] * sum(k, delta[k])"),
        ("(delta[i] + eta) * x[j]", "delta[i] * x[j] + eta * x[j]"),
        ("sum(k, V[k, i])", "sum(k, V[i, k])"),
        ("delta[i] - eta", "eta - delta[i]"),
        ("x[j] / eta", "eta / x[j]"),
        ("(delta[i] + eta) * x[j]", "delta[i] + eta * x[j]"),
        ("2 * x[j]", "x[j]**2"),
        ("f(x[j])", "fprime(x[j])"),
    ],
)
def test_another_form(one: str, other: str) -> None:
    assert not read(one, LAYER).same_form(read(other, LAYER))


def test_matrices_have_an_order() -> None:
    def same(one: str, other: str) -> bool:
        return read(one, MATRICES).same_form(read(other, MATRICES))

    assert same("(V @ W) * (delta @ x.T)", "(delta @ x.T) * (V @ W)")
    assert same("V @ (V @ W)", "(V @ V) @ W")
    assert not same("V @ V.T @ W", "V.T @ V @ W")


def test_forms_of_many_sums_are_compared_fast() -> None:
    text = (
        "sum(a, b, c, V[a, b] * V[b, c] * sum(d, e, g, V[d, e] * V[e, g] * sum(k, l, m, V[k, l])))"
    )
    line = read(text, LAYER.__class__(LAYER.answer, LAYER.symbols, indices={"m": "outputs"}))
    started = time.perf_counter()
    assert line.same_form(line)
    assert time.perf_counter() - started < 0.5
