"""A class graded by a Dask cluster gets what it gets on one machine, also where a part dies."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from batch.classes import NAME, STUDENTS, copy_of, graded, rows
from commands import only_line, run

from autograder.batch import workers
from autograder.batch.progress import Progress
from autograder.boundary.errors import BackhandError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def expected(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> object:
    """What the gradebook holds when the class is graded here."""
    root = copy_of(fresh, tmp_path_factory.mktemp("local") / "class")
    graded(root)
    return rows(root)


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._file, self._folder, self._stack = folder / "scheduler.json", folder, stack
        self.scheduler = self._start(
            *("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        )
        self.workers = [self._start("worker", "--no-nanny", "--nthreads", "2") for _ in range(2)]
        self.address = self._address()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(self._file)]
        log = self._stack.enter_context((self._folder / f"{words[0]}.log").open("ab"))
        process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    def _address(self) -> str:
        from distributed import Client

        # A process that could not start must not keep anybody waiting.
        until = time.monotonic() + 60
        while not self._file.exists():
            assert self.scheduler.poll() is None and time.monotonic() < until
            time.sleep(0.1)
        with Client(scheduler_file=str(self._file), timeout=30) as client:
            client.wait_for_workers(2, timeout=60)
            return str(client.scheduler.address)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(folder, stack)


def command(root: Path, address: str) -> subprocess.CompletedProcess[str]:
    words = ("grade", ".", NAME, "--scheduler", address)
    return run(root, "backhand_cli", *words, timeout=300)


def after_the_first(kill: Callable[[], None]) -> Callable[[Progress], None]:
    """Kill something once a submission has been graded."""
    return lambda progress: kill() if progress.graded else None


def test_a_cluster_enters_the_same(root: Path, expected: object, tmp_path: Path) -> None:
    with cluster(tmp_path) as running:
        ran = command(root, running.address)
        assert ran.returncode == 0, ran.stderr[-3000:]
        assert "Traceback" not in ran.stderr
        assert "4 unchanged" in command(root, running.address).stdout
    assert rows(root) == expected


@pytest.mark.whole
def test_a_worker_that_is_killed_on_the_way_leaves_nobody_out(
    root: Path, expected: object, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        kill = after_the_first(running.workers[0].kill)
        progress = graded(root, show=kill, scheduler=running.address)
        assert running.workers[0].wait(10) != 0
    assert sorted(progress.graded) == sorted(STUDENTS) and not progress.refused
    assert rows(root) == expected


@pytest.mark.whole
def test_a_scheduler_that_is_killed_on_the_way_costs_nobody_a_point(
    root: Path, expected: object, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        kill = after_the_first(running.scheduler.kill)
        with pytest.raises(BackhandError, match="Dask"):
            graded(root, show=kill, scheduler=running.address)
    progress = graded(root)
    assert progress.unchanged and len(progress.unchanged) + len(progress.graded) == len(STUDENTS)
    assert rows(root) == expected


@pytest.mark.whole
def test_a_cluster_without_workers_keeps_nobody_waiting(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 2.0)
    with cluster(tmp_path) as running:

        def kill_both() -> None:
            for worker in running.workers:
                worker.kill()

        kill = after_the_first(kill_both)
        with pytest.raises(BackhandError, match="expected workers at the Dask scheduler, got none"):
            graded(root, show=kill, scheduler=running.address)
        with pytest.raises(BackhandError, match=f"dask worker {running.address}"):
            graded(root, show=kill, scheduler=running.address)


def test_workers_with_another_backhand_are_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = tmp_path / "older" / "backhand-0.0.1.dist-info" / "METADATA"
    about.parent.mkdir(parents=True)
    about.write_text("Metadata-Version: 2.1\nName: backhand\nVersion: 0.0.1\n")
    # For the workers, which this process starts; it has its own path already.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "older"))
    with cluster(tmp_path) as running, pytest.raises(BackhandError, match=r"worker, got 0\.0\.1;"):
        graded(root, scheduler=running.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "no-address"])
def test_nobody_at_the_address_is_one_line_within_seconds(root: Path, address: str) -> None:
    began = time.monotonic()
    ran = command(root, address)
    assert ran.returncode == 2 and time.monotonic() - began < 100
    line = only_line(ran.stderr)
    assert "Dask scheduler" in line and address in line
    assert not (root / "autograded").exists()
