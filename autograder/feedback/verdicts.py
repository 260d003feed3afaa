"""The text of a verdict as a card: a mark for each quantity, the cause, the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from autograder.feedback.mathml import text_with_math
from autograder.judging.message import ASK, DO, WIDTH
from autograder.judging.record_line import without_record_lines

#: The first line of a message.
HEAD = re.compile(
    r"^[\w.-]+: (right|partly right|not yet)\. [-+.\de]+ of [-+.\de]+ points?\.$", re.M
)
#: A quantity, or a line of a derivation or proof: its name, whether it is right, what is wrong.
PART = re.compile(r"^  (?! )(.+?) {2,}(right|wrong|not read)\b *(.*)$")
MARKS = {"right": "✓", "wrong": "✗", "not read": "○"}
LOOK = re.compile(r"^Look again at: (.*?)\.?$")


@dataclass
class Part:
    """A quantity or a line: its name, `right`, `wrong` or `not read`, and what is said of it."""

    name: str
    state: str
    said: list[str] = field(default_factory=list)


@dataclass
class Said:
    """A verdict as it was printed.

    Attributes
    ----------
    state : str
        `right`, `partly right` or `not yet`.
    before : str
        What was printed before it.
    parts : list of Part
    lines : list of str
        The other lines.
    """

    state: str
    before: str
    parts: list[Part] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def read_verdict(printed: str) -> Said | None:
    """The verdict in what a check has printed; None if there is none.

    It is the last one: what came before may have been printed by the student.
    """
    printed = without_record_lines(printed)
    heads = list(HEAD.finditer(printed))
    if not heads:
        return None
    said = Said(heads[-1][1], printed[: heads[-1].start()].strip("\n"))
    for line in _unwrapped(printed[heads[-1].end() :].splitlines()):
        if part := PART.match(line):
            said.parts.append(Part(part[1], part[2], [part[3]] if part[3] else []))
        elif line.startswith("    ") and said.parts and not said.lines:
            said.parts[-1].said.append(line.strip())
        elif line.strip():
            said.lines.append(line.strip())
    return said


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """The lines as they were before they were wrapped to the width of a page."""
    whole = before = ""
    for line in lines:
        words = line.split()
        wrapped = line.startswith("  ") and words and len(before) + 1 + len(words[0]) > WIDTH
        if wrapped and whole:
            whole += f" {line.strip()}"
        else:
            yield whole
            whole = line
        before = line
    yield whole


def verdict_html(said: Said, headings: Mapping[str, str]) -> str:
    """The inside of a card.

    Parameters
    ----------
    said : Said
    headings : mapping of str to str
        For the headings on the page, the names of their places.
    """
    parts = "".join(map(_part, said.parts if said.state != "right" or _typed(said) else ()))
    before = f"<pre>{escape(said.before)}</pre>" if said.before else ""
    listed = f'<ul class="parts">{parts}</ul>' if parts else ""
    return before + listed + "".join(_line(line, headings) for line in said.lines)


def _typed(said: Said) -> bool:
    """Whether its parts are lines that the student wrote."""
    return any(part.said for part in said.parts)


def _part(part: Part) -> str:
    right = part.state == "right"
    mark = f'<b class="{"ok" if right else "no"}">{MARKS[part.state]}</b>'
    said = "".join(f"<br>{_words(line)}" for line in part.said)
    return f"<li>{mark} {_words(part.name)} <i>{part.state}</i>{said}</li>"


def _line(line: str, headings: Mapping[str, str]) -> str:
    found = LOOK.match(line)
    if found and (place := headings.get(found[1])):
        return f'<p>Look again at: <a href="#{escape(place)}">{escape(found[1])}</a></p>'
    name = ' class="ask"' if line.startswith((ASK, DO)) else ""
    return f"<p{name}>{_words(line)}</p>"


def _words(line: str) -> str:
    """A line of a message; what stands between backticks is code."""
    return re.sub(r"`([^`<>]+)`", r"<code>\1</code>", text_with_math(line))
