"""Answers to the exercises of `07_sharing_further`, a module for each module of the catalogue."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

RIGHT: dict[str, list[Any]] = {}
WRONG: dict[str, list[tuple[str | None, Any]]] = {}
for _found in pkgutil.iter_modules(__path__):
    _module = import_module(f"{__name__}.{_found.name}")
    RIGHT.update(_module.RIGHT)
    WRONG.update(_module.WRONG)
