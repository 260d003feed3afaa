"""Recognise a line that has the values of the model line with one change in it."""

from __future__ import annotations

from autograder.derivations.language import Unreadable
from autograder.derivations.line import Line
from autograder.exercises.derivation_checks import equal, same, values_of
from autograder.judging.derivation.cases import Cases, Values
from autograder.judging.derivation.lines import LineResult
from autograder.judging.verdict import Cause
from autograder.mutations.words import said_of


def one_change_in(cases: Cases, k: int, found: LineResult) -> Cause | None:
    """The cause of a wrong line of stage `k`, if one change gives its values on every draw."""
    stage = cases.stages[k]
    if found.line is None or found.values is None:
        return None
    changes = [
        one.change
        for one in cases.changed(stage)
        if equal(one.first, found.values[0])
        and _gives(cases, one.line, found.values, ())
        and _gives_freely(cases, one.line, found, stage.free)
    ]
    said = said_of(changes) if changes else None
    if said is None:
        return None
    return Cause(
        (said.slug,), said.clause, blocks=(stage.name,), place=said.place, about=said.about
    )


def _gives(cases: Cases, line: Line, values: Values, free: tuple[str, ...]) -> bool:
    try:
        return same(values_of(line, cases.draws, free), values)
    except (Unreadable, ValueError, LookupError, TypeError):
        return False


def _gives_freely(cases: Cases, line: Line, found: LineResult, free: tuple[str, ...]) -> bool:
    """Whether the values agree also where symbols are drawn freely."""
    if not free:
        return True
    assert found.line is not None
    try:
        return _gives(cases, line, values_of(found.line, cases.draws, free), free)
    except Unreadable:
        return False
