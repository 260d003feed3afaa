"""The face of `backhand grade`: a progress bar, and a summary at the end."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

from tqdm import tqdm

from autograder.batch.dry_run import lines, plan
from autograder.batch.grade import grade
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.batch.settings import run_settings
from autograder.batch.summary import change_lines
from autograder.boundary.printable import printable
from autograder.boundary.stopping import stop_if_told
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
    # tqdm looks at the clock with every submission, and so needs no thread that does.
    tqdm.monitor_interval = 0
    bar = _Bar()
    try:
        progress = grade(folder, assignment, options, bar.show)
    except BaseException:
        # Leave the terminal to the line that says why.
        bar.close(leave=False)
        raise
    bar.close()
    _print_summary(folder, assignment, progress)
    return 1 if progress.refused else 0


def _print_missing_walls(*, unconfined: bool) -> None:
    with warnings.catch_warnings(record=True) as missing:
        warnings.simplefilter("always")
        strongest(unconfined=unconfined)
    for one in missing:
        print(f"backhand: {one.message}", file=sys.stderr)


class _Bar:
    """A progress bar, which is drawn when there is something to grade."""

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None

    def show(self, progress: Progress) -> None:
        """Draw how far a run has come."""
        stop_if_told()
        if self._bar is None:
            options = {"dynamic_ncols": True, "smoothing": 0.1, "miniters": 1}
            self._bar = tqdm(total=progress.total, unit=" submissions", **options)
        bar = self._bar
        counts = {
            "graded": len(progress.graded),
            "unchanged": len(progress.unchanged),
            "refused": len(progress.refused),
        }
        bar.set_postfix({name: count for name, count in counts.items() if count}, refresh=False)
        bar.update(progress.count - bar.n)

    def close(self, *, leave: bool = True) -> None:
        """Leave the bar in the terminal, or erase it."""
        if self._bar is not None:
            self._bar.leave = leave
            self._bar.close()


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
