"""The command `backhand`: a thin face over the build, the class folder, the demo and the report."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from autograder.boundary.errors import BackhandError

# What backhand_cli.py knows this package by.
PROJECT = "backhand"

DESCRIPTION = "Backhand: backprop by hand. Build the course's notebooks, and grade a class."
EPILOG = """\
a class from its first day to its grades:
  backhand new-class spring           make the folder spring/
  (hand out spring/release, collect into spring/submitted/STUDENT/NOTEBOOK/NOTEBOOK.ipynb)
  cd spring
  backhand grade . 01_single_layer    or, slower: nbgrader autograde 01_single_layer
  nbgrader generate_feedback 01_single_layer
  backhand report .                   who got what, and which slip made it wrong
  nbgrader export                     grades.csv
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it went well, 2 with one clear line where it could not be done.

    Grading ends in 1 where some submission could not be graded.
    """
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except BackhandError as refusal:
        return _complain(str(refusal))
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in {"autograder", "backhand"}:
            raise
        return _complain(
            f"expected the package {missing.name}, got none; "
            "likely this is the students' installation: pip install 'backhand[grade]'"
        )
    except KeyboardInterrupt:
        return _complain("interrupted")
    except BrokenPipeError:
        # Whoever read the output has seen enough; keep Python from complaining when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as failure:
        return _complain(str(failure))


def parser() -> argparse.ArgumentParser:
    """Describe the commands and their arguments."""
    top = argparse.ArgumentParser(
        prog="backhand",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, max_help_position=16),
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    new = commands.add_parser("new-class", help="make an nbgrader course folder with the course")
    new.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    new.add_argument("--name", help="nbgrader's course_id (default: the name of the folder)")
    new.add_argument("--plain", action="store_true", help="let nbgrader run everything, unconfined")
    new.set_defaults(run=_new_class)

    _describe_grade(commands.add_parser("grade", help="grade a class's submissions, fast"))

    report = commands.add_parser("report", help="print scores and slips of a graded class")
    report.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    report.add_argument("notebook", nargs="?", metavar="NOTEBOOK", help="one only (default: all)")
    report.set_defaults(run=_report)

    demo = commands.add_parser("demo", help="grade the sample class of a checkout")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="make the class there")
    demo.add_argument("--all", action="store_true", help="all notebooks (default: the first)")
    demo.set_defaults(run=_demo)

    build = commands.add_parser("build", help="regenerate course/ from solutions/ in a checkout")
    build.add_argument("root", type=Path, nargs="?", default=Path(), metavar="CHECKOUT")
    build.set_defaults(run=_build)

    coverage = commands.add_parser("coverage", help="print where each derivation is taught, graded")
    coverage.set_defaults(run=_coverage)

    slips = commands.add_parser("slips", help="try every slip on every exercise; print a table")
    slips.set_defaults(run=_slips)
    return top


def _describe_grade(grade: argparse.ArgumentParser) -> None:
    add = grade.add_argument
    add("folder", type=Path, metavar="DIR", help="a class folder")
    add("notebook", metavar="NOTEBOOK", help="which submissions, such as 01_single_layer")
    add("--student", action="append", default=[], metavar="NAME", help="only this one (repeatable)")
    add("--exercise", default="", metavar="ID", help="grade this one again, and keep the others")
    add("--force", action="store_true", help="grade again what has not changed")
    add("--figures", action="store_true", help="draw all figures now, not when feedback is made")
    add("--jobs", type=int, default=0, metavar="N", help="at a time (default: one a processor)")
    add("--scheduler", default="", metavar="ADDRESS", help="a Dask scheduler, for a cluster")
    add("--unconfined", action="store_true", help="run submissions with no walls around them")
    grade.set_defaults(run=_grade)


# Each command imports what it needs when it runs: nbgrader takes a second and may be missing.


def _new_class(options: argparse.Namespace) -> None:
    from autograder.classroom.new_class import new_class

    names = new_class(options.folder, options.name, plain=options.plain)
    print(f"Made the class {options.folder} with {', '.join(names)}.")
    print(f"  hand out  {options.folder / 'release'}")
    print(f"  collect   {options.folder / 'submitted' / 'STUDENT' / names[0] / names[0]}.ipynb")
    print(f"  grade     backhand grade {options.folder} {names[0]}")


def _grade(options: argparse.Namespace) -> int:
    from autograder.batch.quick_start import import_nbformat

    import_nbformat()
    from autograder.batch import prestart

    if not options.scheduler:
        given, figures = options.unconfined, options.figures
        prestart.start(options.folder, options.notebook, unconfined=given, figures=figures)
    from autograder.batch.command import run

    return run(options)


def _report(options: argparse.Namespace) -> None:
    from autograder.report.results import read_reports
    from autograder.report.table import render

    print("\n".join(render(one) for one in read_reports(options.folder, options.notebook)), end="")


def _demo(options: argparse.Namespace) -> None:
    from autograder.batch.quick_start import import_nbformat

    import_nbformat()
    from autograder.devel.demo import demo

    demo(options.keep, say=lambda line: print(line, flush=True), everything=options.all)


def _build(options: argparse.Namespace) -> None:
    from autograder.build import build

    changed = build(options.root)
    print("\n".join(f"wrote {path}" for path in changed) or "course/ is up to date")


def _coverage(options: argparse.Namespace) -> None:
    from autograder.build.material import material
    from autograder.devel.coverage import table

    print(table(material("solutions")), end="")


def _slips(options: argparse.Namespace) -> None:
    from autograder.devel.slip_proof import page

    print(page(), end="")


def _complain(text: str) -> int:
    for line in text.splitlines():
        print(f"backhand: {line}", file=sys.stderr)
    return 2
