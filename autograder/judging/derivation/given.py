"""Read the answer to a derivation: a line for each stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from autograder.boundary.answers import Answer
from autograder.boundary.errors import unknown
from autograder.boundary.printable import in_one_line
from autograder.exercises.derivation import Derivation
from autograder.exercises.derivation_checks import normal
from autograder.exercises.read_stages import names_of
from autograder.judging.returned import is_blank

#: The most characters that are shown of a name.
LONGEST = 40


class Given(NamedTuple):
    """The lines in the order of the stages, None for one that is not written; and what is wrong.

    A problem with lines is about names alone: the lines are judged nevertheless.
    """

    lines: tuple[Any, ...] = ()
    problem: str = ""


def given_lines(task: Derivation, answer: Answer) -> Given:
    """The lines of an answer: a dictionary by stage, or a list in the order of the stages."""
    if answer.is_function():
        return Given(problem="expected a dictionary of lines, got a function; likely another name")
    value = answer.value()
    if is_blank(value):
        return Given((None,) * len(task.stages))
    if isinstance(value, Mapping):
        return _by_name(task, value)
    if isinstance(value, list | tuple):
        return _in_order(task, value)
    what = f"expected a dictionary with a line for each stage, {names_of(task.stages)}"
    return Given(problem=f"{what}; got {type(value).__name__}")


def _in_order(task: Derivation, lines: Sequence[Any]) -> Given:
    if len(lines) != len(task.stages):
        stages = f"{len(task.stages)} lines, one for each stage, {names_of(task.stages)}"
        return Given(problem=f"expected {stages}; got {len(lines)}")
    return Given(tuple(map(_line, lines)))


def _by_name(task: Derivation, given: Mapping[Any, Any]) -> Given:
    names = [stage.name for stage in task.stages]
    found: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in given.items():
        name = normal(key)[: 2 * LONGEST]
        if name not in map(normal, names):
            problems.append(str(unknown(f"the stages {names_of(task.stages)}", _name(key), names)))
        elif name in found and _line(value) is not None and found[name] is not None:
            problems.append(f"expected one line for each stage, got two for {_name(key)!r}")
        elif found.get(name) is None:
            found[name] = _line(value)
    return Given(tuple(found.get(normal(name)) for name in names), "; ".join(problems[:1]))


def _name(key: object) -> str:
    return in_one_line(key, LONGEST)


def _line(value: Any) -> Any:
    """A line; None where nothing is written; a list with one line is that line."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    return None if is_blank(value) or (isinstance(value, str) and not value.strip()) else value
