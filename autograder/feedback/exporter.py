"""Feedback pages: nbgrader's own, made of harmless cells, with a content security policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter

from autograder.classroom.rubrics import without_rubrics
from autograder.feedback.figures import Figures
from autograder.feedback.harmless import rebuilt
from autograder.feedback.markdown import markdown_to_html

MATHJAX = "https://cdn.jsdelivr.net/npm/mathjax@3.2.2/es5/"
#: Digest of that version's tex-chtml.js: a browser does not run another file.
DIGEST = "sha384-AHAnt9ZhGeHIrydA1Kp1L7FN+2UosbF7RQg6C+9Is/a7kDpQ1684C2iH2VWil6r4"
#: TeX could link, style and load; here it can only typeset.
CONFIG = r"""
window.MathJax = {
  loader: {load: ["ui/safe"]},
  tex: {
    inlineMath: [["$", "$"], ["\\(", "\\)"]],
    processEscapes: true,
    tags: "ams",
    packages: {"[-]": ["autoload", "require"]}
  },
  options: {
    enableMenu: false,
    safeOptions: {allow: {URLs: "none", classes: "none", cssIDs: "none", styles: "none"}}
  }
};
"""
#: Nothing is drawn outside its own box, wherever it is positioned.
STYLE = """
.rendered_html, .output_subarea, .input_area { contain: content; overflow-x: auto; }
.rendered_html img, .output_subarea img { max-width: 100%; }
.rendered_html figure, .output_subarea figure { margin: 0; }
body figcaption { margin-bottom: 0.5em; }
body summary { display: list-item; cursor: pointer; }
body details { margin: 0.5em 0; }
body table { margin-bottom: 1em; }
body table th, body table td { padding: 0.15em 1.2em 0.15em 0; text-align: left; }
body table caption { white-space: nowrap; }
"""
#: Tags that no feedback page may have, whatever template it is made with.
FORBIDDEN = ["script", "iframe", "object", "embed", "link", "base", "form", "template"]


def policy() -> str:
    """The content security policy: only our one script and MathJax are loaded and run."""
    digest = base64.b64encode(hashlib.sha256(CONFIG.encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'sha256-{digest}' {MATHJAX}",
            # MathJax writes style sheets; a submission's styles have been cleaned out.
            "style-src 'unsafe-inline'",
            f"font-src {MATHJAX}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def head() -> str:
    """The beginning of a page's head; the encoding must be within the first 1024 bytes."""
    return (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">'
        f"<script>{CONFIG}</script>"
        f'<script async crossorigin="anonymous" integrity="{DIGEST}" '
        f'src="{MATHJAX}tex-chtml.js"></script>'
        f"<style>{STYLE}</style>"
    )


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter, for notebooks that cannot be trusted."""

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Use our own filter for Markdown."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "markdown2html", markdown_to_html

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Make the page, with the policy first in it."""
        # Before nbconvert reads anything of the notebook, such as its language.
        figures: Any = Figures
        drawn, _ = figures(parent=self).preprocess(without_rubrics(nb), resources)
        page, resources = super().from_notebook_node(rebuilt(drawn), resources, **kw)
        return _secured(page), resources


def _secured(page: str) -> str:
    soup = BeautifulSoup(page, "html.parser")
    for tag in soup(FORBIDDEN):
        tag.decompose()
    for tag in soup(True):
        for name in [name for name in tag.attrs if name.lower().startswith("on")]:
            del tag[name]
    return str(soup).replace("<head>", f"<head>{head()}", 1)
