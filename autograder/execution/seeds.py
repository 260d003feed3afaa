"""Seeds of graded draws, from the class's secret: known to the judging process alone."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from pathlib import Path

#: From an exercise's id to the seed that its probes are numbered under.
SeedFor = Callable[[str], Sequence[int]]


def seeds_of(secret: bytes) -> SeedFor:
    """The seeds of a class: the same for all its students, and at every regrade."""

    def seed_for(exercise: str) -> Sequence[int]:
        return list(hmac.digest(secret, exercise.encode(), "sha256"))

    return seed_for


def read_secret(path: Path) -> bytes:
    """Read a class's secret.

    Raises
    ------
    ValueError
        If there is too little in the file.
    """
    secret = path.read_bytes().strip()
    if len(secret) < 32:
        raise ValueError(
            f"expected a secret of at least 32 characters in {path}, got {len(secret)}; "
            "likely the file was emptied: copy it back, or regrade the class with a new one"
        )
    return secret
