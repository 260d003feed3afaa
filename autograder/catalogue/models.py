"""The model answers of the course, from whose mutants a wrong answer is recognised.

The build writes them into `models.json.bz2`. They are compressed to keep them small, and so that
nobody reads an answer by accident: a student's installation has them too.
"""

from __future__ import annotations

import bz2
import json
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from autograder.mutations.model import Model

#: The place in a checkout.
PLACE = "autograder/catalogue/models.json.bz2"
FILE = Path(__file__).with_name("models.json.bz2")
_TEXTS = ("source", "entry", "given")


class Changeable(NamedTuple):
    """A model answer, and the numbers of those of its changes that are slips.

    The key is another one if the code or its changes are others.
    """

    model: Model
    changes: tuple[int, ...]
    key: str = ""


def packed(models: Mapping[str, Changeable]) -> bytes:
    """The file's content; equal models give equal bytes."""
    rows = {
        name: {
            **{text: getattr(one.model, text) for text in _TEXTS},
            "blocks": one.model.blocks,
            "known": sorted(one.model.known),
            "changes": _as_runs(one.changes),
            "key": one.key,
        }
        for name, one in models.items()
    }
    return bz2.compress(json.dumps(rows, ensure_ascii=False).encode())


@cache
def course_models() -> Mapping[str, Changeable]:
    """The model answers by exercise; none before the first build."""
    if not FILE.is_file():
        return {}
    rows = json.loads(bz2.decompress(FILE.read_bytes()))
    return {name: _read(row) for name, row in rows.items()}


def _read(row: Mapping[str, Any]) -> Changeable:
    source, entry, given = (row[text] for text in _TEXTS)
    model = Model(source, entry, tuple(row["blocks"]), frozenset(row["known"]), given)
    changes = (range(first, last + 1) for first, last in row["changes"])
    return Changeable(model, tuple(chain.from_iterable(changes)), row["key"])


def _as_runs(numbers: tuple[int, ...]) -> list[list[int]]:
    """Increasing numbers as the first and the last of each run of neighbours."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs
