"""A right answer is right in whatever form it comes: the same numbers, handed over differently."""

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
from autograder.exercises.exercise import RECTANGULAR, Computed, Entries, Example
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.verdict import Verdict
from autograder.reference.rules import RIGHT as RULES

Blocks = dict[str, Any]


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


#: What becomes of the reference's blocks before they are returned.
FORMS: dict[str, Callable[[Blocks], Any]] = {
    "a dictionary in another order": lambda b: OrderedDict(reversed(b.items())),
    "nested lists": lambda b: handed_over(b, lambda v: leaves(v, float), list),
    "lists of float32": lambda b: handed_over(b, lambda v: leaves(v, np.float32)),
    "lists of fractions": lambda b: handed_over(b, lambda v: leaves(v, Fraction)),
    "arrays of objects": lambda b: handed_over(b, lambda v: np.array(v, dtype=object)),
    "arrays of complex numbers": lambda b: handed_over(b, lambda v: np.asarray(v) + 0j),
    "transposed memory": lambda b: handed_over(b, np.asfortranarray),
    "rows as generators": lambda b: handed_over(b, lambda v: iter(v) if np.ndim(v) else v),
    "a generator": lambda b: (v for v in b.values()) if len(b) > 1 else b,
    "values of a dictionary": lambda b: b.values() if len(b) > 1 else b,
    "a named tuple": named_tuple,
    "columns": lambda b: handed_over(b, lambda v: v[:, None] if np.ndim(v) == 1 else v),
    "one entry for a number": lambda b: handed_over(b, lambda v: v if np.ndim(v) else [v]),
}


def reference_of(task: Computed) -> Callable[..., Blocks]:
    names = list(task.draw(np.random.default_rng(0), RECTANGULAR[0]))

    def answer(*given: Any) -> Blocks:
        found = task.reference(dict(zip(names, given, strict=True)), RULES)
        return {b.name: found[b.name] for b in task.blocks}

    return answer


def assert_right(verdict: Verdict) -> None:
    assert verdict.score == verdict.points, render(verdict)
    assert verdict.slugs == ()


@pytest.mark.parametrize("name", [n for n, e in CATALOGUE.items() if isinstance(e.task, Computed)])
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
    return np.float32(value) if isinstance(value, float | np.ndarray) else value


@pytest.mark.parametrize("name", ["rule_one", "constant_start"])
def test_float32_arithmetic_is_right_on_every_draw(name: str) -> None:
    def answer(*given: Any) -> Any:
        return RIGHT[name][0](*map(narrow, given))

    for seed in range(60):
        assert_right(judge(CATALOGUE[name], LocalAnswer(answer), [seed]))


class Gradient:
    """What a function can be besides a function."""

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


#: What becomes of each entry of a dictionary.
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
        # These take long to judge, or to write out.
        if isinstance(e.task, Entries | Example)
        and n not in ("twins", "initial_samples", "zero_start", "seven_starts")
    ],
)
def test_right_entries_are_right_in_every_form_here_and_over_the_wire(name: str, form: str) -> None:
    def answer() -> Blocks:
        return {np.str_(n): ENTRY_FORMS[form](v) for n, v in RIGHT[name][0].items()}

    assert_right(judge(CATALOGUE[name], LocalAnswer(answer()), [1]))
    assert_right(judge(CATALOGUE[name], LocalAnswer(plain(answer())), [1]))


def test_a_rounded_number_is_said_to_be_rounded() -> None:
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


def test_a_list_that_holds_itself_is_no_answer() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert judge(CATALOGUE["clueless_start"], LocalAnswer({"loss": loop}), [1]).score == 0
