"""Right and wrong lines of every derivation, written as different students write them.

Each module holds, by exercise id and by stage:

- `RIGHT`: at least six right lines, which differ in algebra and not only in letters or order;
- `WRONG`: pairs of a slug (or None, where the cause stays unknown) and a line. At least six of them
  are named. The other stages are answered by their models.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

Right = dict[str, dict[str, list[str]]]
Wrong = dict[str, dict[str, list[tuple[str | None, str]]]]

RIGHT: Right = {}
WRONG: Wrong = {}
for _found in pkgutil.iter_modules(__path__):
    _module = import_module(f"{__name__}.{_found.name}")
    RIGHT.update(_module.RIGHT)
    WRONG.update(_module.WRONG)
