"""Where the time of `backhand grade` goes, in one process: a table of its parts.

    python benchmarks/where_time_goes.py [--submissions 40]

Everything is done one after the other here, by the command's own functions with a stopwatch around
them; the command itself does it on all processors. The first eight submissions are left out: they
fill caches.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

from grade_class import NAME, STUDENTS, fill

from autograder.batch import grade, outbox, work
from autograder.batch.options import Options
from autograder.batch.tasks import GradedSubmission, Submission
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.execution.engine import Engine
from autograder.execution.engines import begin_engines
from autograder.execution.process import Process


class Stopwatch:
    """Seconds by part; of nested parts, each holds its own time alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        def timed(*given: Any, **more: Any) -> Any:
            began = time.perf_counter()
            self._inner.append(0.0)
            try:
                return function(*given, **more)
            finally:
                taken = time.perf_counter() - began
                self.seconds[part] += taken - self._inner.pop()
                if self._inner:
                    self._inner[-1] += taken

        return timed


class OneByOne:
    """Grades in this process, in the place of the workers."""

    def __init__(self, watch: Stopwatch) -> None:
        self._watch = watch

    def grade(self, spec: bytes, submissions: Iterable[Submission]) -> Iterator[GradedSubmission]:
        """Grade one after the other."""
        for count, one in enumerate(submissions):
            if count == len(STUDENTS):
                self._watch.seconds.clear()
            yield work.grade(spec, one)

    def close(self) -> None:
        """Nothing has to be ended."""


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--submissions", type=int, default=40, metavar="N")
    count = options.parse_args().submissions
    with tempfile.TemporaryDirectory(prefix="backhand-benchmark-") as folder:
        for line in table(fill(Path(folder) / "class", count, plain=False), count):
            print(line)


def table(root: Path, count: int) -> Iterator[str]:
    """The milliseconds of each part, a line each."""
    watch = Stopwatch()
    parts = {
        "reading what was handed in": (grade, "read_submission"),
        "repair": (work, "repair"),
        "cells and calls of answers": (Process, "request"),
        "starting the process": (Engine, "spawn"),
        "ending the process": (Process, "close"),
        "judging": (work, "grade_and_draw"),
        "the notebook as text": (work, "_to_text"),
        "scores from outputs": (work, "scores_of"),
        "database": (Grades, "write"),
        "files and records": (outbox.Outbox, "deliver"),
    }
    begin = time.perf_counter()
    with patched(watch, parts), mock.patch.object(grade._Run, "_workers", workers(watch)):
        folder = ClassFolder.open(root)
        seen: list[float] = []
        done = grade.grade(folder, NAME, Options(), lambda _: seen.append(time.perf_counter()))
    assert len(done.graded) == count
    yield f"{'start, once':32}{1e3 * (seen[0] - begin):8.1f} ms"
    each = (time.perf_counter() - seen[len(STUDENTS)]) / (count - len(STUDENTS))
    found = {part: seconds / (count - len(STUDENTS)) for part, seconds in watch.seconds.items()}
    for part, seconds in {**found, "the rest": each - sum(found.values())}.items():
        yield f"{part:32}{1e3 * seconds:8.1f} ms  {seconds / each:6.1%}"
    yield f"{'a submission':32}{1e3 * each:8.1f} ms"


def patched(watch: Stopwatch, parts: dict[str, tuple[Any, str]]) -> ExitStack:
    """All parts, timed for as long as the block lasts."""
    from contextlib import ExitStack

    stack = ExitStack()
    for part, (place, name) in parts.items():
        timed = watch.around(part, getattr(place, name))
        stack.enter_context(mock.patch.object(place, name, timed))
    return stack


def workers(watch: Stopwatch) -> Callable[[Any], OneByOne]:
    """What a run takes its workers from."""

    def one_by_one(run: Any) -> OneByOne:
        begin_engines(run.released.values(), run.spec.run)
        return OneByOne(watch)

    return one_by_one


if __name__ == "__main__":
    main()
