"""Copies are a pair whatever their names; an honest class has none."""

from __future__ import annotations

import random

import pytest

from autograder.report.alike import Alike, Own

EXERCISES = [f"exercise_{k}" for k in range(20)]


def class_of(submissions: dict[str, dict[str, Own]]) -> Alike:
    made = Alike()
    for student, answers in submissions.items():
        made.add(student, answers)
    return made


def own_work(seed: int) -> dict[str, Own]:
    """A submission: short right answers as everybody's, and longer ones in one of many ways."""
    chance = random.Random(seed)
    short = {name: Own(1, 3, right=True) for name in EXERCISES[:12]}
    ways = {name: Own(chance.randrange(12), 6, right=True) for name in EXERCISES[12:17]}
    slips = {name: Own(100 + chance.randrange(4), 1) for name in EXERCISES[17:]}
    return {**short, **ways, **slips}


@pytest.mark.parametrize("size", [5, 15, 60, 300])
def test_an_honest_class_has_no_pairs(size: int) -> None:
    assert class_of({f"s{k}": own_work(k) for k in range(size)}).pairs() == []


def test_short_right_answers_alike_are_nothing_however_many() -> None:
    alike = {name: Own(1, 3, right=True) for name in EXERCISES}
    assert class_of({"ada": alike, "ben": alike, **{f"s{k}": {} for k in range(30)}}).pairs() == []


@pytest.mark.parametrize("size", [2, 15, 300])
def test_a_copy_is_a_pair_with_what_it_shares(size: int) -> None:
    mine = {name: Own(1000, 5, right=k % 2 > 0) for k, name in enumerate(EXERCISES[:8])}
    others = {f"s{k}": own_work(k) for k in range(size - 2)}
    text = {"why": Own(7, 4, is_text=True)}
    pairs = class_of({"ada": {**mine, **text}, "ben": mine, **others}).pairs()
    (pair,) = pairs
    assert pair.students == ("ada", "ben") and pair.lines == 40 and pair.share == 1
    assert pair.exercises == tuple(EXERCISES[:8]) and pair.not_right == tuple(EXERCISES[:8:2])


def test_four_copies_in_a_class_of_ten_are_all_found() -> None:
    copied = {name: Own(1000, 5) for name in EXERCISES[:6]}
    honest = {f"s{k}": own_work(k) for k in range(6)}
    assert len(class_of({**dict.fromkeys("abcd", copied), **honest}).pairs()) == 6


def test_an_answer_that_half_a_class_has_is_little() -> None:
    common = {name: Own(1, 5) for name in EXERCISES[:3]}
    assert class_of({f"s{k}": common for k in range(60)}).pairs() == []


def test_a_class_of_nobody_has_no_pairs() -> None:
    assert Alike().pairs() == [] and class_of({"ada": {}}).pairs() == []
