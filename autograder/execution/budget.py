"""Seconds that are left for something, such as all second tries of a notebook."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator


class Budget:
    """Seconds that are left; what is done in `spending` uses them up.

    Parameters
    ----------
    seconds : float

    Attributes
    ----------
    left : float
        Not above 0 where they are used up.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextlib.contextmanager
    def spending(self) -> Iterator[None]:
        """Subtract the time that the block takes."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.left -= time.monotonic() - began
