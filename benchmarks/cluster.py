"""What a Dask cluster costs: seconds of processor by place, and bytes over the network.

    python benchmarks/cluster.py [--submissions 60] [--workers 2]

A scheduler and workers are started on this machine, each a process of its own. The same class is
graded here, with as many processes, and on them, pages included; gradebooks and pages must be the
same byte for byte. What each submission costs is the slope between a few and all of them; the rest
is what a command costs once. Seconds of processor depend less than those of a clock on what else
the machine does. The bytes are counted between the command and the scheduler, by a relay that both
speak through.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from grade_class import NAME, STEPS, STUDENTS, fill

#: Of one command: seconds or kB, by what takes them.
Costs = dict[str, float]
ROWS = """select student_id, base_cell.name, auto_score, manual_score, needs_manual_grade, timestamp
from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
join base_cell on base_cell.id = grade.cell_id order by 1, 2"""


class Relay:
    """Passes on what a client and a server send each other, and counts the bytes.

    Attributes
    ----------
    sent, received : int
        By the client.
    """

    def __init__(self, port: int) -> None:
        self.sent = self.received = 0
        self._to, self._listener = port, socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            client, _ = self._listener.accept()
            server = socket.create_connection(("127.0.0.1", self._to))
            for ends in ((client, server, "sent"), (server, client, "received")):
                threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, way: str) -> None:
        while data := source.recv(1 << 16):
            setattr(self, way, getattr(self, way) + len(data))
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def cluster(folder: Path, count: int) -> Iterator[tuple[int, list[psutil.Process]]]:
    """The port of a scheduler, and its process with those of its workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    dask = [sys.executable, "-m", "dask"]
    commands = [[*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]]
    for _ in range(count):
        one = [*dask, "worker", f"tcp://127.0.0.1:{port}", "--no-nanny", "--nthreads", "1"]
        commands.append(one)
    with ExitStack() as stack:
        log = stack.enter_context((folder / "dask.log").open("ab"))
        started = []
        for command in commands:
            process = psutil.Popen(command, cwd=folder, stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.kill)
            started.append(process)
        yield port, started


def wait_for(port: int, count: int) -> None:
    """Wait until all workers are there."""
    from distributed import Client

    with Client(f"tcp://127.0.0.1:{port}", timeout=120) as client:
        client.wait_for_workers(count, timeout=120)


def busy(processes: list[psutil.Process]) -> float:
    """Seconds of processor that processes and their descendants have taken."""
    everything = [one for p in processes for one in (p, *p.children(recursive=True))]
    return sum(sum(one.cpu_times()[:4]) for one in everything)


def command(root: Path, step: str, *words: str) -> Costs:
    """Seconds that one of our commands takes: by the clock, and of processor here."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    whole = [sys.executable, "-m", "backhand_cli", step, ".", NAME, *words]
    subprocess.run(whole, cwd=root, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"by the clock": time.perf_counter() - began, "command": taken}


def made(root: Path) -> dict[str, object]:
    """What grading and feedback leave behind: rows of the gradebook, graded notebooks, pages."""
    with sqlite3.connect(root / "gradebook.db") as book:
        found: dict[str, object] = {"gradebook": book.execute(ROWS).fetchall()}
    for folder in ("autograded", "feedback"):
        for path in sorted((root / folder).rglob("*.*")):
            found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--submissions", type=int, default=60, metavar="N")
    options.add_argument("--workers", type=int, default=2, metavar="N")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="backhand-cluster-") as name:
        measure(Path(name), given.submissions, given.workers)


def measure(scratch: Path, size: int, workers: int) -> None:
    """Do both with a few submissions and with all, and print what each further one costs."""
    sizes = (len(STUDENTS), size)
    local = [fill(scratch / f"local-{count}", count, plain=False) for count in sizes]
    remote = [shutil.copytree(root, scratch / f"remote-{root.name}") for root in local]
    first = shutil.copytree(local[0], scratch / "first")
    for step in STEPS:
        few, many = (command(root, step, "--jobs", str(workers)) for root in local)
        show(f"{step} here", sizes, few, many)
    began = time.perf_counter()
    with cluster(scratch, workers) as (port, processes):
        wait_for(port, workers)
        print(f"{workers} workers were there after {time.perf_counter() - began:.1f} s")
        for step in STEPS:
            cold = on_cluster(first, step, port, processes)
            few, many = (on_cluster(root, step, port, processes) for root in remote)
            show(f"{step} on the cluster", sizes, few, many)
            more = (cold["workers"] - few["workers"]) / workers
            print(f"  a worker's first submission takes {more:.1f} s of processor more")
    for here, there in zip(local, remote, strict=True):
        assert made(here) == made(there), "the cluster made something else"
    print(f"the same gradebook, notebooks and pages of {size} submissions")


def on_cluster(root: Path, step: str, port: int, processes: list[psutil.Process]) -> Costs:
    """Run one command on the cluster."""
    relay = Relay(port)
    places = {"scheduler": processes[:1], "workers": processes[1:]}
    before = {name: busy(place) for name, place in places.items()}
    costs = command(root, step, "--scheduler", f"tcp://127.0.0.1:{relay.port}")
    costs |= {name: busy(place) - before[name] for name, place in places.items()}
    return costs | {"kB out": relay.sent / 1000, "kB back": relay.received / 1000}


def show(title: str, sizes: tuple[int, int], few: Costs, many: Costs) -> None:
    """Print what each further submission costs, and what all cost that come first."""
    print(f"{title}, for each submission (and once for all):")
    for name, most in many.items():
        each = (most - few[name]) / (sizes[1] - sizes[0])
        print(f"  {name:16}{each:9.3f}  ({few[name] - each * sizes[0]:.1f})")


if __name__ == "__main__":
    main()
