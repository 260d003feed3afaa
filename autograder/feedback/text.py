"""Plain text of a submission: without terminal codes, and of limited length."""

from __future__ import annotations

import re
from typing import Any

MAX_TEXT = 50_000
#: Terminal codes as in ECMA-48: control sequences, operating system commands, all others.
TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.S)
#: The other control characters, and marks that change the direction of writing.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain_text(value: Any, limit: int = MAX_TEXT) -> str:
    """Text, or lines of text, as it is shown outside a terminal."""
    lines = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    text = text[: 2 * limit].replace("\r\n", "\n").replace("\r", "\n")
    text = INVISIBLE.sub("", TERMINAL.sub("", text))
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= limit else f"{text[:limit]}\n(shortened)"
