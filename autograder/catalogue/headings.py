"""The headings of the course's notebooks: where an exercise stands, and where an item is taught.

The build writes them into `headings.json`, from the text notebooks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

FILE = Path(__file__).with_name("headings.json")
#: What a browser leaves as it is in the part of an address behind the #.
_UNQUOTED = "!#$%&'()*+,/:;=?@[\\]^{|}~"


@dataclass(frozen=True)
class Heading:
    """A heading of a notebook.

    Attributes
    ----------
    notebook : str
        Such as `01_single_layer`.
    text : str
        Such as `B3. A whole layer`.
    exercise : str
        The exercise below it; empty if there is none.
    items : tuple of str
        The items of the derivations that the exercise, or the text, is about.
    """

    notebook: str
    text: str
    exercise: str
    items: tuple[str, ...]

    @property
    def label(self) -> str:
        """The heading's number, `B3`; the whole heading if it has none."""
        found = re.match(r"[A-Z]\d+[a-z]?(?=\. )", self.text)
        return found[0] if found else self.text

    @property
    def title(self) -> str:
        """The heading as a title, `B3 · A whole layer`."""
        return re.sub(r"^([A-Z]\d+[a-z]?)\. ", r"\1 · ", self.text)

    def link_from(self, notebook: str) -> str:
        """The address of the heading, in a notebook that lies in the course's layout."""
        file = "" if notebook == self.notebook else f"../{self.notebook}/{self.notebook}.ipynb"
        # JupyterLab makes a heading's id in this way.
        return f"{file}#{quote(self.text.replace(' ', '-'), _UNQUOTED)}"


@cache
def headings() -> tuple[Heading, ...]:
    """All headings of exercises, and those under which an item is taught, in course order."""
    if not FILE.is_file():  # before the first build
        return ()
    table = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Heading(notebook, text, exercise, tuple(items))
        for notebook, rows in table.items()
        for text, exercise, *items in rows
    )


def heading_of(exercise: str) -> Heading | None:
    """The heading of an exercise; None for one that is not the course's own."""
    return next((h for h in headings() if h.exercise == exercise), None)


def taught_at(item: str, exercise: str) -> Heading | None:
    """Where to read about an item: not in a later notebook, and if possible above the exercise."""
    own = heading_of(exercise)
    if own is None:
        return None
    here = headings().index(own)
    teaching = [h for h in headings() if item in h.items]
    above = [h for h in teaching if headings().index(h) < here]
    return next((h for h in (*above, *teaching) if h.notebook <= own.notebook), None)
