"""Formulas as MathML, which browsers show and screen readers read without a script or a network."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from math_core import LatexToMathML
from sphinx.application import Sphinx

from autograder.feedback.mathml import MACROS

# A command that it does not know is an error, and ends the build.
_converter = LatexToMathML(macros=MACROS, xml_namespace=False)


def mathml(latex: str, *, block: bool = False) -> str:
    """A formula as MathML."""
    return _converter.convert_with_local_state(latex.strip(), displaystyle=block)


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    # A formula that is wider than a phone can be scrolled, also with the keyboard.
    writer.body.append('<div class="formula" tabindex="0" role="group" aria-label="formula">')
    writer.body.append(mathml(node.astext(), block=True))
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer `mathml`."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
