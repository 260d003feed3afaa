"""What was checked so far, kept in a small file beside the notebook so that it survives a restart.

It serves hints and progress alone; when grading, it is neither read nor written. If the file cannot
be read or written, the memory lasts as long as the kernel.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, get_args

from autograder.exercises.exercise import is_points
from autograder.judging.verdict import State

FILE = ".backhand-progress.json"
FORMAT, VERSION = "backhand progress", 1
#: A larger file is not ours.
LARGEST = 1_000_000
NOT_KEPT = "This folder cannot be written, so hints and progress start again after a restart."


@dataclass(frozen=True)
class Remembered:
    """The latest check of an exercise.

    Attributes
    ----------
    at : float
        When it was checked, in seconds since 1970.
    seen : mapping
        The fingerprints of the answers that had a slip, by slip; see `hinting`.
    """

    state: State
    score: float
    points: float
    at: float = field(default_factory=time.time)
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


#: What this kernel checked.
_session: dict[str, Remembered] = {}
_said: set[str] = set()


def recall(folders: Iterable[Path]) -> dict[str, Remembered]:
    """The latest check of each exercise, in this kernel or in a file."""
    found: dict[str, Remembered] = {}
    for entries in (*map(_read, dict.fromkeys(folders)), _session):
        for exercise, entry in entries.items():
            if exercise not in found or found[exercise].at <= entry.at:
                found[exercise] = entry
    return found


def remember(exercise: str, entry: Remembered, folder: Path | None) -> str:
    """Keep a check; return what to say about that, which is nothing or, once, a line."""
    _session[exercise] = entry
    # Two kernels may write at the same time: what one of them loses, it writes next time.
    if (folder and _write(folder, recall([folder]))) or NOT_KEPT in _said:
        return ""
    _said.add(NOT_KEPT)
    return NOT_KEPT


def latest() -> str:
    """The exercise that this kernel checked last; empty if there is none."""
    return max(_session, key=lambda exercise: _session[exercise].at, default="")


def _read(folder: Path) -> dict[str, Remembered]:
    path = folder / FILE
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return dict(_entries(content))


def _entries(content: Any) -> Iterator[tuple[str, Remembered]]:
    """Each entry that can be understood."""
    if not isinstance(content, dict) or content.get(FORMAT) != VERSION:
        return
    exercises = content.get("exercises")
    for exercise, raw in (exercises if isinstance(exercises, dict) else {}).items():
        try:
            seen = {slip: tuple(map(str, answers)) for slip, answers in raw["seen"].items()}
            at = float(raw["at"])
            # A clock that was ahead must not keep later checks from counting.
            at = at if at <= time.time() else 0.0
            entry = Remembered(raw["state"], raw["score"], raw["points"], at, seen)
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
            continue
        known = entry.state in get_args(State)
        if known and is_points(entry.points) and is_points(entry.score):
            yield exercise, entry


def _write(folder: Path, entries: Mapping[str, Remembered]) -> bool:
    """Replace the file at once, so that nobody reads a part of it; whether that worked."""
    content = {FORMAT: VERSION, "exercises": {name: asdict(one) for name, one in entries.items()}}
    beside = folder / f"{FILE}.{secrets.token_hex(4)}"
    try:
        beside.write_text(json.dumps(content, indent=1), encoding="utf-8")
        os.replace(beside, folder / FILE)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        return False
    return True
