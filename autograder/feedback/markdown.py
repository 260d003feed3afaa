"""Markdown to HTML by nbconvert's own renderer, and cleaned afterwards."""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

from autograder.feedback.clean import clean_html, plain

#: The most characters that are rendered; longer text would take long, and is shown as it stands.
MAX_MARKDOWN = 20_000


@pass_context
def markdown_to_html(context: Any, source: str) -> str:
    """Render Markdown without anything that could run; mathematics stays as it is."""
    if len(source) > MAX_MARKDOWN:
        return plain(source)
    attachments = context.get("cell", {}).get("attachments", {})
    try:
        html = _rendered(source, attachments)
    except InvalidNotebook:
        # It names an image that is not attached; without that the page can still be made.
        html = _rendered(source.replace("attachment:", ""), {})
    except RecursionError:
        return plain(source)
    return clean_html(html)


def _rendered(source: str, attachments: dict[str, dict[str, str]]) -> str:
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)
