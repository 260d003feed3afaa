"""What the theme's pages lack for screen readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

CAPTION = 'class="caption" role="heading"'
#: The corner of a table is no heading of anything.
EMPTY = '<th class="head"><p></p></th>'
#: What may be wider than a phone, and is scrolled with the keyboard once it can have the focus.
WIDE = {
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    "<pre>": '<pre tabindex="0">',
}


def _complete(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Captions of the contents are headings with levels; what scrolls takes the focus."""
    contents = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = contents.replace(CAPTION, f'{CAPTION} aria-level="2"')
    for tag, better in (*WIDE.items(), (EMPTY, "<td></td>")):
        context["body"] = context.get("body", "").replace(tag, better)


#: Of two landmarks of one kind, each is told from the other by its name.
NAMED = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="The site">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
}


def _name_landmarks(app: Sphinx, failed: Exception | None) -> None:
    """Name what the theme's templates leave without a name."""
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for tag, named in NAMED.items():
            text = text.replace(tag, named)
        path.write_text(text, encoding="utf-8")
    # The results of a search are all that their page has: their heading is the page's.
    script = Path(app.outdir) / "_static" / "searchtools.js"
    if script.is_file():
        text = script.read_text(encoding="utf-8")
        script.write_text(text.replace('createElement("h2")', 'createElement("h1")'), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after the theme, which makes the table of contents."""
    app.connect("html-page-context", _complete, priority=900)
    app.connect("build-finished", _name_landmarks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
