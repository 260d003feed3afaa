"""A pytest plug-in that runs the collected tests against one mutant after another, each in a fork.

A test that uses ten times its usual CPU time and ten seconds more ends its process by a signal.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.mutation.covering import Covering
from tools.mutation.mutants import ROOT, Mutant, mutated
from tools.mutation.swap import swap

KILLED, SURVIVED, UNCHANGED = 1, 0, 9
#: A mutant, and the text of its file.
Edited = tuple[Mutant, str]
#: Bytes of memory, and seconds of wall time, that a mutant may use.
MEMORY, WALL = 6 << 30, 900


class Mutating:
    """Runs the mutants in place of the tests, two at a time, and appends a line for each."""

    def __init__(
        self, todo: list[Mutant], covering: Covering, results: Path, *, all_cases: bool
    ) -> None:
        self.todo, self.covering, self.results = todo, covering, results
        self.all_cases = all_cases
        self.running: dict[int, tuple[Mutant, dict[str, Any], float]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Go through the mutants, and run no test in this process."""
        items = {item.nodeid: item for item in session.items}
        for mutant in self.todo:
            tests, imported = self.covering.tests(mutant)
            text, before, after = mutated(mutant)
            about = {"before": before, "after": after, "covering": len(tests), "imported": imported}
            if self.all_cases:
                tests = self.covering.all_cases(tests, items, mutant.path)
            selected = [items[name] for name in self.covering.ordered(tests) if name in items]
            about["tests"] = len(selected)
            if not selected:
                self._write(mutant, about, "not covered")
                continue
            while len(self.running) >= 2:
                self._reap()
            self._start(session, (mutant, text), selected, about)
        while self.running:
            self._reap()
        return True

    def _start(
        self,
        session: pytest.Session,
        edited: Edited,
        items: list[pytest.Item],
        about: dict[str, Any],
    ) -> None:
        log = self.results.with_name(f"worker-{len(self.running)}.log")
        note = self.results.with_name(f"note-{time.time_ns()}")
        about["note"] = str(note)
        child = os.fork()
        if child:
            self.running[child] = (edited[0], about, time.monotonic())
            return
        status = UNCHANGED
        try:
            os.setsid()
            output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            status = self._against(session, edited, items, note)
        finally:
            os._exit(status)

    def _against(
        self,
        session: pytest.Session,
        edited: tuple[Mutant, str],
        items: list[pytest.Item],
        note: Path,
    ) -> int:
        """In the child: the mutant's status."""
        path = ROOT / edited[0].path
        if not swap(path, path.read_text(encoding="utf-8"), edited[1]):
            return UNCHANGED
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        for item, following in zip(items, [*items[1:], None], strict=True):
            usual = self.covering.seconds.get(item.nodeid, 0.0)
            note.write_text(item.nodeid)
            signal.setitimer(signal.ITIMER_PROF, 10 + 10 * usual)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return KILLED
        return SURVIVED

    def _reap(self) -> None:
        """Wait for one child, and write its line."""
        while True:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child in self.running:
                break
            self._stop_late_ones()
            time.sleep(0.02)
        mutant, about, _ = self.running.pop(child)
        code = os.waitstatus_to_exitcode(status)
        names = {KILLED: "killed", SURVIVED: "survived", UNCHANGED: "unchanged"}
        self._write(mutant, about, names.get(code, "killed by a limit"))

    def _stop_late_ones(self) -> None:
        for child, (_, _, start) in self.running.items():
            if time.monotonic() - start > WALL:
                os.killpg(child, signal.SIGKILL)

    def _write(self, mutant: Mutant, about: dict[str, Any], outcome: str) -> None:
        note = Path(about.pop("note", "/nonexistent"))
        last = note.read_text() if note.exists() else None
        note.unlink(missing_ok=True)
        line = {
            "name": mutant.name,
            "outcome": outcome,
            "first": mutant.first,
            "test": last if outcome.startswith("killed") else None,
            **about,
        }
        with open(self.results, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read(results: Path) -> Iterator[dict[str, Any]]:
    """The last line of each mutant."""
    if results.exists():
        lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
        yield from {line["name"]: line for line in lines}.values()
