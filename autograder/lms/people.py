"""Who is in a class: from its gradebook and from a roster, and which of them a download means."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.classroom.handed_in import LONGEST_ID, LONGEST_NAME
from autograder.lms.tables import Table, fold


@dataclass(frozen=True)
class Person:
    """A student.

    Attributes
    ----------
    id : str
        As in the gradebook, and as the name of the student's folder.
    number : str
        The number that the LMS uses; in Moodle it is another one in each assignment.
    keys : frozenset of str
        All that identifies the student alone, folded: id, email, login.
    names : frozenset of str
        The student's full name in the ways in which it is written, folded.
    row : int
        In the roster; -1 if the student is only in the gradebook.
    handed_in : datetime, optional
        When, if the roster says so.
    """

    id: str
    number: str = ""
    keys: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    row: int = -1
    handed_in: datetime | None = None


@dataclass(frozen=True)
class Roster:
    """A CSV file with students: its table, whose file it is, and the column that gave the ids."""

    path: Path
    table: Table
    kind: str
    column: str
    persons: list[Person]


class People:
    """The students of a class, to be found by whatever a file calls them."""

    def __init__(self, persons: Iterable[Person], roster: Roster | None = None) -> None:
        self.persons, self.roster = list(persons), roster
        self._found: dict[str, dict[str, list[Person]]] = {}
        ways: dict[str, Callable[[Person], Iterable[str]]] = {
            "number": lambda one: {one.number} - {""},
            "key": lambda one: one.keys,
            "name": lambda one: one.names,
        }
        for way, values in ways.items():
            found = self._found[way] = defaultdict(list)
            for one in self.persons:
                for value in values(one):
                    found[value].append(one)

    def by(self, way: str, text: str) -> Person | None:
        """The only student with a `number`, a `key` or a `name`; None if there are none or two."""
        text = text if way == "number" else name_key(text)
        found = self._found[way].get(text, [])
        return found[0] if len(found) == 1 else None


def name_key(text: str) -> str:
    """A name or an id, as it is compared."""
    return fold(unicodedata.normalize("NFC", text))


def full_names(first: str, last: str) -> frozenset[str]:
    """The ways in which a student's full name is written."""
    if not (first and last):
        return frozenset({name_key(first or last)} - {""})
    return frozenset(map(name_key, (f"{first} {last}", f"{last}, {first}", f"{last} {first}")))


def merged(known: Iterable[Person], roster: Roster | None) -> People:
    """The students of a gradebook and of a roster; who is in both has the gradebook's id."""
    known = list(known)
    if roster is None:
        return People(known)
    book = People(known)
    hits = [_in_book(one, book, roster) for one in roster.persons]
    claimed = Counter(hit.id for hit in hits if hit)
    persons = [
        # Of two rows that could be one student's, neither is taken to be it.
        replace(one, id=hit.id, keys=one.keys | hit.keys, names=one.names | hit.names)
        if hit and claimed[hit.id] == 1
        else one
        for one, hit in zip(roster.persons, hits, strict=True)
    ]
    taken = {one.id for one in persons}
    # One who was collected before under an id made of Canvas's names is no second student.
    numbers = {one.number for one in persons} - {""} if roster.kind in ("canvas", "plain") else ()
    others = (one for one in known if one.id not in taken and one.number not in numbers)
    return People([*persons, *others], roster)


def _in_book(one: Person, book: People, roster: Roster) -> Person | None:
    """The student of a gradebook who stands in a row of a roster: by number, id, then name."""
    if roster.kind == "canvas" and (hit := book.by("number", one.number)):
        return hit
    for ways in (("key", one.keys), ("name", one.names)):
        hits = {hit.id: hit for value in ways[1] if (hit := book.by(ways[0], value))}
        if hits:
            return next(iter(hits.values())) if len(hits) == 1 else None
    return book.by("number", one.number) if roster.kind == "plain" else None


def in_gradebook(student: str, first: str, last: str, email: str, number: str) -> Person:
    """A student as a gradebook knows one."""
    keys = {name_key(student), name_key(email)} - {""}
    names = full_names(first, last)
    if "-" in student:  # as `backhand collect` makes an id of a name
        names |= {name_key(student.replace("-", " "))}
    return Person(student, number, frozenset(keys), names)


def folder_name(student: str) -> str:
    """A student's id as the name of a folder, without what a path or nbgrader would read in it.

    Raises
    ------
    BackhandError
        If nothing remains, or too much.
    """
    name = unicodedata.normalize("NFC", student).strip()
    name = re.sub(r"[^\w.@+ -]", "-", name).strip(". ")
    if not name or set(name) <= set("-."):
        raise BackhandError("expected a student's name, got none that a folder can have")
    if len(name.encode()) > LONGEST_NAME or len(name) > LONGEST_ID:
        raise BackhandError(f"expected a student's name of at most {LONGEST_ID} characters")
    return name
