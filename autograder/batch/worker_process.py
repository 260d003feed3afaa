"""What runs in a worker process: how it begins, and the one function it is asked for.

A process that is started anew imports this module first, and the rest once it is prepared.
"""

from __future__ import annotations

import gc
import os
import signal
import warnings
from dataclasses import replace
from importlib import import_module
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Lock, Thread
from time import perf_counter

from autograder.batch.quick_start import import_nbformat
from autograder.batch.tasks import GradedSubmission, Submission
from autograder.sandbox import SandboxWarning

# On a cluster a worker may have several threads, and they share the engine.
_one_at_a_time = Lock()


def begin() -> None:
    """Begin a worker process of `backhand grade`.

    The command itself has warned about missing walls, and it is the one that Ctrl-C is for.
    """
    warnings.simplefilter("ignore", SandboxWarning)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    import_nbformat()
    import_module("autograder.batch.work")
    # What is imported stays: the collector need not look at it again, nor copy shared pages.
    gc.freeze()
    Thread(target=_end_with_command, daemon=True).start()


def grade_one(spec: bytes, handed_in: Submission) -> GradedSubmission:
    """Grade one submission in this process, with its engine.

    Parameters
    ----------
    spec : bytes
        A pickled `AssignmentSpec`: the same for all submissions, and read once.
    handed_in : Submission
    """
    with _one_at_a_time:
        import_nbformat()
        from autograder.batch.work import grade

        begun = perf_counter()
        graded = grade(spec, handed_in)
        return replace(graded, seconds=round(perf_counter() - begun, 3))


def _end_with_command() -> None:
    """Wait until the command ends, in whatever way, and end with it."""
    command = parent_process()
    if command is not None:
        wait([command.sentinel])
        os._exit(1)
