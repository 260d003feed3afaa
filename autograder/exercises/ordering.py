"""A proof put in order as a form of answer: its lines, what they rest on, lines that are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from autograder.slips.slip import Slip

#: A part of a proof earns points if at most one in so many random answers begins as well.
RANDOM = 1000


@dataclass(frozen=True)
class Step:
    """A line of a proof.

    Attributes
    ----------
    letter : str
        By which a student names it. It stays the same when lines are added.
    text : str
        The line as a student reads it, in Markdown.
    says : str
        What kind of thing it says, such as `a statement about the activations`; shown where it is
        missing, so that it must not give the line away.
    rests_on : str
        The letters of the lines that it rests on, separated by spaces.
    """

    letter: str
    text: str
    says: str
    rests_on: str = ""


@dataclass(frozen=True)
class Stray:
    """A line that does not belong to the proof, and why.

    Attributes
    ----------
    letter, text : str
        As in `Step`.
    slug, clause, question, item : str
        As in `Slip`; the clause completes "Line D is what you get if …".
    """

    letter: str
    text: str
    slug: str
    clause: str
    question: str
    item: str = ""

    def __post_init__(self) -> None:
        """Refuse a slug of another form, and an empty question."""
        Slip(self.slug, self.clause, self.question, self.item)


@dataclass(frozen=True, eq=False)
class Ordering:
    """An answer that is a proof in order: the letters of its lines.

    Attributes
    ----------
    steps : tuple of Step
        The lines of the proof, in an order that is right.
    strays : tuple of Stray
        The lines that are shown among them and do not belong.
    """

    steps: tuple[Step, ...]
    strays: tuple[Stray, ...]

    def model(self) -> list[str]:
        """A right order."""
        return [step.letter for step in self.steps]

    @property
    def lines(self) -> list[Step | Stray]:
        """Every line in the order of the letters, as it is shown."""
        return sorted((*self.steps, *self.strays), key=lambda line: line.letter)

    @cached_property
    def rests_on(self) -> dict[str, frozenset[str]]:
        """For each line of the proof, all lines that have to be said before it."""
        found: dict[str, frozenset[str]] = {}
        for step in self.steps:
            direct = frozenset(step.rests_on.split())
            found[step.letter] = direct.union(*(found[one] for one in direct))
        return found

    def next_lines(self, said: frozenset[str]) -> list[str]:
        """The lines that can come next."""
        return [one for one, on in self.rests_on.items() if one not in said and on <= said]

    def orders(self, said: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Every right order."""
        if len(said) == len(self.steps):
            yield said
        for letter in self.next_lines(frozenset(said)):
            yield from self.orders((*said, letter))

    def chance(self, length: int) -> float:
        """The probability that letters in random order begin with so many lines as a proof may."""
        ways, shown = {frozenset[str](): 1.0}, len(self.lines)
        for k in range(length):
            further: dict[frozenset[str], float] = {}
            for said, probability in ways.items():
                for letter in self.next_lines(said):
                    now = said | {letter}
                    further[now] = further.get(now, 0.0) + probability / (shown - k)
            ways = further
        return sum(ways.values())

    @cached_property
    def by_chance(self) -> int:
        """How many lines an answer may begin with by chance; so many earn nothing."""
        lengths = range(1, len(self.steps) + 1)
        return sum(self.chance(length) > 1 / RANDOM for length in lengths)
