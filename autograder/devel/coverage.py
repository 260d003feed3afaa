"""Where each derivation is taught and graded, and each printed error repaired or exposed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from autograder.build.source import read_sources
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise
from autograder.exercises.items import ITEMS

#: The printed errors that are more than slips of the pen, by what is said about them.
GENUINE = ("A-01", "A-04", "B-01", "B-02", "B-12", "C-01", "D-09")
HEADING = re.compile(r"^#{2,3} (?P<title>.+)$", re.M)

Places = dict[str, list[str]]


def taught(solutions: Path) -> Places:
    """Derivation item → the notebooks' headings under which it is named."""
    found: Places = {item: [] for item in ITEMS}
    for name, notebook in read_sources(solutions).items():
        number = name.partition("_")[0]
        prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        for title, text in _sections("\n\n".join(prose)):
            for item in dict.fromkeys(re.findall(r"\b[SMNWBYG]\d{1,2}\b", text)):
                if item in found:
                    found[item].append(f"{number} {title}")
    return found


def _sections(text: str) -> list[tuple[str, str]]:
    """Each heading with the prose under it, code left out."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    parts = HEADING.split(prose)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def graded() -> Mapping[str, list[Exercise]]:
    """Derivation item → the exercises whose right answer computes it."""
    return {item: [e for e in CATALOGUE.values() if item in e.items] for item in ITEMS}


def exposed() -> Mapping[str, list[Exercise]]:
    """Printed error → the exercises that use it, in the order of the errata."""
    numbers = sorted(
        {erratum for e in CATALOGUE.values() for erratum in e.errata},
        key=lambda erratum: (erratum[0], int(erratum[2:])),
    )
    return {number: [e for e in CATALOGUE.values() if number in e.errata] for number in numbers}


def table(solutions: Path) -> str:
    """The coverage of the course, as a page of Markdown."""
    where, by = taught(solutions), graded()
    lines = [
        "# What the course covers",
        "",
        "Written by `backhand coverage`; a test fails when an item is lost.",
        "",
        f"{sum(map(bool, where.values()))} of {len(ITEMS)} derivations are taught and "
        f"{sum(map(bool, by.values()))} are graded, by answers that compute them.",
        "",
        "| item | what | taught in | graded by |",
        "| --- | --- | --- | --- |",
    ]
    for item, title in ITEMS.items():
        places = "; ".join(where[item]) or "—"
        exercises = ", ".join(f"`{e.id}`" for e in by[item]) or "—"
        lines.append(f"| {item} | {title} | {places} | {exercises} |".replace("$", ""))
    lines += [
        "",
        "## Printed errors",
        "",
        "Errors in the documents that the course grew from, and the exercises that use them.",
        "",
        "| erratum | exercises (kind) |",
        "| --- | --- |",
    ]
    for erratum, users in exposed().items():
        used = ", ".join(f"`{e.id}` ({e.kind})" for e in users)
        lines.append(f"| {erratum} | {used} |")
    return "\n".join(lines) + "\n"
