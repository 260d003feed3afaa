"""Formulas as MathML, which browsers show and screen readers read without a script or a network."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

#: What the converter does not know, in words that it knows.
SPELLED = dict.fromkeys((r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"), "")
SPELLED |= {r"\boldsymbol": r"\mathbf", r"\mathsf": r"\mathrm"}


def mathml(latex: str, display: str = "inline") -> str:
    """A formula as MathML."""
    words = re.compile("|".join(re.escape(word) + r"(?![A-Za-z])" for word in SPELLED))
    return convert(words.sub(lambda found: SPELLED[found[0]], latex), display=display)


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    # A formula that is wider than a phone can be scrolled, also with the keyboard.
    writer.body.append('<div class="formula" tabindex="0" role="group" aria-label="formula">')
    writer.body.append(mathml(node.astext(), "block"))
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer `mathml`."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
