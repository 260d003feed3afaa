"""Docstrings as the code writes them, turned into what Sphinx reads.

The formula in the second paragraph becomes MathML, and `Derivation: S3, B6.` at the end becomes
links to the derivations, above the parameters.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

from tools.website.unicode_math import latex

DERIVATION = re.compile(r"Derivations?: (?P<items>[A-Z]\d+(?:, [A-Z]\d+)*)\.")
UNDERLINE = re.compile(r"-{3,}")


def written_for_sphinx(lines: list[str]) -> list[str]:
    """A docstring with its formula and its derivations marked up."""
    text = "\n".join(lines).strip()
    found = DERIVATION.search(text)
    text = DERIVATION.sub("", text)
    head, *rest = text.split("\n\n")
    if rest and _is_formula(rest[0]):
        rest[0] = _formula(rest[0])
    if found:
        links = ", ".join(f":ref:`{item} <{item.lower()}>`" for item in found[1].split(", "))
        rest.insert(_before_sections(rest), f"Derivation: {links}.")
    return "\n\n".join([_escaped(head), *rest]).splitlines()


def _is_formula(paragraph: str) -> bool:
    text = paragraph.strip()
    return bool(text) and not text.endswith((".", ":")) and not UNDERLINE.search(text)


def _formula(paragraph: str) -> str:
    """Each equation on a line of its own."""
    equations = re.split(r",?\n|, {2,}", paragraph)
    return "\n\n".join(f".. math::\n\n   {latex(one)}" for one in equations)


def _before_sections(paragraphs: list[str]) -> int:
    """The place of the first section, such as Parameters."""
    for place, paragraph in enumerate(paragraphs):
        if UNDERLINE.search(paragraph):
            return place
    return len(paragraphs)


def _escaped(text: str) -> str:
    """What reStructuredText would take for marks: |x|, x_ and *x."""
    return re.sub(r"(?<!`)([|*]|_(?=\W))", r"\\\1", text)


def _process(
    app: Sphinx, what: str, name: str, what_is: Any, options: Any, lines: list[str]
) -> None:
    lines[:] = written_for_sphinx(lines)


def _skip(app: Sphinx, what: str, name: str, thing: Any, skip: bool, options: Any) -> bool | None:
    """Leave out what a named tuple says of its fields; its signature lists them."""
    return True if (getattr(thing, "__doc__", "") or "").startswith("Alias for field") else None


def setup(app: Sphinx) -> dict[str, Any]:
    """Come before Napoleon, which reads the sections."""
    app.connect("autodoc-process-docstring", _process, priority=100)
    app.connect("autodoc-skip-member", _skip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
