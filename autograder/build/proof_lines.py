"""Write the lines of a proof into its question, and compare its stub with the catalogue.

A line `<!-- lines: ID -->` in a notebook's text becomes the lines that a student puts in order,
each with its letter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from autograder.boundary.answers import LocalAnswer
from autograder.build.solution import solutions, without_solutions
from autograder.build.stages import Catalogue, Notebook, misplaced
from autograder.exercises.exercise import Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.judge import judge
from autograder.repair.cell_role import Asked

MARKER = re.compile(r"^<!-- *lines: *([^\s>]*) *-->$", re.M)


def write_proof_lines(notebook: Notebook, catalogue: Catalogue) -> None:
    """Replace each marker by the lines of its exercise, in the order of their letters."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = MARKER.sub(lambda found: _lines(catalogue[found[1]]), cell.source)


def lines_mistakes(notebook: Notebook, catalogue: Catalogue) -> Iterator[str]:
    """One line for each marker of no proof, and for each proof without a marker."""
    known = [e.id for e in catalogue.values() if isinstance(e.task, Ordering)]
    yield from misplaced(notebook, MARKER, "lines", "a proof to be put in order", known)


def order_mistakes(answer: str, call: Asked, exercise: Exercise) -> Iterator[str]:
    """One line, unless what is released is an empty list, and the solution is a right order."""
    where = f'answer="{call.exercise}"'
    stub = _last_value(without_solutions(answer), call.name)
    if stub != []:
        yield f"{where}: expected {call.name} = [] above the solution, got {_got(stub)}"
    order = _last_value("\n".join(solutions(answer)), call.name)
    if order is None or judge(exercise, LocalAnswer(order), [0]).state != "right":
        yield (
            f"{where}: expected a right order as the solution, such as "
            f"{call.name} = {exercise.task.model()!r}, got {_got(order)}"  # type: ignore[union-attr]
        )


def _lines(exercise: Exercise) -> str:
    assert isinstance(exercise.task, Ordering)
    return "\n".join(f"- **{line.letter}.** {line.text}" for line in exercise.task.lines)


def _last_value(code: str, name: str) -> Any:
    """The last literal that code assigns to a name; None if there is none."""
    found = None
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            try:
                found = ast.literal_eval(node.value)
            except ValueError:
                found = None
    return found


def _got(value: Any) -> str:
    return "no list" if value is None else repr(value)[:60]
