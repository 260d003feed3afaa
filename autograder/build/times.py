"""Write how long a notebook and its parts take into its text.

`<!-- time -->` becomes `2½ to 4 hours`, and `<!-- minutes: A -->` becomes `35 to 50`, the minutes
of the part under the heading `## A. …`. The first number is what the exercises take, and reading
at 200 words a minute; the second is half as much again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from autograder.build.fence import KINDS, fence_of
from autograder.exercises.exercise import Exercise

Notebook = Any

WORDS_A_MINUTE, LONGER = 200, 1.5
TIME = re.compile(r"<!-- *time *-->")
MINUTES = re.compile(r"<!-- *minutes: *(\w+) *-->")
PART = re.compile(r"^(?=## \w+\. )", re.M)
QUARTERS = ("", "¼", "½", "¾")


def write_times(notebook: Notebook, catalogue: Mapping[str, Exercise]) -> None:
    """Replace each marker by a range of time."""
    parts = minutes_of_parts(notebook, catalogue)
    total = hours(sum(parts.values()))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = TIME.sub(total, cell.source)
            cell.source = MINUTES.sub(lambda found: minutes(parts[found[1]]), text)


def minutes_of_parts(
    notebook: Notebook, catalogue: Mapping[str, Exercise]
) -> defaultdict[str, float]:
    """The least minutes of each part, by its letter; of what stands above all parts, by ''."""
    found: defaultdict[str, float] = defaultdict(float)
    part = ""
    for cell in notebook.cells:
        fence = fence_of(cell)
        if fence is not None and KINDS[fence.kind].grade:
            known = catalogue.get(fence.id)
            found[part] += known.minutes if known else fence.minutes or 0
        elif cell.cell_type == "markdown":
            for text in PART.split(cell.source):
                part = text[3:].partition(".")[0] if PART.match(text) else part
                found[part] += len(text.split()) / WORDS_A_MINUTE
    return found


def minutes(least: float) -> str:
    """A range of minutes, in steps of five."""
    return " to ".join(str(max(5, 5 * round(least * k / 5))) for k in (1, LONGER))


def hours(least: float) -> str:
    """A range of hours, in quarters; in minutes, if it is less than an hour."""
    if least < 60:
        return f"{minutes(least)} minutes"
    found = (divmod(round(least * k / 15), 4) for k in (1, LONGER))
    return " to ".join(f"{whole}{QUARTERS[quarter]}" for whole, quarter in found) + " hours"
