"""Cleaning a submission's HTML: an allow-list, which Bleach enforces."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from html import escape

from bleach.css_sanitizer import CSSSanitizer  # type: ignore[import-untyped]
from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]
from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup

from autograder.feedback.effort import used_up

#: Text, tables and figures; nothing that loads, runs, asks for input or positions itself.
TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em
        figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small
        span strong sub summary sup table tbody td tfoot th thead tr u ul var
        """,
    )
)
#: Tags whose content is not text for a reader.
SILENT = ["script", "style", "template", "noscript", "title", "textarea", "iframe", "svg", "math"]
#: Thousands of open tags take quadratic time, in a browser as well.
MAX_TAGS = 3000
MAX_LENGTH = 3 * 2**20

LINK = re.compile(r"(?:https?://|mailto:|#)", re.I)
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/\s]+={0,2}\s*")
ALIGNED = re.compile(r"\s*text-align:\s*(?:left|right|center);?\s*")
#: Classes for highlighted code; none of them positions anything on the page.
CLASSES = {
    "span": re.compile(r"[a-z][a-z0-9]{0,2}"),
    "i": re.compile(r"[cks]"),
}
PLAIN = {"img": {"alt"}, "th": {"scope"}, "abbr": {"title"}, "ol": {"start"}}
SPANS = {"colspan", "rowspan"}


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether a tag may have this attribute with this value."""
    if name == "class":
        return tag in CLASSES and bool(CLASSES[tag].fullmatch(value))
    if tag == "a" and name == "href":
        return bool(LINK.match(value))
    if tag == "img" and name == "src":
        return bool(PICTURE.fullmatch(value))
    if tag in ("td", "th") and name in SPANS:
        return value.isdecimal() and len(value) < 3
    if tag == "img" and name == "width":
        return value.isdecimal() and len(value) < 5
    if tag in ("td", "th") and name == "style":
        return bool(ALIGNED.fullmatch(value))
    return name in PLAIN.get(tag, ())


_CLEANER = Cleaner(
    tags=TAGS,
    attributes=_allowed,
    # For links and pictures alike; `_allowed` says which may have which.
    protocols={"http", "https", "mailto", "data"},
    strip=True,
    css_sanitizer=CSSSanitizer(allowed_css_properties=["text-align"]),
)


def clean_html(html: str) -> str:
    """HTML reduced to what is allowed, with every tag closed."""
    html = _encodable(html)
    if is_too_much(html) or used_up():
        return plain(html)
    # Bleach 6.1 makes a lone surrogate of `&#xD800;`.
    return _encodable(_cleaned(html))


def _encodable(text: str) -> str:
    """Text with a question mark for each lone surrogate, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def is_too_much(html: str) -> bool:
    """Whether HTML is more than is cleaned, and so is shown as text."""
    return html.count("<") > MAX_TAGS or len(html) > MAX_LENGTH


@lru_cache(maxsize=200)
def _cleaned(html: str) -> str:
    try:
        return str(_CLEANER.clean(_thinned(html)))
    except ParserRejectedMarkup:
        return plain(html)


def _thinned(html: str) -> str:
    """HTML without what would not be shown anyway; Bleach, which comes after, makes it safe.

    Bleach would show the text of a style sheet, and is slow with thousands of attributes.
    """
    with warnings.catch_warnings():
        # Of text that looks like XML or a file name: a browser would take it for HTML.
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "html.parser", multi_valued_attributes=None)
    for tag in soup(SILENT):
        tag.decompose()
    for tag in soup(True):
        tag.attrs = {k: v for k, v in tag.attrs.items() if _allowed(tag.name, k, str(v))}
    return str(soup)


def plain(text: str) -> str:
    """HTML that shows text as it stands, for what is too long to be rendered."""
    shown = text if len(text) <= MAX_LENGTH // 50 else text[: MAX_LENGTH // 50] + "\n(shortened)"
    return f"<pre>{escape(shown)}</pre>"
