"""Every message about every slip of the course: its words fit the exercise, and tell no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice, pairwise

import numpy as np
import pytest
from judging.fitting_words import foreign, leaks

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import SQUARE, Computed, Entries, Example, Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.advice import advised
from autograder.judging.compare import compare_blocks
from autograder.judging.diagnosis.candidates import Candidates
from autograder.judging.entries import judge_entries
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.observations import Observation
from autograder.judging.probe_draws import Draws
from autograder.judging.verdict import BlockResult, Cause, Formula, Verdict
from autograder.notebook.hinting import growing_hint, in_full, now_seen

# ---- what is said about each slip ------------------------------------------------------------


def computed(exercise: Exercise, task: Computed) -> Iterator[Verdict]:
    """The verdict on each slip, from the numbers that it gives on one square draw."""
    draw = Draws(task, [1]).at(0, SQUARE[0])
    candidates = Candidates(task, [Observation(draw, {})])
    names = tuple(block.name for block in task.blocks)
    said = set[tuple[object, ...]]()
    for slip in candidates.effective():
        values = candidates.values((slip,), candidates.observations[0])
        assert values is not None
        blocks = compare_blocks(task, {**draw.right, **values}, draw.right)
        wrong = tuple(block.name for block in blocks if not block.right)
        # Of slips with one name and the same numbers, the first is said.
        key = (slip.slug, *(values[name].round(9).tobytes() for name in wrong))
        if wrong and key not in said:
            said.add(key)
            cause = Cause((slip.slug,), slip.clause, slip.question, slip.item, wrong)
            yield Verdict(exercise.id, 0, exercise.points, "wrong", blocks, causes=(cause,))
    off = tuple(BlockResult(name, False, "shape ok", of_value=True) for name in names)
    yield Verdict(exercise.id, 0, exercise.points, "wrong", off, unknown=names)
    yield Verdict(exercise.id, 0, exercise.points, "wrong", problem="raised ValueError: no")


def of_entries(exercise: Exercise, task: Entries) -> Iterator[Verdict]:
    """The verdict on each slip of a set of entries, and on entries that are simply wrong."""
    expected = task.expected()
    for slip in task.own:
        if slip.values:
            yield judge_entries(exercise, task, LocalAnswer({**expected, **slip.values(expected)}))
    first = next(iter(expected))
    yield judge_entries(exercise, task, LocalAnswer({**expected, first: "another word"}))


def derived(exercise: Exercise, task: Derivation) -> Iterator[Verdict]:
    """The verdict on each wrong line, without looking at its values, and on an unknown one."""
    names = [stage.name for stage in task.stages]
    for stage, wrong in task.wrong_lines():
        blocks = tuple(BlockResult(name, name != stage.name) for name in names)
        lines = tuple(Formula(name, "…") for name in names)
        cause = Cause((wrong.slug,), wrong.clause, wrong.question, wrong.item, (stage.name,))
        about = Verdict(exercise.id, 0, exercise.points, "wrong", blocks, formulas=lines)
        yield replace(about, causes=(cause,))
    yield replace(about, unknown=(stage.name,))
    yield about


def ordered(exercise: Exercise, task: Ordering) -> Iterator[Verdict]:
    """The verdict on each line that does not belong, and on lines in a wrong order."""
    for stray in task.strays:
        cause = Cause((stray.slug,), stray.clause, stray.question, stray.item)
        yield Verdict(exercise.id, 0, exercise.points, "wrong", problem="…", causes=(cause,))
    yield Verdict(exercise.id, 0, exercise.points, "wrong", problem="line C rests on the sum")


def verdicts(exercise: Exercise) -> list[Verdict]:
    """One verdict for each slip of an exercise, and for answers whose cause is unknown."""
    task = exercise.task
    with np.errstate(all="ignore"):
        if isinstance(task, Computed):
            found = list(computed(exercise, task))
        elif isinstance(task, Entries):
            found = list(of_entries(exercise, task))
        elif isinstance(task, Derivation):
            found = list(derived(exercise, task))
        else:
            found = list(ordered(exercise, task)) if isinstance(task, Ordering) else []
    return [advised(exercise, verdict) for verdict in found]


def hints(verdict: Verdict) -> list[str]:
    """The first three messages about a slip, then all that is said at once."""
    seen: dict[str, tuple[str, ...]] = {}
    texts = []
    for answer in ("one", "two", "three"):
        seen = dict(now_seen(verdict, answer, seen))
        texts.append(render(growing_hint(verdict, seen).verdict))
    return [*texts, render(in_full(verdict).verdict)]


# ---- the tests -------------------------------------------------------------------------------

#: What no sentence has.
TRAPS = (r"\w  +\w", r"\.\.", r"[?!]\.", r"\w [.,;?]", r"\ban? an?\b", r"[{}]", r"raised did")
#: A line about one quantity, which stands in a column.
ROW = re.compile(r"  .+?  (right|wrong)\b")
EXERCISES = [e for e in CATALOGUE.values() if not isinstance(e.task, Example)]


@cache
def verdicts_of(name: str) -> list[Verdict]:
    return verdicts(CATALOGUE[name])


def some(found: Sequence[Verdict]) -> Sequence[Verdict]:
    """The verdicts that are read in every form; all of them take long."""
    return [*found[:2], *found[-2:]]


def said_of(verdict: Verdict) -> str:
    """What is said of the cause, or where there is none."""
    causes = [f"{cause.clause} {cause.question}" for cause in verdict.causes]
    # Headings are not looked into: they may name what comes later in a section.
    return re.sub(r"Look again at: .*", "", " ".join([*causes, *verdict.advice]))


def sentences(text: str) -> str:
    """A message without its first line and without the lines about single quantities."""
    lines = text.replace("\n    ", " ").splitlines()[1:]
    return " ".join(line.strip() for line in lines if not ROW.match(line))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_no_message_names_what_the_exercise_does_not_have(exercise: Exercise) -> None:
    # The words of an exercise's own slips were written for it.
    own = {slip.clause for slip in getattr(exercise.task, "own", ())}
    general = [v for v in verdicts_of(exercise.id) if not own & {c.clause for c in v.causes}]
    if isinstance(exercise.task, Computed | Entries):
        found = {said_of(verdict): foreign(exercise, said_of(verdict)) for verdict in general}
        assert {text: words for text, words in found.items() if words} == {}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_no_message_holds_a_part_of_the_answer(exercise: Exercise) -> None:
    told = {said_of(v): leaks(exercise, said_of(v)) for v in verdicts_of(exercise.id)}
    assert {text: parts for text, parts in told.items() if parts} == {}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_hints_grow_in_plain_sentences(exercise: Exercise) -> None:
    for verdict in some(verdicts_of(exercise.id)):
        first, second, third, whole = hints(verdict)
        assert len({first, second, third}) == 3, first
        own = [line for line in first.splitlines() if not ROW.match(line)]
        assert len(own) <= 6 + 2 * len(verdict.proof), first
        for text in (first, second, third, whole):
            assert [trap for trap in TRAPS if re.search(trap, sentences(text))] == [], text


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_a_message_about_several_causes_says_each_thing_once(exercise: Exercise) -> None:
    single = [v for v in verdicts_of(exercise.id) if v.causes and len(v.blocks) > 1]
    for one, other in islice(pairwise(single), 1):
        names = [block.name for block in one.blocks]
        first = replace(one.causes[0], blocks=(names[0], names[-1]))
        second = replace(other.causes[0], blocks=(names[1],), question=first.question)
        blocks = tuple(BlockResult(n, n == names[-1], "shape ok") for n in names)
        both = replace(one, blocks=blocks, causes=(first, second), unknown=tuple(names[2:-1]))
        for text in hints(both):
            assert text.count("I know this one") + text.count("do not recognise") <= 1
            assert text.count(first.question) <= 1
            assert f", {names[-1]})" not in text  # it is shown as right


def test_words_of_another_exercise_and_parts_of_an_answer_are_found() -> None:
    assert foreign(CATALOGUE["columns_module"], "1/N enters again in dW and db") == ["db"]
    assert foreign(CATALOGUE["layer_gradients"], "1/N enters again in dW and db") == ["N"]
    slope = CATALOGUE["sigmoid_slope"]
    assert "a 1 − a" in leaks(slope, "the slope is a(1 − a)")
    assert leaks(slope, "it is given the slope (1 − a)²") == []


#: Exercises in which no loss can be calculated from the inputs, or nothing is differentiated.
NO_NUDGE = [
    "weight_gradient",
    "numerical_gradient",
    "digits_forward",
    "digits_accuracy",
    "mini_batches",
    "path_products",
    "leaky_scales",
    "equal_parts",
    "one_neuron",
    "array_rules",
    "train_step",
    "reverse_sweep",
    "check_direction",
    "symmetric_step",
]


@pytest.mark.parametrize("name", NO_NUDGE)
def test_a_nudge_is_advised_only_where_it_can_be_made(name: str) -> None:
    assert not any("1e-5" in line for v in verdicts_of(name) for line in v.advice)


def unexplained(name: str, block: str) -> Verdict:
    """The verdict on an answer with one block whose cause is unknown."""
    off = (BlockResult(block, False, "shape ok", of_value=True),)
    return advised(CATALOGUE[name], Verdict(name, 0, 1, "wrong", off, unknown=(block,)))


@pytest.mark.parametrize(
    ("name", "block", "is_step"),
    [
        ("deep_step", "W1", True),
        ("deep_step", "dx", False),
        ("output_gaps", "weight_gap", False),
        ("step_in_place", "w", True),
        ("early_step_error", "error_W2", False),
        ("train_step", "b3", True),
    ],
)
def test_a_weight_alone_is_looked_at_only_where_the_block_is_new_weights(
    name: str, block: str, is_step: bool
) -> None:
    assert ("Take one weight alone" in unexplained(name, block).advice[0]) == is_step


@pytest.mark.parametrize(
    ("name", "block", "inputs"),
    [("weight_gradient", "dW", "delta and x"), ("digits_forward", "Z1", "the inputs")],
)
def test_the_inputs_are_named_where_they_are_few(name: str, block: str, inputs: str) -> None:
    first, second, _ = unexplained(name, block).advice
    assert f"as a formula in the entries of {inputs}, and" in first
    assert f"small whole numbers for {inputs}, two" in second


@pytest.mark.parametrize(
    ("name", "block", "nudged"),
    [
        ("layer_gradients", "dW", "one entry of W by"),
        ("squared_error_delta", "delta", "one entry of z by"),
        ("network_gradients", "db1", "one entry of b1 by"),
        ("chain_gradients", "dW2", "one entry of W2, in the list weights,"),
        ("logistic_gradient", "dw", "one entry of w by"),
    ],
)
def test_a_gradient_of_an_input_can_be_nudged(name: str, block: str, nudged: str) -> None:
    first = unexplained(name, block).advice[0]
    assert nudged in first and f"entry of {block}." in first


def test_an_answer_that_does_not_end_is_not_said_to_raise() -> None:
    def endless(delta: object, x: object) -> None:
        while True:
            pass

    verdict = judge(CATALOGUE["weight_gradient"], LocalAnswer(endless, seconds=0.2), [1])
    assert verdict.problem.startswith("did not come back within 0.2 seconds")


@pytest.mark.parametrize(
    ("answer", "second"),
    [
        (lambda delta, x: np.ones(2) @ x, "print each value and its shape"),
        (lambda delta, x: np.ones(3), "the shape of each factor"),
        (lambda delta, x: np.outer(delta, x) * np.nan, "divisions"),
        (lambda delta, x: np.outer(delta, x) * np.random.rand(), "twice with the same inputs"),
        (5, "look at what comes back"),
    ],
)
def test_the_second_hint_fits_what_keeps_an_answer_from_being_compared(
    answer: object, second: str
) -> None:
    verdict = judge(CATALOGUE["weight_gradient"], LocalAnswer(answer), [1])
    assert verdict.advice[0] == "" and second in verdict.advice[1]


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("layer_gradients", 1, "dW is the first that is missing: one per output unit and one per"),
        ("chain_gradients", 2, "dW3 is the first that is missing: a number"),
    ],
)
def test_what_is_missing_at_the_end_is_named_with_each_of_its_axes(
    name: str, given: int, said: str
) -> None:
    verdict = judge(CATALOGUE[name], LocalAnswer(lambda *inputs: [1] * given), [1])
    assert said in verdict.problem


def test_a_missing_thing_at_the_end_is_named_with_its_shape() -> None:
    verdict = judge(CATALOGUE["mini_batches"], LocalAnswer(lambda order, size: [1, 2, 3]), [1])
    assert "batch 4 is the first that is missing: one per sample that is left" in verdict.problem
