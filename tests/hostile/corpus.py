"""Hostile and careless submissions to notebook 01, and the score that each deserves.

`THREAT/NAME.txt` is a submission in the format of `autograder/devel/sample_class.py`; its first
lines say what it tries. Most take right answers over from `honest.txt`. `expected.csv` says by
hand what each answer deserves under the confined grader; an exercise without a row is not answered
and deserves 0. `*,refused` stands for a submission that cannot be graded and is one line in the
report.

Run them confined only. They are bounded, so that a run without walls does no lasting harm, but
they do kill their parent process, fill memory and look for gradebooks.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.build.material import material
from autograder.devel.sample_class import Answers, read_answers, write_submission

NOTEBOOK = "01_single_layer"
FOLDER = Path(__file__).parent
RELEASE = material("course") / NOTEBOOK / f"{NOTEBOOK}.ipynb"
RELEASED = nbformat.read(RELEASE, as_version=4)

#: Exercise to score.
Scores = dict[str, float]


@dataclass(frozen=True)
class Submission:
    """One submission; its name is the student's, and unique."""

    file: Path

    @property
    def threat(self) -> str:
        """What it threatens: the folder that it is in."""
        return self.file.parent.name

    @property
    def name(self) -> str:
        """The student's name."""
        return self.file.stem

    @property
    def answers(self) -> Answers:
        """What it answers: exercise to source."""
        return read_answers(self.file)

    def hand_in(self, submitted: Path) -> Path:
        """Write it to `submitted/NAME/01_single_layer/`, and return that folder."""
        folder = submitted / self.name / NOTEBOOK
        write_submission(self.file, RELEASE, folder / f"{NOTEBOOK}.ipynb")
        return folder


def submissions(*threats: str) -> list[Submission]:
    """All submissions, or those of some threats."""
    return [
        Submission(path)
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
