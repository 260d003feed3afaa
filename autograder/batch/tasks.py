"""What is sent to a worker, and what comes back.

All of it can be pickled. A new process reads a task before it imports what grading takes, and so
this module imports none of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.classroom.gradebook_rows import Scores
    from autograder.classroom.rubrics import Rubrics
    from autograder.exam.exam import Exam
    from autograder.execution.run_settings import RunSettings
    from autograder.feedback.marks import Marks
    from autograder.repair import RecordedCell


@dataclass(frozen=True)
class AssignmentSpec:
    """What all submissions of an assignment have in common.

    Attributes
    ----------
    released : mapping of str to bytes
        Each released notebook, by its name.
    files : mapping of str to bytes
        The files that were released with them.
    secret : bytes or None
        The class's secret.
    config : dict
        nbgrader's configuration.
    first, last : tuple of str
        Steps of nbgrader's, or of the class's own, before and after the judge.
    run : RunSettings
    only : str
        The one exercise to judge; empty for all.
    recorded : mapping of str to mapping of str to RecordedCell
        Each notebook's cells as the gradebook has them.
    exercises : str
        The text of the class's `exercises.py`; empty where these notebooks use none of it.
    rubrics : mapping of str to mapping of str to Rubric
        Each notebook's rubrics, by question.
    exam : Exam or None
        Its questions, where it is an exam whose numbers differ from student to student.
    """

    released: Mapping[str, bytes]
    files: Mapping[str, bytes]
    secret: bytes | None
    config: Mapping[str, Any]
    first: tuple[str, ...]
    last: tuple[str, ...]
    run: RunSettings
    only: str = ""
    recorded: Mapping[str, Mapping[str, RecordedCell]] = field(default_factory=dict)
    exercises: str = ""
    rubrics: Rubrics = field(default_factory=dict)
    exam: Exam | None = None


@dataclass(frozen=True)
class Submission:
    """One submission, as it was handed in.

    Attributes
    ----------
    notebooks : mapping of str to bytes
        Each notebook that was found, by the name of the released one.
    files : mapping of str to bytes
        What lies beside them.
    remarks : tuple of str
        One line for each thing that was odd about the folder.
    refused : mapping of str to str
        For each notebook that was not found, why.
    timestamp : datetime or None
        When it was handed in, if that is known.
    digest : str
        Of all the above.
    before : mapping of str to str
        Notebooks as they were graded before, where one exercise alone is graded again.
    """

    student: str
    notebooks: Mapping[str, bytes]
    files: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    timestamp: datetime | None = None
    digest: str = ""
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GradedSubmission:
    """The result: each notebook as text, its scores, and what there is to say.

    Attributes
    ----------
    remarks : tuple of str
        One line for each thing that was put right, or that went wrong on the way.
    refused : str
        Why it could not be graded; empty where it was.
    seconds : float
        How long that took.
    """

    student: str
    notebooks: Mapping[str, str]
    scores: Mapping[str, Scores]
    remarks: tuple[str, ...] = ()
    refused: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class PageTask:
    """A graded notebook of which a page is to be made.

    Attributes
    ----------
    student, notebook : str
    content : bytes
        The graded notebook.
    marks : Marks
        What the gradebook says of it.
    made_from : str
        A digest of these, to be written into the page.
    """

    student: str
    notebook: str
    content: bytes
    marks: Marks
    made_from: str


@dataclass(frozen=True)
class MadePage:
    """A page, or why it could not be made."""

    student: str
    notebook: str
    page: str = ""
    refused: str = ""
