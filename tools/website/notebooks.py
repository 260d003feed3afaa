"""The released notebooks as pages: their text and code, without answers and outputs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.catalogue.headings import headings

INTRODUCTION = """\
This is the notebook as it is handed out. To answer and to be checked, open `{name}.ipynb` in \
Jupyter: [a student's first hour](../tutorials/student.md) says how.
"""


def notebooks(course: Path) -> list[Path]:
    """The released notebooks, in the order of the course."""
    return sorted(course.glob("*/*.ipynb"))


def page(notebook: Path) -> str:
    """One notebook, as Markdown."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    title, *rest = _texts(cells, notebook.stem)
    head, _, below = title.partition("\n")
    note = "```{note}\n" + INTRODUCTION.format(name=notebook.stem) + "```"
    return "\n\n".join([head, note, below, *rest]) + "\n"


def _texts(cells: list[dict[str, Any]], notebook: str) -> Iterator[str]:
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            yield f"```python\n{text}\n```"
        else:
            yield _anchored(text.replace("](attachment:", "](../pictures/"), notebook)


def _anchored(text: str, notebook: str) -> str:
    """A cell whose headings of exercises can be linked to by the exercises' names."""
    for one in headings():
        if one.notebook == notebook and one.exercise:
            heading = re.compile(rf"^(#+ {re.escape(one.text)})$", re.M)
            text = heading.sub(rf"({anchor(one.exercise)})=\n\1", text)
    return text


def anchor(exercise: str) -> str:
    """The name of the place of an exercise, as pages link to it."""
    return f"exercise-{exercise}"


def link(exercise: str) -> str:
    """A link to an exercise."""
    return f"[`{exercise}`](#{anchor(exercise)})"


def pages(course: Path) -> dict[str, str]:
    """The file of each page → its text."""
    found = notebooks(course)
    made = {f"notebooks/{one.stem}.md": page(one) for one in found}
    contents = "\n".join(one.stem for one in found)
    made["notebooks/index.md"] = INDEX.format(contents=contents)
    return made


INDEX = """\
# The notebooks

These pages show the notebooks as they are handed out, without answers, to read and to search.

```{{toctree}}
:maxdepth: 1

{contents}
```
"""
