"""The face of `backhand grade`: a progress bar, and a summary at the end."""

from __future__ import annotations

import argparse
import sys
import warnings

from tqdm import tqdm

from autograder.batch.grade import grade
from autograder.batch.tally import Options, Tally
from autograder.boundary.errors import Refused
from autograder.classroom.folder import ClassFolder
from autograder.report.results import read_reports
from autograder.report.table import summary
from autograder.sandbox import strongest


def run(arguments: argparse.Namespace) -> int:
    """Grade; 0 if all submissions could be, 1 if some could not."""
    if arguments.jobs < 0:
        raise Refused(f"expected --jobs of at least 1, got {arguments.jobs}")
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
            tally = grade(folder, arguments.notebook, options, lambda tally: _show(bar, tally))
        except Refused:
            # The line that says why stands by itself.
            bar.leave = False
            raise
    _tell(folder, arguments.notebook, tally)
    return 1 if tally.refused else 0


def _show(bar: tqdm[None], tally: Tally) -> None:
    bar.total = tally.total
    counts = {
        "graded": len(tally.graded),
        "unchanged": len(tally.unchanged),
        "refused": len(tally.refused),
    }
    bar.set_postfix({name: count for name, count in counts.items() if count}, refresh=False)
    bar.update(tally.count - bar.n)


def _tell(folder: ClassFolder, assignment: str, tally: Tally) -> None:
    if len(tally.refused) < tally.total:
        print(summary(read_reports(folder.root, assignment)[0]))
    counts = f"{len(tally.graded)} graded, {len(tally.unchanged)} unchanged since the last time"
    print(f"{counts}, {len(tally.refused)} could not be graded.")
    if tally.mended:
        print(
            f"{len(tally.mended)} with remarks, such as what was put right before grading: "
            f"backhand report {folder.root} {assignment}"
        )
    for student, why in sorted(tally.refused.items()):
        print(f"  {student}: {why}")
