"""Repair: a submitted notebook and the released one in, a notebook fit for grading out.

What is fixed (answers, checks, locked cells) stands in the result exactly as often and in the
order in which it was released, with the released metadata. All else is left where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.repair.align import align
from autograder.repair.assemble import assemble
from autograder.repair.document import read_document
from autograder.repair.files import read_file
from autograder.repair.match import Matches, match
from autograder.repair.release import Notebook, Release
from autograder.repair.remarks import cell_remarks, kernel_remarks
from autograder.repair.submitted_cell import read_cells


@dataclass(frozen=True)
class Repaired:
    """A notebook fit for grading, or the line that says why there is none.

    Attributes
    ----------
    notebook : NotebookNode
        Valid, of the current format, without outputs; None where it was refused.
    remarks : tuple of str
        One plain line for each thing that was put right; empty for an honest submission.
    refused : str
        Empty, or the one line for this student.
    """

    notebook: Notebook
    remarks: tuple[str, ...] = ()
    refused: str = ""


def repair(submitted: bytes | Path, release: Notebook) -> Repaired:
    """Make a submitted notebook fit for grading; nothing that is handed in makes it raise.

    Parameters
    ----------
    submitted : bytes or Path
        The file or its content. A file is only read.
    release : NotebookNode
        The released notebook.
    """
    try:
        content = submitted if isinstance(submitted, bytes) else read_file(submitted)
        return _repair(content, Release(release))
    except BackhandError as refusal:
        return Repaired(None, refused=str(refusal))


def is_of(content: bytes, release: Notebook) -> bool:
    """Whether a file is a copy of the released notebook, in whatever state."""
    try:
        cells, _ = read_cells(read_document(content)[0])
    except BackhandError:
        return False
    return _is_any_fixed(match(cells, Release(release)))


def _repair(content: bytes, release: Release) -> Repaired:
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
    return Repaired(assemble(alignment.aligned, release), tuple(remarks))


def _is_any_fixed(matches: Matches) -> bool:
    return any(place and place.is_fixed for place in matches)
