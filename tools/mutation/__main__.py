"""Run a sample of mutants, or print the figures: see `tools/mutation/__init__.py`."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tools.mutation.covering import TESTS, Covering, measure
from tools.mutation.figures import figures
from tools.mutation.mutants import ROOT, population, sample
from tools.mutation.running import Mutating, read

SURVIVING = ("survived", "not covered")


def main() -> int:
    """Do what was asked for; an interrupted run goes on where it was."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=500, help="how many (default: 500)")
    parser.add_argument("--seed", type=int, default=0, help="another sample (default: 0)")
    parser.add_argument("--again", action="store_true", help="run surviving ones again")
    parser.add_argument("--figures", action="store_true", help="print the tables, run nothing")
    parser.add_argument("--state", type=Path, default=ROOT / "build" / "mutation", metavar="DIR")
    asked = parser.parse_args()
    state: Path = asked.state.absolute()
    state.mkdir(parents=True, exist_ok=True)
    everything = population()
    drawn = sample(everything, asked.sample, asked.seed)
    done = {line["name"]: line for line in read(state / "results.jsonl")}
    if asked.figures:
        print(figures(everything, drawn, done, Covering(state)))
        return 0
    measure(state)
    again = SURVIVING if asked.again else ()
    todo = [m for m in drawn if m.name not in done or done[m.name]["outcome"] in again]
    print(f"{len(todo)} mutants to run, {len(drawn) - len(todo)} done", flush=True)
    results = state / "results.jsonl"
    plugin = Mutating(todo, Covering(state), results, all_cases=asked.again)
    # Collected once; the plug-in forks a process for each mutant.
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:cov", "-m", "not slow"]
    return pytest.main([*options, *(str(ROOT / tests) for tests in TESTS)], plugins=[plugin])


if __name__ == "__main__":
    raise SystemExit(main())
