"""The formula shows what was read, with parentheses where they are needed alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from derivations.stages import LAYER, MATRICES

from autograder.derivations.language import Language
from autograder.derivations.reading import read


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("delta[i] * x[j]", r"\delta_{i} \, x_{j}"),
        ("(delta[i]) * ((x[j]))", r"\delta_{i} \, x_{j}"),
        ("sum(k, delta[k] * (k == i) * x[j])", r"\sum_{k} \delta_{k} \, [k = i] \, x_{j}"),
        (
            "sum(k, delta[k] * dz_dw[k,i,j])",
            r"\sum_{k} \delta_{k} \, \frac{\partial z_k}{\partial w_{ij}}",
        ),
        ("sum(m, dz_dw[m, i, j])", r"\sum_{m} \frac{\partial z_m}{\partial w_{ij}}"),
        ("sum(k, delta[k]) * x[j]", r"\left(\sum_{k} \delta_{k}\right) \, x_{j}"),
        ("sum(k, f(delta[k])) * x[j]", r"\left(\sum_{k} f(\delta_{k})\right) \, x_{j}"),
        ("-sum(k, delta[k]) * x[j]", r"\left(-\sum_{k} \delta_{k}\right) \, x_{j}"),
        ("sum(k, -delta[k] * x[j])", r"\sum_{k} (-\delta_{k} \, x_{j})"),
        ("-x[j] * eta - -x[j] * eta", r"-x_{j} \, \eta - (-x_{j} \, \eta)"),
        ("x[j] * sum(k, delta[k])", r"x_{j} \, \sum_{k} \delta_{k}"),
        ("sum(k, delta[k] + V[i, k])", r"\sum_{k} (\delta_{k} + V_{ik})"),
        ("sum(k, delta[k]) + x[j]", r"\sum_{k} \delta_{k} + x_{j}"),
        ("sum(k, delta[k]) * sum(k, x[k])", r"\left(\sum_{k} \delta_{k}\right) \, \sum_{k} x_{k}"),
        ("delta[i] - (x[j] - 1)", r"\delta_{i} - (x_{j} - 1)"),
        ("delta[i] + (x[j] - 1)", r"\delta_{i} + x_{j} - 1"),
        ("-(delta[i] + 1) * x[j]", r"-(\delta_{i} + 1) \, x_{j}"),
        ("delta[i] * -x[j]", r"\delta_{i} \, (-x_{j})"),
        ("1/2 * x[j]", r"\frac{1}{2} \, x_{j}"),
        ("x[j] * 2 / N", r"\frac{x_{j} \cdot 2}{N}"),
        ("(x[j] + 1)**2", r"(x_{j} + 1)^{2}"),
        ("(-x[j])**2", r"(-x_{j})^{2}"),
        ("-x[j]**2", r"-x_{j}^{2}"),
        ("(1/2)**2", r"\left(\frac{1}{2}\right)^{2}"),
        (
            "sum(k, dz_dw[k, i, j]**2)",
            r"\sum_{k} \left(\frac{\partial z_k}{\partial w_{ij}}\right)^{2}",
        ),
        ("fprime(x[j]) * exp(-eta)", r"f'(x_{j}) \, \exp(-\eta)"),
        ("f(x[j] / 2)", r"f\left(\frac{x_{j}}{2}\right)"),
    ],
)
def test_a_line_of_entries_is_shown(text: str, formula: str) -> None:
    assert read(text, LAYER).latex() == formula


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("delta @ x.T", r"\delta \, x^\top"),
        ("(x @ delta.T).T", r"(x \, \delta^\top)^\top"),
        ("(W * W) @ x @ x.T", r"(W \circ W) \, x \, x^\top"),
        ("W * (delta @ x.T)", r"W \circ (\delta \, x^\top)"),
        ("(delta.T @ W @ x) * W", r"(\delta^\top \, W \, x) \, W"),
        ("eta * delta @ x.T", r"\eta \, \delta \, x^\top"),
        ("eta * (delta @ x.T)", r"\eta \, \delta \, x^\top"),
        ("diag(delta) @ W", r"\operatorname{diag}(\delta) \, W"),
        ("ones(outputs) @ x.T", r"\mathbf{1} \, x^\top"),
    ],
)
def test_a_line_of_matrices_is_shown(text: str, formula: str) -> None:
    assert read(text, MATRICES).latex() == formula


@pytest.mark.parametrize(
    ("language", "text", "formula"),
    [
        (LAYER, "sum(k, delta[k]) * x[j]", r"\left(\sum_{k} \delta^{(2)}_{k}\right) \, x_{j}"),
        (MATRICES, "delta @ x.T", r"\delta^{(2)} \, x^\top"),
    ],
)
def test_a_symbol_can_be_shown_with_and_without_its_indices(
    language: Language, text: str, formula: str
) -> None:
    shown = replace(language, latex={"delta": r"\delta^{(2)}"})
    assert read(text, shown).latex() == formula


def test_a_matrix_is_shown_without_the_indices_that_its_entries_have() -> None:
    latex = {"W2[k, i]": "(W_2)_{ki}"}
    axes = {"W2": ("outputs", "inputs")}
    entries = Language({"k": "outputs", "i": "inputs"}, axes, latex=latex)
    matrices = Language({"k": "outputs", "i": "inputs"}, axes, matrices=True, latex=latex)
    assert read("W2[k, i]", entries).latex() == "(W_2)_{ki}"
    assert read("W2", matrices).latex() == "W_{2}"
