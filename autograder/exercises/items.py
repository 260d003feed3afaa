"""The titles of the derivations that the course teaches, by their numbers: S1 ... F18."""

from __future__ import annotations

from collections.abc import Mapping

from backhand.derivations import DERIVATIONS

ITEMS: Mapping[str, str] = DERIVATIONS
