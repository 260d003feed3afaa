"""The record of the questions that a class leaves out, and of what is set aside meanwhile.

It lies in the folder of the class that is Backhand's own, one file for each assignment.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder, replace_file
from autograder.classroom.standings import HandScore


@dataclass
class LeftOut:
    """A question that is left out.

    Attributes
    ----------
    points : float
        What it is worth when it counts.
    again : bool
        Whether it is to count again, and what was set aside is being put back.
    grades : dict of str to dict
        For each student the scores in the gradebook, as they were, by the names of their columns.
    """

    points: float
    again: bool = False
    grades: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def counted(self) -> float:
        """The points that it has in the class."""
        return self.points if self.again else 0


#: What an assignment leaves out, by the name of the notebook and that of the question.
Record = dict[tuple[str, str], LeftOut]


def read_left_out(folder: ClassFolder, assignment: str) -> Record:
    """Read what an assignment leaves out.

    Raises
    ------
    BackhandError
        If the file is there and cannot be read: the scores that it holds must not be lost.
    """
    path = _path(folder, assignment)
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {(notebook, name): LeftOut(**one) for notebook, name, one in found}
    except (OSError, ValueError, TypeError) as failure:
        raise BackhandError(
            f"expected what is left out of {assignment} in {path}, got {failure}; likely it was "
            "edited: restore it from a backup, as it holds scores that were given by hand"
        ) from failure


def write_left_out(folder: ClassFolder, assignment: str, record: Record) -> None:
    """Write what an assignment leaves out; if that is nothing, remove the file."""
    path = _path(folder, assignment)
    if not record:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = [[notebook, name, asdict(one)] for (notebook, name), one in record.items()]
    replace_file(path, json.dumps(content, ensure_ascii=False, indent=1))


def set_aside(record: Record) -> list[HandScore]:
    """The scores given by hand that count again when their questions do."""
    return [
        HandScore(student, notebook, name, float(kept["manual_score"]), one.points)
        for (notebook, name), one in record.items()
        for student, kept in one.grades.items()
        if kept.get("manual_score") is not None
    ]


def while_left_out(name: str, points: float) -> str:
    """The line on a question that is left out and has points in source/."""
    return (
        f"{name} is left out: the {points:g} points in source/ count from "
        f"backhand grade --count-again {name} on"
    )


def _path(folder: ClassFolder, assignment: str) -> Path:
    return folder.own / "left_out" / f"{assignment}.json"
