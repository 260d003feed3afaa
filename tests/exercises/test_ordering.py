"""The declaration of a proof to be put in order: each mistake is refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.catalogue import CATALOGUE
from autograder.exercises.declare import Notebook
from autograder.exercises.ordering import Ordering, Step, Stray

TASK: Any = CATALOGUE["prove_symmetry"].task
Lines = list[Any]


def declared(steps: Lines, strays: Lines) -> Ordering:
    def proof() -> None:
        """A proof."""

    notebook = Notebook("08_mine")
    return notebook.ordering(steps=steps, strays=strays, points=1, minutes=1, difficulty=1)(  # type: ignore[return-value]
        proof
    ).task


def changed(of: str, **fields: str) -> Callable[[], tuple[Lines, Lines]]:
    """The lines of the course's proof, one of them changed."""

    def make() -> tuple[Lines, Lines]:
        lines = [
            [replace(one, **fields) if one.letter == of else one for one in given]
            for given in (TASK.steps, TASK.strays)
        ]
        return lines[0], lines[1]

    return make


def renamed(letters: str) -> tuple[Lines, Lines]:
    """The proof with other letters, those of the steps first."""
    names = dict(zip([line.letter for line in (*TASK.steps, *TASK.strays)], letters, strict=True))
    steps = [
        replace(
            s, letter=names[s.letter], rests_on=" ".join(names[one] for one in s.rests_on.split())
        )
        for s in TASK.steps
    ]
    return steps, [replace(one, letter=names[one.letter]) for one in TASK.strays]


def short() -> tuple[Lines, Lines]:
    return [Step("B", "x", "y"), Step("A", "z", "y", "B")], [Stray("C", "w", "a", "b", "c")]


MISTAKES: dict[str, tuple[Callable[[], tuple[Lines, Lines]], str]] = {
    "no strays": (lambda: (list(TASK.steps), []), "got one kind alone"),
    "a letter twice": (changed("D", letter="C"), "expected the letters A to M, each once, got A B"),
    "a gap": (changed("M", letter="N"), "expected the letters A to M, each once"),
    "no text": (changed("D", text=" "), "expected a text of its own for line D"),
    "two lines": (changed("D", text="a\nb"), "without line breaks"),
    "no kind": (changed("H", says=""), "expected `says` for line H"),
    "an item": (changed("D", item="Q9"), "got 'Q9'"),
    "below": (
        changed("H", rests_on="B"),
        "expected line H to rest on lines above it, K E, got 'B'",
    ),
    "a stray": (changed("H", rests_on="D"), "expected line H to rest on lines above it"),
    "idle": (changed("C", rests_on="F"), "expected every line to lead to the last one, C, got K"),
    "too short": (short, "at most one of 1000 random answers puts in order, got one of 6"),
    "in order": (lambda: renamed("ABCDEFGHIJKLM"), "expected letters that do not follow the proof"),
    "reversed": (lambda: renamed("MLKJIHGFEDCBA"), "expected letters that do not follow the proof"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_in_one_line(mistake: str) -> None:
    lines, said = MISTAKES[mistake]
    with pytest.raises(ValueError, match="^proof: ") as refused:
        declared(*lines())
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_other_letters_make_the_same_proof() -> None:
    orders = declared(*renamed("CFADBHEJGIKLM")).orders()
    assert len(list(orders)) == len(list(TASK.orders()))


@pytest.mark.parametrize("fields", [{"slug": "Not a slug"}, {"question": " "}])
def test_a_stray_line_needs_a_slug_and_a_question(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="expected a"):
        replace(TASK.strays[0], **fields)
