"""The face of `backhand grade`: a progress bar, and a summary at the end."""

from __future__ import annotations

import argparse
import sys
import warnings

from tqdm import tqdm

from autograder.batch.grade import grade
from autograder.batch.progress import Options, Progress
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.report.results import read_reports
from autograder.report.table import summary
from autograder.sandbox import strongest


def run(arguments: argparse.Namespace) -> int:
    """Grade; 0 if all submissions could be, 1 if some could not."""
    if arguments.jobs < 0:
        raise BackhandError(f"expected --jobs of at least 1, got {arguments.jobs}")
    options = Options(
        students=tuple(arguments.student),
        exercise=arguments.exercise,
        force=arguments.force,
        figures=arguments.figures,
        jobs=arguments.jobs,
        scheduler=arguments.scheduler,
        unconfined=arguments.unconfined,
    )
    folder = ClassFolder.open(arguments.folder)
    with warnings.catch_warnings(record=True) as missing:
        warnings.simplefilter("always")
        strongest(unconfined=options.unconfined)
    for one in missing:
        print(f"backhand: {one.message}", file=sys.stderr)
    # With every submission a look at the clock, and so no thread that looks at it.
    tqdm.monitor_interval = 0
    with tqdm(unit=" submissions", dynamic_ncols=True, smoothing=0.1, miniters=1) as bar:
        try:
            progress = grade(
                folder, arguments.notebook, options, lambda progress: _show(bar, progress)
            )
        except BackhandError:
            # The line that says why stands by itself.
            bar.leave = False
            raise
    _tell(folder, arguments.notebook, progress)
    return 1 if progress.refused else 0


def _show(bar: tqdm[None], progress: Progress) -> None:
    bar.total = progress.total
    counts = {
        "graded": len(progress.graded),
        "unchanged": len(progress.unchanged),
        "refused": len(progress.refused),
    }
    bar.set_postfix({name: count for name, count in counts.items() if count}, refresh=False)
    bar.update(progress.count - bar.n)


def _tell(folder: ClassFolder, assignment: str, progress: Progress) -> None:
    if len(progress.refused) < progress.total:
        print(summary(read_reports(folder.root, assignment)[0]))
    counts = (
        f"{len(progress.graded)} graded, {len(progress.unchanged)} unchanged since the last time"
    )
    print(f"{counts}, {len(progress.refused)} could not be graded.")
    if progress.mended:
        print(
            f"{len(progress.mended)} with remarks, such as what was put right before grading: "
            f"backhand report {folder.root} {assignment}"
        )
    for student, why in sorted(progress.refused.items()):
        print(f"  {student}: {why}")
