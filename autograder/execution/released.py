"""What a released notebook says about itself: its cells, and what it needs of `backhand`."""

from __future__ import annotations

from collections.abc import Mapping

import nbformat

from autograder.execution.cells import Notebook, code_cells, is_set_up
from autograder.execution.tree_shake import imports_of


def read_released(notebooks: Mapping[str, bytes]) -> dict[str, Notebook]:
    """Parse released notebooks."""
    return {
        name: nbformat.reads(text.decode("utf-8"), as_version=4) for name, text in notebooks.items()
    }


def imported(released: Notebook) -> tuple[str, ...]:
    """What of `backhand` the set-up cells of a released notebook import.

    A submission's own cells do not count: a student may have marked any of them as locked.
    """
    return tuple(imports_of(str(cell.source) for cell in code_cells(released) if is_set_up(cell)))
