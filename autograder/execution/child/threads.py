"""Threads in place of processes: a submission may start none, and a pool mostly maps a function."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import multiprocessing.context
import multiprocessing.dummy
import multiprocessing.pool
import queue
import threading
from typing import Any

#: How many at most, whatever was asked for: as many as there are processors may be too many.
MOST = 4
SHARED = ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier")


class Pool(multiprocessing.pool.ThreadPool):
    """Stands for `multiprocessing.Pool`."""

    def __init__(self, processes: int | None = None, *given: Any, **options: Any) -> None:
        options.pop("maxtasksperchild", None)
        options.pop("context", None)
        super().__init__(min(processes or MOST, MOST), *given[:2], **options)


class Executor(concurrent.futures.ThreadPoolExecutor):
    """Stands for `concurrent.futures.ProcessPoolExecutor`."""

    def __init__(self, max_workers: int | None = None, *given: Any, **options: Any) -> None:
        kept = {k: v for k, v in options.items() if k in ("initializer", "initargs")}
        super().__init__(min(max_workers or MOST, MOST), **kept)


def stand_in() -> None:
    """Let what starts processes start threads."""
    stand_ins: dict[str, Any] = {name: getattr(threading, name) for name in SHARED}
    stand_ins |= {"Pool": Pool, "Process": multiprocessing.dummy.Process}
    stand_ins |= {"Queue": queue.Queue, "JoinableQueue": queue.Queue}
    for name, made in stand_ins.items():
        setattr(multiprocessing, name, made)
        if name != "Process":
            setattr(multiprocessing.context.BaseContext, name, staticmethod(made))
    futures: Any = concurrent.futures
    futures.ProcessPoolExecutor = Executor
