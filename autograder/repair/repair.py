"""Repair: from a submitted notebook and the released one to a notebook that can be graded.

The fixed cells (answers, checks, locked cells) appear in the result once each, in the order of the
release and with its metadata. Everything else is left where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.repair.align import align
from autograder.repair.assemble import assemble
from autograder.repair.cell_role import NO_EXERCISES, is_page
from autograder.repair.document import read_document
from autograder.repair.files import read_file
from autograder.repair.match import Matches, match
from autograder.repair.release import Notebook, Release
from autograder.repair.remarks import cell_remarks, kernel_remarks
from autograder.repair.submitted_cell import read_cells


@dataclass(frozen=True)
class Repaired:
    """A notebook that can be graded, or the line that says why there is none.

    Attributes
    ----------
    notebook : NotebookNode
        Valid, of the current format, without outputs; None if it was refused.
    remarks : tuple of str
        One plain line for each thing that was put right; empty for an honest submission.
    refused : str
        Why it was refused, in one line; empty if it was not.
    """

    notebook: Notebook
    remarks: tuple[str, ...] = ()
    refused: str = ""


def repair(submitted: bytes | Path, release: Notebook | Release) -> Repaired:
    """Put a submitted notebook right; nothing that a student hands in makes this raise.

    Parameters
    ----------
    submitted : bytes or Path
        The file, which is only read, or its content.
    release : NotebookNode or Release
        The released notebook. A `Release` is looked through once, for all submissions.
    """
    if not isinstance(release, Release):
        release = Release(release)
    try:
        content = submitted if isinstance(submitted, bytes) else read_file(submitted)
        return _repair(content, release)
    except BackhandError as refusal:
        return Repaired(None, refused=str(refusal))


def is_of(content: bytes, release: Notebook) -> bool:
    """Whether a file's content is a copy of the released notebook, in whatever state."""
    try:
        cells, _ = read_cells(read_document(content)[0])
    except BackhandError:
        return False
    return _is_any_fixed(match(cells, Release(release)))


def _repair(content: bytes, release: Release) -> Repaired:
    if is_page(release.notebook.cells):
        raise BackhandError(NO_EXERCISES)
    document, remarks = read_document(content)
    cells, more = read_cells(document)
    matches = match(cells, release)
    if not _is_any_fixed(matches):
        raise BackhandError(
            "expected the released notebook with answers, got none of its cells; "
            "likely another notebook"
        )
    alignment = align(cells, matches, release)
    remarks += more + kernel_remarks(document)
    remarks += cell_remarks(cells, matches, release, alignment)
    return Repaired(assemble(alignment.cells, release), tuple(remarks))


def _is_any_fixed(matches: Matches) -> bool:
    return any(released and released.is_fixed for released in matches)
