"""The face of `backhand grade`: a progress bar, and a summary at the end."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

from autograder.batch.bar import Bar
from autograder.batch.dry_run import lines, plan
from autograder.batch.grade import grade
from autograder.batch.old_pages import feedback_line
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.batch.settings import run_settings
from autograder.batch.summary import change_lines
from autograder.boundary.printable import printable
from autograder.classroom.folder import ClassFolder
from autograder.report.results import read_reports
from autograder.report.table import summary
from autograder.sandbox import strongest


def run(root: Path, assignment: str, options: Options) -> int:
    """Grade a class; 0 if every submission could be graded, 1 if some could not."""
    folder = ClassFolder.open(root)
    if options.dry_run:
        found = plan(folder, assignment, options)
        print("\n".join(lines(found)))
        return 1 if found.unread else 0
    _print_missing_walls(unconfined=run_settings(folder, options).unconfined)
    with Bar("submissions") as bar:
        progress = grade(folder, assignment, options, bar.show)
    _print_summary(folder, assignment, progress)
    return 1 if progress.refused else 0


def _print_missing_walls(*, unconfined: bool) -> None:
    with warnings.catch_warnings(record=True) as missing:
        warnings.simplefilter("always")
        strongest(unconfined=unconfined)
    for one in missing:
        print(f"backhand: {one.message}", file=sys.stderr)


def _print_summary(folder: ClassFolder, assignment: str, progress: Progress) -> None:
    if len(progress.refused) < progress.total:
        print(summary(read_reports(folder.root, assignment)[0]))
    counts = (
        f"{len(progress.graded)} graded, {len(progress.unchanged)} unchanged since the last run"
    )
    print(f"{counts}, {len(progress.refused)} could not be graded.")
    print("".join(f"{note}\n" for note in progress.notes), end="")
    if progress.repaired:
        print(
            f"{len(progress.repaired)} with remarks, such as what was put right before grading: "
            f"backhand report {folder.root} {assignment}"
        )
    for student, why in sorted(progress.refused.items()):
        print(f"  {printable(student)}: {printable(why)}")
    for line in change_lines(progress):
        print(line)
    if line := feedback_line(folder, assignment):
        print(line)
