"""List where each derivation is taught and graded, and which exercises use each printed error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.build.contents import parts
from autograder.build.fence import fences
from autograder.build.text import read_text
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise
from autograder.exercises.items import ITEMS
from autograder.exercises.questions import QUESTIONS

Places = dict[str, list[str]]


def taught(solutions: Path) -> Places:
    """Derivation item → the headings under which it is named.

    The prose names some items, which the build leaves out; the others are those of an exercise.
    """
    found: Places = {item: [] for item in ITEMS}
    for file in sorted(solutions.glob("*.md")):
        number, heading = file.stem.partition("_")[0], ""
        for kind, value in parts(read_text(file)):
            if kind == "heading":
                heading = f"{number} {value}"
            for item in _named(kind, value):
                if heading not in found[item]:
                    found[item].append(heading)
    return found


def _named(kind: str, value: str) -> Sequence[str]:
    """The items that a part of a notebook names; for a check, those of its exercise."""
    if kind == "check":
        return CATALOGUE[value].items if value in CATALOGUE else ()
    return (value,) if kind == "item" and value in ITEMS else ()


def graded() -> Mapping[str, list[Exercise]]:
    """Derivation item → the exercises whose right answers compute it."""
    return {item: [e for e in CATALOGUE.values() if item in e.items] for item in ITEMS}


def exposed() -> Mapping[str, list[Exercise]]:
    """Printed error → the exercises that use it, in the order of the errata's numbers."""
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
        "Written by `backhand coverage`; a test fails when an item is lost. An item is taught",
        "under a heading where the text names it, or where an exercise is about it.",
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
    return "\n".join([*lines, *questions(solutions)]) + "\n"


def questions(solutions: Path) -> list[str]:
    """A table for each of the four documents: what it asks, and where the course asks it."""
    written = {
        fence.id: file.stem[:2]
        for file in solutions.glob("*.md")
        for fence in fences(read_text(file))
        if fence.kind == "written"
    }
    lines = ["", "## What the four documents ask", ""]
    lines += ["An answer in italics is graded by a person, with a rubric."]
    for document, asked in QUESTIONS.items():
        lines += ["", f"### {document}", "", "| part | what | asked and graded by |"]
        lines += ["| --- | --- | --- |"]
        for question in asked:
            by = ", ".join(_asked(name, written) for name in question.asked_in.split())
            lines.append(f"| {question.part} | {question.what} | {by} |")
    return lines


def _asked(name: str, written: Mapping[str, str]) -> str:
    """An exercise with its notebook's number; one that a person grades in italics."""
    if name in written:
        return f"*{written[name]} {name}*"
    return f"{CATALOGUE[name].notebook[:2]} `{name}`"
