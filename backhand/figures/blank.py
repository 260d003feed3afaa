"""What figures are drawn on where Matplotlib is not installed: their text needs none of it."""

from __future__ import annotations

import importlib
from typing import Any


class Blank:
    """Stands in for anything of Matplotlib's: what is drawn on it is lost."""

    def __getattr__(self, name: str) -> Blank:
        """Any attribute."""
        return self

    def __call__(self, *_: Any, **__: Any) -> Blank:
        """Any method."""
        return self

    def __getitem__(self, key: Any) -> Blank:
        """Any item."""
        return self

    def get_legend_handles_labels(self) -> tuple[list[Any], list[str]]:
        """Nothing was drawn that a legend could name."""
        return [], []

    def get_size_inches(self) -> tuple[float, float]:
        """Any size: nothing is shown."""
        return 1.0, 1.0

    def get_figwidth(self) -> float:
        """Any width: nothing is shown."""
        return 1.0


def part(name: str) -> Any:
    """A module of Matplotlib such as `patches`, or a blank one where it is not installed."""
    try:
        return importlib.import_module(f"matplotlib.{name}")
    except ImportError:
        return Blank()
