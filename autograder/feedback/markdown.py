"""Markdown to HTML by nbconvert's own parser, cleaned afterwards; formulas become MathML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

from autograder.feedback.clean import clean_html, is_too_much, plain
from autograder.feedback.effort import too_hard, used_up
from autograder.feedback.highlight import highlighted
from autograder.feedback.mathml import mathml

#: The most characters that are rendered; longer text would take long, and is shown as it stands.
MAX_MARKDOWN = 20_000
#: Characters for whose partners the parser looks.
OPENERS = "\\$[<*_`~>"
#: Marks in the place of the formulas while the HTML is cleaned, which knows no MathML.
BEGIN, END = "\ue000", "\ue001"
#: A tag, whose attributes hold no formulas, or a mark.
TAG_OR_MARK = re.compile(rf"""<(?:"[^"]*"|'[^']*'|[^'">])*>|{BEGIN}(\d+){END}""")

Attachments = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@pass_context
def markdown_to_html(context: Any, source: str) -> str:
    """Render Markdown without anything that could run."""
    return markdown_cell(source, context.get("cell", {}).get("attachments", {}))


def markdown_cell(source: str, attachments: dict[str, dict[str, str]]) -> str:
    """Render a cell's Markdown with its attached pictures; equal cells are rendered once."""
    given = tuple((name, tuple(bundle.items())) for name, bundle in attachments.items())
    if len(source) > MAX_MARKDOWN or too_hard(source, OPENERS) or used_up():
        return plain(source)
    return _rendered(source, given)


@lru_cache(maxsize=500)
def _rendered(source: str, attachments: Attachments) -> str:
    source = source.replace(BEGIN, "").replace(END, "")
    renderer = _Renderer({name: dict(bundle) for name, bundle in attachments})
    try:
        html = MarkdownWithMath(renderer=renderer).render(source)
    except InvalidNotebook:
        # It names an image that is not attached; without that the page can still be made.
        renderer = _Renderer({})
        html = MarkdownWithMath(renderer=renderer).render(source.replace("attachment:", ""))
    except RecursionError:
        return plain(source)
    return plain(source) if is_too_much(html) else renderer.with_formulas(clean_html(html))


class _Renderer(IPythonRenderer):
    """nbconvert's renderer, which puts marks in the place of formulas."""

    def __init__(self, attachments: dict[str, dict[str, str]]) -> None:
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        self._formulas: list[tuple[str, bool]] = []

    def with_formulas(self, html: str) -> str:
        """The HTML with formulas for marks; within a tag nothing takes the place of a mark."""

        def replaced(found: re.Match[str]) -> str:
            if found[1] is None:
                return re.sub(f"{BEGIN}(\\d+){END}", self._as_written, found[0])
            tex, block = self._formulas[int(found[1])]
            return mathml(tex, block=block)

        return TAG_OR_MARK.sub(replaced, html)

    def _as_written(self, mark: re.Match[str]) -> str:
        return escape(self._formulas[int(mark[1])][0])

    def _mark(self, tex: str, *, block: bool) -> str:
        self._formulas.append((tex, block))
        return f"{BEGIN}{len(self._formulas) - 1}{END}"

    def inline_math(self, body: str) -> str:
        """Put a mark in the place of a formula in a line."""
        return self._mark(body, block=False)

    def block_math(self, body: str) -> str:
        """Put a mark in the place of a formula on lines of its own."""
        return self._mark(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        r"""Put a mark in the place of `\begin{...}...\end{...}`."""
        return self._mark(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Render a heading one level lower: the page has one of its own above all."""
        return super().heading(text, min(6, level + 1), **attrs)

    def block_code(self, code: str, info: str | None = None) -> str:
        """Highlight Python; other code is shown as it stands."""
        language = (info or "").split(maxsplit=1)[:1]
        inner = highlighted(code) if language in (["python"], ["py"]) else escape(code)
        return f"<pre><code>{inner}</code></pre>\n"
