"""Finding the submission's notebook in the folder that a student filled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.boundary.errors import BackhandError
from autograder.repair.files import Listing, list_files, read_file, shown
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
    folder: Path, name: str, release: Notebook, handed_out: Collection[str] = ()
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
    """
    try:
        listing = list_files(folder)
        contents = _notebooks(folder, listing)
        path = _select(contents, f"{name}.ipynb", release)
        content = contents[path]
        if isinstance(content, BackhandError):
            raise content
    except BackhandError as refusal:
        return Found(None, refused=str(refusal))
    known = EXPECTED | {name.lower() for name in handed_out}
    remarks = _remarks(listing, path, f"{name}.ipynb", known)
    return Found(folder / path, content, tuple(remarks))


def _notebooks(folder: Path, listing: Listing) -> dict[str, bytes | BackhandError]:
    """The content of each notebook, or why it cannot be read; browsers may append `.txt`."""
    names = [path for path in listing.files if _is_notebook(path)]
    if not names:
        if listing.links:
            raise BackhandError(
                f"expected a notebook, got a link, {shown(listing.links)}: not followed"
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
    right = {
        path: content
        for path, content in contents.items()
        if isinstance(content, bytes) and is_of(content, release)
    }
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


def _remarks(listing: Listing, selected: str, expected: str, known: set[str]) -> list[str]:
    remarks = []
    if selected != expected:
        remarks.append(f"the notebook was handed in as {shown([selected])}: taken as {expected}")
    if listing.links:
        remarks.append(f"links and devices are not followed: {shown(listing.links)}")
    other = [
        path
        for path in listing.files
        if path != selected and PurePosixPath(path).name.lower() not in known
    ]
    if other:
        remarks.append(f"other files play no part in grading: {shown(other)}")
    return remarks
