"""The arguments of `backhand collect` and `backhand export`, and what the commands print."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable


def add_collect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe `backhand collect`."""
    one = commands.add_parser("collect", help="put an LMS's download of submissions into a class")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument(
        "downloads",
        type=Path,
        nargs="+",
        metavar="DOWNLOAD",
        help="a zip of Canvas or Moodle, a folder of notebooks or of students' folders, or "
        "nbgrader's exchange .../inbound",
    )
    one.add_argument("--notebook", default="", help="the notebook that all of it is for")
    _add_roster(one)
    one.add_argument(
        "--replace", action="store_true", help="replace other submissions, and keep these aside"
    )
    one.set_defaults(run=_collect)


def add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe `backhand export`."""
    one = commands.add_parser("export", help="write a class's grades as a file for an LMS")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all handed in")
    form = one.add_mutually_exclusive_group(required=True)
    for name, help in (
        ("canvas", "for Canvas's gradebook"),
        ("moodle", "for Moodle's grade import, or its grading worksheet"),
        ("csv", "a plain table with nbgrader's columns"),
    ):
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=help)
    _add_roster(one)
    one.add_argument("--output", type=Path, metavar="FILE", help="default: DIR/grades-FORM.csv")
    one.add_argument("--force", action="store_true", help="replace a file that exists")
    one.add_argument("--zeros", action="store_true", help="0 for those who handed nothing in")
    one.add_argument("--points", type=float, metavar="N", help="scale to so many points")
    one.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NOTEBOOK=TITLE",
        help="a notebook's column in the LMS",
    )
    one.set_defaults(run=_export)


def _add_roster(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--roster", type=Path, metavar="FILE.csv", help="the LMS's own list, or one with student_id"
    )
    one.add_argument("--id-column", default="", metavar="NAME", help="its column of students' ids")


def _collect(arguments: argparse.Namespace) -> int:
    from autograder.batch.quick_start import import_nbformat

    import_nbformat()
    from autograder.lms.collect import collect
    from autograder.lms.collection import lines

    done = collect(
        arguments.folder,
        arguments.downloads,
        only=arguments.notebook,
        roster=arguments.roster,
        id_column=arguments.id_column,
        replace=arguments.replace,
    )
    print("\n".join(lines(done, str(arguments.folder))))
    return 0 if done.complete else 1


def _export(arguments: argparse.Namespace) -> int:
    from autograder.batch.quick_start import import_nbformat

    import_nbformat()
    from autograder.handout.archive import check_free
    from autograder.handout.copying import write
    from autograder.lms.collection import shown_names
    from autograder.lms.export import export
    from autograder.lms.forms import Wishes
    from autograder.lms.rosters import read_roster

    given, points = arguments.roster, arguments.points
    if points is not None and not 0 < points < 1e6:
        raise BackhandError(f"expected --points above 0, got {points:g}")
    path = arguments.output or arguments.folder / f"grades-{arguments.form}.csv"
    check_free(path, replace=arguments.force)
    roster = None if given is None else read_roster(given, arguments.id_column)
    wishes = Wishes(roster, points, arguments.zeros, _columns(arguments.column))
    file = export(arguments.folder, arguments.form, arguments.notebooks, wishes)
    write(path, file.text.encode())
    print(f"Wrote {printable(path)}.")
    for note in file.notes:
        print(printable(note))
    if file.unmatched:
        line = f"not in the file, as no row is theirs: {shown_names(file.unmatched)}"
        print(f"backhand: {line}", file=sys.stderr)
    return 1 if file.unmatched else 0


def _columns(given: list[str]) -> dict[str, str]:
    columns = dict(one.partition("=")[::2] for one in given)
    if wrong := [name for name, title in columns.items() if not title]:
        raise BackhandError(f"expected --column NOTEBOOK=TITLE, got {wrong[0]!r}")
    return columns
