"""Of many cases that are alike, a normal run takes some, and --whole all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def every(step: int, values: Iterable[Any], name: Callable[[Any], str] = str) -> list[Any]:
    """Parameters for `parametrize`: every `step`-th value, and with --whole all of them."""
    return [
        pytest.param(value, id=name(value), marks=pytest.mark.whole if k % step else ())
        for k, value in enumerate(values)
    ]
