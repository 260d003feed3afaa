"""Seeds of graded draws, derived from the class's secret; only the judging process knows them."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.notebook.checking import public_seed

#: From an exercise's id to the seed of its draws.
SeedFor = Callable[[str], Sequence[int]]


def seeds_of(secret: bytes | None) -> SeedFor:
    """The seeds of a class: the same for all its students and at every regrade.

    Without a secret they are the public ones, which `check` uses under nbgrader alone.
    """
    if secret is None:
        return public_seed

    def seed_for(exercise: str) -> Sequence[int]:
        return list(hmac.digest(secret, exercise.encode(), "sha256"))

    return seed_for


def read_secret(path: Path) -> bytes:
    """Read a class's secret.

    Raises
    ------
    ValueError
        If the file holds too few characters.
    """
    secret = path.read_bytes().strip()
    if len(secret) < 32:
        raise ValueError(
            f"expected a secret of at least 32 characters in {path}, got {len(secret)}; "
            "likely the file was emptied: copy it back, or regrade the class with a new one"
        )
    return secret
