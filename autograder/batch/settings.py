"""What all submissions of an assignment have in common: from the configuration and the options."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties

from autograder.batch.options import Options
from autograder.batch.tasks import AssignmentSpec
from autograder.boundary.errors import BackhandError
from autograder.classroom.autograde import Judged
from autograder.classroom.folder import ClassFolder
from autograder.classroom.rubrics import read_rubrics
from autograder.exam.kept import read_exam
from autograder.execution.run_settings import RunSettings

#: Steps of nbgrader's whose work the repair, the judge and the gradebook do here.
REPLACED = {
    *("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells"),
    *("CheckCellMetadata", "Execute", "Judged", "SaveAutoGrades", "AssignLatePenalties"),
}
LATE = "AssignLatePenalties"


def run_settings(folder: ClassFolder, options: Options) -> RunSettings:
    """How the notebooks of a class are to be run."""
    return options.applied_to(Judged(config=folder.course.config).settings())


def read_spec(
    folder: ClassFolder, assignment: str, options: Options, converter: Autograde
) -> AssignmentSpec:
    """Read what was released, and how it is to be graded."""
    # Where the class lies has no part in its scores: it may be moved.
    config = {k: v for k, v in folder.course.config.items() if k != "CourseDirectory"}
    return AssignmentSpec(
        released=folder.released(assignment),
        files=folder.handed_out(assignment),
        secret=folder.secret(),
        config=json.loads(json.dumps(config, default=repr)),
        first=_steps(converter.sanitize_preprocessors),
        last=_steps(converter.autograde_preprocessors),
        run=run_settings(folder, options),
        only=options.exercise,
        rubrics=read_rubrics(folder.source_folder(assignment)),
        exam=read_exam(folder.root, assignment),
    )


def late_step(folder: ClassFolder, converter: Autograde) -> AssignLatePenalties | None:
    """The step that decides on late penalties; None where the class's list has none.

    Raises
    ------
    BackhandError
        If the class has a plug-in of its own, and that fails.
    """
    named = map(_path, converter.autograde_preprocessors)
    if not any(path.endswith(LATE) for path in named):
        return None
    try:
        step = AssignLatePenalties(parent=converter)
        step.init_plugin()
    except Exception as failure:
        named_class = folder.course.config.get(LATE, {}).get("plugin_class")
        raise BackhandError(
            f"expected a plug-in for late penalties in c.AssignLatePenalties.plugin_class, got "
            f"{named_class!r}: {' '.join(str(failure).split())}"
        ) from failure
    return step


def look_in(root: Path) -> None:
    """Let Python import what lies in a class's folder, as nbgrader does when started there.

    What is installed goes first.
    """
    place = str(root.resolve())
    if place not in sys.path:
        sys.path.append(place)


def _steps(configured: list[Any]) -> tuple[str, ...]:
    paths = map(_path, configured)
    return tuple(path for path in paths if path.rpartition(".")[2] not in REPLACED)


def _path(step: Any) -> str:
    return step if isinstance(step, str) else f"{step.__module__}.{step.__qualname__}"
