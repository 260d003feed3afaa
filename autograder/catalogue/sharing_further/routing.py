"""Part C: maxima and random masks, forward and backward (F8, F9)."""

from __future__ import annotations
