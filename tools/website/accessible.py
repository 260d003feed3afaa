"""What the theme's pages lack for screen readers."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

CAPTION = 'class="caption" role="heading"'


def _level(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """The captions of the table of contents are headings, and a heading has a level."""
    contents = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = contents.replace(CAPTION, f'{CAPTION} aria-level="2"')


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after the theme, which makes the table of contents."""
    app.connect("html-page-context", _level, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
