"""Part B: W together with its transpose in one loss (F6)."""

from __future__ import annotations
