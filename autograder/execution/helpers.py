"""The student's own cells that an answer depends on, because they define a name that it uses."""

from __future__ import annotations

import symtable
from collections.abc import Iterator, Sequence

from autograder.execution.cells import Cell, is_judged
from autograder.execution.syntax import MAGIC
from autograder.repair.cell_role import NOT_READ


def with_helpers(earlier: Sequence[Cell], chosen: Sequence[Cell]) -> list[Cell]:
    """The chosen cells, and those of the earlier cells that define names which these use.

    If several cells define a name, the last one counts, as when the notebook runs.
    """
    found = list(chosen)
    while missing := _used(found) - _defined(found):
        defining = [c for c in earlier if c not in found and not is_judged(c)]
        helper = next(
            (c for c in reversed(defining) if not missing.isdisjoint(_defined([c]))), None
        )
        if helper is None:
            break
        found.append(helper)
    return [c for c in earlier if c in found] + [c for c in chosen if c not in earlier]


def _defined(cells: Sequence[Cell]) -> set[str]:
    return {name for cell in cells for name in _names(cell)[0]}


def _used(cells: Sequence[Cell]) -> set[str]:
    return {name for cell in cells for name in _names(cell)[1]}


def _names(cell: Cell) -> tuple[set[str], set[str]]:
    """The names that a cell defines, and those that it uses; none if it cannot be read."""
    try:
        table = symtable.symtable(MAGIC.sub("", str(cell.source)), "cell", "exec")
        symbols = table.get_symbols()
        made = [s for s in symbols if s.is_assigned() or s.is_imported() or s.is_namespace()]
        return {s.get_name() for s in made}, set(_globals(table))
    except NOT_READ:
        return set(), set()


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    """The notebook's names that a cell uses, inside its functions too."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for inside in table.get_children():
        yield from _globals(inside)
