"""Grade the sample class, from a new class folder to the table and the feedback pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from autograder.batch.feedback import make_pages
from autograder.batch.grade import grade
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.boundary.errors import BackhandError
from autograder.build.material import sample_class
from autograder.classroom.folder import ClassFolder
from autograder.classroom.new_class import new_class
from autograder.devel.sample_class import hand_in
from autograder.report.results import read_reports
from autograder.report.table import render


def demo(
    folder: Path | None = None, say: Callable[[str], None] = print, *, everything: bool = False
) -> Path:
    """Make a class, hand in the sample class's notebooks, grade them, and print the table.

    Parameters
    ----------
    folder : Path, optional
        Where to make the class; by default, a new temporary folder. It is not deleted afterwards.
    say : callable, optional
        Called with each line of output.
    everything : bool, optional
        Grade the submissions to all notebooks, not only to the first one.

    Returns
    -------
    Path
        The class folder.

    Raises
    ------
    BackhandError
        If there is no sample class, the folder is in use, or nbgrader fails.
    """
    sample = sample_class()
    if sample is None:
        raise BackhandError(
            "expected the sample class in tests/sample_class, got none; "
            "likely backhand runs from an installed wheel: the demo needs a checkout"
        )
    root = Path(mkdtemp(prefix="backhand-demo-")) if folder is None else folder
    say(f"Making a class in {root}")
    new_class(root, name="demo")
    names = hand_in(sample, root / "release", root / "submitted")
    for name in names if everything else names[:1]:
        _grade(root, name, say)
    for report in read_reports(root):
        say("\n" + render(report))
    say(f"Feedback pages: {root / 'feedback'}{_example(root)}")
    say(f"The class stays in {root} until you delete it.")
    return root


def _grade(root: Path, name: str, say: Callable[[str], None]) -> None:
    say(f"backhand grade {root} {name}")

    def show(progress: Progress) -> None:
        if progress.count:
            latest = [*progress.graded, *progress.refused][-1]
            say(f"  {progress.count:3} of {progress.total}  {latest}")

    grade(ClassFolder.open(root), name, Options(), show)
    say(f"backhand feedback {root} {name}")
    pages = make_pages(ClassFolder.open(root), name, Options(), lambda progress: None)
    say(f"  {pages.made} pages")


def _example(root: Path) -> str:
    pages = sorted((root / "feedback").rglob("*.html"))
    return f" (for example {pages[0].relative_to(root / 'feedback')})" if pages else ""
