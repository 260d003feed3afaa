"""Compare plain nbgrader with `backhand grade` and `feedback` for a class, scores included.

    python benchmarks/grade_class.py [--submissions N] [--stock N] [--rounds N] [--sizes 1000,5000]

For plain nbgrader (`autograde`, then `generate_feedback`), the time per submission is the slope
between two runs, which excludes its start-up time; for ours it is the time of the whole commands,
start-up included, divided by the number of submissions. The speed of a machine varies, so the two
take turns, and the ratio is that of the medians. Run it on an idle machine; only the ratios carry
over to other machines. `where_time_goes.py` shows what the time of `backhand grade` is made of.

`--sizes` grades larger classes once each, makes their feedback and the report as a page, and says
how much memory the command and all its processes took together. Submissions are copies of the
sample class's under other names.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from autograder.build.material import sample_class
from autograder.classroom.new_class import new_class
from autograder.cli import parser
from autograder.devel.sample_class import copy_sources, write_submission

NAME = "01_single_layer"
#: nbgrader's command for each of ours.
STOCK = {"grade": "autograde", "feedback": "generate_feedback"}


def commands() -> set[str]:
    """The names of our commands."""
    return set(re.findall(r"^    ([a-z-]+)", parser().format_help(), re.M))


#: Right, partly right and wrong submissions; none that needs repairs, second tries or a timeout.
STUDENTS = ("ada", "einar", "felix", "lisa", "noor", "petra", "sigrid", "tess")

#: The commands of ours that there are.
STEPS = [step for step in STOCK if step in commands()]


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--submissions", type=int, default=300, metavar="N")
    options.add_argument("--stock", type=int, default=8, metavar="N")
    options.add_argument("--rounds", type=int, default=3, metavar="N")
    options.add_argument("--sizes", default="", metavar="N,N,...", help="more sizes to measure")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="backhand-benchmark-") as folder:
        scratch = Path(folder)
        if given.rounds:
            compare(scratch, given.submissions, given.stock, given.rounds)
        for size in map(int, filter(None, given.sizes.split(","))):
            root = fill(scratch / str(size), size, plain=False)
            for step in (*STEPS, "report"):
                with memory() as most:
                    seconds = ours(root, step)
                print(
                    f"{step:9}{size:6} submissions: {seconds:7.1f} s, {seconds / size:.3f} s each, "
                    f"at most {max(most):5.0f} MB",
                    flush=True,
                )
            shutil.rmtree(root)


def compare(scratch: Path, submissions: int, stock: int, rounds: int) -> None:
    """Let plain nbgrader and ours take turns; print the medians and their ratios."""
    taken: dict[str, list[list[float]]] = {"nbgrader": [], "backhand": []}
    for turn in range(rounds):
        folder = scratch / str(turn)
        folder.mkdir()
        taken["nbgrader"].append(stock_seconds(folder, stock))
        root = fill(folder / "ours", submissions, plain=False)
        taken["backhand"].append([ours(root, step) / submissions for step in STEPS])
        scores = scores_in(root)
        assert scores == stock_scores(folder, scores), "scores differ from plain nbgrader's"
        shutil.rmtree(folder)
    for count in range(1, len(STEPS) + 1):
        print(f"{' + '.join(STEPS[:count])}, seconds per submission:")
        sums = {name: [sum(one[:count]) for one in rows] for name, rows in taken.items()}
        for name, each in sums.items():
            ratio = median(sums["nbgrader"]) / median(each)
            spread = f"({min(each):.3f} to {max(each):.3f})"
            print(f"  {name:10}{median(each):8.3f} {spread}   1/{ratio:.1f}")
    print("the same scores in", ", ".join(STUDENTS))


def fill(root: Path, count: int, *, plain: bool) -> Path:
    """A new class with `count` submissions."""
    sample = sample_class()
    assert sample is not None
    solutions = copy_sources(NAME, root.with_name(f"{root.name}-solutions"))
    new_class(root, solutions=solutions, plain=plain)
    release = root / "release" / NAME / f"{NAME}.ipynb"
    for k in range(count):
        student = STUDENTS[k % len(STUDENTS)]
        target = root / "submitted" / f"{student}-{k:04}" / NAME / f"{NAME}.ipynb"
        write_submission(sample / NAME / f"{student}.py", release, target)
    return root


def stock_seconds(scratch: Path, count: int) -> list[float]:
    """Plain nbgrader's time per submission, for each step."""
    few = len(STUDENTS)
    taken = []
    for total in (few, few + count):
        root = fill(scratch / f"stock-{total}", total, plain=True)
        commands = [STOCK[step] for step in STEPS]
        taken.append(
            [timed([sys.executable, "-m", "nbgrader", one, NAME], root) for one in commands]
        )
    return [(more - less) / count for less, more in zip(*taken, strict=True)]


def stock_scores(scratch: Path, like: dict[str, list[float]]) -> dict[str, list[float]]:
    """The scores that plain nbgrader gave to each kind of submission in `like`."""
    found = scores_in(scratch / f"stock-{len(STUDENTS)}")
    return {student: found[student] for student in like}


def ours(root: Path, step: str) -> float:
    """The time of one of our commands for a whole class."""
    more = ["--html", "report.html"] if step == "report" else []
    return timed([sys.executable, "-m", "backhand_cli", step, ".", NAME, *more], root)


@contextlib.contextmanager
def memory() -> Iterator[list[float]]:
    """The memory of all processes that this one starts, in MB, sampled while the block runs.

    Pages that processes share count for each by its part.
    """
    found, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            total = 0
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    total += process.memory_full_info().pss
            found.append(total / 2**20)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def timed(command: list[str], folder: Path) -> float:
    """The seconds that a command takes."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began


def scores_in(root: Path) -> dict[str, list[float]]:
    """Scores by kind of submission; all submissions of a kind must have the same."""
    query = """select submitted_assignment.student_id, base_cell.name, coalesce(auto_score, -1)
    from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
    join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
    join base_cell on base_cell.id = grade.cell_id order by 1, 2"""
    by_student: dict[str, list[float]] = {}
    with sqlite3.connect(root / "gradebook.db") as book:
        for student, _, score in book.execute(query):
            by_student.setdefault(student, []).append(score)
    by_kind: dict[str, list[float]] = {}
    for student, scores in by_student.items():
        kind = by_kind.setdefault(student.partition("-")[0], scores)
        assert kind == scores, f"{student} and others of its kind have different scores"
    return by_kind


if __name__ == "__main__":
    main()
