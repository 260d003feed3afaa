"""Part E: changes of the weights that change nothing (F15, F16)."""

from __future__ import annotations
