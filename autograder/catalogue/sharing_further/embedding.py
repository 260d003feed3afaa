"""Part B: rows of a table, read once, twice or never (F7)."""

from __future__ import annotations
