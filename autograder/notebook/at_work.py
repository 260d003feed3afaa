"""What a check shows to a student at work: the hint that is due, with all that may help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autograder.exercises.exercise import Exercise
from autograder.judging.derivation.model import model_derivation
from autograder.notebook import memory
from autograder.notebook.fingerprint import fingerprint
from autograder.notebook.hinting import growing_hint, in_full, now_seen
from autograder.notebook.memory import Remembered
from autograder.notebook.places import folder
from autograder.notebook.progress import progress_in
from autograder.notebook.shown import Shown
from autograder.notebook.solutions import solutions_here
from autograder.notebook.worked_example import worked_example


def at_work(asked: Exercise, answer: Any, shown: Shown, *, growing: bool) -> Shown:
    """Remember a check, and complete what is shown of it.

    Parameters
    ----------
    asked : Exercise
    answer : callable or dict
        As it was passed to `check`.
    shown : Shown
        The whole verdict.
    growing : bool
        Whether hints grow as answers change.
    """
    here, verdict = folder(), shown.verdict
    places = [here] if here else []
    checked = memory.recall(places)
    before = checked.get(asked.id)
    seen = now_seen(verdict, fingerprint(answer), before.seen if before else {})
    now = Remembered(verdict.state, verdict.score, verdict.points, seen=seen)
    not_kept = memory.remember(asked.id, now, here)
    hint = growing_hint(verdict, seen) if growing else in_full(verdict)
    solutions, problems = solutions_here()
    return replace(
        shown,
        verdict=hint.verdict,
        model=model_derivation(asked) if verdict.state == "right" else (),
        example=worked_example(asked) if hint.example else "",
        solution=solutions[asked.id].source if asked.id in solutions else "",
        note="\n".join(filter(None, [shown.note.strip(), *problems, not_kept])),
        progress=progress_in(asked.notebook, {**checked, asked.id: now}),
    )
