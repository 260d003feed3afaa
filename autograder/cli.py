"""The command line `backhand`: parses the arguments and calls the packages that do the work."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from autograder import __version__
from autograder.batch.options import Options, add_options
from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable
from autograder.boundary.stopping import Stopped, stopped_by_signals
from autograder.lms.options import add_collect, add_export

# backhand_cli.py recognizes the package by this.
PROJECT = "backhand"

DESCRIPTION = "Backhand: backprop by hand. Open the course's notebooks, or run a class."
EPILOG = """\
running a class, from its first day to its grades:
  backhand new-class spring           make the folder spring/
  backhand hand-out spring 01_single_layer
  backhand collect spring DOWNLOAD    a zip of Canvas or Moodle, or a folder
  cd spring
  backhand grade . 01_single_layer    or, slower: nbgrader autograde 01_single_layer
  backhand feedback . 01_single_layer a page for each student, in feedback/
  backhand report .                   scores, and the slip behind each wrong answer
  backhand export . --canvas          or --moodle, --csv: grades for an LMS
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    The status is 0 on success, 1 if a submission could not be graded, and 2 if the command itself
    failed; it then prints one line that says why. If a signal ended it, the status is 128 more
    than the signal's number.
    """
    parsed = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A terminal may lack the characters of a name; a table without them is better than none.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        with stopped_by_signals():
            return _run(parsed)
    except Stopped as stopped:
        with contextlib.suppress(OSError):  # the terminal may be gone
            _complain(f"{stopped}: run the same command again to go on")
        return 128 + stopped.number
    except KeyboardInterrupt:
        return _complain("interrupted")


def _run(parsed: argparse.Namespace) -> int:
    try:
        return int(parsed.run(parsed) or 0)
    except BackhandError as refusal:
        return _complain(str(refusal))
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in {"autograder", "backhand"}:
            raise
        return _complain(
            f"expected the package {missing.name}, got none; "
            "likely this is the students' installation: pip install 'backhand[grade]'"
        )
    except BrokenPipeError:
        # The reader has closed the pipe. Without this, Python complains about it on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as failure:
        if isinstance(failure.__context__, Stopped):
            raise failure.__context__ from None
        return _complain(str(failure))


def parser() -> argparse.ArgumentParser:
    """Describe the commands and their arguments."""
    top = argparse.ArgumentParser(
        prog="backhand",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, max_help_position=16),
    )
    top.add_argument("--version", action="version", version=f"backhand {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    begin = commands.add_parser("start", help="students: copy the notebooks and open JupyterLab")
    begin.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="your folder (default: backhand-course)"
    )
    begin.add_argument("--no-open", action="store_true", help="copy only, without JupyterLab")
    begin.add_argument("--no-browser", action="store_true", help="JupyterLab without a browser")
    begin.set_defaults(run=_start)

    new = commands.add_parser("new-class", help="make an nbgrader course folder for a class")
    new.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    new.add_argument("--name", help="nbgrader's course_id (default: the name of the folder)")
    new.add_argument("--plain", action="store_true", help="let stock nbgrader grade, unconfined")
    new.set_defaults(run=_new_class)

    add = commands.add_parser("add-notebook", help="add a text notebook of your own to a class")
    add.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    add.add_argument("text", type=Path, metavar="NAME.md", help="a text notebook with answers")
    add.add_argument("--force", action="store_true", help="replace the notebook of that name")
    add.set_defaults(run=_add_notebook)

    out = commands.add_parser("hand-out", help="make one archive of what students need")
    out.add_argument("folder", type=Path, metavar="CLASS", help="a class folder")
    out.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all released")
    out.add_argument("--output", type=Path, metavar="PATH", help="FILE.zip or a folder")
    out.add_argument("--solutions", action="store_true", help="their model solutions instead")
    out.add_argument("--force", action="store_true", help="replace a file that exists")
    out.set_defaults(run=_hand_out)

    add_collect(commands)

    exam = commands.add_parser("exam", help="set an exam with numbers of each student's own")
    exam.add_argument("folder", type=Path, metavar="CLASS", help="a class folder")
    exam.add_argument("--name", default="exam", help="of its assignment (default: exam)")
    exam.add_argument(
        "--students", type=Path, metavar="FILE", help="one id a line (default: all known)"
    )
    exam.add_argument(
        "--exercises", nargs="+", default=(), metavar="ID", help="(default: about 90 minutes)"
    )
    exam.add_argument("--seed", type=int, metavar="S", help="another one draws other numbers")
    exam.add_argument("--force", action="store_true", help="replace the exam of that name")
    exam.set_defaults(run=_exam)

    grade = commands.add_parser("grade", help="grade a class's submissions, in parallel")
    grade.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    grade.add_argument("notebook", metavar="NOTEBOOK", help="for example 01_single_layer")
    add_options(grade)
    grade.set_defaults(run=_grade)

    feedback = commands.add_parser(
        "feedback", help="make the feedback pages that are not up to date"
    )
    feedback.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    feedback.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all graded")
    add_options(feedback, "students", "force", "jobs", "scheduler", "unconfined")
    feedback.set_defaults(run=_feedback)

    report = commands.add_parser("report", help="a class's scores and slips, printed or as files")
    report.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    report.add_argument("notebook", nargs="?", metavar="NOTEBOOK", help="only one (default: all)")
    report.add_argument(
        "--html", type=Path, metavar="OUT", help="FILE.html, or a folder with students' pages too"
    )
    report.add_argument("--csv", type=Path, metavar="FILE", help="a row a student and exercise")
    report.add_argument("--json", type=Path, metavar="FILE", help="everything; - prints it")
    report.set_defaults(run=_report)

    add_export(commands)

    gone = commands.add_parser("remove-student", help="remove students and all their data")
    gone.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    gone.add_argument("students", nargs="*", metavar="STUDENT")
    gone.add_argument("--all", action="store_true", help="everybody, before a new term")
    gone.set_defaults(run=_remove_student)

    show = commands.add_parser("show", help="print one answer and what its check said")
    show.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    show.add_argument("student", metavar="STUDENT")
    show.add_argument("exercise", metavar="EXERCISE", help="for example weight_gradient")
    show.set_defaults(run=_show)

    explain = commands.add_parser("explain", help="say what the name of a slip means")
    explain.add_argument("slip", metavar="SLIP", help="for example outer-order-swapped")
    explain.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="a class with exercises of its own"
    )
    explain.set_defaults(run=_explain)

    by_hand = commands.add_parser("formgrader", help="grade by hand, in nbgrader's formgrader")
    by_hand.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    by_hand.add_argument(
        "jupyter", nargs="*", metavar="-- OPTION", help="for Jupyter: -- --no-browser --port=9999"
    )
    by_hand.set_defaults(run=_formgrader)

    demo = commands.add_parser("demo", help="grade the sample class (in a checkout)")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="make the class in this folder")
    demo.add_argument("--all", action="store_true", help="all notebooks (default: the first)")
    demo.set_defaults(run=_demo)

    build = commands.add_parser("build", help="regenerate course/ from solutions/ (in a checkout)")
    build.add_argument("root", type=Path, nargs="?", default=Path(), metavar="CHECKOUT")
    build.set_defaults(run=_build)

    coverage = commands.add_parser(
        "coverage", help="print where each derivation is taught and graded"
    )
    coverage.set_defaults(run=_coverage)

    slips = commands.add_parser("slips", help="try every slip on every exercise and print a table")
    slips.set_defaults(run=_slips)

    mutants = commands.add_parser(
        "mutants", help="judge small edits of all model answers and print a table"
    )
    mutants.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all")
    mutants.add_argument(
        "--most", type=int, default=25, metavar="N", help="edits of each answer (25)"
    )
    mutants.add_argument("--seed", type=int, default=0, metavar="S", help="for the sample")
    mutants.set_defaults(run=_mutants)
    return top


# Each command imports what it needs only when it runs: importing nbgrader takes a second, and
# nbgrader may not be installed.


def _start(arguments: argparse.Namespace) -> None:
    from autograder.handout.start import open_lab, put_notebooks

    folder, said = put_notebooks(arguments.folder)
    print("\n".join(said), flush=True)
    if not arguments.no_open:
        open_lab(folder, browser=not arguments.no_browser)


def _new_class(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.classroom.new_class import new_class
    from autograder.handout.archive import hand_out

    folder = arguments.folder
    names = new_class(folder, arguments.name, plain=arguments.plain)
    print(f"Made the class {folder} with {', '.join(names)}.")
    print(f"  hand out  {hand_out(folder)}")
    print(f"  collect   {folder / 'submitted' / 'STUDENT' / names[0] / names[0]}.ipynb")
    print(f"  grade     backhand grade {folder} {names[0]}")


def _add_notebook(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.classroom.add_notebook import add_notebook

    folder, text = arguments.folder, arguments.text
    add_notebook(folder, text, again=arguments.force)
    print(f"Made {folder / 'source' / text.stem} and {folder / 'release' / text.stem}.")


def _hand_out(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.handout.archive import hand_out, hand_out_solutions

    write = hand_out_solutions if arguments.solutions else hand_out
    written = write(
        arguments.folder, arguments.notebooks, arguments.output, replace=arguments.force
    )
    for file in [written] if isinstance(written, Path) else written:
        print(f"Wrote {file}.")
    if arguments.solutions:
        print("Students put it beside their notebook.")


def _exam(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.handout.exam import Wanted, set_exam

    folder, name = arguments.folder, arguments.name
    exam, files = set_exam(
        folder,
        Wanted(
            name,
            tuple(arguments.exercises),
            arguments.seed,
            arguments.students,
            again=arguments.force,
        ),
    )
    minutes = sum(one.exercise.minutes for one in exam.questions)
    print(f"{name}: {len(exam.asked)} questions, about {minutes} minutes.")
    print(f"Wrote {len(files)} archives, one for each student, to {folder / 'hand-out' / name}.")
    print(f"  collect   {folder / 'submitted' / 'STUDENT' / name / name}.ipynb")
    print(f"  grade     backhand grade {folder} {name}")


def _grade(arguments: argparse.Namespace) -> int:
    options = Options.of(arguments)
    _import_nbformat()
    if not (options.scheduler or options.dry_run):
        from autograder.batch import prestart

        prestart.start(arguments.folder, arguments.notebook, options)
    from autograder.batch.command import run

    return run(arguments.folder, arguments.notebook, options)


def _feedback(arguments: argparse.Namespace) -> int:
    options = Options.of(arguments)
    _import_nbformat()
    from autograder.batch.feedback_command import run

    return run(arguments.folder, arguments.notebooks, options)


def _report(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.report.command import run

    run(arguments)


def _remove_student(arguments: argparse.Namespace) -> None:
    from autograder.classroom.folder import ClassFolder
    from autograder.classroom.lock import locked
    from autograder.classroom.remove_student import everybody, remove_student

    root, students = arguments.folder, arguments.students
    if bool(students) == arguments.all:
        raise BackhandError("expected the ids of students, or --all")
    # A run that is at work would write the results of a student who has just been removed.
    with locked(ClassFolder.open(root)):
        for student in everybody(root) if arguments.all else students:
            for path in remove_student(root, student):
                print(f"Removed {printable(path)}.")
            print(f"The gradebook no longer knows {printable(student)}.")
    print("Write reports and grade files again: the old ones stay as they are.")


def _show(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.report.show import show

    print(show(arguments.folder, arguments.student, arguments.exercise), end="")


def _explain(arguments: argparse.Namespace) -> None:
    from autograder.report.explain import explain

    print(explain(arguments.slip, arguments.folder), end="")


def _formgrader(arguments: argparse.Namespace) -> None:
    from autograder.formgrader.serve import serve

    serve(arguments.folder, arguments.jupyter)


def _demo(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.devel.demo import demo

    demo(arguments.keep, say=lambda line: print(line, flush=True), everything=arguments.all)


def _build(arguments: argparse.Namespace) -> None:
    from autograder.build import build

    changed = build(arguments.root)
    print("\n".join(f"wrote {path}" for path in changed) or "course/ is up to date")


def _coverage(arguments: argparse.Namespace) -> None:
    from autograder.build.material import material
    from autograder.devel.coverage import table

    print(table(material("solutions")), end="")


def _slips(arguments: argparse.Namespace) -> None:
    from autograder.devel.slip_proof import page

    print(page(), end="")


def _mutants(arguments: argparse.Namespace) -> None:
    from autograder.devel.mutant_table import page

    print(page(arguments.notebooks, arguments.most, arguments.seed), end="")


def _import_nbformat() -> None:
    """For commands that use nbgrader: import what takes it longest, in a fraction of the time."""
    from autograder.batch.quick_start import import_nbformat

    import_nbformat()


def _complain(text: str) -> int:
    for line in text.splitlines():
        print(f"backhand: {printable(line)}", file=sys.stderr)
    return 2
