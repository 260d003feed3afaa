"""All that is said about each slip, collected over the exercises that know it.

A slip of a step is known wherever the step occurs, so its exercises are found by trying it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial

from autograder.catalogue import CATALOGUE
from autograder.devel.slip_proof import applicable
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Computed, Entries, Exercise
from autograder.exercises.items import ITEMS
from autograder.exercises.ordering import Ordering
from autograder.slips import SLIPS, Slip
from tools.website.notebooks import link
from tools.website.readable import readable
from tools.website.slip_example import example
from tools.website.slip_source import source


@dataclass(frozen=True)
class Declared:
    """A slip as one exercise declares it: its words, its formula, and how to show it."""

    slug: str
    clause: str
    question: str
    item: str
    formula: str = ""
    example: Callable[[], str] = str


@dataclass
class Known:
    """All that is said about one slug."""

    slug: str
    words: dict[str, str] = field(default_factory=dict)
    exercises: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    example: str = ""

    def add(self, exercise: str, one: Declared) -> None:
        """Note one declaration, as far as it says something new."""
        self.words.setdefault(one.clause, one.question)
        for place, new in (
            (self.exercises, exercise),
            (self.items, one.item if one.item in ITEMS else ""),
            (self.formulas, one.formula),
        ):
            if new and new not in place:
                place.append(new)
        if not self.example and (example := one.example()):
            self.example = f"{link(exercise)}:\n\n{example}"


def declared(exercise: Exercise) -> Iterator[Declared]:
    """Each slip that an exercise can name."""
    task = exercise.task
    if isinstance(task, Computed):
        yield from (_of(task, slip) for slip in applicable(task))
        for one in task.requires:
            yield Declared(one.slug, one.clause, one.question, "", readable(source(one.inputs)))
    elif isinstance(task, Entries):
        yield from (_of(task, slip) for slip in task.own)
    elif isinstance(task, Derivation):
        for stage, one in task.wrong_lines():
            told = partial(_as_line, stage.name, one.line)
            yield Declared(one.slug, one.clause, one.question, one.item, one.line, told)
    elif isinstance(task, Ordering):
        for stray in task.strays:
            told = partial("the line “{}”".format, stray.text)
            yield Declared(stray.slug, stray.clause, stray.question, stray.item, "", told)


def _of(task: Computed | Entries, slip: Slip) -> Declared:
    formula = readable(source(slip.formula or slip.values))

    def told() -> str:
        return fenced(example(task, slip), "text")

    return Declared(slip.slug, slip.clause, slip.question, slip.item, formula, told)


def _as_line(stage: str, line: str) -> str:
    return f"the line *{stage}*, written as `{line}`"


def fenced(text: str, language: str) -> str:
    """A block of code; nothing where there is none."""
    return f"```{language}\n{text}\n```" if text else ""


def _of_step(slip: Slip) -> Known:
    """What a slip says wherever its step occurs."""
    formulas = [text for text in (readable(source(slip.formula)),) if text]
    return Known(slip.slug, {slip.clause: slip.question}, formulas=formulas)


@cache
def known() -> dict[str, Known]:
    """Every slug, in the order of the slips and then of the course."""
    found: dict[str, Known] = {}
    for slip in SLIPS:
        found.setdefault(slip.slug, _of_step(slip))
    # What a function gives makes a better example than a line or an entry.
    for name in sorted(CATALOGUE, key=lambda name: not isinstance(CATALOGUE[name].task, Computed)):
        for one in declared(CATALOGUE[name]):
            found.setdefault(one.slug, Known(one.slug)).add(name, one)
    return {slug: one for slug, one in found.items() if one.exercises}
