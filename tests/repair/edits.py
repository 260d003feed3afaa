"""Random things that happen to a notebook between release and hand-in, for property tests."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from repair.notebooks import Document, released

Edit = Callable[[Document], None]

#: Anything that JSON can hold, where something else is expected.
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=4,
)
POSITION = st.integers(0, 10**6)
TEXT = st.text(max_size=20) | st.sampled_from(
    [
        "def weight_gradient(delta, x):\n    return 0",
        'check("weight_gradient", weight_gradient)',
        'check("weight_gradient", weight_gradient, points=2)',
        "shapes = {}",
        "\ud800",
        "\0",
    ]
)
FIELDS = ("cell_type", "id", "metadata", "source", "outputs", "execution_count", "attachments")
GRADED = ("grade_id", "grade", "locked", "solution", "points", "schema_version", "checksum", "task")
KINDS = ("code", "markdown", "raw", "heading", "unknown")


def _cells(document: Document) -> list[Any]:
    cells = document.get("cells")
    return cells if isinstance(cells, list) else []


def _cell(document: Document, at: int) -> dict[str, Any]:
    """A cell to change; one that belongs to no notebook if there is none left."""
    cells = [one for one in _cells(document) if isinstance(one, dict)]
    return cells[at % len(cells)] if cells else {}


def _graded(document: Document, at: int) -> dict[str, Any]:
    """nbgrader's metadata of a cell to change."""
    metadata = _cell(document, at).get("metadata")
    graded = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return graded if isinstance(graded, dict) else {}


def _move(document: Document, at: int, to: int) -> None:
    if cells := _cells(document):
        cells.insert(to % len(cells), cells.pop(at % len(cells)))


def _duplicate(document: Document, at: int, to: int) -> None:
    if cells := _cells(document):
        cells.insert(to % (len(cells) + 1), copy.deepcopy(cells[at % len(cells)]))


def _swap_metadata(document: Document, at: int, to: int) -> None:
    one, other = _cell(document, at), _cell(document, to)
    one["metadata"], other["metadata"] = other.get("metadata"), one.get("metadata")


def _delete(document: Document, at: int) -> None:
    if cells := _cells(document):
        del cells[at % len(cells)]


def _make(document: Document, at: int, kind: str, text: str) -> None:
    _cells(document).insert(at, {"cell_type": kind, "metadata": {}, "source": text})


def _forget_metadata(document: Document) -> None:
    for one in _cells(document):
        if isinstance(one, dict):
            one["metadata"] = {}


def _forget_ids(document: Document) -> None:
    for one in _cells(document):
        if isinstance(one, dict):
            one.pop("id", None)


def _as_version_3(document: Document) -> None:
    document["worksheets"] = [{"cells": document.pop("cells", [])}]
    document["nbformat"] = 3


EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(lambda at: lambda d: _delete(d, at), POSITION),
    st.builds(lambda at, to: lambda d: _move(d, at, to), POSITION, POSITION),
    st.builds(lambda at, to: lambda d: _duplicate(d, at, to), POSITION, POSITION),
    st.builds(lambda at, to: lambda d: _swap_metadata(d, at, to), POSITION, POSITION),
    st.builds(
        lambda at, kind, text: lambda d: _make(d, at, kind, text),
        POSITION,
        st.sampled_from(KINDS),
        TEXT,
    ),
    st.builds(lambda at, text: lambda d: _cell(d, at).update(source=text), POSITION, TEXT),
    st.builds(
        lambda at, kind: lambda d: _cell(d, at).update(cell_type=kind),
        POSITION,
        st.sampled_from(KINDS),
    ),
    st.builds(
        lambda at, name, junk: lambda d: _cell(d, at).update({name: junk}),
        POSITION,
        st.sampled_from(FIELDS),
        JUNK,
    ),
    st.builds(
        lambda at, name: lambda d: _cell(d, at).pop(name, None), POSITION, st.sampled_from(FIELDS)
    ),
    st.builds(
        lambda at, name, junk: lambda d: _graded(d, at).update({name: junk}),
        POSITION,
        st.sampled_from(GRADED),
        JUNK,
    ),
    st.builds(lambda at, junk: lambda d: _cells(d).insert(at, junk), POSITION, JUNK),
    st.builds(
        lambda name, junk: lambda d: d.update({name: junk}),
        st.sampled_from(("metadata", "nbformat", "nbformat_minor", "worksheets", "cells")),
        JUNK,
    ),
    st.sampled_from([_forget_metadata, _forget_ids, _as_version_3]),
)


@st.composite
def edited_documents(draw: st.DrawFn) -> Document:
    """The released notebook after a few edits."""
    document = released()
    for edit in draw(st.lists(EDITS, min_size=1, max_size=12)):
        edit(document)
    return document


@st.composite
def edited_files(draw: st.DrawFn) -> bytes:
    """The released notebook after a few edits of it, and one of its bytes."""
    content = json.dumps(draw(edited_documents()), indent=1).encode()
    at = draw(st.integers(0, len(content)))
    return draw(
        st.sampled_from(
            [
                b"\xef\xbb\xbf" + content,
                content.replace(b"\n", b"\r\n"),
                content[:at],
                content[:at] + b"\xff" + content[at:],
                content[:at] + b'"' + content[at + 1 :],
                content + content[at:],
                content.decode().encode("utf-16"),
            ]
        )
    )
