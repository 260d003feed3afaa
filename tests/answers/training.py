"""Answers to the exercises of `06_training_by_hand`."""

from __future__ import annotations

from typing import Any

RIGHT: dict[str, list[Any]] = {}

WRONG: dict[str, list[tuple[str | None, Any]]] = {}
