"""The released notebook as a repair sees it: which cells must be there, and what each is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.boundary.defined import defined
from autograder.repair import cell_role

Cell = Any
Notebook = Any


@dataclass(frozen=True, eq=False)
class ReleasedCell:
    """A cell of the release, and where it stands."""

    index: int
    cell: Cell

    @property
    def id(self) -> str:
        """Its cell id, the same in every copy of the notebook."""
        return str(self.cell.get("id", ""))

    @cached_property
    def grade_id(self) -> str:
        """Its nbgrader id; empty for a cell that is free to change."""
        return cell_role.grade_id(self.cell)

    @property
    def is_grade(self) -> bool:
        """Whether it earns points."""
        return cell_role.is_graded(self.cell)

    @cached_property
    def is_answer(self) -> bool:
        """Whether its text is the student's; every other nbgrader cell is as released."""
        return cell_role.is_solution(self.cell)

    @cached_property
    def is_fixed(self) -> bool:
        """Whether nbgrader handles it: then it must be there once, and in its place."""
        return bool(self.grade_id)

    @property
    def is_locked(self) -> bool:
        """Whether its text is the release's, whatever was handed in."""
        return self.is_fixed and not self.is_answer

    @property
    def is_setup(self) -> bool:
        """Whether it is locked and earns nothing: later cells build on it."""
        return self.is_locked and not self.is_grade

    @cached_property
    def names(self) -> frozenset[str]:
        """What the answer has to define."""
        return defined(self.source) if self.cell.cell_type == "code" else frozenset()

    @cached_property
    def source(self) -> str:
        """Its text, without white space at the ends."""
        return str(self.cell.source).strip()

    def has_text(self, source: str) -> bool:
        """Whether a text is that of this cell; a check may have said other points before."""
        own = cell_role.recognizable
        return source.strip() == self.source or own(source) == own(self.source)


@dataclass(frozen=True)
class Release:
    """A released notebook, and its cells by what identifies them."""

    notebook: Notebook

    @cached_property
    def cells(self) -> list[ReleasedCell]:
        """Every cell, in order."""
        return [ReleasedCell(k, cell) for k, cell in enumerate(self.notebook.cells)]

    @cached_property
    def fixed(self) -> list[ReleasedCell]:
        """The cells that must be there, each once and in this order: answers, checks, locked."""
        return [cell for cell in self.cells if cell.is_fixed]

    @cached_property
    def checks(self) -> dict[ReleasedCell, ReleasedCell]:
        """For each answer the check that follows it."""
        following, found = None, {}
        for cell in reversed(self.fixed):
            if cell.is_grade:
                following = None if cell.is_answer else cell
            elif cell.is_answer and following:
                found[cell] = following
        return found

    @cached_property
    def by_grade_id(self) -> dict[str, ReleasedCell]:
        """Fixed cells by their nbgrader id."""
        return {cell.grade_id: cell for cell in self.fixed}

    @cached_property
    def by_id(self) -> dict[str, ReleasedCell]:
        """All cells by their cell id."""
        return {cell.id: cell for cell in self.cells if cell.id}

    @cached_property
    def by_source(self) -> dict[str, ReleasedCell]:
        """Cells by their text, except answers and texts that occur more than once."""
        texts = [cell_role.recognizable(cell.source) for cell in self.cells]
        return {
            text: cell
            for text, cell in zip(texts, self.cells, strict=True)
            if not cell.is_answer and texts.count(text) == 1
        }
