"""`backhand grade --dry-run`: who would be graded again, and why."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from autograder.batch.grade import Reading
from autograder.batch.options import Options
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.repair.files import shown
from autograder.report.table import number


@dataclass
class Plan:
    """What a run would do.

    Attributes
    ----------
    due : dict of str to list of str
        Whose submission would be graded or whose penalty would change, and why.
    unread : dict of str to str
        Whose submission cannot be read, with the reason.
    refused : dict of str to str
        Whose unchanged submission could not be graded before, with the reason.
    unchanged : list of str
        Whose submission would not be graded.
    """

    due: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)


def plan(folder: ClassFolder, assignment: str, options: Options) -> Plan:
    """Find out what a run would do. Nothing is run or written, and a run may be at work.

    Raises
    ------
    BackhandError
        If a run would grade nothing at all.
    """
    _expect_file(folder.course.db_url)
    reading = Reading(folder, assignment, options)
    reading.connect(to_write=False)
    found = Plan()
    with contextlib.closing(reading.grades):
        for student in reading.students:
            _look_at(student, reading, found)
        for student, reason in _penalties(reading):
            if student in found.unchanged:
                found.due.setdefault(student, []).append(reason)
    return found


def lines(found: Plan) -> Iterator[str]:
    """What there is to say about a plan."""
    for student, reasons in found.due.items():
        yield f"  {shown([student])}: {shown(reasons)}"
    for student, why in {**found.refused, **found.unread}.items():
        yield f"  {shown([student])}: {why}"
    counts = {
        "would be graded": len(found.due.keys() - set(found.unchanged)),
        "unchanged since the last run": len(found.unchanged),
        "could not be graded before and are unchanged": len(found.refused),
        "cannot be read": len(found.unread),
    }
    yield ", ".join(f"{count} {what}" for what, count in counts.items()) + "."


def _look_at(student: str, reading: Reading, found: Plan) -> None:
    if why := reading.students[student]:
        found.unread[student] = why
        return
    try:
        one, record = reading.read(student)
        if reasons := reading.due.reasons(one, record):
            found.due[student] = reasons
        elif record.refused:
            found.refused[student] = record.refused
        else:
            found.unchanged.append(student)
    except Exception as failure:
        found.unread[student] = f"could not be read: {type(failure).__name__}: {failure}"


def _penalties(reading: Reading) -> Iterator[tuple[str, str]]:
    for one, penalty in reading.grades.penalties_to_change():
        if isinstance(penalty, Exception):
            yield one.student, f"late penalty: {type(penalty).__name__}: {penalty}"
            continue
        change = f"late penalty {number(one.penalty or 0)} → {number(penalty or 0)}"
        yield one.student, f"{change} (due date, extension, plug-in or hand score changed)"


def _expect_file(db_url: str) -> None:
    """Refuse a gradebook in a file that is not there: to open it would be to make it."""
    with contextlib.suppress(ArgumentError):
        url = make_url(db_url)
        if url.drivername.startswith("sqlite") and url.database and not Path(url.database).exists():
            raise BackhandError(
                f"expected a gradebook at {url.database}, got none; likely nbgrader "
                "generate_assignment has not run yet"
            )
