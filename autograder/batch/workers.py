"""The pool of workers: processes on this machine, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

from autograder.batch.tasks import GradedSubmission, Submission
from autograder.batch.worker_process import begin, grade_one
from autograder.boundary.errors import BackhandError

#: Submissions sent out at a time for each worker: one being graded, and the next one waiting.
SENT_PER_WORKER = 2
#: Seconds without a result after which a cluster is asked whether it still has workers.
PATIENCE = 30.0
NOBODY = (
    "expected workers at the Dask scheduler, got none; "
    "likely they still have to be started: dask worker {}"
)
GONE = (
    "expected the Dask scheduler to stay until the end, got no more answers from it; "
    "what has been graded is kept: run the same command again to go on"
)
NO_PROCESSES = (
    "expected to start processes that share semaphores, got {}; likely /dev/shm is missing or "
    "cannot be written: mount -t tmpfs tmpfs /dev/shm"
)
Task = TypeVar("Task")
Result = TypeVar("Result")
LOST = "the process that graded it ended twice; likely memory ran out: grade it by itself"


@dataclass(frozen=True)
class Job(Generic[Task, Result]):
    """What workers do.

    Attributes
    ----------
    do : callable
        From `spec` and a task to its result.
    spec : bytes
        What all tasks have in common, pickled.
    failed : callable
        The result of a task whose worker raised this exception, or ended twice.
    """

    do: Callable[[bytes, Task], Result]
    spec: bytes
    failed: Callable[[Task, Exception | None], Result]


class Workers:
    """A pool of workers; only so many submissions are sent out at a time, which bounds memory.

    Workers on this machine are copies of this process: create them before it opens files or
    connections that are not for them.

    Parameters
    ----------
    count : int
        How many submissions to grade at a time; 0 for as many as there are processors.
    scheduler : str
        Address of a Dask scheduler; empty for processes here.
    begin : callable
        What each process here does first.
    """

    def __init__(self, count: int, scheduler: str = "", begin: Callable[[], None] = begin) -> None:
        self._begin = begin
        self._client = _connected(scheduler) if scheduler else None
        self._scheduler = scheduler
        self._count = count or self._processors()
        self._executor = self._make()

    def grade(self, spec: bytes, submissions: Iterable[Submission]) -> Iterator[GradedSubmission]:
        """Grade submissions; each result is yielded as soon as it is ready, in any order."""
        return self.work(Job(grade_one, spec, _not_graded), submissions)

    def work(self, job: Job[Task, Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Do a job for each task; each result is yielded as soon as it is ready, in any order."""
        waiting: dict[Future[Result], Task] = {}
        lost: list[Task] = []
        for one in tasks:
            waiting[self._executor.submit(job.do, job.spec, one)] = one
            while len(waiting) >= SENT_PER_WORKER * self._count:
                yield from self._ready(job, waiting, lost)
            # One of those that were out ended its worker: done one by one, it shows which.
            while lost:
                yield self._alone(job, lost.pop())
        while waiting:
            yield from self._ready(job, waiting, lost)
        while lost:
            yield self._alone(job, lost.pop())

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        if self._client is not None:
            self._executor.shutdown(wait=False)
            self._client.close()
            return
        processes = list((getattr(self._executor, "_processes", None) or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()

    def _ready(
        self, job: Job[Task, Result], waiting: dict[Future[Result], Task], lost: list[Task]
    ) -> Iterator[Result]:
        done, _ = wait(waiting, PATIENCE, return_when=FIRST_COMPLETED)
        if not done and self._client is not None and not self._client.ncores():
            raise BackhandError(NOBODY.format(self._scheduler))
        for future in done:
            one = waiting.pop(future)
            try:
                yield _result(job, future, one)
            except BrokenExecutor:
                lost.append(one)
        if lost:
            lost.extend(waiting.values())
            waiting.clear()
            self._executor = self._make()

    def _alone(self, job: Job[Task, Result], one: Task) -> Result:
        try:
            return _result(job, self._executor.submit(job.do, job.spec, one), one)
        except BrokenExecutor:
            self._executor = self._make()
            return job.failed(one, None)

    def _processors(self) -> int:
        if self._client is not None:
            return max(1, sum(self._client.ncores().values()))
        return processors()

    def _make(self) -> Executor:
        if self._client is not None:
            executor: Executor = self._client.get_executor(pure=False)
            return executor
        try:
            made = ProcessPoolExecutor(self._count, _context(), self._begin)
            made.submit(int)  # the first task starts all workers
        except (OSError, ImportError, NotImplementedError) as failure:
            raise BackhandError(NO_PROCESSES.format(failure)) from failure
        return made


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context() -> BaseContext:
    """How workers are started: as copies of this process, which is quick, where that is safe."""
    return multiprocessing.get_context("fork" if sys.platform.startswith("linux") else None)


def _not_graded(one: Submission, failure: Exception | None) -> GradedSubmission:
    """The result for a submission that no worker could grade."""
    line = LOST
    if failure is not None:
        line = f"could not be graded: {type(failure).__name__}: {failure}"
    return GradedSubmission(one.student, {}, {}, one.remarks, line)


def _result(job: Job[Task, Result], future: Future[Result], one: Task) -> Result:
    """A worker's result; a failure becomes this student's line if it concerns no one else."""
    try:
        return future.result()
    except (BrokenExecutor, BackhandError):
        raise
    except CancelledError:
        # Nothing here cancels tasks: the scheduler is gone.
        raise BackhandError(GONE) from None
    except Exception as failure:
        return job.failed(one, failure)


def _connected(scheduler: str) -> Any:
    try:
        connect: Any = import_module("distributed").Client
    except ModuleNotFoundError:
        raise BackhandError(
            "expected the package distributed for --scheduler, got none; "
            "likely pip install 'backhand[cluster]' is missing"
        ) from None
    try:
        client = connect(scheduler, timeout=10)
    except (OSError, TimeoutError, ValueError) as failure:
        raise BackhandError(
            f"expected a Dask scheduler at {scheduler}, got {failure or 'no answer'}"
        ) from failure
    try:
        _check_workers(client, scheduler)
    except BackhandError:
        client.close()
        raise
    return client


def _check_workers(client: Any, scheduler: str) -> None:
    """Refuse a cluster without Backhand, or with another version: it would never answer."""
    here = version("backhand")
    try:
        # Not a function of ours: a worker without Backhand could not even unpickle that.
        found = client.run(version, "backhand")
    except PackageNotFoundError:
        found = {"": "none"}
    if not found:
        raise BackhandError(NOBODY.format(scheduler))
    others = sorted(set(found.values()) - {here})
    if others:
        raise BackhandError(
            f"expected backhand {here} on every Dask worker, got {', '.join(others)}; "
            "likely it still has to be installed there"
        )
