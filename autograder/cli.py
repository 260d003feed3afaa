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
from autograder.devel.options import Commands, add_for_contributors
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

    for add in (
        _add_start,
        _add_new_class,
        _add_add_notebook,
        _add_hand_out,
        add_collect,
        _add_exam,
        _add_grade,
        _add_feedback,
        _add_report,
        add_export,
        _add_remove_student,
        _add_show,
        _add_explain,
        _add_formgrader,
        add_for_contributors,
    ):
        add(commands)
    return top


# Below, each command's arguments, and what it runs. It imports what it needs only then: importing
# nbgrader takes a second, and nbgrader may not be installed.


def _add_start(commands: Commands) -> None:
    one = commands.add_parser("start", help="students: copy the notebooks and open JupyterLab")
    one.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="your folder (default: backhand-course)"
    )
    one.add_argument("--no-open", action="store_true", help="copy only, without JupyterLab")
    one.add_argument("--no-browser", action="store_true", help="JupyterLab without a browser")
    one.set_defaults(run=_start)


def _start(arguments: argparse.Namespace) -> None:
    from autograder.handout.start import open_lab, put_notebooks

    folder, said = put_notebooks(arguments.folder)
    print("\n".join(said), flush=True)
    if not arguments.no_open:
        open_lab(folder, browser=not arguments.no_browser)


def _add_new_class(commands: Commands) -> None:
    one = commands.add_parser("new-class", help="make an nbgrader course folder for a class")
    one.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    one.add_argument("--name", help="nbgrader's course_id (default: the name of the folder)")
    one.add_argument("--plain", action="store_true", help="let stock nbgrader grade, unconfined")
    one.set_defaults(run=_new_class)


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


def _add_add_notebook(commands: Commands) -> None:
    one = commands.add_parser("add-notebook", help="add a text notebook of your own to a class")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument("text", type=Path, metavar="NAME.md", help="a text notebook with answers")
    one.add_argument("--force", action="store_true", help="replace the notebook of that name")
    one.set_defaults(run=_add_notebook)


def _add_notebook(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.classroom.add_notebook import add_notebook

    folder, text = arguments.folder, arguments.text
    add_notebook(folder, text, again=arguments.force)
    print(f"Made {folder / 'source' / text.stem} and {folder / 'release' / text.stem}.")


def _add_hand_out(commands: Commands) -> None:
    one = commands.add_parser("hand-out", help="make one archive of what students need")
    one.add_argument("folder", type=Path, metavar="CLASS", help="a class folder")
    one.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all released")
    one.add_argument("--output", type=Path, metavar="PATH", help="FILE.zip or a folder")
    one.add_argument("--solutions", action="store_true", help="their model solutions instead")
    one.add_argument("--force", action="store_true", help="replace a file that exists")
    one.set_defaults(run=_hand_out)


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


def _add_exam(commands: Commands) -> None:
    one = commands.add_parser("exam", help="set an exam with different numbers for each student")
    one.add_argument("folder", type=Path, metavar="CLASS", help="a class folder")
    one.add_argument("--name", default="exam", help="of its assignment (default: exam)")
    one.add_argument(
        "--students", type=Path, metavar="FILE", help="one id per line (default: all known)"
    )
    one.add_argument(
        "--exercises", nargs="+", default=(), metavar="ID", help="(default: about 90 minutes)"
    )
    one.add_argument("--seed", type=int, metavar="S", help="another one draws other numbers")
    one.add_argument("--force", action="store_true", help="replace the exam of that name")
    one.set_defaults(run=_exam)


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


def _add_grade(commands: Commands) -> None:
    one = commands.add_parser("grade", help="grade a class's submissions, in parallel")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument("notebook", metavar="NOTEBOOK", help="for example 01_single_layer")
    add_options(one)
    one.set_defaults(run=_grade)


def _grade(arguments: argparse.Namespace) -> int:
    options = Options.of(arguments)
    _import_nbformat()
    if not (options.scheduler or options.dry_run):
        from autograder.batch import prestart

        prestart.start(arguments.folder, arguments.notebook, options)
    from autograder.batch.command import run

    return run(arguments.folder, arguments.notebook, options)


def _add_feedback(commands: Commands) -> None:
    one = commands.add_parser("feedback", help="make the feedback pages that are not up to date")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all graded")
    add_options(one, "students", "force", "jobs", "scheduler", "unconfined")
    one.set_defaults(run=_feedback)


def _feedback(arguments: argparse.Namespace) -> int:
    options = Options.of(arguments)
    _import_nbformat()
    from autograder.batch.feedback_command import run

    return run(arguments.folder, arguments.notebooks, options)


def _add_report(commands: Commands) -> None:
    one = commands.add_parser("report", help="a class's scores and slips, printed or as files")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument("notebook", nargs="?", metavar="NOTEBOOK", help="only one (default: all)")
    one.add_argument(
        "--html", type=Path, metavar="OUT", help="FILE.html, or a folder with students' pages too"
    )
    one.add_argument("--csv", type=Path, metavar="FILE", help="a row for each student and exercise")
    one.add_argument("--json", type=Path, metavar="FILE", help="everything; - prints it")
    one.set_defaults(run=_report)


def _report(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.report.command import run

    run(arguments)


def _add_remove_student(commands: Commands) -> None:
    one = commands.add_parser("remove-student", help="remove students and all their data")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument("students", nargs="*", metavar="STUDENT")
    one.add_argument("--all", action="store_true", help="everybody, before a new term")
    one.set_defaults(run=_remove_student)


def _remove_student(arguments: argparse.Namespace) -> None:
    from autograder.classroom.folder import ClassFolder
    from autograder.classroom.lock import locked
    from autograder.classroom.remove_student import everybody, expect_students, remove_student

    root, students = arguments.folder, arguments.students
    if bool(students) == arguments.all:
        raise BackhandError("expected the ids of students, or --all")
    # A run that is at work would write the results of a student who has just been removed.
    with locked(ClassFolder.open(root)):
        expect_students(root, students)
        for student in everybody(root) if arguments.all else students:
            for path in remove_student(root, student):
                print(f"Removed {printable(path)}.")
            print(f"The gradebook no longer knows {printable(student)}.")
    print("Write reports and grade files again: the old ones stay as they are.")


def _add_show(commands: Commands) -> None:
    one = commands.add_parser("show", help="print one answer and what its check said")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument("student", metavar="STUDENT")
    one.add_argument("exercise", metavar="EXERCISE", help="for example weight_gradient")
    one.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> None:
    _import_nbformat()
    from autograder.report.show import show

    print(show(arguments.folder, arguments.student, arguments.exercise), end="")


def _add_explain(commands: Commands) -> None:
    one = commands.add_parser("explain", help="say what the name of a slip means")
    one.add_argument("slip", metavar="SLIP", help="for example outer-order-swapped")
    one.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="a class with exercises of its own"
    )
    one.set_defaults(run=_explain)


def _explain(arguments: argparse.Namespace) -> None:
    from autograder.report.explain import explain

    print(explain(arguments.slip, arguments.folder), end="")


def _add_formgrader(commands: Commands) -> None:
    one = commands.add_parser("formgrader", help="grade by hand, in nbgrader's formgrader")
    one.add_argument("folder", type=Path, metavar="DIR", help="a class folder")
    one.add_argument(
        "jupyter", nargs="*", metavar="-- OPTION", help="for Jupyter: -- --no-browser --port=9999"
    )
    one.set_defaults(run=_formgrader)


def _formgrader(arguments: argparse.Namespace) -> None:
    from autograder.formgrader.serve import serve

    serve(arguments.folder, arguments.jupyter)


def _import_nbformat() -> None:
    """For commands that use nbgrader: import what takes it longest, in a fraction of the time."""
    from autograder.batch.quick_start import import_nbformat

    import_nbformat()


def _complain(text: str) -> int:
    for line in text.splitlines():
        print(f"backhand: {printable(line)}", file=sys.stderr)
    return 2
