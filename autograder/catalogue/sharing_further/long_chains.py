"""Part D: what truncation drops and what clipping scales (F13, F14)."""

from __future__ import annotations
