"""What a run of `backhand collect` has done, and the lines that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.boundary.printable import printable
from autograder.lms.people import People

#: Lines of one kind that are shown; the rest is counted.
MOST_LINES = 40
#: What became of a submission, in words.
WORDS = {
    "new": "collected",
    "replaced": "replaced",
    "same": "there already",
    "kept": "not replaced",
    "refused": "not taken",
}


@dataclass
class Collected:
    """What was done about one assignment: students by what became of their submissions.

    Attributes
    ----------
    outcomes : dict of str to str
        For each student a key of `WORDS`.
    late : dict of str to float
        How late, in seconds; 0 where only the LMS says that it is.
    twice : dict of str to str
        For students with several versions, which one counts.
    refused : dict of str to str
        For students whose submission was not taken, why.
    missing : list of str
        Students of the class of whom there is no submission, from now or before.
    """

    outcomes: dict[str, str] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    twice: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def refuse(self, student: str, why: str) -> None:
        """Note why a student's submission was not taken."""
        self.outcomes[student], self.refused[student] = "refused", why

    def of(self, outcome: str) -> list[str]:
        """The students with an outcome."""
        return sorted(student for student, one in self.outcomes.items() if one == outcome)


@dataclass
class Collection:
    """What was done about all downloads.

    Attributes
    ----------
    people : People
        The class.
    by_assignment : dict of str to Collected
    not_understood : list of (str, str)
        Files that were not taken: their paths, and why.
    strangers : set of str
        Students who are not on the roster.
    made_up : dict of str to str
        Ids that were made of what a download calls students.
    """

    people: People
    by_assignment: dict[str, Collected] = field(default_factory=dict)
    not_understood: list[tuple[str, str]] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)
    made_up: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every submission is in its place."""
        return bool(self.by_assignment) and not any(
            one.of("kept") or one.of("refused") for one in self.by_assignment.values()
        )


def lines(collection: Collection, root: str) -> Iterator[str]:
    """What was done, for a terminal."""
    for assignment, one in sorted(collection.by_assignment.items()):
        counts = [f"{len(one.of(key))} {word}" for key, word in WORDS.items() if one.of(key)]
        if one.missing:
            counts.append(f"{len(one.missing)} missing")
        yield f"{assignment}: {', '.join(counts)}"
        yield from _details(one)
    if not collection.by_assignment:
        yield "Collected nothing: no released notebook of this class is in there."
    yield from _about_ids(collection)
    if collection.not_understood:
        yield f"Not taken, {len(collection.not_understood)} files:"
        yield from _listed(dict(collection.not_understood))
    for assignment, one in sorted(collection.by_assignment.items()):
        if one.of("new") or one.of("replaced"):
            yield f"Next: backhand grade {printable(root)} {assignment}"


def _details(one: Collected) -> Iterator[str]:
    if one.late:
        yield f"  late: {', '.join(_late(*pair) for pair in sorted(one.late.items()))}"
        if not all(one.late.values()):
            yield (
                "    where no time is known there is no late penalty: write one into the "
                "submission's timestamp.txt, as 2026-11-05 14:00:00 UTC"
            )
    if one.twice:
        yield "  more than once:"
        yield from _listed(one.twice)
    if one.refused:
        yield "  not taken:"
        yield from _listed(one.refused)
    if kept := one.of("kept"):
        yield f"  not replaced, as another submission is there: {shown_names(kept)}"
        yield "    --replace puts these in, and keeps the others in .backhand/replaced/"
    if one.missing:
        yield f"  missing: {shown_names(one.missing)}"


def _about_ids(collection: Collection) -> Iterator[str]:
    roster, made_up = collection.people.roster, collection.made_up
    if roster:
        yield f"Students' ids are those of {roster.path.name}, column {printable(roster.column)}."
    if collection.strangers:
        yield f"Not on the roster: {shown_names(sorted(collection.strangers))}"
    if made_up:
        one, called = next(iter(sorted(made_up.items())))
        yield (
            f"The ids of {len(made_up)} students were made of the download's names, such as "
            f"{printable(one)} for {printable(called)}, and stay; to choose them, remove these "
            "(backhand remove-student), then collect with --roster FILE.csv"
        )


def _late(student: str, seconds: float) -> str:
    if not seconds:
        return f"{printable(student)} (says the LMS)"
    minutes = max(1, round(seconds / 60))
    days, hours = divmod(minutes // 60, 24)
    parts = [(days, "d"), (hours, "h"), (minutes % 60, "min")]
    return f"{printable(student)} ({' '.join(f'{n} {unit}' for n, unit in parts if n)})"


def shown_names(students: list[str]) -> str:
    """Students' ids for a line of a terminal: the first of many."""
    more = len(students) - MOST_LINES
    shown = ", ".join(map(printable, students[:MOST_LINES]))
    return f"{shown} and {more} more" if more > 0 else shown


def _listed(reasons: Mapping[str, str]) -> Iterator[str]:
    for key, why in list(reasons.items())[:MOST_LINES]:
        yield f"    {printable(key)[:120]}: {printable(why)}"
    if (more := len(reasons) - MOST_LINES) > 0:
        yield f"    and {more} more"
