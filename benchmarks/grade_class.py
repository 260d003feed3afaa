"""Compare how long plain nbgrader and `backhand grade` take for a class, and check the scores.

    python benchmarks/grade_class.py [--submissions 200] [--stock 8] [--rounds 3] [--sizes 20,2000]

For plain nbgrader, the time per submission is the slope between two runs, which excludes its
start-up time; for `backhand grade` it is the time of the whole command, start-up included, divided
by the number of submissions. The speed of a machine varies, so the two take turns, and the ratio is
that of the medians. Run it on an idle machine; only the ratios carry over to other machines.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from copy import deepcopy
from pathlib import Path
from statistics import median

from autograder.build.material import material, sample_class
from autograder.build.source import dumps, read_sources
from autograder.classroom.new_class import new_class
from autograder.devel.sample_class import copy_sources, write_submission
from autograder.execution.engines import engine_for, renderer_for
from autograder.execution.figures import FigureRenderer, draw_pictures
from autograder.execution.grading import grade_notebook
from autograder.execution.notebook_run import Timeouts
from autograder.execution.released import imported, read_released
from autograder.execution.seeds import seeds_of
from autograder.repair import repair

NAME, STOCK = "01_single_layer", "nbgrader autograde"
#: Right, partly right and wrong submissions; none that needs repairs, second tries or a timeout.
STUDENTS = ("ada", "einar", "felix", "lisa", "noor", "petra", "sigrid", "tess")


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--submissions", type=int, default=200, metavar="N")
    options.add_argument("--stock", type=int, default=8, metavar="N")
    options.add_argument("--rounds", type=int, default=3, metavar="N")
    options.add_argument("--sizes", default="", metavar="N,N,...", help="more sizes to measure")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="backhand-benchmark-") as folder:
        scratch = Path(folder)
        compare(scratch, given.submissions, given.stock, given.rounds)
        for line in where_time_goes():
            print(line)
        for size in filter(None, given.sizes.split(",")):
            seconds, _ = ours(scratch / size, int(size), [])
            print(f"{int(size):5} submissions: {seconds:7.1f} s, {seconds / int(size):.3f} s each")


def compare(scratch: Path, submissions: int, stock: int, rounds: int) -> None:
    """Let plain nbgrader and `backhand grade` take turns; print the medians and their ratios."""
    ways = {"backhand grade": [], "backhand grade --figures": ["--figures"]}
    taken: dict[str, list[float]] = {}
    for turn in range(rounds):
        folder = scratch / str(turn)
        folder.mkdir()
        taken.setdefault(STOCK, []).append(stock_seconds(folder, stock))
        for label, more in ways.items():
            seconds, scores = ours(folder / f"ours{len(more)}", submissions, more)
            taken.setdefault(label, []).append(seconds / submissions)
            assert scores == stock_scores(folder, scores), "scores differ from plain nbgrader's"
        shutil.rmtree(folder)
    for label, seconds_each in taken.items():
        each = median(seconds_each)
        spread = f"{min(seconds_each):.3f} to {max(seconds_each):.3f}"
        ratio = "" if label == STOCK else f"   1/{median(taken[STOCK]) / each:.1f}"
        print(f"{label:26}{each:8.3f} s per submission ({spread}){ratio}")
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


def stock_seconds(scratch: Path, count: int) -> float:
    """Plain nbgrader's time per submission."""
    few = len(STUDENTS)
    taken = []
    for total in (few, few + count):
        root = fill(scratch / f"stock-{total}", total, plain=True)
        taken.append(timed([sys.executable, "-m", "nbgrader", "autograde", NAME], root))
    return (taken[1] - taken[0]) / count


def stock_scores(scratch: Path, like: dict[str, list[float]]) -> dict[str, list[float]]:
    """The scores that plain nbgrader gave to each kind of submission in `like`."""
    found = scores_in(scratch / f"stock-{len(STUDENTS)}")
    return {student: found[student] for student in like}


def ours(root: Path, count: int, more: list[str]) -> tuple[float, dict[str, list[float]]]:
    """Time and scores of `backhand grade`."""
    fill(root, count, plain=False)
    command = [sys.executable, "-m", "backhand_cli", "grade", ".", NAME, *more]
    return timed(command, root), scores_in(root)


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


def where_time_goes(times: int = 11) -> list[str]:
    """The milliseconds that each part of grading a submission takes, in the worker."""
    path = material("course") / NAME / f"{NAME}.ipynb"
    released = read_released({NAME: path.read_bytes()})[NAME]
    solved = dumps(read_sources(material("solutions"))[NAME]).encode()
    wanted, limits = imported(released), Timeouts()
    parts: dict[str, list[float]] = {}
    renderers = {
        "its figures, each drawn": FigureRenderer(renderer_for().engine, most=0),
        "its figures, already cached": renderer_for(),
    }

    def part(name: str, began: float) -> None:
        parts.setdefault(name, []).append(1e3 * (time.perf_counter() - began))

    for _ in range(times):
        began = time.perf_counter()
        notebook = repair(solved, released).notebook
        part("repair", began)
        began = time.perf_counter()
        graded = grade_notebook(
            notebook, engine=engine_for(wanted), seed_for=seeds_of(None), times=limits
        )
        part("cells and judging", began)
        for label, one in renderers.items():
            undrawn = deepcopy(graded.notebook)
            began = time.perf_counter()
            draw_pictures(undrawn, one, locked=True)
            part(label, began)
    return [f"{name:32}{median(taken):8.1f} ms" for name, taken in parts.items()]


if __name__ == "__main__":
    main()
