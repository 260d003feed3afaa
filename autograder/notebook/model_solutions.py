"""The file of model solutions that an instructor hands out after the deadline.

It lies beside the notebook NAME.ipynb as NAME.solutions.json:

    {"backhand solutions": 1,
     "notebook": "01_single_layer",
     "solutions": {"weight_gradient": {"heading": "A5. The weight gradient",
                                       "kind": "code", "source": "def ..."}}}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from autograder.boundary.errors import BackhandError

SUFFIX = ".solutions.json"
FORMAT, VERSION = "backhand solutions", 1


class ModelSolution(NamedTuple):
    """A model answer to one exercise: its heading, `code` or `markdown`, and its text."""

    heading: str
    kind: str
    source: str


def write_solutions(notebook: str, solutions: Mapping[str, ModelSolution]) -> str:
    """The text of a notebook's file; equal solutions give equal texts."""
    written = {exercise: one._asdict() for exercise, one in solutions.items()}
    content = {FORMAT: VERSION, "notebook": notebook, "solutions": written}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_solutions(path: Path) -> dict[str, ModelSolution]:
    """Read such a file: each model solution by its exercise; nothing if there is no such file.

    Raises
    ------
    BackhandError
        If the file cannot be read; the text is one line.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as failure:
        raise BackhandError(f"{path.name}: expected model solutions, {_got(failure)}") from failure
    if not isinstance(content, dict) or content.get(FORMAT) != VERSION:
        raise BackhandError(
            f"{path.name}: expected model solutions in format {VERSION}, got something else; "
            "likely another file, or one for a newer Backhand"
        )
    try:
        parts = content["solutions"].items()
        fields = ModelSolution._fields
        return {str(one): ModelSolution(*(str(part[f]) for f in fields)) for one, part in parts}
    except (AttributeError, KeyError, TypeError) as failure:
        raise BackhandError(
            f"{path.name}: expected a heading, a kind and a source for each exercise, got less; "
            "likely the file was edited: ask for it again"
        ) from failure


def _got(failure: Exception) -> str:
    if isinstance(failure, OSError):
        return f"got a file that cannot be read ({failure.strerror})"
    return "got no JSON; likely damaged in a download: fetch it again"
