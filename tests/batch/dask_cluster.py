"""A Dask cluster of a test's own: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


class Cluster:
    """A scheduler and two workers; `env` adds to what the workers' environment holds."""

    def __init__(self, folder: Path, stack: ExitStack, env: Mapping[str, str]) -> None:
        self._file, self._folder, self._stack = folder / "scheduler.json", folder, stack
        self._env: dict[str, str] = {}
        self.scheduler = self._start(
            *("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        )
        self._env = dict(env)
        self.workers = [self._start("worker", "--no-nanny", "--nthreads", "2") for _ in range(2)]
        self.address = self._address()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(self._file)]
        log = self._stack.enter_context((self._folder / f"{words[0]}.log").open("ab"))
        env = {**os.environ, **self._env}
        process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, env=env)
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
def cluster(folder: Path, env: Mapping[str, str] = {}) -> Iterator[Cluster]:
    """A running cluster; it ends with the block."""
    with ExitStack() as stack:
        yield Cluster(folder, stack, env)
