"""The exercises of `05_symmetry_breaking`: equal units, and what parts them."""

from __future__ import annotations

from autograder.exercise import Exercise

SYMMETRY_BREAKING: tuple[Exercise, ...] = ()
