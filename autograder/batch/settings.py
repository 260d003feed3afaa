"""From a class's configuration and what is asked for: what all its submissions have in common."""

from __future__ import annotations

import json
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties

from autograder.batch.progress import Options
from autograder.batch.tasks import AssignmentSpec
from autograder.classroom.autograde import Judged
from autograder.classroom.folder import ClassFolder

#: Steps of nbgrader's for which the repair, the judge and the gradebook stand.
TAKEN = {
    *("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells"),
    *("CheckCellMetadata", "Execute", "Judged", "SaveAutoGrades", "AssignLatePenalties"),
}
LATE = "AssignLatePenalties"


def read_spec(
    folder: ClassFolder, assignment: str, options: Options, converter: Autograde
) -> AssignmentSpec:
    """Read what was handed out, and how it is to be graded."""
    judged = Judged(config=folder.course.config)
    # Where the class lies says nothing of its scores: it may be moved.
    config = {k: v for k, v in folder.course.config.items() if k != "CourseDirectory"}
    return AssignmentSpec(
        released=folder.released(assignment),
        files=folder.handed_out(assignment),
        secret=folder.secret(),
        config=json.loads(json.dumps(config, default=repr)),
        first=_steps(converter.sanitize_preprocessors),
        last=_steps(converter.autograde_preprocessors),
        times=judged.times(),
        unconfined=options.unconfined or judged.unconfined,
        figures=options.figures,
        only=options.exercise,
    )


def late_step(converter: Autograde) -> AssignLatePenalties | None:
    """The step that decides on penalties, where the class's list has one."""
    named = map(_path, converter.autograde_preprocessors)
    if any(path.endswith(LATE) for path in named):
        return AssignLatePenalties(parent=converter)
    return None


def _steps(configured: list[Any]) -> tuple[str, ...]:
    paths = map(_path, configured)
    return tuple(path for path in paths if path.rpartition(".")[2] not in TAKEN)


def _path(step: Any) -> str:
    return step if isinstance(step, str) else f"{step.__module__}.{step.__qualname__}"
