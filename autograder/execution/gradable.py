"""What a class's own tests and set-up need that the process of a submission does not have.

It is looked for when an assignment is generated and again before anybody is graded: such a test
would fail for everybody.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Container, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.execution.cells import Notebook, checks_of, code_cells, is_judged, is_set_up
from autograder.execution.child.import_guard import OURS, STAND_IN
from autograder.execution.released import imported
from autograder.execution.syntax import modules_needed
from autograder.execution.tree_shake import cut, holds_gradient
from autograder.exercises.exercise import Exercise
from autograder.own.source import FILE
from autograder.repair.cell_role import asked, grade_id
from autograder.sandbox.paths import can_be_read

OUTSIDE = "the exercise into exercises.py, where it is judged outside the submission's process"


def expect_known_checks(
    notebooks: Mapping[str, Notebook], catalogue: Mapping[str, Exercise]
) -> None:
    """Refuse checks of exercises that do not exist: everybody would get 0.

    Raises
    ------
    BackhandError
        With one line for each.
    """
    _expect_none({n: _unknown_checks(one, catalogue) for n, one in notebooks.items()})


def expect_imports(notebooks: Mapping[str, Notebook], beside: Iterable[str]) -> None:
    """Refuse tests and set-up cells with imports that fail where submissions run.

    Parameters
    ----------
    notebooks : mapping of str to NotebookNode
        Notebooks by name, with their hidden tests.
    beside : iterable of str
        The paths of the files that are handed out with them.

    Raises
    ------
    BackhandError
        With one line for each.
    """
    known = {Path(path).parts[0].removesuffix(".py") for path in beside}
    _expect_none({n: _missing_imports(one, known) for n, one in notebooks.items()})


def _expect_none(mistakes: Mapping[str, Iterable[str]]) -> None:
    lines = [f"{name}, cell {line}" for name, found in mistakes.items() for line in found]
    if lines:
        raise BackhandError("\n".join(lines))


def _unknown_checks(notebook: Notebook, catalogue: Mapping[str, Exercise]) -> Iterator[str]:
    for cell in checks_of(notebook, catalogue):
        name, wanted = grade_id(cell), asked(str(cell.source))
        exercise = wanted.exercise if wanted else name
        if exercise not in catalogue:
            near = get_close_matches(exercise, catalogue, 1)
            likely = " or ".join(
                [*(f"{one!r} is meant," for one in near), f"{FILE} lacks it or lies elsewhere"]
            )
            yield (
                f"{name}: expected a check of an exercise of the course, or of {FILE} in the "
                f"class's folder, got {exercise!r}; likely {likely}: correct it there, or in "
                "source/ and generate the assignment again"
            )
        elif wanted is None:
            yield (
                f'{name}: expected check("{name}", NAME), as an exercise has that id, got '
                "something else; rename the cell in source/ and generate the assignment again"
            )
        elif exercise != name:
            yield (
                f"{name}: expected the check of {exercise} in a cell with the id {exercise}, got "
                f"{name}; correct one of them in source/ and generate the assignment again"
            )


def _missing_imports(notebook: Notebook, known: Container[str]) -> Iterator[str]:
    library = _Library(imported(notebook))
    text = "\n".join(str(cell.source) for cell in notebook.cells)
    for cell in filter(lambda one: is_judged(one) or is_set_up(one), code_cells(notebook)):
        needed = map(_ours_or_package, modules_needed(str(cell.source)))
        for package, inside in dict.fromkeys(needed):
            # A cell of the notebook may write a module: %%writefile helper.py
            if package in known or f"{package}.py" in text:
                continue
            if lack := library.lack(inside) if package == "backhand" else _lack(package, inside):
                name = f"{package}.{inside}" if inside else package
                yield (
                    f"{grade_id(cell)}: expected only imports that work where submissions run, "
                    f"got {name}, which {lack}"
                )


class _Library:
    """What a submission can import of `backhand`: what the set-up cells import, but no gradient."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._offered, self._has_gradient = cut(wanted)[1], holds_gradient(wanted)

    def lack(self, inside: str) -> str:
        """Why a name cannot be imported; empty where it can be."""
        # What is taken from the package, or from a part of it, has a line of its own.
        if not inside or any(name.startswith(f"{inside}.") for name in self._offered):
            return ""
        is_offered = any(
            inside == name or (home == name and inside.startswith(f"{name}."))
            for name, home in self._offered.items()
        )
        if (self._has_gradient or not is_offered) and holds_gradient([inside]):
            return f"is a gradient, or holds one; put {OUTSIDE}"
        if is_offered:
            return ""
        return (
            "no locked set-up cell imports; add it to `from backhand import ...` in one, or put "
            f"{OUTSIDE}"
        )


def _ours_or_package(name: str) -> tuple[str, str]:
    package, _, inside = name.partition(".")
    return package, inside if package in OURS else ""


def _lack(package: str, inside: str) -> str:
    """Why something else than `backhand` cannot be imported; empty where it can be."""
    if package == "autograder":
        return "" if inside in ("", *STAND_IN) else f"is closed to submissions; put {OUTSIDE}"
    if _is_installed(package):
        return ""
    return (
        "is not installed there; install it where backhand is installed, not as an editable "
        f"checkout, or put {OUTSIDE}"
    )


def _is_installed(package: str) -> bool:
    """Whether a package can be found, and lies where a confined process may read."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return False
    if spec is None:
        return False
    places = [spec.origin] if spec.has_location else (spec.submodule_search_locations or ())
    return all(can_be_read(str(place)) for place in places)
