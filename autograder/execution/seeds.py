"""Seeds of graded draws, derived from the class's secret; only the judging process knows them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.notebook.checking import public_seed

#: From an exercise's id to the seed of its draws.
SeedFor = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Seeds:
    """The seeds of a class, as one of its students gets them.

    Called with an exercise, they give the seed of the draws that all students share, the same at
    every regrade.

    Parameters
    ----------
    secret : bytes or None
        Without it the seeds are the public ones, which `check` uses under nbgrader alone.
    student : str
    """

    secret: bytes | None
    student: str = ""

    def __call__(self, exercise: str) -> Sequence[int]:
        """The seed of the draws that all students share."""
        return public_seed(exercise) if self.secret is None else [*self._digest(exercise.encode())]

    def own(self, exercise: str, content: bytes) -> int | None:
        """The seed of the student's own draw, which changes with what is handed in.

        None without a secret: whoever knows the seed could answer with a table.
        """
        if self.secret is None:
            return None
        parts = (exercise.encode(), self.student.encode("utf-8", "surrogateescape"), content)
        return int.from_bytes(self._digest(b"".join(hashlib.sha256(p).digest() for p in parts)))

    def _digest(self, what: bytes) -> bytes:
        assert self.secret is not None
        return hmac.digest(self.secret, what, "sha256")


def seeds_of(secret: bytes | None, student: str = "") -> Seeds:
    """The seeds of a class with this secret, as this student gets them."""
    return Seeds(secret, student)


def digest_of(cells: Iterable[str], files: Mapping[str, bytes]) -> bytes:
    """A digest of what is handed in: the source of each cell, and the files beside the notebook."""
    digest = hashlib.sha256(repr([*cells]).encode("utf-8", "surrogatepass"))
    for name in sorted(files):
        digest.update(repr((name, hashlib.sha256(files[name]).digest())).encode())
    return digest.digest()


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
