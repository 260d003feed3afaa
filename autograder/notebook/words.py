"""The words of a message as HTML."""

from __future__ import annotations

import re
from html import escape


def as_html(words: str) -> str:
    """Escaped; text between backticks is code, and derivatives and numbers are not broken."""
    whole = r'<span style="white-space:nowrap">\g<0></span>'
    said = re.sub(r"∂\w+/∂\w+|[\d.]+e[-+]\d+", whole, without_math(words))
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", said)


def without_math(words: str) -> str:
    """Escaped text in which no dollar sign begins a formula."""
    return escape(words).replace("$", "<span>$</span>")
