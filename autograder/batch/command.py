"""The face of `backhand grade`: a progress bar, and a summary at the end."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

from tqdm import tqdm

from autograder.batch.grade import grade
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.batch.settings import run_settings
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.report.results import read_reports
from autograder.report.table import summary
from autograder.sandbox import strongest


def run(root: Path, assignment: str, options: Options) -> int:
    """Grade a class; 0 if every submission could be graded, 1 if some could not."""
    folder = ClassFolder.open(root)
    _print_missing_walls(unconfined=run_settings(folder, options).unconfined)
    # tqdm looks at the clock with every submission, and so needs no thread that does.
    tqdm.monitor_interval = 0
    with tqdm(unit=" submissions", dynamic_ncols=True, smoothing=0.1, miniters=1) as bar:
        try:
            progress = grade(folder, assignment, options, lambda progress: _update(bar, progress))
        except BackhandError:
            # Leave the terminal to the line that says why.
            bar.leave = False
            raise
    _print_summary(folder, assignment, progress)
    return 1 if progress.refused else 0


def _print_missing_walls(*, unconfined: bool) -> None:
    with warnings.catch_warnings(record=True) as missing:
        warnings.simplefilter("always")
        strongest(unconfined=unconfined)
    for one in missing:
        print(f"backhand: {one.message}", file=sys.stderr)


def _update(bar: tqdm[None], progress: Progress) -> None:
    bar.total = progress.total
    counts = {
        "graded": len(progress.graded),
        "unchanged": len(progress.unchanged),
        "refused": len(progress.refused),
    }
    bar.set_postfix({name: count for name, count in counts.items() if count}, refresh=False)
    bar.update(progress.count - bar.n)


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
        print(f"  {student}: {why}")
