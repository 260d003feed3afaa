"""The lines of a rubric as ready comments."""

from __future__ import annotations

import re
from typing import NamedTuple

#: How a line begins: "1 point:", "half a point:", "2 points:", "Line 3:" or, after "Rubric", "2:".
LABEL = r"(?:\d+(?:[.,]\d+)?|½|half an?|one|two|three|four|five) points?|line \d+|\d{1,2}(?=:\s)"
BEGINS = re.compile(rf"(?<![\w$])[*_]{{0,2}}(?P<label>{LABEL})[*_]{{0,2}}:[*_]{{0,2}}", re.I)
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.*(?:\n(?!\s*(?:[-*+]|\d+[.)])\s)[^\n]+)*)", re.M)
RUBRIC = re.compile(r"\brubric\b", re.I)
#: The end of a sentence, where another one begins.
SENTENCE = re.compile(r"(?<=[.!?)])\s+(?=[A-Z*])")
#: The most lines, and the most characters of one: a rubric is a person's own text.
MOST, LONGEST = 20, 400


class Phrase(NamedTuple):
    """A line of a rubric: what it is called there, and what it asks for."""

    label: str
    text: str

    @property
    def markdown(self) -> str:
        """Both, to be read."""
        return f"**{self.label}:** {self.text}" if self.label else self.text


def rubric_phrases(source: str) -> list[Phrase]:
    """The lines of a rubric, which is quoted Markdown; none where it has no lines."""
    text = re.sub(r"^> ?", "", source, flags=re.M)
    # The title says "rubric" too; a model answer may stand before the rubric itself.
    last = list(RUBRIC.finditer(text))
    text = text[last[-1].end() :] if last else text
    starts = list(BEGINS.finditer(text))
    if not starts:
        return [Phrase("", _tidy(one)) for one in ITEM.findall(text)][:MOST]
    ends = [one.start() for one in starts[1:]]
    parts = [text[one.end() : end] for one, end in zip(starts, [*ends, len(text)], strict=True)]
    # What follows the last line is about the whole question.
    parts[-1] = SENTENCE.split(parts[-1].split("\n\n")[0].strip())[0]
    found = [Phrase(one["label"], _tidy(part)) for one, part in zip(starts, parts, strict=True)]
    return [one for one in found if one.text][:MOST]


def _tidy(text: str) -> str:
    line = " ".join(text.split())
    line = re.sub(r"\s+[-*+]$", "", line)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
