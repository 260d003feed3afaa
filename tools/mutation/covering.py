"""Which tests run which lines: coverage with a context for each test, and what it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from coverage import CoverageData

from tools.mutation.cases import CASES
from tools.mutation.mutants import ROOT, Mutant, files

TESTS = ("tests/backhand", "tests/judging")
#: Tests are run for a mutant up to this many seconds, measured without it.
MOST_SECONDS = 40.0
SETTINGS = "[run]\nrelative_files = true\ncore = ctrace\ndata_file = {}\n"
OPTIONS = shlex.split("""
    -q -p no:cacheprovider -p tools.mutation.cases -m 'not slow' -n 2 --dist worksteal --durations=0
    --cov=backhand --cov=autograder --cov-context=test --cov-report=
""")
TIME = re.compile(r"^(\d+\.\d+)s call +(\S.*)$", re.MULTILINE)


def environment() -> dict[str, str]:
    """The packages of this checkout, and one thread for each process."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}


def digest() -> str:
    """One for the text of all files that are mutated."""
    return sha256(b"".join((ROOT / path).read_bytes() for path in files())).hexdigest()


def measure(state: Path) -> None:
    """Run the tests with coverage, unless that was done with these files; they have to pass."""
    measured = state / "measured"
    if measured.exists() and measured.read_text() == digest():
        return
    (state / "coveragerc").write_text(SETTINGS.format(state / "coverage.db"))
    settings = f"--cov-config={state / 'coveragerc'}"
    command = [sys.executable, "-m", "pytest", *OPTIONS, settings, *TESTS]
    with open(state / "covering.log", "w", encoding="utf-8") as log:
        subprocess.run(command, cwd=ROOT, env=environment(), stdout=log, stderr=log, check=True)
    measured.write_text(digest())


def function_of(name: str) -> str:
    """The test of a case, or of a context."""
    return name.partition("[")[0].partition("|")[0]


class Covering:
    """Tests by the lines that they run, and the seconds that they take."""

    def __init__(self, state: Path) -> None:
        log = (state / "covering.log").read_text(encoding="utf-8")
        self.seconds = {name: float(time) for time, name in TIME.findall(log)}
        self.data = CoverageData(str(state / "coverage.db"))
        self.data.read()
        self.names = {self._relative(name): name for name in self.data.measured_files()}
        self.known = {function_of(context) for context in self.data.measured_contexts()}

    @staticmethod
    def _relative(name: str) -> str:
        return re.sub(r"^.*?((backhand|autograder)/.*)$", r"\1", name)

    def lines(self, path: str) -> dict[int, list[str]]:
        """The contexts of each line of a file; the empty one is an import."""
        return self.data.contexts_by_lineno(self.names[path]) if path in self.names else {}

    def tests(self, mutant: Mutant) -> tuple[set[str], bool]:
        """The tests that run a mutant's statement, and whether it also runs in an import."""
        contexts: set[str] = set()
        for line, found in self.lines(mutant.path).items():
            if mutant.first <= line <= mutant.last:
                contexts.update(found)
        tests = {context.rpartition("|")[0] for context in contexts}
        return tests - {""}, "" in tests

    def all_cases(self, tests: set[str], items: Iterable[str], path: str) -> set[str]:
        """All cases of these tests, and of those whose cases were not all measured, or none.

        Where no test was seen to run the statement, also those that run another one of the file.
        """
        cases = Counter(map(function_of, items))
        folder = "tests/backhand/" if path.startswith("backhand/") else "tests/judging/"
        others = (context for found in self.lines(path).values() for context in found)
        functions = set(map(function_of, tests or others)) - {""}
        return {
            name
            for name in items
            if function_of(name) in functions
            or (name.startswith(folder) and self._is_open(function_of(name), cases))
        }

    def _is_open(self, function: str, cases: Counter[str]) -> bool:
        """Whether a test may run what was not seen: it is new, or has cases that were left out."""
        return function not in self.known or cases[function] > CASES

    def ordered(self, tests: set[str]) -> list[str]:
        """Some of the tests: quick ones first, one of each function before its second."""
        ranked = sorted(tests, key=lambda name: (self.seconds.get(name, 0.0), name))
        seen: dict[str, int] = defaultdict(int)
        turns = []
        for name in ranked:
            function = function_of(name)
            turn = seen[function] if function in self.known else -1  # new tests come first
            turns.append((turn, self.seconds.get(name, 0.0), name))
            seen[function] += 1
        chosen, total = [], 0.0
        for _, seconds, name in sorted(turns):
            total += max(seconds, 0.003)
            if total > MOST_SECONDS:
                break
            chosen.append(name)
        return chosen
