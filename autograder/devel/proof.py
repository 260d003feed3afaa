"""What is proven of one exercise's slips."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Proof:
    """How many slips of an exercise are named, which tie, and how often nonsense gets a name."""

    exercise: str
    slips: int
    named: int
    ties: tuple[tuple[str, str], ...]
    pairs: int
    nonsense: int
    false_names: int
