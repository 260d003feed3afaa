"""How much work a page may be: what takes long to render is shown as plain text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Seconds of computing for the texts and outputs of one page.
SECONDS = 3.0
#: Characters to look at, as often as something is opened whose end is looked for: several times
#: as many as the longest question of the course has.
MAX_STEPS = 3_000_000
_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def limited() -> Iterator[None]:
    """Limit the time for all that is rendered within this block."""
    before = _until.set(time.thread_time() + SECONDS)
    try:
        yield
    finally:
        _until.reset(before)


def used_up() -> bool:
    """Whether the time of the page that is being made is up; never outside of such a block."""
    until = _until.get()
    return until is not None and time.thread_time() > until


def too_hard(source: str, openers: str) -> bool:
    """Whether a text has so many of these characters that looking for their ends takes long."""
    return len(source) * sum(map(source.count, openers)) > MAX_STEPS
