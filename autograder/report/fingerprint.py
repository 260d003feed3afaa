"""What stays of an answer without its names, blanks and comments, to find those that are alike."""

from __future__ import annotations

import builtins
import hashlib
import keyword
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

#: Characters of an answer that are looked at.
LONGEST = 20_000
#: What is not matched is blank: comments, strings, names with a dot before them, numbers, signs.
TOKEN = re.compile(
    r"\#[^\n]*"
    r"|[A-Za-z]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|\.?[^\W\d]\w*|\.?\d[\w.]*|\n|\S",
    re.S,
)
QUOTES = "\"'"
#: Names that mean the same in everybody's code.
COMMON = frozenset({*dir(builtins), *keyword.kwlist, "np", "axis", "keepdims", "ndim", "dtype"})
#: Words of a text that make a line.
WORDS_A_LINE = 12


class Fingerprint(NamedTuple):
    """Equal for answers that differ in names, blanks and comments only; and its lines.

    Of two answers with the same digest, the lines are equal too. In a line all names are alike, so
    that it can be found in an answer that gives them in another order.
    """

    digest: int
    lines: tuple[str, ...]


@lru_cache(maxsize=20_000)
def fingerprint(source: str, kept: frozenset[str] = frozenset()) -> Fingerprint:
    """The fingerprint of code; `kept` are further names that mean the same for everybody."""
    order: dict[str, str] = {}
    tokens: list[str] = []
    lines: list[str] = []
    for line in _lines(source[:LONGEST]):
        alike = []
        for text in line:
            own = text.isidentifier() and text not in COMMON and text not in kept
            tokens.append(order.setdefault(text, f"_{len(order)}") if own else text)
            alike.append("_" if own else text)
        lines.append(" ".join(alike))
    return Fingerprint(_digest(" ".join(tokens)), tuple(lines))


def text_fingerprint(text: str) -> Fingerprint:
    """The fingerprint of an answer in words."""
    words = re.findall(r"\w+", text[:LONGEST].casefold())
    starts = range(0, len(words) - WORDS_A_LINE + 1, WORDS_A_LINE)
    lines = (" ".join(words[k : k + WORDS_A_LINE]) for k in starts)
    return Fingerprint(_digest(" ".join(words)), tuple(lines))


def _lines(source: str) -> Iterator[list[str]]:
    """The lines that have code, as tokens, without comments and docstrings."""
    line: list[str] = []
    for text in TOKEN.findall(source + "\n"):
        if text == "\n":
            if line and not (len(line) == 1 and line[0][-1] in QUOTES):
                yield line
            line = []
        elif text[0] != "#":
            line.append(_string(text) if text[-1] in QUOTES else text)


def _string(text: str) -> str:
    """A string without blanks, in double quotes."""
    text = "".join(text.split())
    return text.replace("'", '"') if text[-1] == "'" else text


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
