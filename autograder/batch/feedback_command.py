"""The face of `backhand feedback`: a progress bar, and a line for each notebook at its end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.batch.bar import Bar
from autograder.batch.feedback import PageProgress, graded_assignments, make_pages
from autograder.batch.options import Options
from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.classroom.folder import ClassFolder
from autograder.repair.files import shown


def run(root: Path, notebooks: Sequence[str], options: Options) -> int:
    """Make the pages of some notebooks, or of all; 1 if some could not be made, 0 otherwise."""
    folder = ClassFolder.open(root)
    names = list(dict.fromkeys(notebooks)) or graded_assignments(folder)
    if not names:
        raise BackhandError(
            f"expected graded submissions in {root}, got none; likely backhand grade has not run"
        )
    refused = False
    for name in names:
        with Bar("pages") as bar:
            progress = make_pages(folder, name, options, bar.show)
        _print_summary(folder, name, progress)
        refused = refused or bool(progress.refused)
    return 1 if refused else 0


def _print_summary(folder: ClassFolder, name: str, progress: PageProgress) -> None:
    counts = f"{progress.made} made, {progress.unchanged} unchanged since the last run"
    place = folder.feedback("STUDENT", name)
    print(f"{name}: {counts}, {len(progress.refused)} could not be made. Pages: {place}")
    for note in progress.notes:
        print(note)
    if progress.removed:
        print(f"  removed, as they are graded no more: {shown(progress.removed)}")
    for student, why in sorted(progress.refused.items()):
        print(f"  {printable(student)}: {printable(why)}")
