"""`backhand collect`: puts what downloads hold into a class's `submitted/`.

All versions of a submission are found first, in a folder of their own, so that memory does not grow
with the class; then the version that counts is put in its place.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.classroom.handed_in import find_students
from autograder.classroom.lock import locked
from autograder.lms.class_list import (
    Deadline,
    deadlines_of,
    enter_numbers,
    released_notebooks,
    students_of,
)
from autograder.lms.collection import Collected, Collection
from autograder.lms.downloads import Item, open_download
from autograder.lms.hand_in import HandIn, Released, read_hand_in
from autograder.lms.identities import Identities
from autograder.lms.people import merged
from autograder.lms.placing import files_below, place
from autograder.lms.rosters import read_roster
from autograder.lms.senders import Sender, Sent, senders, shown_as
from autograder.repair.files import write_files


@dataclass(frozen=True)
class Version:
    """A submission in one of the downloads: where its files are meanwhile, and what they are."""

    staged: Path
    digest: bytes
    download: int
    time: datetime | None
    late: bool
    source: str


def collect(
    root: Path,
    downloads: Sequence[Path],
    *,
    only: str = "",
    roster: Path | None = None,
    id_column: str = "",
    replace: bool = False,
) -> Collection:
    """Put what downloads hold into a class's `submitted/`.

    Parameters
    ----------
    root : Path
        The class's folder.
    downloads : sequence of Path
        Zip archives or folders. Where nothing else decides, what is in a later one counts.
    only : str
        The assignment that all files are for; by default their cells say that.
    roster : Path, optional
        A CSV file with the students.
    id_column : str
        The roster's column with their ids, if it is not the usual one.
    replace : bool
        Whether to replace submissions that differ; they are kept aside.

    Raises
    ------
    BackhandError
        If a download, the roster or the class cannot be read, or another command is at work in it.
    """
    folder = ClassFolder.open(root)
    released = released_notebooks(folder, only)
    given = None if roster is None else read_roster(roster, id_column)
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, "") as gradebook:
        known, deadlines = students_of(gradebook), deadlines_of(gradebook)
    collection = Collection(merged(known, given))
    with locked(folder), ExitStack() as stack:
        beside = tempfile.TemporaryDirectory(prefix="collect-", dir=folder.own)
        run = _Run(folder, released, only, collection, Path(stack.enter_context(beside)))
        for number, path in enumerate(downloads):
            run.read(number, path, stack)
        run.place_all(deadlines, replace=replace)
        enter_numbers(folder, run.numbers)
    _look_for_missing(folder, collection, only)
    return collection


class _Run:
    """One run: reads downloads, decides which versions count, and puts these in their places."""

    def __init__(
        self,
        folder: ClassFolder,
        released: Released,
        only: str,
        collection: Collection,
        staging: Path,
    ) -> None:
        self._folder, self._released, self._only = folder, released, only
        self._collection, self._staging = collection, staging
        self._versions: dict[tuple[str, str], list[Version]] = defaultdict(list)
        self._count = 0
        self.numbers: dict[str, str] = {}

    def read(self, number: int, path: Path, stack: ExitStack) -> None:
        """Read one download, and note whose submissions it holds."""
        found, odd = open_download(path, stack), self._collection.not_understood
        odd += found.refused
        whose = senders([item.path for item in found.items], list(self._released))
        # In nbgrader's exchange, a student may have several submissions, each with its time.
        grouped: dict[tuple[Sender, datetime | None], list[tuple[Sent, Item]]] = defaultdict(list)
        for item, sent in zip(found.items, whose, strict=True):
            if sent is None:
                odd.append((item.path, "its name does not say whose it is"))
            else:
                grouped[sent.sender, sent.time].append((sent, item))
        identities = Identities(self._collection.people, {sender for sender, _ in grouped})
        for (sender, _), files in grouped.items():
            try:
                student, known = identities.student(sender)
            except BackhandError as refusal:
                odd.append((files[0][1].path, str(refusal)))
                continue
            self._read_student(number, student, files, known=known)

    def _read_student(
        self, number: int, student: str, files: list[tuple[Sent, Item]], *, known: bool
    ) -> None:
        collection, sender = self._collection, files[0][0].sender
        hand_in = read_hand_in(files, self._released, self._only)
        whose = shown_as(sender)
        collection.not_understood += [(f"{whose}: {path}", why) for path, why in hand_in.refused]
        if not hand_in.papers and not hand_in.refused:
            collection.not_understood.append((f"{whose}: {files[0][0].path}", "no notebook"))
        if hand_in.papers and not known:
            if collection.people.roster:
                collection.strangers.add(student)
            if student != sender.name:
                collection.made_up[student] = whose
        if hand_in.papers and sender.form == "canvas":
            self.numbers[student] = sender.number
        for assignment in hand_in.assignments():
            self._add(number, student, assignment, hand_in, files[0][1].path)

    def _add(
        self, number: int, student: str, assignment: str, hand_in: HandIn, source: str
    ) -> None:
        one = self._collection.by_assignment.setdefault(assignment, Collected())
        try:
            files, remarks = hand_in.files(assignment)
        except BackhandError as refusal:
            one.refuse(student, str(refusal))
            return
        if remarks:
            one.twice[student] = "; ".join(remarks)
        time = hand_in.time(assignment)
        if time is None and (person := self._collection.people.by("key", student)):
            time = person.handed_in
        self._count += 1
        staged = self._staging / str(self._count)
        write_files(staged, files)
        late = hand_in.is_late(assignment)
        version = Version(staged, _digest(files), number, time, late, source)
        self._versions[student, assignment].append(version)

    def place_all(self, deadlines: Mapping[str, Deadline], *, replace: bool) -> None:
        """Put the version that counts of each submission in its place."""
        for (student, assignment), versions in sorted(self._versions.items()):
            one = self._collection.by_assignment[assignment]
            counts, why = _that_counts(versions)
            if why:
                one.twice[student] = why
            try:
                files = files_below(counts.staged)
                one.outcomes[student] = place(
                    self._folder, student, assignment, files, counts.time, replace=replace
                )
            except (BackhandError, OSError) as refusal:
                one.refuse(student, str(refusal))
                continue
            deadline = deadlines.get(assignment, Deadline(None, {}))
            late = deadline.seconds_late(student, counts.time)
            if late or (counts.late and counts.time is None):
                one.late[student] = late


def _that_counts(versions: Sequence[Version]) -> tuple[Version, str]:
    """Which version of a submission counts, and why; no reason if all are the same."""
    if all(version.time for version in versions):
        counts = max(versions, key=lambda one: (one.time, one.download))
        why = "handed in last"
    else:
        counts, why = max(versions, key=lambda one: one.download), "from the later download"
    if len({version.digest for version in versions}) == 1:
        return counts, ""
    if sum(one.download == counts.download for one in versions) > 1 and why.startswith("from"):
        why = "the first of several in one download"
    return counts, f"{counts.source} counts, {why}"


def _digest(files: Mapping[str, bytes]) -> bytes:
    parts = sorted((path, sha256(content).digest()) for path, content in files.items())
    return sha256(repr(parts).encode()).digest()


def _look_for_missing(folder: ClassFolder, collection: Collection, only: str) -> None:
    """Note who is in the class and has not handed in what was collected."""
    if only:
        collection.by_assignment.setdefault(only, Collected())
    for assignment, one in collection.by_assignment.items():
        there = {*find_students(folder, assignment), *one.outcomes}
        one.missing = sorted({person.id for person in collection.people.persons} - there)
