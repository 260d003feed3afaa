"""Model solutions, in a student's notebook: shown where the instructor's file lies beside it."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.boundary.errors import BackhandError, unknown
from autograder.notebook.model_solutions import SUFFIX, ModelSolution, read_solutions
from autograder.notebook.nbgrader_mode import mode
from autograder.notebook.places import current_notebook, folder
from autograder.notebook.shown import show


def solution(name: str) -> None:
    """Show the model solution of an exercise, if your instructor has handed it out.

    Parameters
    ----------
    name : str
        The exercise's id, as in its check.
    """
    if mode():
        return
    found, problems = solutions_here()
    if name in found:
        one = found[name]
        title = one.heading or name
        code = f"```python\n{one.source}\n```" if one.kind == "code" else one.source
        show(f"{title}\n\n{one.source}", "text/markdown", lambda: f"**{title}**\n\n{code}")
        return
    for problem in problems:
        print(problem)
    if found:
        print(unknown("an exercise with a model solution", name, found))
    elif not problems:
        print(
            f"expected {current_notebook() or 'NOTEBOOK'}{SUFFIX} beside this notebook, got none; "
            "likely your instructor has not handed out the model solutions yet"
        )


def solutions_here() -> tuple[Mapping[str, ModelSolution], list[str]]:
    """The model solutions beside the notebook, and what is wrong with files of them."""
    found: dict[str, ModelSolution] = {}
    problems = []
    here = folder()
    for path in sorted(here.glob(f"*{SUFFIX}")) if here else []:
        try:
            found |= read_solutions(path)
        except BackhandError as problem:
            problems.append(str(problem))
    return found, problems
