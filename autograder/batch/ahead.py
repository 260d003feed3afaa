"""Starting what workers are forked from, while the command itself is still being imported.

It is a process of its own, which has never held a gradebook or a secret: children inherit memory.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

WORK = "autograder.batch.work"

# jsonschema asks for it by way of nbformat, and does without it: building its grammar of
# internationalized addresses, of which a notebook has none, takes a second in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def context() -> BaseContext:
    """How workers are started: forked where a system can, else each from the beginning."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    # Not the main module: it is the command itself.
    made.set_forkserver_preload([__name__, WORK])
    return made


def start() -> None:
    """Start it, and do not wait."""
    if context().get_start_method() == "forkserver":
        forkserver.ensure_running()
