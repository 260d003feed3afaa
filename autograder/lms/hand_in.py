"""What one student handed in, in one download: notebooks, and the files beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath

from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ALL_FILES, MOST, ONE_FILE
from autograder.classroom.handed_in import TIMESTAMP, read_timestamp
from autograder.execution.cells import Notebook
from autograder.lms.downloads import LARGEST_PACKED, Item, open_packed
from autograder.lms.senders import Sent, same_name
from autograder.repair.document import LARGEST
from autograder.repair.files import laid_over
from autograder.repair.folder import MAX_NOTEBOOKS
from autograder.repair.repair import is_of

#: Bytes that are read of all that one student handed in.
MOST_READ = 2 * LARGEST
#: The released notebooks of a class: by assignment, then by name.
Released = Mapping[str, Mapping[str, Notebook]]
#: Written into a student's folder by the class alone: what a student calls so is left out.
RESERVED = {TIMESTAMP, "submission_secret.txt"}
#: Endings of files that are neither a notebook nor of use to one.
NO_USE = {".html", ".pdf", ".docx", ".tar", ".gz", ".tgz", ".7z", ".rar", ".xz"}


@dataclass(frozen=True)
class Paper:
    """A notebook that a student handed in, with its assignment and the name it has there."""

    sent: Sent
    assignment: str
    name: str
    content: bytes


@dataclass
class HandIn:
    """What one student handed in.

    Attributes
    ----------
    papers : list of Paper
    beside : dict of str to bytes
        Other files, by their paths.
    times : dict of str to datetime
        When each assignment was handed in, by a `timestamp.txt` of the class or of nbgrader; the
        empty name stands for all.
    refused : list of (str, str)
        What was not taken: its path, and why.
    """

    papers: list[Paper] = field(default_factory=list)
    beside: dict[str, bytes] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def assignments(self) -> list[str]:
        """The assignments of which it has a notebook."""
        return sorted({paper.assignment for paper in self.papers})

    def time(self, assignment: str) -> datetime | None:
        """When an assignment's notebook was handed in, as far as that is known."""
        times = [one.sent.time for one in self._of(assignment) if one.sent.time]
        return max(times, default=self.times.get(assignment, self.times.get("")))

    def is_late(self, assignment: str) -> bool:
        """Whether the LMS says that an assignment's notebook is late."""
        return any(one.sent.late for one in self._of(assignment))

    def files(self, assignment: str) -> tuple[dict[str, bytes], list[str]]:
        """The files of an assignment, by path, and remarks on those that do not count.

        Raises
        ------
        BackhandError
            If two versions of a notebook differ, and nothing says which one counts.
        """
        remarks: list[str] = []
        found: dict[str, bytes] = {}
        for name in sorted({one.name for one in self._of(assignment)}):
            versions = [one for one in self._of(assignment) if one.name == name]
            counts, why = _that_counts(versions)
            found[f"{name}.ipynb"] = counts.content
            if why:
                remarks.append(f"{counts.sent.path} counts, {why}")
        return laid_over(self.beside, found), remarks

    def _of(self, assignment: str) -> list[Paper]:
        return [one for one in self.papers if one.assignment == assignment]


def read_hand_in(files: Sequence[tuple[Sent, Item]], released: Released, only: str) -> HandIn:
    """Read what one student handed in, and find out which notebooks it holds.

    Parameters
    ----------
    files : sequence of (Sent, Item)
    released : mapping
        The class's released notebooks.
    only : str
        The assignment that all of it is for; empty if that is to be found out.
    """
    found, room = HandIn(), [MOST_READ, ALL_FILES]
    for sent, item in _unpacked(files, found, room):
        try:
            _take(sent, item, found, released, only, room)
        except BackhandError as refusal:
            found.refused.append((sent.path, str(refusal)))
    return found


def _unpacked(
    files: Sequence[tuple[Sent, Item]], found: HandIn, room: list[int]
) -> Iterator[tuple[Sent, Item]]:
    """The files, and in place of each zip archive the files in it."""
    for sent, item in files:
        if PurePosixPath(item.path).suffix.lower() != ".zip":
            yield sent, item
            continue
        try:
            content = _read(item, room)
            if len(content) > LARGEST_PACKED:
                raise BackhandError(f"expected at most {LARGEST_PACKED >> 20} MB in an archive")
            packed = open_packed(content)
        except BackhandError as refusal:
            found.refused.append((sent.path, str(refusal)))
            continue
        found.refused += [(f"{sent.path}/{path}", why) for path, why in packed.refused]
        for inner in packed.items:
            yield _inside(sent, inner.path), inner


def _inside(sent: Sent, path: str) -> Sent:
    return Sent(sent.sender, path, sent.assignment, sent.upload, sent.late, sent.time)


def _take(
    sent: Sent, item: Item, found: HandIn, released: Released, only: str, room: list[int]
) -> None:
    if ".ipynb" not in PurePosixPath(sent.path).name.lower():
        _put_beside(sent, item, found, room)
        return
    if len(found.papers) >= MAX_NOTEBOOKS:
        raise BackhandError(f"expected at most {MAX_NOTEBOOKS} notebooks of one student")
    content = _read(item, room)
    assignment, name = which(content, sent, released, only)
    found.papers.append(Paper(sent, assignment, name, content))


def _put_beside(sent: Sent, item: Item, found: HandIn, room: list[int]) -> None:
    """Take a file beside the notebooks, within the limits of the class."""
    path = PurePosixPath(sent.path)
    if path.name in RESERVED:
        if sent.sender.form in ("canvas", "moodle"):
            raise BackhandError("a name of nbgrader's own, which a student cannot use")
        time = read_timestamp(_read(item, room))[0] if path.name == TIMESTAMP else None
        if time:
            found.times[sent.assignment] = time.replace(tzinfo=UTC)
        return
    if path.suffix.lower() in NO_USE:
        raise BackhandError("no notebook, and no file that one could use")
    if len(found.beside) >= MOST:
        raise BackhandError(f"over {MOST} files beside the notebook")
    content = _read(item, room)
    if len(content) > min(ONE_FILE, room[1]):
        raise BackhandError(
            f"over {ONE_FILE >> 20} MB, or over {ALL_FILES >> 20} MB with the others"
        )
    above = {str(parent) for parent in path.parents}
    below = (one for one in found.beside if sent.path in map(str, PurePosixPath(one).parents))
    if found.beside.get(sent.path, content) != content or above & set(found.beside) or any(below):
        raise BackhandError("another file of that name is there: the first one is taken")
    room[1] -= len(content)
    found.beside[sent.path] = content


def _read(item: Item, room: list[int]) -> bytes:
    if room[0] <= 0:
        raise BackhandError(f"over {MOST_READ >> 20} MB of one student: the rest is not read")
    content = item.read()
    room[0] -= len(content)
    return content


def which(content: bytes, sent: Sent, released: Released, only: str) -> tuple[str, str]:
    """The assignment of a notebook and its name there: by its cells, else by what it is called.

    Raises
    ------
    BackhandError
        If it is none that was released.
    """
    named = only or sent.assignment
    known = [(one, name) for one, books in released.items() for name in books]
    likely = sorted(known, key=lambda one: (one[0] != named, not same_name(sent.path, one[1])))
    for assignment, name in likely:
        if is_of(content, released[assignment][name]):
            return assignment, name
    # A notebook that cannot be read is collected all the same: grading says why.
    called = [one for one in likely if same_name(sent.path, one[1]) and named in ("", one[0])]
    alone = [one for one in known if one[0] == named]
    if called or len(alone) == 1:
        return (called or alone)[0]
    raise BackhandError("none of the released notebooks")


def _that_counts(versions: Sequence[Paper]) -> tuple[Paper, str]:
    """Which version of a notebook counts, and why; no reason if all are the same."""
    if len({sha256(one.content).digest() for one in versions}) == 1:
        return versions[0], ""
    last = max(versions, key=lambda one: one.sent.upload)
    if [one.sent.upload for one in versions].count(last.sent.upload) == 1:
        return last, "the latest upload"
    exact = [one for one in versions if one.sent.path == f"{one.name}.ipynb"]
    if len(exact) == 1:
        return exact[0], "as it has the notebook's own name"
    names = ", ".join(sorted(one.sent.path for one in versions))
    raise BackhandError(f"which one counts is unclear: {names}; keep one of them")
