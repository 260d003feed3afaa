"""Judge the mutant of a model answer, and sort the verdict by what it says of the edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from autograder.boundary.answers import LocalAnswer, TooLong
from autograder.devel.code_edits import Edit
from autograder.exercises.exercise import SQUARE, Computed, Exercise
from autograder.judging.confirm import lost_blocks
from autograder.judging.diagnosis.mutants import DOES_NOT_APPLY, mutant, steps_replaced
from autograder.judging.judge import judge
from autograder.judging.observations import equal
from autograder.judging.probe_draws import Draw, Draws, own_draw
from autograder.judging.verdict import Cause, Verdict
from autograder.mutations.model import Model
from autograder.mutations.words import SLUG
from autograder.reference.rules import RIGHT
from autograder.slips import SLIPS, Slip

#: Seconds that one call of a mutant may take.
SECONDS = 1.0
#: On how many more draws a mutant is compared with the truth.
MANY = 12
#: What a verdict says of a mutant. The first three are about right and wrong alone.
CLASSES = (
    "equal",
    "accepted",
    "rejected",
    "slip",
    "one change",
    "partly",
    "form",
    "unknown",
    "elsewhere",
    "false",
)
#: The kinds of the second layer that no edit of a kind can be.
_CANNOT_BE = {
    "name": {"axis", "range", "direction", "steps-exchanged", "brackets", "comparison"},
    "transpose": {"name", "number", "index", "sign", "doubled", "halved", "range", "function"},
    "axis": {"name", "number", "sign", "doubled", "range", "slope", "direction"},
    "sign": {"name", "axis", "direction", "transpose-missing", "transpose-extra"},
    "number": {"name", "direction", "transpose-missing", "transpose-extra", "order"},
    "index": {"slope", "brackets", "function"},
    "function": {"name", "range", "direction", "index", "order", "steps-exchanged"},
}
_PLACE = re.compile(r" in (\w+)(?: is another one)?$")


class Sorted(NamedTuple):
    """A mutant's exercise, edit and class, why the name is not the edit's, and what was said."""

    exercise: str
    edit: Edit
    sort: str
    why: str
    said: str


class Judge:
    """Judges the mutants of one exercise, on the same draws.

    Parameters
    ----------
    exercise : Exercise
    model : Model
        Its model answer, whose blocks a name may be about.
    """

    def __init__(self, exercise: Exercise, model: Model) -> None:
        assert isinstance(exercise.task, Computed)
        self._exercise, self._task, self._model = exercise, exercise.task, model
        self._draws = Draws(exercise.task, [0])
        self._own = own_draw(exercise, 0)
        self._many = [own_draw(exercise, seed) for seed in range(1, MANY)]
        self._square = [self._draws.at(k, sizes) for k, sizes in enumerate(SQUARE)]

    def sort(self, edit: Edit) -> Sorted:
        """Judge a mutant and sort it."""
        answer = LocalAnswer(_function(self._model, edit.source), SECONDS)
        verdict = judge(self._exercise, answer, [0], self._draws, self._own)
        sort, why = self._class(verdict, edit, self._is_equal(answer))
        return Sorted(self._exercise.id, edit, sort, why, _said(verdict))

    def _is_equal(self, answer: LocalAnswer) -> bool:
        """Whether a mutant gives the truth on many draws, of many sizes."""
        asked = [draw for _, draw in self._draws.requirement_draws()]
        draws = [*self._draws.grading_draws(), self._own, *self._many, *asked]
        return all(self._is_right(answer, draw) for draw in draws if draw is not None)

    def _is_right(self, answer: LocalAnswer, draw: Draw) -> bool:
        names = [block.name for block in self._task.blocks]
        return not lost_blocks(self._task, answer, names, draw)[0]

    def _class(self, verdict: Verdict, edit: Edit, is_equal: bool) -> tuple[str, str]:
        if verdict.state == "right":
            return ("equal" if is_equal else "accepted"), ""
        if is_equal:
            return "rejected", ""
        if false := self._false(verdict, edit):
            return "false", false
        if elsewhere := _elsewhere(verdict, edit, self._model):
            return "elsewhere", elsewhere
        if verdict.causes:
            partly = bool(verdict.unknown)
            is_change = any(slug.startswith(SLUG) for slug in verdict.slugs)
            return ("partly" if partly else "one change" if is_change else "slip"), ""
        of_form = any(not (b.right or b.of_value) for b in verdict.blocks)
        of_form |= bool(verdict.problem) or verdict.state == "unwritten"
        return ("form" if of_form else "unknown"), ""

    def _false(self, verdict: Verdict, edit: Edit) -> str:
        """What is false about the causes of a single edit; empty if nothing shows that it is."""
        if len(edit.kinds) > 1:
            return ""
        several = {cause.slugs for cause in verdict.causes}
        if len(several) > 1 or any("a second thing" in c.clause for c in verdict.causes):
            return "two for one edit"
        for cause in verdict.causes:
            if self._is_contradicted(cause, verdict):
                return "a right block contradicts it"
        return ""

    def _is_contradicted(self, cause: Cause, verdict: Verdict) -> bool:
        """Whether every slip that the cause may be would spoil blocks that are right."""
        right = [block.name for block in verdict.blocks if block.right]
        slips = [s for s in (*self._task.own, *SLIPS) if cause.slugs == (s.slug,)]
        slips = [s for s in slips if s.clause == cause.clause and self._values(s) is not None]
        return bool(slips) and all(self._spoils(slip, right) for slip in slips)

    def _spoils(self, slip: Slip, right: list[str]) -> bool:
        """Whether a slip makes right blocks wrong, and cannot be in the other blocks alone.

        It can if its step is taken several times, or if it is of blocks and does not say that two
        of them have changed places.
        """
        draw, values = self._square[0], self._values(slip)
        spoiled = [b for b in right if values and not equal(values[b], draw.right[b])]
        if slip.change is None:
            return bool(spoiled) and "changed places" in slip.clause
        return bool(spoiled) and all(self._uses(step) <= 1 for step in steps_replaced(slip))

    def _values(self, slip: Slip) -> Mapping[str, Any] | None:
        draw = self._square[0]
        if (slip,) not in draw.mutants:
            draw.mutants[slip,] = mutant(self._task, (slip,), draw)
        return draw.mutants[slip,]

    def _uses(self, step: str) -> int:
        """How often the reference takes a step."""
        count, rule = 0, getattr(RIGHT, step)

        def counting(*arguments: Any) -> Any:
            nonlocal count
            count += 1
            return rule(*arguments)

        try:
            self._task.reference(self._square[0].inputs, RIGHT.with_(**{step: counting}))
        except DOES_NOT_APPLY:
            return 0
        return count


def _elsewhere(verdict: Verdict, edit: Edit, model: Model) -> str:
    """What shows that a change of the second layer is not the edit; empty if nothing does."""
    changes = [c for c in verdict.causes if any(slug.startswith(SLUG) for slug in c.slugs)]
    if not changes or len(edit.kinds) > 1:
        return ""
    kind = changes[0].slugs[0].removeprefix(f"{SLUG}-")
    if kind in _CANNOT_BE.get(edit.kinds[0], ()):
        return f"another kind: {kind} for {edit.kinds[0]}"
    said, place = _PLACE.search(changes[0].clause), edit.places[0]
    is_other = said and place in model.known and said[1] != place
    return "another place" if is_other else ""


def _function(model: Model, source: str) -> Callable[..., Any]:
    """The function of a mutant, which is not called again once it did not come back."""
    names: dict[str, Any] = dict(model.around)
    is_stuck = False

    def function(*given: Any) -> Any:
        nonlocal is_stuck
        if is_stuck:
            raise TooLong
        try:
            if model.entry not in names:
                exec(model.given, names)
                exec(compile(source, "<mutant>", "exec"), names)
            return names[model.entry](*given)
        except TooLong:
            is_stuck = True
            raise

    return function


def _said(verdict: Verdict) -> str:
    """A verdict in a line."""
    causes = [f"{'/'.join(c.slugs)} ({', '.join(c.blocks)}): {c.clause}" for c in verdict.causes]
    blocks = [f"{b.name} {'right' if b.right else b.problem[:60]}" for b in verdict.blocks]
    unknown = [f"unknown: {', '.join(verdict.unknown)}"] if verdict.unknown else []
    return " | ".join(filter(None, [*causes, *unknown, verdict.problem, "; ".join(blocks)]))
