"""A right answer is accepted in every form: the same numbers, returned in different ways."""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from answers import RIGHT

from autograder.boundary.answers import LocalAnswer
from autograder.boundary.plain import plain
from autograder.catalogue import CATALOGUE
from autograder.exercises.declare import Notebook
from autograder.exercises.exercise import (
    RECTANGULAR,
    Computed,
    Condition,
    Entries,
    Example,
    Inputs,
)
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.verdict import Verdict
from autograder.reference.rules import RIGHT as RULES
from autograder.reference.rules import Rules

Blocks = dict[str, Any]

COMPUTED = [name for name, exercise in CATALOGUE.items() if isinstance(exercise.task, Computed)]


def leaves(value: Any, change: Callable[[float], Any]) -> Any:
    """Nested lists with every number changed."""
    value = np.asarray(value)
    return [leaves(v, change) for v in value] if value.ndim else change(value.item())


def handed_over(blocks: Blocks, change: Callable[[Any], Any], kind: Any = tuple) -> Any:
    """The blocks in order, or the only one by itself."""
    changed = [change(v) for v in blocks.values()]
    return changed[0] if len(changed) == 1 else kind(changed)


def named_tuple(blocks: Blocks) -> Any:
    made = namedtuple("Gradients", [f"block{k}" for k in range(len(blocks))])
    return made(*blocks.values()) if len(blocks) > 1 else handed_over(blocks, np.asarray)


#: How the reference's blocks are changed before they are returned.
FORMS: dict[str, Callable[[Blocks], Any]] = {
    "a dictionary in another order": lambda b: OrderedDict(reversed(b.items())),
    "a dictionary with one name more": lambda b: {**b, "another": 1.0},
    "nested lists": lambda b: handed_over(b, lambda v: leaves(v, float), list),
    "lists of rows": lambda b: handed_over(b, lambda v: list(v) if np.ndim(v) else float(v), list),
    "lists of float32": lambda b: handed_over(b, lambda v: leaves(v, np.float32)),
    "arrays of float32": lambda b: handed_over(b, lambda v: np.asarray(v, dtype=np.float32)),
    "lists of fractions": lambda b: handed_over(b, lambda v: leaves(v, Fraction)),
    "arrays of objects": lambda b: handed_over(b, lambda v: np.array(v, dtype=object)),
    "arrays of complex numbers": lambda b: handed_over(b, lambda v: np.asarray(v) + 0j),
    "transposed memory": lambda b: handed_over(b, np.asfortranarray),
    "read-only views": lambda b: handed_over(b, lambda v: np.broadcast_to(v, np.shape(v))),
    "rows as generators": lambda b: handed_over(b, lambda v: iter(v) if np.ndim(v) else v),
    "maps": lambda b: handed_over(b, lambda v: map(float, v) if np.ndim(v) == 1 else v),
    "a generator": lambda b: (v for v in b.values()) if len(b) > 1 else b,
    "values of a dictionary": lambda b: b.values() if len(b) > 1 else b,
    "a named tuple": named_tuple,
    "columns": lambda b: handed_over(b, lambda v: v[:, None] if np.ndim(v) == 1 else v),
    "rows": lambda b: handed_over(b, lambda v: v[None] if np.ndim(v) == 1 else v),
    "one entry for a number": lambda b: handed_over(b, lambda v: v if np.ndim(v) else [v]),
    "a matrix for a number": lambda b: handed_over(b, lambda v: v if np.ndim(v) else [[v]]),
}


def reference_of(task: Computed) -> Callable[..., Blocks]:
    names = list(task.draw(np.random.default_rng(0), RECTANGULAR[0]))

    def answer(*given: Any) -> Blocks:
        found = task.reference(dict(zip(names, given, strict=True)), RULES)
        known = [b.name for b in task.blocks if b.name in found]
        return {name: found[name] for name in [*known, *(n for n in found if n not in known)]}

    return answer


def assert_right(verdict: Verdict) -> None:
    assert verdict.score == verdict.points, render(verdict)
    assert verdict.slugs == ()


@pytest.mark.parametrize("name", COMPUTED)
def test_a_right_function_is_right_in_every_form_here_and_over_the_wire(name: str) -> None:
    task = CATALOGUE[name].task
    assert isinstance(task, Computed)
    right = reference_of(task)
    for form in FORMS.values():
        here = LocalAnswer(lambda *given, form=form: form(right(*given)))
        there = LocalAnswer(lambda *given, form=form: plain(form(right(*given))))
        assert_right(judge(CATALOGUE[name], here, [1]))
        assert_right(judge(CATALOGUE[name], there, [1]))


def narrow(value: Any) -> Any:
    """Every real number in `value` in single precision."""
    if isinstance(value, list):
        return [narrow(v) for v in value]
    if isinstance(value, dict):
        return {name: narrow(v) for name, v in value.items()}
    real = isinstance(value, float) or getattr(value, "dtype", None) == np.float64
    return np.float32(value) if real else value


def in_single_precision(name: str) -> Callable[..., Any]:
    """The exercise's first right answer, computed in float32."""
    return lambda *given: RIGHT[name][0](*map(narrow, given))


#: In float32, differences of a loss have no digits left.
MEASURED: tuple[str, ...] = ("numerical_gradient", "check_direction")
#: NumPy 1 makes a float64 of a float32 number and a Python number, which looks like full precision.
if np.lib.NumpyVersion(np.__version__) < "2.0.0":
    MEASURED += ("constant_start", "midway_loss")


@pytest.mark.parametrize("name", [n for n in COMPUTED if n not in MEASURED])
def test_float32_arithmetic_is_right(name: str) -> None:
    assert_right(judge(CATALOGUE[name], LocalAnswer(in_single_precision(name)), [1]))


@pytest.mark.parametrize("name", sorted({"rule_one", "constant_start"} - {*MEASURED}))
def test_float32_arithmetic_is_right_on_every_draw(name: str) -> None:
    for seed in range(60):
        assert_right(judge(CATALOGUE[name], LocalAnswer(in_single_precision(name)), [seed]))


def one_neuron(g: Any, w: Any, h: Any) -> Any:
    delta = g * np.cos(w @ h)
    w *= delta
    h *= delta
    return h, w


def renumber_units(W1: Any, W2: Any, order: Any) -> Any:
    W1[:], W2[:] = W1[order], W2[:, order]
    return W1, W2


def linear_chain(weights: Any, delta: Any) -> Any:
    J = np.eye(len(delta))
    while weights:
        J = J @ weights.pop()
    return J, J.T @ delta


@pytest.mark.parametrize("answer", [one_neuron, renumber_units, linear_chain])
def test_a_function_may_work_in_place_on_what_it_is_given(answer: Any) -> None:
    verdict = judge(CATALOGUE[answer.__name__], LocalAnswer(answer), [1])
    assert_right(verdict)
    assert any("changes its input" in remark for remark in verdict.remarks)


#: Exercises of a kind that the course happens not to have.
EXTRA = Notebook("extra")


@EXTRA.computed(
    "implement", points=1, minutes=1, difficulty=1, takes="y: n_out", gives="same: n_out n_out"
)
def equal_entries(given: Inputs, rules: Rules) -> Any:
    """Which entries of y are equal."""
    return np.equal.outer(given["y"], given["y"])


@EXTRA.example(
    "implement",
    points=1,
    minutes=1,
    difficulty=1,
    shapes={"first": (250, 400), "second": (250, 400)},
    conditions=(Condition("the sum is 1", lambda e: bool(np.ptp(sum(e.values())) <= 1e-5)),),
    guesses=lambda: [{"first": np.ones((250, 400)), "second": np.eye(250, 400)}],
)
def large_matrices() -> dict[str, Any]:
    """Two large matrices whose sum is 1 everywhere."""
    first = np.random.default_rng(0).normal(size=(250, 400))
    return {"first": first, "second": 1 - first}


@pytest.mark.parametrize("dtype", [bool, np.int64, float, np.float32, object])
def test_a_table_of_truth_values_may_be_of_any_type(dtype: Any) -> None:
    def answer(y: Any) -> Any:
        return np.equal.outer(y, y).astype(dtype)

    assert_right(judge(equal_entries, LocalAnswer(answer), [1]))


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, float])
def test_whole_numbers_may_be_of_any_type(dtype: Any) -> None:
    def answer(order: Any, size: int) -> Any:
        return [order[k : k + size].astype(dtype) for k in range(0, len(order), size)]

    assert_right(judge(CATALOGUE["mini_batches"], LocalAnswer(answer), [1]))


class Gradient:
    """The other callables that an answer can be."""

    def __call__(self, delta: Any, x: Any) -> Any:
        return np.outer(delta, x)

    def method(self, delta: Any, x: Any) -> Any:
        return self(delta, x)

    @staticmethod
    def static(delta: Any, x: Any) -> Any:
        return np.outer(delta, x)


@pytest.mark.parametrize(
    "answer",
    [
        Gradient(),
        Gradient().method,
        Gradient.static,
        np.outer,
        partial(np.einsum, "i,j->ij"),
        lambda delta, x, scale=1.0: scale * np.outer(delta, x),
        lambda *vectors: np.outer(*vectors),
        np.vectorize(np.outer, signature="(n),(m)->(n,m)"),
    ],
)
def test_anything_that_can_be_called_is_a_function(answer: Any) -> None:
    assert_right(judge(CATALOGUE["weight_gradient"], LocalAnswer(answer), [1]))


def is_number(value: Any) -> bool:
    return not isinstance(value, bool | np.bool_ | str | tuple)


def of_numbers(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: change(value) if is_number(value) else value


#: How each entry of a dictionary is changed.
ENTRY_FORMS: dict[str, Callable[[Any], Any]] = {
    "arrays": np.asarray,
    "arrays of one": lambda v: [v] if np.ndim(v) == 0 else v,
    "numbers of NumPy": lambda v: np.asarray(v)[()],
    "columns": of_numbers(lambda v: np.asarray(v)[:, None] if np.ndim(v) == 1 else v),
    "rows": of_numbers(lambda v: np.asarray(v)[None] if np.ndim(v) == 1 else v),
    "fractions": of_numbers(lambda v: leaves(v, Fraction)),
    "decimals": of_numbers(lambda v: leaves(v, Decimal)),
    "maps": of_numbers(lambda v: map(float, v) if np.ndim(v) == 1 else v),
    "lists for tuples": lambda v: list(v) if isinstance(v, tuple) else v,
}


@pytest.mark.parametrize("form", ENTRY_FORMS)
@pytest.mark.parametrize(
    "name",
    [
        n
        for n, e in CATALOGUE.items()
        # These take long to judge or to write.
        if isinstance(e.task, Entries | Example)
        and n not in ("twins", "zero_start", "seven_starts")
    ],
)
def test_right_entries_are_right_in_every_form_here_and_over_the_wire(name: str, form: str) -> None:
    def answer() -> Blocks:
        return {np.str_(n): ENTRY_FORMS[form](v) for n, v in RIGHT[name][0].items()}

    assert_right(judge(CATALOGUE[name], LocalAnswer(answer()), [1]))
    assert_right(judge(CATALOGUE[name], LocalAnswer(plain(answer())), [1]))


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.astype(np.float32),
        lambda v: v.tolist(),
        tuple,
        np.asfortranarray,
        lambda v: map(list, v),
    ],
)
def test_a_large_example_is_right_in_every_form(change: Any) -> None:
    """100,000 numbers in two matrices."""
    answer = {name: change(v) for name, v in large_matrices.task.model().items()}
    assert_right(judge(large_matrices, LocalAnswer(answer), [1]))


def test_a_rounded_number_is_reported_as_rounded() -> None:
    right = CATALOGUE["clueless_start"]
    answer = {**RIGHT["clueless_start"][0], "loss": 2.3026}
    verdict = judge(right, LocalAnswer(answer), [1])
    assert verdict.score == 0
    assert "is not exact enough: hand over all digits" in render(verdict)


def test_an_endless_generator_ends() -> None:
    def answer(delta: Any, x: Any) -> Any:
        while True:
            yield delta

    assert judge(CATALOGUE["weight_gradient"], LocalAnswer(answer), [1]).score == 0


def test_a_list_that_contains_itself_is_not_an_answer() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert judge(CATALOGUE["clueless_start"], LocalAnswer({"loss": loop}), [1]).score == 0


@pytest.mark.parametrize(
    ("exercise", "answer", "got"),
    [
        ("weight_gradient", 3, "got int; hand over"),
        ("weight_gradient", np.ones(2), "got ndarray; hand over"),
        ("single_shapes", 3, "got int"),
    ],
)
def test_an_answer_of_another_kind_is_named_by_its_type(
    exercise: str, answer: object, got: str
) -> None:
    assert got in judge(CATALOGUE[exercise], LocalAnswer(answer), [0]).problem
