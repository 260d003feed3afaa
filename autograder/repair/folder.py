"""Finding the submission's notebook in the folder that a student filled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.boundary.errors import BackhandError
from autograder.repair.files import PERMISSIONS, Listing, list_files, read_file, shown
from autograder.repair.hard_links import HardLinks
from autograder.repair.release import Notebook
from autograder.repair.repair import is_of

#: What nbgrader and operating systems put beside a notebook.
EXPECTED = {"timestamp.txt", "submission_secret.txt", "thumbs.db", "desktop.ini", ".ds_store"}
MAX_NOTEBOOKS = 20


@dataclass(frozen=True)
class Found:
    """The submission's notebook, or the line that says why there is none.

    Attributes
    ----------
    path : Path
        Where it is; None if it was refused.
    content : bytes
        Its content, read only once, so that what is judged is what was found.
    remarks : tuple of str
        One plain line for each thing in the folder that is not as it should be.
    refused : str
        Why it was refused, in one line; empty if it was not.
    """

    path: Path | None
    content: bytes = b""
    remarks: tuple[str, ...] = ()
    refused: str = ""


def find_notebook(
    folder: Path,
    name: str,
    release: Notebook,
    handed_out: Collection[str] = (),
    *,
    usable: Collection[str] = (),
    hard_links: HardLinks | None = None,
) -> Found:
    """Find a notebook in a folder, even under another name; nothing in the folder is changed.

    Parameters
    ----------
    folder : Path
        What one student handed in, `submitted/STUDENT/NAME`.
    name : str
        The notebook's name, without `.ipynb`.
    release : NotebookNode
        The released notebook, whose cells identify a copy.
    handed_out : collection of str
        Names of files that came with the notebook, about which there is no remark.
    usable : collection of str
        The files of the folder that the notebook's cells can read and import.
    hard_links : HardLinks, optional
        Decides on files that have a name outside the folder, as for `list_files`.
    """
    try:
        listing = list_files(folder, hard_links)
        contents = _notebooks(folder, listing)
        path = _select(contents, f"{name}.ipynb", release)
        content = contents[path]
        if isinstance(content, BackhandError):
            raise content
    except BackhandError as refusal:
        return Found(None, refused=str(refusal))
    known = EXPECTED | {name.lower() for name in handed_out}
    others = [
        one
        for one in (*listing.files, *listing.outside)
        if one != path and PurePosixPath(one).name.lower() not in known
    ]
    versions = [one for one in others if _is_version(contents.get(one), release)]
    remarks = [
        *_remarks_on_notebook(listing, path, f"{name}.ipynb"),
        *_remarks_on_versions(versions, path),
        *_remarks_on_others([one for one in others if one not in versions], usable),
    ]
    return Found(folder / path, content, tuple(remarks))


def _notebooks(folder: Path, listing: Listing) -> dict[str, bytes | BackhandError]:
    """The content of each notebook, or why it cannot be read; browsers may append `.txt`."""
    names = sorted(path for path in (*listing.files, *listing.outside) if _is_notebook(path))
    if not names:
        if listing.unreadable:
            raise BackhandError(
                f"expected a notebook, got {shown(listing.unreadable)}, which cannot be read; "
                f"{PERMISSIONS}"
            )
        if listing.links:
            kinds = " and ".join(sorted(set(listing.links.values())))
            raise BackhandError(
                f"expected a notebook, got {kinds}, {shown(listing.links)}: not followed"
            )
        other = f"only {shown(listing.files)}" if listing.files else "no file"
        raise BackhandError(
            f"expected a notebook, got {other}; likely the wrong file was handed in"
        )
    return {path: _content(folder / path) for path in names[:MAX_NOTEBOOKS]}


def _is_notebook(path: str) -> bool:
    name = PurePosixPath(path).name.lower()
    # macOS makes files whose names begin with a dot; they are not notebooks.
    return ".ipynb" in name and not name.startswith(".")


def _content(path: Path) -> bytes | BackhandError:
    try:
        return read_file(path)
    except BackhandError as refusal:
        return refusal


def _select(contents: dict[str, bytes | BackhandError], expected: str, release: Notebook) -> str:
    """The notebook of the right name, unless another file holds this notebook and it does not."""
    if list(contents) == [expected]:
        return expected
    right = {path: content for path, content in contents.items() if _is_version(content, release)}
    if expected in right or (expected in contents and not right):
        return expected
    if len(set(right.values())) > 1:
        raise BackhandError(
            f"expected {expected}, got {shown(right)}; likely copies: which one counts is unclear"
        )
    # If the only one is broken, the repair says why.
    candidates = list(right or contents)
    if not right and len(candidates) > 1:
        raise BackhandError(
            f"expected {expected}, got others: {shown(candidates)}; likely misplaced"
        )
    return candidates[0]


def _is_version(content: bytes | BackhandError | None, release: Notebook) -> bool:
    return isinstance(content, bytes) and is_of(content, release)


def _remarks_on_notebook(listing: Listing, selected: str, expected: str) -> Iterator[str]:
    if selected != expected:
        yield f"the notebook was handed in as {shown([selected])}: taken as {expected}"
    if selected in listing.outside:
        yield (
            "the notebook's file has another name outside submitted/, as in a backup made of hard "
            "links: graded as it is"
        )
    if listing.links:
        yield f"links and devices are not followed: {shown(listing.links)}"
    if listing.unreadable:
        yield f"left out, as they cannot be read: {shown(listing.unreadable)}; {PERMISSIONS}"


def _remarks_on_versions(versions: Sequence[str], selected: str) -> Iterator[str]:
    if versions:
        what = "another version" if len(versions) == 1 else "other versions"
        yield f"{what} of the notebook, {shown(versions)}: not graded, {shown([selected])} was"


def _remarks_on_others(others: Sequence[str], usable: Collection[str]) -> Iterator[str]:
    used = [path for path in others if path in usable]
    if used:
        yield f"files beside the notebook, which its cells can import and read: {shown(used)}"
    if unused := [path for path in others if path not in usable]:
        yield f"other files play no part in grading: {shown(unused)}"
