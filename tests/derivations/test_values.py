"""A line of entries has the value that its formula has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from derivations.stages import LAYER, SIZES, layer

from autograder.derivations.language import ELEMENTARY, Array, Language, Unreadable
from autograder.derivations.reading import read

RNG = np.random.default_rng(0)


def value(text: str, language: Language = LAYER) -> Array:
    return read(text, language).value(layer(), SIZES)


@pytest.mark.parametrize(
    "text",
    [
        "sum(k, delta[k] * dz_dw[k, i, j])",
        "sum(k, delta[k] * (k == i) * x[j])",
        "x[j] * sum(m, (i == m) * delta[m])",
        "delta[i] * x[j]",
        "-(-delta[i]) * x[j] + 0",
        "1/2 * (delta[i] + delta[i]) * x[j]",
        "delta[i] / x[j]**-1",
        "delta[i] * x[j]**2 / x[j]",
        "sum(k, delta[k] * (k == i)) * sum(k, x[k] * (k == j))",
        "sum(k, m, delta[k] * (k == i) * x[m] * (m == j))",
        "sum(n, delta[i] * x[j]) / N",
        "sum(n, 1) / N * delta[i] * x[j]",
    ],
)
def test_right_lines_of_a_weight_gradient_are_equal(text: str) -> None:
    draw = layer()
    assert value(text) == pytest.approx(np.outer(draw["delta"], draw["x"]))


def test_an_index_of_the_answer_may_be_absent() -> None:
    assert value("delta[i]") == pytest.approx(np.repeat(layer()["delta"][:, None], 4, axis=1))
    assert value("2").shape == (3, 4)


def test_an_index_twice_is_the_diagonal_and_no_sum() -> None:
    assert value("V[i, i]")[:, 0] == pytest.approx(np.diag(layer()["V"]))


def test_a_sum_adds_up_what_does_not_depend_on_its_index() -> None:
    language = replace(LAYER, indices={"n": "samples"})
    assert value("sum(n, delta[i])", language) == pytest.approx(5 * value("delta[i]"))
    assert value("sum(k, V[i, k] + 1)") == pytest.approx(value("sum(k, V[i, k])") + 3)


def test_functions_apply_to_each_entry() -> None:
    draw = layer()
    assert value("fprime(delta[i]) * exp(x[j])") == pytest.approx(
        np.outer(draw["fprime"](draw["delta"]), np.exp(draw["x"]))
    )


def test_a_line_without_a_finite_value_is_said() -> None:
    for text in ["log(-1)", "1 / (x[j] - x[j])", "(-2)**(1/2)"]:
        with pytest.raises(Unreadable, match="no finite value"):
            value(text)


# What only some exercises have.

CONVOLUTION = Language(
    {"p": "pixels"},
    {"delta": ("places",), "w": ("taps",), "x": ("pixels",)},
    edges={"delta": 0, "x": 0},
)


def test_a_shifted_symbol_is_0_past_its_edge() -> None:
    sizes = {"pixels": 6, "places": 4, "taps": 3}
    draw = {"delta": RNG.normal(size=4), "w": RNG.normal(size=3)}
    line = read("sum(a, delta[p - a] * w[a])", CONVOLUTION)
    assert line.value(draw, sizes) == pytest.approx(np.convolve(draw["delta"], draw["w"]))
    assert line.latex() == r"\sum_{a} \delta_{p-a} \, w_{a}"


def test_a_shifted_symbol_of_two_indices_is_a_correlation() -> None:
    language = replace(CONVOLUTION, answer={"p": "places"})
    draw = {"x": RNG.normal(size=6), "w": RNG.normal(size=3)}
    line = read("sum(a, w[a] * x[p + a])", language)
    expected = np.correlate(draw["x"], draw["w"], "valid")
    assert line.value(draw, {"pixels": 6, "places": 4, "taps": 3}) == pytest.approx(expected)


TIME = Language(
    {"i": "units", "j": "units"},
    {"delta": ("time", "units"), "h": ("time", "units"), "g": ("time", "units")},
    counts={"T": "time"},
    first={"time": 1},
    edges={"h": "h0", "delta": 0},
    conditions=True,
)
TIMES = {"time": 4, "units": 3}


def recurrent() -> dict[str, Array]:
    draw = {name: RNG.normal(size=(4, 3)) for name in TIME.symbols}
    return {**draw, "h0": RNG.normal(size=3)}


def test_before_the_first_time_stands_the_declared_symbol() -> None:
    draw = recurrent()
    before = np.concatenate([draw["h0"][None], draw["h"][:-1]])
    line = read("sum(t, delta[t, i] * h[t - 1, j])", TIME)
    assert line.value(draw, TIMES) == pytest.approx(draw["delta"].T @ before)


def test_an_index_can_be_compared_with_another_a_number_and_a_size() -> None:
    draw = recurrent()
    g = draw["g"]
    later = read("sum(s, t, (t >= s) * g[t, i] * h[s, j])", TIME).value(draw, TIMES)
    assert later == pytest.approx(np.cumsum(g[::-1], axis=0)[::-1].T @ draw["h"])
    last = read("sum(t, (t == T) * g[t, i])", TIME).value(draw, TIMES)
    assert last[:, 0] == pytest.approx(g[-1])
    first = read("sum(t, (t == 1) * g[t, i])", TIME).value(draw, TIMES)
    assert first[:, 0] == pytest.approx(g[0])
    positive = read("sum(t, (g[t, i] > 0) * g[t, i])", TIME).value(draw, TIMES)
    assert positive[:, 0] == pytest.approx(np.maximum(g, 0).sum(axis=0))


def test_a_symbol_can_hold_places() -> None:
    language = Language(
        {"v": "words", "d": "features"},
        {"delta": ("samples", "features"), "ids": ("samples",)},
        positions={"ids": "words"},
    )
    sizes = {"words": 6, "features": 2, "samples": 5}
    draw = {"delta": RNG.normal(size=(5, 2)), "ids": np.array([1, 3, 1, 0, 5])}
    expected = np.zeros((6, 2))
    np.add.at(expected, draw["ids"], draw["delta"])
    line = read("sum(n, (ids[n] == v) * delta[n, d])", language)
    assert line.value(draw, sizes) == pytest.approx(expected)
    with pytest.raises(Unreadable, match="ids holds places"):
        read("sum(n, ids[n] * delta[n, d])", language)
    with pytest.raises(Unreadable, match="d runs over features in the answer and over words"):
        read("sum(n, (ids[n] == d) * delta[n, d])", language)


def test_elementary_functions_are_known_by_name() -> None:
    language = Language({}, {"z": ()}, ELEMENTARY)
    result = read("sigma(z) * (1 - sigma(z))", language).value({"z": 0.0}, {})
    assert result == pytest.approx(0.25)
    assert result.shape == ()
