"""Which version of this package a notebook needs."""

from __future__ import annotations

import re

import backhand


def needs_version(least: str) -> None:
    """Refuse to go on with a version that is older than a notebook needs.

    Raises
    ------
    ImportError
        Which the set-up cell turns into what to do.
    """
    if _numbers(backhand.__version__) < _numbers(least):
        raise ImportError(f"this notebook needs Backhand {least}, got {backhand.__version__}")


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
