"""Threads in place of processes, which a submission cannot start; most just map a function."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import multiprocessing.context
import multiprocessing.dummy
import multiprocessing.pool
import queue
import threading
from typing import Any

#: The most threads of a pool: by default there would be as many as processors, too many at times.
MOST = 4
SHARED = ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier")


class Pool(multiprocessing.pool.ThreadPool):
    """Stands in for `multiprocessing.Pool`."""

    def __init__(self, processes: int | None = None, *given: Any, **options: Any) -> None:
        options.pop("maxtasksperchild", None)
        options.pop("context", None)
        super().__init__(min(processes or MOST, MOST), *given[:2], **options)


class Executor(concurrent.futures.ThreadPoolExecutor):
    """Stands in for `concurrent.futures.ProcessPoolExecutor`."""

    def __init__(self, max_workers: int | None = None, *given: Any, **options: Any) -> None:
        kept = {k: v for k, v in options.items() if k in ("initializer", "initargs")}
        super().__init__(min(max_workers or MOST, MOST), **kept)


def stand_in() -> None:
    """Replace everything that starts processes by what starts threads."""
    stand_ins: dict[str, Any] = {name: getattr(threading, name) for name in SHARED}
    stand_ins |= {"Pool": Pool, "Process": multiprocessing.dummy.Process}
    stand_ins |= {"Queue": queue.Queue, "JoinableQueue": queue.Queue}
    for name, made in stand_ins.items():
        setattr(multiprocessing, name, made)
        if name != "Process":
            setattr(multiprocessing.context.BaseContext, name, staticmethod(made))
    futures: Any = concurrent.futures
    futures.ProcessPoolExecutor = Executor
