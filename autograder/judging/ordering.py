"""Judge a proof put in order: the first line that rests on something not said before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from autograder.boundary.answers import Answer
from autograder.boundary.printable import in_one_line
from autograder.exercises.exercise import Exercise
from autograder.exercises.ordering import Ordering, Stray
from autograder.judging.returned import is_blank
from autograder.judging.verdict import (
    Cause,
    ProofLine,
    State,
    Verdict,
    part_of,
    rejected,
    unwritten,
)

#: How the cause of a stray line begins, of a line that is missing, and of the first of several.
STRAY = "Line {letter} is what you get if"
MISSING, FIRST_MISSING = "What is missing there is", "The first of them is"
#: The slug of a missing line.
STEP_MISSING = "step-missing"
COUNTS = ("no step is", "one step is", "two steps are", "three steps are", "four steps are")
#: The most characters that are shown of what is no letter.
LONGEST = 20
_WANTED = 'expected a list of letters, such as ["B", "A"]'


def judge_ordering(exercise: Exercise, task: Ordering, answer: Answer) -> Verdict:
    """Judge a proof put in order: all or nothing, but for a beginning that is no chance."""
    letters, problem = given_letters(task, answer)
    if problem:
        return rejected(exercise, problem)
    if not letters:
        return unwritten(exercise, "nothing is put in order yet")
    held, found = _held(task, letters), _Found("", ())
    is_right = held == len(letters) == len(task.steps)
    if not is_right:
        found = _first_problem(task, letters, held)
    score = exercise.points if is_right else part_of(exercise.points, _share(task, held))
    state: State = "right" if is_right else "partial" if score else "wrong"
    return Verdict(
        exercise.id,
        score,
        exercise.points,
        state,
        problem=found.problem,
        causes=found.causes,
        proof=_shown(task, letters, held),
    )


def given_letters(task: Ordering, answer: Answer) -> tuple[list[str], str]:
    """The letters of an answer, and what is wrong with its form: a list, or one text of letters."""
    if answer.is_function():
        return [], f"{_WANTED}, got a function; likely another name"
    value = answer.value()
    if is_blank(value) or value == {}:
        return [], ""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        return [], f"{_WANTED}, got {_kind(value)}"
    written = [part for part in parts if not is_blank(part)]
    for part in written:
        if not isinstance(part, str):
            return [], f"{_WANTED}, got {_kind(part)} in the list"
    known = {line.letter for line in task.lines}
    letters = [letter for part in written for letter in _letters(part, known)]
    return letters, _problem_with(task, letters)


def _letters(text: str, known: AbstractSet[str]) -> list[str]:
    """`"c, ab"` gives C, A and B; a word with anything else in it stays a word."""
    words = filter(None, re.split(r"[\s,;.>→-]+", text))
    return [
        letter
        for word in words
        for letter in (word.upper() if set(word.upper()) <= known else [word])
    ]


def _problem_with(task: Ordering, letters: Sequence[str]) -> str:
    known = [line.letter for line in task.lines]
    for letter in letters:
        if letter not in known:
            shown = in_one_line(letter, LONGEST)
            likely = "" if letter.isascii() else "; likely a letter of another alphabet"
            return (
                f"expected letters of the lines, {known[0]} to {known[-1]}, got {shown!r}{likely}"
            )
        if letters.count(letter) > 1:
            return f"expected each letter once, got {letter} {letters.count(letter)} times"
    return ""


def _kind(value: object) -> str:
    return "a dictionary" if isinstance(value, Mapping) else f"a value of type {_type(value)}"


def _type(value: Any) -> str:
    return in_one_line(type(value).__name__, LONGEST)


def _held(task: Ordering, letters: Sequence[str]) -> int:
    """How many lines hold, from the first on."""
    for k, letter in enumerate(letters):
        if letter not in task.next_lines(frozenset(letters[:k])):
            return k
    return len(letters)


def _share(task: Ordering, held: int) -> float:
    """The share that a right beginning earns, minus what chance gives; less than all of it."""
    most = len(task.steps) - 1
    return max(0, min(held, most) - task.by_chance) / (len(task.steps) - task.by_chance)


class _Found(NamedTuple):
    """What is said of the first line that does not follow, and the cause where one is known."""

    problem: str
    causes: tuple[Cause, ...]


def _first_problem(task: Ordering, letters: Sequence[str], held: int) -> _Found:
    if held == len(letters):
        return _missing(task, letters, task.model()[-1], f"after {letters[-1]}")
    letter = letters[held]
    stray = next((one for one in task.strays if one.letter == letter), None)
    if stray is not None:
        return _Found(f"line {letter} does not belong in this proof", (_cause(stray),))
    place = f"between {letters[held - 1]} and {letter}" if held else f"before {letter}"
    missing = _missing(task, letters, letter, place)
    if missing.problem:
        return missing
    first = next(s for s in task.steps if s.letter in task.rests_on[letter] - {*letters[:held]})
    return _Found(f"line {letter} rests on {first.says}, which comes only later", ())


def _missing(task: Ordering, letters: Sequence[str], goal: str, place: str) -> _Found:
    """What is said where lines that `goal` rests on, or itself, are nowhere in the answer."""
    needed = task.rests_on[goal] | {goal}
    steps = [s for s in task.steps if s.letter in needed - {*letters}]
    if not steps:
        return _Found("", ())
    count = COUNTS[len(steps)] if len(steps) < len(COUNTS) else f"{len(steps)} steps are"
    cause = Cause(
        (STEP_MISSING,), steps[0].says, lead=MISSING if len(steps) == 1 else FIRST_MISSING
    )
    return _Found(f"{count} missing {place}", (cause,))


def _cause(stray: Stray) -> Cause:
    lead = STRAY.format(letter=stray.letter)
    return Cause((stray.slug,), stray.clause, stray.question, stray.item, lead=lead)


def _shown(task: Ordering, letters: Sequence[str], held: int) -> tuple[ProofLine, ...]:
    """The student's lines: those that hold, the first that does not, and the rest unread."""
    texts = {line.letter: line.text for line in task.lines}
    return tuple(
        ProofLine(letter, texts[letter], "right" if k < held else "wrong" if k == held else "open")
        for k, letter in enumerate(letters)
    )
