"""Writing the repaired notebook: the released one's frame, with the cells of the result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import nbformat

from autograder.repair.align import AlignedCell
from autograder.repair.release import Notebook, Release

CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def assemble(aligned: Sequence[AlignedCell], release: Release) -> Notebook:
    """Make a notebook of the current format, without outputs, with each cell id once.

    All of it is new: `from_dict` copies every dictionary and list.
    """
    ids = _ids(aligned, {place.id for place in release.fixed})
    cells = [_cell(slot, cell_id) for slot, cell_id in zip(aligned, ids, strict=True)]
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
    for slot in aligned:
        own = slot.given.id if slot.given else ""
        if slot.place and slot.place.is_fixed:
            yield slot.place.id
            continue
        while not CELL_ID.fullmatch(own) or own in taken:
            number += 1
            own = f"added-{number}"
        taken.add(own)
        yield own


def _cell(slot: AlignedCell, cell_id: str) -> dict[str, Any]:
    """One cell of the result: text of the student's, or of the release where that is fixed."""
    given, place = slot.given, slot.place
    released = place.cell if place else None
    kind = released.cell_type if released and slot.is_fixed else given.kind if given else "raw"
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": cell_id,
        "metadata": {},
        "source": _source(slot),
    }
    if released and kind == released.cell_type:
        cell["metadata"] = released.metadata
    if kind == "code":
        return cell | {"outputs": [], "execution_count": None}
    if given and given.attachments and not (place and place.is_locked):
        cell["attachments"] = given.attachments
    return cell


def _source(slot: AlignedCell) -> str:
    given, place = slot.given, slot.place
    if place and place.is_locked:
        return str(place.cell.source)
    if given:
        return given.source
    # An empty answer cell cannot undo an answer that was written somewhere else.
    return str(place.cell.source) if place and place.cell.cell_type == "markdown" else ""
