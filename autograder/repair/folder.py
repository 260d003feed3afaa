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
        Where it is; None where it was refused.
    content : bytes
        What it holds, read once: what is judged is what was found.
    remarks : tuple of str
        One plain line for each thing that is not as it should be in the folder.
    refused : str
        Empty, or the one line for this student.
    """

    path: Path | None
    content: bytes = b""
    remarks: tuple[str, ...] = ()
    refused: str = ""


def find_notebook(
    folder: Path, name: str, release: Notebook, handed_out: Collection[str] = ()
) -> Found:
    """Find the notebook `name` in a folder, also under another name; nothing in there is changed.

    Parameters
    ----------
    folder : Path
        What one student handed in, `submitted/STUDENT/NAME`.
    name : str
        The notebook's name, without `.ipynb`.
    release : NotebookNode
        The released notebook, by whose cells it is known.
    handed_out : collection of str
        Names of files that came with the notebook: nothing is said of them.
    """
    try:
        listing = list_files(folder)
        contents = _notebooks(folder, listing)
        path = _choose(contents, f"{name}.ipynb", release)
        content = contents[path]
        if isinstance(content, BackhandError):
            raise content
    except BackhandError as refusal:
        return Found(None, refused=str(refusal))
    known = EXPECTED | {name.lower() for name in handed_out}
    remarks = _remarks(listing, path, f"{name}.ipynb", known)
    return Found(folder / path, content, tuple(remarks))


def _notebooks(folder: Path, listing: Listing) -> dict[str, bytes | BackhandError]:
    """Content of each notebook, or why it has none; browsers put `.txt` or `.json` behind."""
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
    # What begins with a dot is macOS's, not a notebook.
    return ".ipynb" in name and not name.startswith(".")


def _content(path: Path) -> bytes | BackhandError:
    try:
        return read_file(path)
    except BackhandError as refusal:
        return refusal


def _choose(contents: dict[str, bytes | BackhandError], expected: str, release: Notebook) -> str:
    """The notebook of the right name, unless it is not this notebook and another one is."""
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
    # The only one may be broken: why, the repair says.
    candidates = list(right or contents)
    if not right and len(candidates) > 1:
        raise BackhandError(
            f"expected {expected}, got others: {shown(candidates)}; likely misplaced"
        )
    return candidates[0]


def _remarks(listing: Listing, chosen: str, expected: str, known: set[str]) -> list[str]:
    remarks = []
    if chosen != expected:
        remarks.append(f"the notebook was handed in as {shown([chosen])}: taken as {expected}")
    if listing.links:
        remarks.append(f"links and devices are not followed: {shown(listing.links)}")
    other = [
        path
        for path in listing.files
        if path != chosen and PurePosixPath(path).name.lower() not in known
    ]
    if other:
        remarks.append(f"other files play no part in grading: {shown(other)}")
    return remarks
