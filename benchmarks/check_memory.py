"""Measure how much memory a submission needs beyond what all submissions share. Linux only.

    python benchmarks/check_memory.py [NOTEBOOK ...]

Grades the solution of each notebook confined, and prints the peak of the private dirty memory of
the submission's process, sampled every few milliseconds.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from pathlib import Path
from typing import Any

from autograder.build.material import material
from autograder.build.source import read_sources
from autograder.classroom.folder import files_in
from autograder.execution.cells import code_cells, is_set_up
from autograder.execution.engine import Engine
from autograder.execution.grading import grade_notebook
from autograder.execution.process import Process
from autograder.execution.seeds import seeds_of
from autograder.execution.tree_shake import imports_of
from autograder.repair.files import list_files

INTERVAL = 0.005


class Watched(Engine):
    """An engine that samples the memory of the processes it starts."""

    most = 0.0

    def spawn(self) -> Process:
        """Start a process and sample its memory until it ends."""
        before = descendants(self.process)
        process = super().spawn()
        # The first process starts together with the forking process, which all share.
        for new in descendants(self.process) - before if before else ():
            threading.Thread(target=self._watch, args=(new,), daemon=True).start()
        return process

    def _watch(self, process: int) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.most = max(self.most, private_dirty(process))
                time.sleep(INTERVAL)


def descendants(process: int | None) -> set[int]:
    """All descendants of a process."""
    if process is None:
        return set()
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
        below = {int(child) for child in text.split()}
        return below.union(*(descendants(child) for child in below))
    return set()


def private_dirty(process: int) -> float:
    """Megabytes of a process that are neither shared with another process nor backed by a file."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("Private_Dirty:"))
    return int(kilobytes) / 1024


def measured(name: str, notebook: Any) -> float:
    """The peak of private memory while the solution of a notebook is graded, in MB."""
    cells = code_cells(notebook)
    wanted = imports_of(str(cell.source) for cell in cells if is_set_up(cell))
    with Watched(wanted) as engine:
        engine.spawn().close()
        folder = material("course") / name
        files = files_in(folder, list_files(folder).files)
        graded = grade_notebook(notebook, engine=engine, seed_for=seeds_of(b"x" * 32), files=files)
        wrong = [v.exercise for v in graded.verdicts.values() if v.state != "right"]
        if wrong:
            print(f"  (not right: {', '.join(wrong)})")
    return engine.most


def main(names: list[str]) -> None:
    """Print one line for each notebook."""
    print(f"{'notebook':<24}{'private':>11}   (MB)")
    for name, notebook in read_sources(material("solutions")).items():
        if not names or name in names:
            print(f"{name:<24}{measured(name, notebook):>11.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
