"""What the theme's pages lack for screen readers."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

CAPTION = 'class="caption" role="heading"'
#: What may be wider than a phone, and is scrolled with the keyboard once it can have the focus.
WIDE = {
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    "<pre>": '<pre tabindex="0">',
}


def _complete(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Captions of the contents are headings, which have levels; what scrolls takes the focus."""
    contents = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = contents.replace(CAPTION, f'{CAPTION} aria-level="2"')
    for tag, focusable in WIDE.items():
        context["body"] = context.get("body", "").replace(tag, focusable)


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after the theme, which makes the table of contents."""
    app.connect("html-page-context", _complete, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
