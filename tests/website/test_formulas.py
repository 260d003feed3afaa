"""Formulas of docstrings and of Markdown become MathML."""

from __future__ import annotations

import re

import pytest
from math_core import LatexError

pytest.importorskip("sphinx")

from tools.website.docstrings import written_for_sphinx
from tools.website.formulas import mathml
from tools.website.unicode_math import latex


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Δᵀ X", r"Δ^{{\mathsf T}} X"),
        ("1 bᵀ + 1 / z", r"\mathbf{1} b^{{\mathsf T}} + 1 / z"),
        ("Δᵀ 1", r"Δ^{{\mathsf T}} \mathbf{1}"),
        ("Σ_s δ_s", r"\sum _{s} δ_{s}"),
        ("x_sᵀ", r"x_{s}^{{\mathsf T}}"),
        ("z_si²", "z_{s i}^{2}"),
        ("W_{l+1}", "W_{l+1}"),
        ("√(v + ε) / 2", r"\sqrt{v + ε} / 2"),
        ("√((a) + √(b))", r"\sqrt{(a) + \sqrt{b}}"),
        ("√3 · s", r"\sqrt{3} \cdot s"),
        ("x̂", r"\hat{x}"),
        ("1 / (1 + e^-z)", "1 / (1 + e^{-z})"),
        ("softmax(z)", r"\operatorname{softmax}(z)"),
        ("as `entry_errors`", r"\text{ as } \text{ entry\_errors }"),
        ("0 where both are zero", r"0 \text{ where both are zero }"),
        ("max_a x_{stride·i + a}", r"\operatorname{max}_{a} x_{\mathrm{stride}\cdot i + a}"),
    ],
)
def test_unicode_becomes_latex(written: str, expected: str) -> None:
    assert " ".join(latex(written).split()) == " ".join(expected.split())


def test_a_formula_becomes_mathml() -> None:
    found = mathml(r"\bigl( \widetilde W^{\mathsf T} \bigr)", block=True)
    assert found.startswith('<math display="block">') and "\\" not in found
    assert re.sub("<.*?>", "", found) == "(W˜𝖳)"


def test_a_command_that_does_not_exist_ends_the_build() -> None:
    with pytest.raises(LatexError, match="nowhere"):
        mathml(r"\nowhere")


def test_a_docstring_has_its_formula_and_links_above_its_parameters() -> None:
    lines = "Do it.\n\nZ = X Wᵀ,  A = f(Z)\n\nParameters\n----------\nX : x\n\nDerivation: S1, B3."
    text = "\n".join(written_for_sphinx(lines.splitlines()))
    first, second = text.index(".. math::"), text.rindex(".. math::")
    assert 0 < first < second < text.index(":ref:`S1 <s1>`, :ref:`B3 <b3>`") < text.index("Param")
    assert "Derivation: S1" not in text


def test_a_second_paragraph_that_is_a_sentence_stays_one() -> None:
    assert ".. math::" not in "\n".join(written_for_sphinx(["Do it.", "", "It is done."]))
