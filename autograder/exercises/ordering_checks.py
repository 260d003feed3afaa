"""Check the declaration of a proof to be put in order: each mistake is refused in one line."""

from __future__ import annotations

import string

from autograder.boundary.errors import unknown
from autograder.exercises.items import ITEMS
from autograder.exercises.ordering import RANDOM, Ordering

#: As many lines as there are letters.
LETTERS = string.ascii_uppercase


def check_ordering(exercise: str, task: Ordering) -> None:
    """Refuse whatever would make the proof unanswerable, ambiguous, or easy to guess.

    Raises
    ------
    ValueError
        For the first mistake; the message names the exercise.
    """
    try:
        _check_letters(task)
        _check_texts(task)
        _check_order(task)
        _check_guesses(task)
    except ValueError as mistake:
        raise ValueError(f"{exercise}: {mistake}") from mistake


def _check_letters(task: Ordering) -> None:
    letters = [line.letter for line in task.lines]
    if not task.steps or not task.strays:
        raise ValueError("expected lines that belong and lines that do not, got one kind alone")
    if "".join(letters) != LETTERS[: len(letters)]:
        raise ValueError(
            f"expected the letters {LETTERS[0]} to {LETTERS[len(letters) - 1 : len(letters)]}, "
            f"each once, got {' '.join(letters)}"
        )


def _check_texts(task: Ordering) -> None:
    texts = [line.text for line in task.lines]
    for line in task.lines:
        if not line.text.strip() or "\n" in line.text or texts.count(line.text) > 1:
            raise ValueError(
                f"expected a text of its own for line {line.letter}, without line breaks, got "
                f"{line.text!r}"
            )
    for step in task.steps:
        if not step.says.strip():
            raise ValueError(
                f"expected `says` for line {step.letter}, shown where the line is missing, got none"
            )
    for stray in task.strays:
        if stray.item and stray.item not in ITEMS:
            raise unknown(f"an item of the derivations for {stray.slug!r}", stray.item, ITEMS)


def _check_order(task: Ordering) -> None:
    said: list[str] = []
    for step in task.steps:
        for letter in step.rests_on.split():
            if letter not in said:
                raise ValueError(
                    f"expected line {step.letter} to rest on lines above it, "
                    f"{' '.join(said) or 'none'}, got {letter!r}; declare the lines in a right "
                    "order"
                )
        said.append(step.letter)
    last = said[-1]
    idle = [letter for letter in said[:-1] if letter not in task.rests_on[last]]
    if idle:
        raise ValueError(
            f"expected every line to lead to the last one, {last}, got {' '.join(idle)}, on which "
            "it does not rest; an order without such a line would be right too"
        )


def _check_guesses(task: Ordering) -> None:
    if task.by_chance >= len(task.steps):
        raise ValueError(
            f"expected a proof that at most one of {RANDOM} random answers puts in order, got one "
            f"of {1 / task.chance(len(task.steps)):.0f}; likely it needs more lines"
        )
    shown = [line.letter for line in task.lines]
    for guess in (shown, shown[::-1]):
        said = 0
        while guess[said] in task.next_lines(frozenset(guess[:said])):
            said += 1
        if said > task.by_chance:
            raise ValueError(
                f"expected letters that do not follow the proof, got {''.join(guess[:said])} in a "
                "row; give the lines other letters"
            )
