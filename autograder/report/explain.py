"""What the name of a slip means, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from textwrap import fill

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.catalogue import CATALOGUE
from autograder.catalogue.headings import heading_of
from autograder.exercises.exercise import Exercise
from autograder.exercises.items import ITEMS
from autograder.own.classes import class_catalogue
from autograder.report.slip_words import Meaning, exercises_of, meanings
from backhand.derivations import address

WIDTH = 92


def explain(slug: str, root: Path | None = None) -> str:
    """The clause, the question, where the step is taught, and the exercises of a slip.

    Parameters
    ----------
    slug : str
    root : Path, optional
        The folder of a class, for the slips of its own exercises.

    Raises
    ------
    BackhandError
        If no check says that name; the line names what is near.
    """
    catalogue = CATALOGUE if root is None else class_catalogue(root)
    known = meanings(catalogue)
    if slug not in known:
        near = get_close_matches(slug, known, n=3, cutoff=0.5)
        near += [name for name in known if slug and slug in name and name not in near][:3]
        hint = f"; near: {', '.join(near)}" if near else ""
        raise BackhandError(f"expected the name of a slip, got {printable(slug)!r}{hint}")
    found = exercises_of(slug, catalogue)
    return "".join(f"{line}\n" for line in _lines(known[slug], found, catalogue))


def _lines(meaning: Meaning, found: list[str], catalogue: Mapping[str, Exercise]) -> Iterator[str]:
    yield meaning.slug
    yield _filled("What it is: ", meaning.clause + ".")
    if meaning.question:
        yield _filled("Question:   ", meaning.question)
    if found and (heading := meaning.heading(found[0])):
        yield _filled("Look at:    ", f"{heading.title} (in {heading.notebook})")
    if meaning.item in ITEMS:
        yield _filled("Derivation: ", f"{meaning.item}, {ITEMS[meaning.item]}")
        if page := address(meaning.item):
            yield f"            {page}"
    if not found:
        yield "Exercises:  any whose numbers show it"
        return
    yield "Exercises:"
    by_notebook: dict[str, list[str]] = {}
    for name in found:
        by_notebook.setdefault(catalogue[name].notebook, []).append(_labelled(name))
    for notebook, names in by_notebook.items():
        yield _filled(f"  {notebook}: ", ", ".join(names), indent=4)


def _labelled(exercise: str) -> str:
    heading = heading_of(exercise)
    labelled = heading is not None and heading.label != heading.text
    return f"{heading.label} {exercise}" if heading and labelled else exercise


def _filled(begin: str, text: str, indent: int = 12) -> str:
    return fill(begin + text, WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)
