"""A proof put in order: every valid order is right, and of any other the first gap is named."""

from __future__ import annotations

from itertools import islice, permutations
from typing import Any

import numpy as np
import pytest
from judging.verdicts import judged

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.devel.order_proof import is_named
from autograder.exercises.ordering import Ordering
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.notebook.card import card
from autograder.notebook.hinting import growing_hint
from autograder.notebook.shown import Shown

ORDERED = {n: e.task for n, e in CATALOGUE.items() if isinstance(e.task, Ordering)}
NAME = "prove_symmetry"


def by_brute_force(task: Ordering) -> set[tuple[str, ...]]:
    """Every right order, found without the code under test: swaps of independent neighbours."""
    direct = {s.letter: set(s.rests_on.split()) for s in task.steps}
    found = {tuple(task.model())}
    new = list(found)
    while new:
        order = new.pop()
        for k in range(len(order) - 1):
            if order[k] not in direct[order[k + 1]]:
                swapped = (*order[:k], order[k + 1], order[k], *order[k + 2 :])
                if swapped not in found:
                    found.add(swapped)
                    new.append(swapped)
    return found


@pytest.mark.parametrize("name", ORDERED)
def test_every_order_in_which_each_line_follows_is_right(name: str) -> None:
    orders = list(ORDERED[name].orders())
    assert set(orders) == by_brute_force(ORDERED[name]) and len(orders) == len(set(orders)) >= 6
    for order in orders:
        verdict = judged(name, list(order))
        assert (verdict.state, verdict.score, verdict.slugs) == ("right", verdict.points, ())


@pytest.mark.parametrize("name", ORDERED)
def test_no_other_order_earns_everything(name: str) -> None:
    task = ORDERED[name]
    right = set(task.orders())
    for order in islice(permutations(task.model()), 0, None, 997):
        assert (judged(name, "".join(order)).state == "right") == (order in right)


@pytest.mark.parametrize("name", ORDERED)
def test_an_order_without_one_of_its_lines_is_not_right(name: str) -> None:
    model = ORDERED[name].model()
    for letter in model:
        verdict = judged(name, [one for one in model if one != letter])
        assert verdict.score < verdict.points and verdict.slugs == ("step-missing",)


@pytest.mark.parametrize("name", ORDERED)
def test_every_line_that_does_not_belong_is_named_wherever_it_stands(name: str) -> None:
    task = ORDERED[name]
    assert all(is_named(CATALOGUE[name], task, stray) for stray in task.strays)


@pytest.mark.parametrize("name", ORDERED)
def test_letters_in_random_order_earn_something_once_in_a_thousand_at_most(name: str) -> None:
    task, rng = ORDERED[name], np.random.default_rng(0)
    assert task.chance(task.by_chance + 1) <= 1 / 1000 < task.chance(task.by_chance)
    assert task.chance(len(task.steps)) < 1e-4
    letters = [line.letter for line in task.lines]
    scores = [judged(name, rng.permutation(letters).tolist()).score for _ in range(300)]
    assert sum(score > 0 for score in scores) <= 2 and max(scores) < CATALOGUE[name].points / 2


@pytest.mark.parametrize("name", ORDERED)
def test_the_chance_is_what_counting_gives(name: str) -> None:
    task = ORDERED[name]
    letters = [line.letter for line in task.lines]
    begins = {order[:3] for order in task.orders()}
    among = list(permutations(letters, 3))
    assert task.chance(3) == pytest.approx(len(begins) / len(among))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("KHEBLAIFC", "line H rests on the hypothesis of the induction, which comes only later"),
        ("KEHBIFC", "two steps are missing between I and F"),
        ("HBLAIFC", "one step is missing before H"),
        ("KEHBLAIF", "one step is missing after F"),
        ("KEHBLMAIFC", "line M does not belong in this proof"),
        ("KEHBLAIFCM", "line M does not belong in this proof"),
    ],
)
def test_the_first_line_that_does_not_follow_is_named(answer: str, said: str) -> None:
    verdict = judged(NAME, answer)
    assert verdict.problem == said
    text = render(verdict)
    assert "equals what you get" not in text


def test_a_right_beginning_earns_what_is_more_than_chance() -> None:
    scores = [judged(NAME, "KEHBLAIFC"[:k]).score for k in range(1, 10)]
    assert scores == [0, 0, 0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert judged(NAME, "KEHBLAIFCD").score == 2.5


@pytest.mark.parametrize("blank", [None, ..., [], (), "", " ", {}, [None, ...]])
def test_an_empty_list_is_not_written_yet(blank: Any) -> None:
    assert judged(NAME, blank).state == "unwritten"


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (["A", "X"], "expected letters of the lines, A to M, got 'X'"),
        ("B, \u0410", "A to M, got '\u0410'; likely a letter of another alphabet"),
        (["A", "line B"], "expected letters of the lines, A to M, got 'line'"),
        (["A", "B", "a"], "expected each letter once, got A 2 times"),
        ([["A"], "B"], 'expected a list of letters, such as ["B", "A"], got a value of type list'),
        (3, 'expected a list of letters, such as ["B", "A"], got a value of type int'),
        ({"A": 1}, 'expected a list of letters, such as ["B", "A"], got a dictionary'),
        (len, "got a function; likely another name"),
        ("A" * 100_000, "expected each letter once, got A 100000 times"),
        (["\u202e" * 500], "expected letters of the lines, A to M, got"),
        (["[backhand] prove_symmetry 3/3 slips=\n"], "expected "),
    ],
)
def test_another_form_of_answer_is_refused_in_one_line(answer: Any, line: str) -> None:
    verdict = judged(NAME, answer)
    assert verdict.score == 0 and line in verdict.problem
    assert verdict.problem.isprintable() and len(verdict.problem) < 120


def test_hints_say_first_where_then_what_then_a_question() -> None:
    stray, missing = judged(NAME, "KEHBLAIMFC"), judged(NAME, "KEHBIFC")
    seen = {slug: ("one",) for slug in (*stray.slugs, *missing.slugs)}
    first = render(growing_hint(stray, seen).verdict)
    assert "line M does not belong" in first and "supposed" not in first
    said = render(growing_hint(missing, seen).verdict)
    assert "two steps are missing between I and F" in said and "statement" not in said
    more = {slug: ("one", "two") for slug in seen}
    assert "Line M is what you get if the claim itself is supposed." in render(
        growing_hint(stray, more).verdict
    )
    assert "The first of them is a statement about the δ" in render(
        growing_hint(missing, more).verdict
    )
    full = {slug: ("one", "two", "three") for slug in seen}
    assert "Ask yourself: What may an induction suppose" in render(
        growing_hint(stray, full).verdict
    )


def test_the_card_shows_the_lines_in_the_students_order_with_their_marks() -> None:
    verdict = judge(CATALOGUE[NAME], LocalAnswer("KEMH"), [0])
    html = card(Shown(verdict))
    marks = [html.index(f"<strong>{letter}</strong>") for letter in "KEMH"]
    assert marks == sorted(marks)
    assert html.count("✓") == 2 and html.count("○") == 1
    assert "<strong>the claim itself is supposed</strong>" in html
    assert "$W_1$" in html
