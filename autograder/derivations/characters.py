"""What is looked at before a line is parsed: its length, its characters and its parentheses."""

from __future__ import annotations

import re
import unicodedata

from autograder.derivations.language import Unreadable

LONGEST = 600
DEEPEST = 20
ALLOWED = re.compile(r"[A-Za-z0-9_ \[\]().,+\-*/=<>!@]*")
#: What to type for a character that looks like one of the language, or means the same on paper.
INSTEAD = {
    **dict.fromkeys("∗×·⋅•∙✕✖", "*"),
    **dict.fromkeys("−–—‐‑﹣", "-"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("∑Σ", "sum(k, …)"),
    **dict.fromkeys("⊙∘", "*"),
    **dict.fromkeys("’′‘", "the name of the derivative, such as fprime"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200b\u202f\ufeff", "an ordinary space, or nothing"),
    "∂": "the derivative's name in this stage, such as dL_dz",
    "²": "**2",
    "³": "**3",
    "½": "1/2",
    "¼": "1/4",
    "√": "** (1/2)",
    "≥": ">=",
    "≤": "<=",
    "≠": "a product of conditions with ==",
    "ᵀ": ".T",
    "⊤": ".T",
    **dict.fromkeys("'\"", "the line without quotes, and a derivative by name, such as fprime"),
    "^": "** for a power",
    "{": "( or [",
    "}": ") or ]",
    ":": "a letter for each index",
}
CLOSES = {")": "(", "]": "["}


def checked(text: object) -> str:
    """The text in one line of characters that a line can have, its parentheses closed."""
    if type(text) is not str:
        kind = type(text).__name__
        raise Unreadable(f'expected a line as a string, such as "a[i] * b[j]"; got {kind}')
    if len(text) > LONGEST:
        raise Unreadable(f"the line has {len(text)} characters; it may have {LONGEST}")
    line = text.translate({ord(c): " " for c in "\n\r\t"})
    _characters(line)
    if not line.strip():
        raise Unreadable("the line is empty")
    _parentheses(line)
    return line


def place(line: str, at: int) -> str:
    """Where something is: `place 12, after "delta[k] *"`."""
    before = line[max(0, at - 20) : at].strip()
    return f'place {at + 1}, after "{before}"' if before else f"place {at + 1}"


def _characters(line: str) -> None:
    """Refuse the first character that has no meaning, and say what to type."""
    found = ALLOWED.match(line)
    at = found.end() if found else 0
    if at == len(line):
        return
    character = line[at]
    instead = INSTEAD.get(character) or _as_letters(character)
    hint = f": type {instead}" if instead else ", which has no meaning here"
    raise Unreadable(f"{_named(character)} stands at {place(line, at)}{hint}")


def _named(character: str) -> str:
    """`"δ" (Greek small letter delta)`, or its code where it cannot be seen."""
    name = unicodedata.name(character, "").lower()
    if not character.isprintable() or character.isspace():
        return f"a character that cannot be seen (U+{ord(character):04X}{', ' * bool(name)}{name})"
    return f'"{character}" ({name})' if name and ord(character) > 126 else f'"{character}"'


def _as_letters(character: str) -> str:
    """What a letter of another alphabet is called in this one: `delta` for δ."""
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and ALLOWED.fullmatch(plain):
        return plain
    found = (
        re.match(
            r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)$", unicodedata.name(plain[:1], "")
        )
        if plain
        else None
    )
    if found:
        return found[1].lower().replace("lamda", "lam")
    if "LETTER" in unicodedata.name(character, ""):
        return "it with the letters a to z of an English keyboard"
    return ""


def _parentheses(line: str) -> None:
    """Refuse parentheses that do not match, or too many of them inside one another."""
    opened: list[tuple[str, int]] = []
    for at, character in enumerate(line):
        if character in "([":
            opened.append((character, at))
        elif character in CLOSES and (not opened or opened.pop()[0] != CLOSES[character]):
            raise Unreadable(f'the "{character}" at {place(line, at)} closes nothing')
        if len(opened) > DEEPEST:
            raise Unreadable(f"more than {DEEPEST} parentheses stand inside one another")
    if opened:
        character, at = opened[-1]
        raise Unreadable(f'the "{character}" at {place(line, at)} is never closed')
