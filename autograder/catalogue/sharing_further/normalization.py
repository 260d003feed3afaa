"""Part C: batch normalisation, in stages and in one formula (F10 to F12)."""

from __future__ import annotations
