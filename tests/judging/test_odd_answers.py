"""Whatever an answer is or returns, the judge gives a verdict, in words and as a card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from every import every
from hypothesis import given, settings
from hypothesis import strategies as st
from judging.odd_values import NUMBERS, OBJECTS, filled, made
from judging.verdicts import judged

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed, Entries, Example
from autograder.exercises.ordering import Ordering
from autograder.judging.deviation import Deviation
from autograder.judging.judge import DIAGNOSIS_FAILED, judge
from autograder.judging.message import render
from autograder.judging.probe_draws import shared_draws
from autograder.judging.record_line import record_line
from autograder.judging.verdict import Verdict
from autograder.notebook.card import card
from autograder.notebook.shown import Shown
from autograder.reference.rules import RIGHT

VALUES = st.sampled_from(range(len(NUMBERS) + len(OBJECTS)))
SHAPED = st.sampled_from(["as it is", "in every entry", "in one entry"])


def odd_block(value: Any, right: Any, how: str) -> Any:
    """A block that is odd as a whole, in every entry, or in its first entry alone."""
    if how == "as it is":
        return made(value)
    whole = filled(value, right)
    if how == "in every entry" or np.size(right) < 2:
        return whole
    block = np.array(right, dtype=object)
    block.flat[0] = value
    return block.tolist()


def odd_answer(name: str, value: Any, how: str, places: set[int] | None) -> Any:
    """An answer that is right but for an odd value in some blocks, or in all."""
    task = CATALOGUE[name].task
    if isinstance(task, Ordering):
        right = dict(enumerate(task.model()))
        odd = right if places is None else {p % len(right): None for p in places}
        return [made(value) if k in odd else letter for k, letter in right.items()]

    def made_odd(right: Mapping[str, Any]) -> dict[str, Any]:
        chosen = range(len(right)) if places is None else {p % len(right) for p in places}
        odd = {n: odd_block(value, v, how) for k, (n, v) in enumerate(right.items()) if k in chosen}
        return {**right, **odd}

    if isinstance(task, Computed):
        return lambda *arguments: made_odd(reference(task, arguments))
    return made_odd(task.expected() if isinstance(task, Entries) else task.model())


def reference(task: Computed, arguments: Sequence[Any]) -> dict[str, Any]:
    """The right blocks for a function's arguments."""
    names = [name.strip() for name in task.signature.partition("(")[2].rstrip(")").split(",")]
    return task.reference(dict(zip(names, arguments, strict=True)), RIGHT)


def seen(name: str, answer: Any) -> Verdict:
    """The verdict, of which everything that is shown has been made."""
    exercise = CATALOGUE[name]
    deviations: list[Deviation] = []
    draws = shared_draws(exercise, [7])
    verdict = judge(exercise, LocalAnswer(answer), [7], draws, show=deviations)
    assert render(verdict) and "\n" not in record_line(verdict)
    assert not any(DIAGNOSIS_FAILED in remark for remark in verdict.remarks), verdict.remarks
    assert 0 <= verdict.score <= exercise.points
    shown = Shown(verdict, deviations=tuple(deviations))
    assert shown.text() and card(shown)
    return verdict


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", every(3, CATALOGUE))
@settings(max_examples=3)
@given(which=VALUES, how=SHAPED, places=st.none() | st.sets(st.integers(0, 5), min_size=1))
def test_every_exercise_gives_a_verdict_on_odd_values(
    name: str, which: int, how: str, places: set[int] | None
) -> None:
    seen(name, odd_answer(name, [*NUMBERS, *OBJECTS][which], how, places))


@pytest.mark.parametrize("k", range(len(NUMBERS) + len(OBJECTS)))
@pytest.mark.parametrize("name", ["layer_gradients", "single_shapes", "which_index_is_free"])
def test_every_odd_value_gets_a_verdict(name: str, k: int) -> None:
    value = [*NUMBERS, *OBJECTS][k]
    seen(name, value)
    for how in ("as it is", "in every entry", "in one entry"):
        seen(name, odd_answer(name, value, how, None))


@pytest.mark.parametrize("name", ["nested_bias_input", "tied_gradients", "nested_nonlinear"])
@pytest.mark.parametrize("scale", [1e150, 1e300, -1e307, 1e-300])
def test_a_right_answer_times_a_huge_or_tiny_number_is_wrong(name: str, scale: float) -> None:
    task = CATALOGUE[name].task
    assert isinstance(task, Computed)

    def scaled(*arguments: Any) -> Any:
        right = reference(task, arguments)
        return {block: scale * np.asarray(value) for block, value in right.items()}

    assert seen(name, scaled).score == 0


def huge_examples() -> Iterator[Any]:
    """A model of each example with one huge number in it."""
    for name, exercise in CATALOGUE.items():
        if isinstance(exercise.task, Example):
            for entry in exercise.task.model():
                for huge in (1e200, 1e308, -1e308):
                    yield pytest.param(name, entry, huge, id=f"{name}-{entry}-{huge:g}")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("name", "entry", "huge"), [*huge_examples()])
def test_a_huge_number_in_an_example_is_judged(name: str, entry: str, huge: float) -> None:
    model = CATALOGUE[name].task.model()  # type: ignore[union-attr]
    array = np.array(model[entry], dtype=float)
    array.flat[0] = huge
    seen(name, {**model, entry: array})


def test_conditions_that_cannot_be_computed_ask_for_smaller_numbers() -> None:
    huge = {"W1": np.full((3, 2), 1e308), "W2": np.full((2, 3), 1e308)}
    verdict = judged("which_index_is_free", huge)
    assert verdict.score == 0
    assert any("cannot be computed with these numbers" in b.problem for b in verdict.blocks)


@pytest.mark.parametrize("blank", [None, ...])
def test_results_that_are_all_blank_are_not_written_yet(blank: Any) -> None:
    found = judged("linear_module", lambda *given: (blank,) * 4)
    assert (found.state, found.score, found.unknown) == ("unwritten", 0, ())
    assert "nothing is returned yet" in render(found)


def test_one_result_that_is_blank_is_wrong() -> None:
    found = judged("linear_module", lambda X, W, b, delta: (X @ W.T + b, None, None, None))
    assert found.state == "partial"
