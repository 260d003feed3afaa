"""The id of a student, by what a download calls the student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from autograder.boundary.errors import BackhandError
from autograder.lms.people import People, folder_name, name_key
from autograder.lms.senders import Sender


class Identities:
    """Finds the students of one download in a class.

    Parameters
    ----------
    people : People
        The class.
    senders : iterable of Sender
        All that the download has: of two with the same name, neither can be told by it.
    """

    def __init__(self, people: People, senders: Iterable[Sender]) -> None:
        self._people = people
        self._called = Counter(name_key(one.name) for one in senders)

    def student(self, sender: Sender) -> tuple[str, bool]:
        """A student's id, and whether the class knows the student.

        Raises
        ------
        BackhandError
            If it could be one of two, or is no name that a folder can have.
        """
        person = self._known(sender)
        if person is not None:
            return person, True
        if sender.form == "canvas":
            return folder_name(f"{sender.name}_{sender.number}"), False
        if sender.form == "moodle":
            # Moodle's number is another one in each assignment, so it is no part of an id.
            if self._called[name_key(sender.name)] > 1:
                raise BackhandError(
                    f"two are called {sender.name}: --roster with this assignment's grading "
                    "worksheet tells them apart"
                )
            return folder_name("-".join(sender.name.split())), False
        return folder_name(sender.name), False

    def _known(self, sender: Sender) -> str | None:
        people, roster = self._people, self._people.roster
        person = None
        if sender.form == "canvas":
            # A gradebook may know the student by the id that was made of Canvas's names before.
            made = name_key(f"{sender.name}_{sender.number}")
            person = people.by("number", sender.number) or people.by("key", made)
        elif sender.form == "moodle":
            if roster and roster.kind == "worksheet":
                person = people.by("number", sender.number)
            if person is None and self._called[name_key(sender.name)] == 1:
                made = "-".join(sender.name.split())
                person = people.by("name", sender.name) or people.by("key", made)
        else:
            person = people.by("key", sender.name)
        return None if person is None else person.id
