"""Writing the repaired notebook: the released one, with the aligned cells in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import nbformat

from autograder.repair.align import AlignedCell
from autograder.repair.release import Notebook, Release

CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def assemble(aligned: Sequence[AlignedCell], release: Release) -> Notebook:
    """Make a notebook of the current format, without outputs, in which every cell id is unique.

    It shares nothing with the release: `from_dict` copies every dictionary and list.
    """
    ids = _ids(aligned, {one.id for one in release.fixed})
    cells = [_cell(one, cell_id) for one, cell_id in zip(aligned, ids, strict=True)]
    return nbformat.from_dict(
        {
            "cells": cells,
            "metadata": release.notebook.metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _ids(aligned: Sequence[AlignedCell], taken: set[str]) -> Iterator[str]:
    """The release's ids for its fixed cells; for others their own, if valid and not taken."""
    number = 0
    for one in aligned:
        if one.released and one.released.is_fixed:
            yield one.released.id
            continue
        own = one.submitted.id if one.submitted else ""
        while not CELL_ID.fullmatch(own) or own in taken:
            number += 1
            own = f"added-{number}"
        taken.add(own)
        yield own


def _cell(aligned: AlignedCell, cell_id: str) -> dict[str, Any]:
    """One cell of the result: with the student's text, or the release's where that is fixed."""
    submitted, released = aligned.submitted, aligned.released
    kind = submitted.kind if submitted else "raw"
    if released and released.is_fixed:
        kind = released.cell.cell_type
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": cell_id,
        "metadata": {},
        "source": _source(aligned),
    }
    if released and kind == released.cell.cell_type:
        cell["metadata"] = released.cell.metadata
    if kind == "code":
        return cell | {"outputs": [], "execution_count": None}
    attached = _attachments(aligned)
    return cell | {"attachments": attached} if attached else cell


def _attachments(aligned: AlignedCell) -> dict[str, Any]:
    """The pictures of the release that the text still shows, and those that the student added."""
    submitted, released = aligned.submitted, aligned.released
    of_release = released.cell.get("attachments", {}) if released else {}
    shown = {name: bundle for name, bundle in of_release.items() if name in _source(aligned)}
    if submitted and not (released and released.is_locked):
        return submitted.attachments | shown
    return shown


def _source(aligned: AlignedCell) -> str:
    submitted, released = aligned.submitted, aligned.released
    if released and released.is_locked:
        return str(released.cell.source)
    if submitted:
        return submitted.source
    # A code answer comes back empty, so that it cannot undo one that was written somewhere else.
    return str(released.cell.source) if released and released.cell.cell_type == "markdown" else ""
