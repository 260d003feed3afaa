"""Measure the loss and all gradients of a network: Backhand, its peers, NumPy by hand.

    python benchmarks/library.py [--write docs] [--network 64-64-10 --batch 32] [--seconds 20]

All in float64, with the same number of threads and on as many processors, in turns: each round
gives everyone a turn, and the order rotates. First all gradients are compared. Printed are medians
over the rounds, as multiples of NumPy by hand in the same round. `--write docs` puts the table and
a plot into docs/benchmarks.md. All networks take about five minutes.

The peers are no dependencies of Backhand. Whoever is not installed is left out. An environment of
their own:

    python -m venv peers
    peers/bin/pip install numpy torch jax autograd mygrad
    PYTHONPATH=. peers/bin/python benchmarks/library.py
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from library_plot import Row
    from peers import Problem, Run

NETWORKS = ("4-3-2", "16-16-10", "64-64-10", "784-256-128-10", "784-1024-1024-10")
BATCHES = (32, 256)
UNIT = "NumPy by hand"
#: How long a turn lasts at least, in seconds.
TURN = 0.004
#: The least and the largest number of rounds.
ROUNDS = (3, 400)
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def limit(threads: int) -> None:
    """Give everyone the same number of threads and processors; before NumPy is imported."""
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = str(threads)
    os.environ["XLA_FLAGS"] = " ".join(
        (
            f"--xla_cpu_multi_thread_eigen={str(threads > 1).lower()}",
            f"intra_op_parallelism_threads={threads}",
        )
    )
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


def keep_memory() -> None:
    """Have freed memory kept by the process, as after work with one larger array.

    Otherwise the C library gives it back to the system after some calls and not after others,
    and the next call pays for it: who does depends on what ran before.
    """
    import numpy as np

    np.empty(31 << 17).fill(0.0)


def measure(problem: Problem, names: Sequence[str], seconds: float, clock: str = "wall") -> Row:
    """Compare all gradients, then time everyone in turns for some seconds."""
    import peers
    from library_plot import Row

    runs = {name: peers.CONTESTANTS[name][1](problem) for name in names}
    agree(runs)
    now = CLOCKS[clock]
    counts = {name: _calls(run) for name, run in runs.items()}
    times: dict[str, list[float]] = {name: [] for name in names}
    gc.collect()
    gc.freeze()
    started, worked = time.perf_counter(), time.process_time()
    while not _enough(len(times[UNIT]), time.perf_counter() - started, seconds):
        first = len(times[UNIT]) % len(names)
        for name in (*names[first:], *names[:first]):
            times[name].append(_turn(runs[name], counts[name], now))
    share = (time.process_time() - worked) / (time.perf_counter() - started)
    gc.unfreeze()
    ratios = {
        name: statistics.median(t / u for t, u in zip(times[name], times[UNIT], strict=True))
        for name in names
    }
    unit = statistics.median(times[UNIT])
    return Row(problem.name, problem.batch, unit, ratios, len(times[UNIT]), share)


def agree(runs: dict[str, Run], within: float = 1e-9) -> None:
    """Raise unless all find the same loss and gradients as NumPy by hand."""
    import numpy as np

    loss, *blocks = runs[UNIT]()
    truths = [np.asarray(loss), *(array for block in blocks for array in block)]
    for name, run in runs.items():
        value, *blocks = run()
        if value is None:
            continue
        found = [np.asarray(value), *(np.asarray(array) for block in blocks for array in block)]
        for a, b in zip(found, truths, strict=True):
            if a.dtype != np.float64 or not np.abs(a - b).max() <= within * np.abs(b).max():
                raise SystemExit(f"{name} does not find the loss and gradients of {UNIT}")


def _calls(run: Run) -> int:
    """How many calls make a turn."""
    run()
    started = time.perf_counter()
    run()
    return max(1, round(TURN / (time.perf_counter() - started)))


def _turn(run: Run, calls: int, now: Callable[[], float]) -> float:
    """Seconds a call; the first, which finds the arrays of another in the caches, is not timed."""
    run()
    gc.collect()
    started = now()
    for _ in range(calls):
        run()
    return (now() - started) / calls


def _enough(rounds: int, spent: float, seconds: float) -> bool:
    return rounds >= ROUNDS[0] and (spent >= seconds or rounds >= ROUNDS[1])


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--network", nargs="+", default=NETWORKS, metavar="SIZES")
    parser.add_argument("--batch", nargs="+", type=int, default=BATCHES)
    parser.add_argument("--seconds", type=float, default=20, help="for each network and batch")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="cpu on a busy machine")
    parser.add_argument("--write", type=Path, metavar="DOCS", help="the folder of benchmarks.md")
    return parser.parse_args(given)


def main(options: argparse.Namespace) -> None:
    """Measure, print, and write if asked to."""
    limit(options.threads)
    import library_page
    import peers

    keep_memory()
    names = [name for name in peers.CONTESTANTS if peers.installed(name)]
    for name in peers.CONTESTANTS.keys() - set(names):
        print(f"{name} is not installed, and left out", file=sys.stderr)
    rows: list[Row] = []
    print(library_page.heading(names))
    for sizes in options.network:
        for batch in options.batch:
            problem = peers.Problem(tuple(map(int, sizes.split("-"))), batch)
            rows.append(measure(problem, names, options.seconds, options.clock))
            print(library_page.line(rows[-1], names), flush=True)
    if min(row.share for row in rows) < 0.95:
        print("the machine was busy with something else: take the figures with care")
    if options.write:
        library_page.write(options.write, rows, names, peers.versions(names), options.threads)


if __name__ == "__main__":
    main(arguments())
