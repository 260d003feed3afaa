"""Hostile and careless submissions to notebook 01, and the score that each deserves.

`THREAT/NAME.txt` is a submission in the form that `autograder/sample.py` reads; what it tries is
in its first lines. `expected.csv` says by hand what each of its answers deserves under the
confined grader; an answer that is not in it is not given and deserves 0. `*,refused` stands for a
submission that cannot be graded and is one line in the report.

Run them confined only. They are bounded, so that a run without walls does no lasting harm, but
they do kill their parent process, fill memory and look for gradebooks.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from autograder.build.material import material
from autograder.devel.sample_class import PART, write_submission

NOTEBOOK = "01_single_layer"
FOLDER = Path(__file__).parent
RELEASE = material("course") / NOTEBOOK / f"{NOTEBOOK}.ipynb"

#: Exercise to score.
Scores = dict[str, float]


@dataclass(frozen=True)
class Submission:
    """One submission; its name is the student's, and unique."""

    threat: str
    name: str
    text: str

    @property
    def answers(self) -> dict[str, str]:
        """What it answers: exercise to source."""
        _, *parts = PART.split(self.text)
        return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}

    def hand_in(self, submitted: Path) -> Path:
        """Write it to `submitted/NAME/01_single_layer/`, and return that folder."""
        folder = submitted / self.name / NOTEBOOK
        write_submission(self.text, RELEASE, folder / f"{NOTEBOOK}.ipynb")
        return folder


def submissions(*threats: str) -> list[Submission]:
    """All submissions, or those of some threats."""
    return [
        Submission(path.parent.name, path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*/*.txt"))
        if not threats or path.parent.name in threats
    ]


def expected() -> dict[str, Scores | None]:
    """What each submission deserves, by its name; None where it is refused."""
    table: dict[str, Scores | None] = {}
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["exercise"] == "*":
                table[row["submission"]] = None
            else:
                scores = table.setdefault(row["submission"], {})
                assert scores is not None
                scores[row["exercise"]] = float(row["score"])
    return table
