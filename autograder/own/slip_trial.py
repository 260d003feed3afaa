"""Try out a slip of an instructor's own exercise: it must apply, be wrong, and be named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autograder.boundary.answers import LocalAnswer
from autograder.boundary.errors import unknown
from autograder.exercises.exercise import SQUARE, Computed, Exercise
from autograder.judging.diagnosis.mutants import DOES_NOT_APPLY, mutant
from autograder.judging.judge import judge
from autograder.judging.probe_draws import Draw, draw_inputs, truth
from autograder.own.source import in_one_line
from autograder.own.unusable import SEED, Unusable
from autograder.slips import Slip


def acting(task: Computed, *slips: Slip) -> Callable[..., Any]:
    """A student's function with these slips in it; it raises if they do not apply to its inputs."""
    names = list(draw_inputs(task, [0], 0, SQUARE[0]))

    def function(*given: Any) -> Any:
        inputs = dict(zip(names, given, strict=True))
        values = mutant(task, slips, Draw(SQUARE[0], inputs, truth(task, inputs)))
        if values is None:
            raise ValueError("the slips do not apply to these inputs")
        return values

    return function


def try_slip(exercise: Exercise, task: Computed, slip: Slip, draws: Iterable[Draw]) -> None:
    """Refuse a slip of the exercise's own that fails, or that would never be named."""
    reason: Exception | None = None
    applied = False
    for draw in draws:
        try:
            if slip.values:
                _check_changed(exercise, slip, slip.values(draw.inputs), draw.right)
            applied |= mutant(task, (slip,), draw) is not None
        except DOES_NOT_APPLY as failure:
            reason = failure
        except Unusable:
            raise
        except Exception as bug:
            raise _fails(exercise, slip, bug) from bug
    if not applied:
        reason = reason or ValueError("the exercise does not have what it needs")
        raise _fails(exercise, slip, reason) from reason
    _check_named(exercise, slip, acting(task, slip))


def try_slip_of_entries(exercise: Exercise, slip: Slip, right: dict[str, Any]) -> None:
    """Refuse a slip of an exercise that is answered by entries, as `try_slip` does."""
    try:
        changed = slip.values(right) if slip.values else None
    except Exception as bug:
        raise _fails(exercise, slip, bug) from bug
    _check_changed(exercise, slip, changed, right)
    _check_named(exercise, slip, {**right, **(changed or {})})


def _check_changed(exercise: Exercise, slip: Slip, changed: Any, right: Mapping[str, Any]) -> None:
    """Refuse a slip that returns something other than a dictionary of blocks or entries."""
    if not isinstance(changed, dict):
        raise Unusable(
            slip.slug,
            f'expected a dictionary such as {{"{next(iter(right))}": ...}} from the slip '
            f"{slip.slug!r} of {exercise.id}, got {type(changed).__name__}",
        )
    for name in changed:
        if name not in right:
            what = f"one of {', '.join(right)} from the slip {slip.slug!r} of {exercise.id}"
            raise Unusable(slip.slug, str(unknown(what, name, right)))


def _check_named(exercise: Exercise, slip: Slip, answer: Any) -> None:
    """Refuse a slip that is not a mistake, or that no answer with it would be told."""
    verdict = judge(exercise, LocalAnswer(answer), SEED)
    if verdict.state == "right":
        raise Unusable(
            slip.slug,
            f"expected wrong numbers from the slip {slip.slug!r} of {exercise.id}, got the right "
            "ones; correct its formula",
        )
    if slip.slug not in verdict.slugs:
        got = ", ".join(map(repr, verdict.slugs)) or "no name"
        raise Unusable(
            slip.slug,
            f"expected an answer with the slip {slip.slug!r} of {exercise.id} to be told so, got "
            f"{got}; likely another slip gives the same numbers: leave one of them out",
        )


def _fails(exercise: Exercise, slip: Slip, bug: Exception) -> Unusable:
    return Unusable(
        slip.slug,
        f"expected the slip {slip.slug!r} of {exercise.id} to give numbers on a trial draw, got "
        f"{in_one_line(bug)}; correct its formula",
    )
