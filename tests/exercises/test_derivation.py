"""The declaration of a derivation: what is wrong with it is refused in one line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.derivations.reading import read
from autograder.exercises.declare import Notebook
from autograder.exercises.derivation import Derivation, Stage, Wrong, known, square
from autograder.exercises.derivation_draws import definitions, draw_numbers, draw_square
from autograder.exercises.exercise import Exercise
from autograder.exercises.form import Form

SWAPPED = known("outer-order-swapped", "delta[j] * x[i]")


def twice(**changed: Any) -> Wrong:
    given = {"slug": "twice", "line": "2 * delta[i] * x[j]", "clause": "it is there twice"}
    return Wrong(**{**given, "question": "How often?", **changed})


def stages(
    *, first: str = "sum(k, delta[k] * (k == i) * x[j])", form: str = "sum", **changed: Any
) -> list[Stage]:
    last = {"name": "closed", "symbols": "delta x", "model": "delta[i] * x[j]", "form": "no sum"}
    return [Stage("open", "delta x", first, form), Stage(**{**last, "wrong": [SWAPPED], **changed})]


def declared(*, proven: bool = False, **changed: Any) -> Exercise:
    given: dict[str, Any] = {
        "points": 2,
        "minutes": 5,
        "difficulty": 1,
        "answer": "i: outputs, j: inputs",
        "symbols": "x: inputs, delta: outputs",
        "stages": stages(),
    }

    def derive_it() -> None:
        """It."""

    return Notebook("01_single_layer", proven=proven).derivation(**{**given, **changed})(derive_it)


def test_a_good_declaration_is_accepted() -> None:
    exercise = declared()
    assert exercise.kind == "derive"
    assert isinstance(exercise.task, Derivation)
    assert list(exercise.task.model()) == ["open", "closed"]


#: What is wrong with a declaration, and a part of the refusal.
MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "a model that cannot be read": (
        {"stages": stages(model="delta[i] * z[j]")},
        "z is not one of them",
    ),
    "models that disagree": (
        {"stages": stages(model="2 * delta[i] * x[j]")},
        "expected models that are equal, got other values from stage 'open'",
    ),
    "a model without a value": (
        {"stages": stages(first="sum(k, delta[k] * (k == i) * x[j] / (x[j] - x[j]))")},
        "expected a value of the model of stage 'open', got none",
    ),
    "a model of another form": (
        {"stages": stages(form="no sum")},
        "expected a model in the form of stage 'open'",
    ),
    "a stage that can be skipped": (
        {"stages": stages(form="at most 1 sum")},
        "so that the stage cannot be skipped",
    ),
    "a stage that repeats the one above": (
        {"stages": [*stages()[:1], Stage("closed", "x delta", "sum(m, x[j]*delta[m]*(i==m))")]},
        "expected stage 'closed' to go on from 'open', got the same line",
    ),
    "a wrong line that is right": (
        {"stages": stages(wrong=[twice(line="x[j] * delta[i]")])},
        "expected a wrong line for 'twice' in stage 'closed'",
    ),
    "a wrong line that cannot be read": (
        {"stages": stages(wrong=[twice(line="W[i, j]")])},
        "expected a line for 'twice' in stage 'closed' that can be read",
    ),
    "an item that does not exist": (
        {"stages": stages(wrong=[twice(item="S99")])},
        "expected an item of the derivations for 'twice', got 'S99'",
    ),
    "a symbol that does not exist": (
        {"stages": stages(symbols="delta xx")},
        "expected a symbol or function in stage 'closed', got 'xx'",
    ),
    "an unknown form": (
        {"stages": stages(form="no summ")},
        "got 'summ'; likely 'sum'",
    ),
    "a form that is cut off": ({"stages": stages(form="at most 2")}, "got it cut off"),
    "one stage alone": ({"stages": stages()[:1]}, "expected two or more stages"),
    "two stages of one name": (
        {"stages": stages(name="Open ")},
        "expected two or more stages with different names",
    ),
    "an axis that no symbol has": (
        {"answer": "i: output, j: inputs"},
        "got 'output'; likely 'outputs'",
    ),
    "a free symbol that is made of nothing": (
        {"stages": stages(free="delta")},
        "of `where` in `free`, got 'delta'",
    ),
    "a definition of no symbol": (
        {"where": {"z[k]": "delta[k]"}},
        "expected a symbol with its indices, such as `z[k]`, got 'z[k]'",
    ),
    "a definition that cannot be read": (
        {"where": {"delta[k]": "x[k]"}},
        "k runs over outputs in the answer and over inputs in x[k]",
    ),
    "points that are missing": ({"points": None}, "expected points"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_in_one_line(mistake: str) -> None:
    changed, part = MISTAKES[mistake]
    with pytest.raises(ValueError) as refused:
        declared(**changed)
    assert part in str(refused.value)
    assert "derive_it" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_a_build_proves_is_not_checked_on_import() -> None:
    assert declared(proven=True, stages=stages(model="2 * delta[i] * x[j]")).kind == "derive"


def test_an_unknown_slug_is_refused() -> None:
    with pytest.raises(ValueError, match="likely 'outer-order-swapped'"):
        known("outer-order-swaped", "x[i]")


def test_a_known_slip_lends_its_words() -> None:
    assert SWAPPED.clause.startswith("the outer product is taken the other way round")
    assert SWAPPED.item == "S3"


def test_other_exercises_cannot_be_of_the_kind_derive() -> None:
    about: Any = {"points": 1, "minutes": 1, "difficulty": 1}
    declare = Notebook("x").computed("derive", takes="x: n", gives="y", **about)
    with pytest.raises(ValueError, match="likely 'implement', or a derivation"):
        declare(lambda given, rules: given["x"])


def test_defined_symbols_agree_unless_they_are_free() -> None:
    task = Derivation(
        {"i": "a"},
        {"x": ("a",), "z": ("a",), "p": ("a",)},
        (),
        where={"z[k]": "2 * x[k]", "p[k]": "z[k] ** 2"},
    )
    numbers = draw_numbers(task, definitions(task), np.random.default_rng(0))
    held, free = numbers.consistent, numbers.with_free(["z"])
    assert np.allclose(held["z"], 2 * held["x"]) and np.allclose(held["p"], held["z"] ** 2)
    assert not np.allclose(free["z"], 2 * free["x"]) and np.allclose(free["p"], free["z"] ** 2)


def test_the_axes_of_a_draw_differ_in_size_and_those_of_a_square_one_do_not() -> None:
    task = declared().task
    assert isinstance(task, Derivation)
    sizes = draw_numbers(task, [], np.random.default_rng(1)).sizes
    assert len(set(sizes.values())) == 2
    even = draw_square(task, np.random.default_rng(1), 4)
    language = square(task.language(task.stages[1]))
    assert language is not None
    assert read("delta[j] * x[i]", language).value(even.consistent, even.sizes).shape == (4, 4)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("sum kronecker", "a sum, a Kronecker delta"),
        ("no sums, no products", "no sum, no product"),
        ("at most 2 products", "at most 2 products"),
        ("at least 2 sums, delta", "at least 2 sums, delta"),
        ("", ""),
    ],
)
def test_a_form_is_said_in_words(form: str, words: str) -> None:
    assert Form.parse(form, ["delta"]).words() == words


def test_a_drawn_function_has_its_derivative() -> None:
    exercise = declared(
        symbols="x: inputs, delta: outputs, z: outputs",
        functions="f",
        stages=[
            Stage(
                "open",
                "delta f fprime z x",
                "sum(k, delta[k] * (k == i) * fprime(z[k]) * x[j])",
                "sum",
            ),
            Stage("closed", "delta f fprime z x", "delta[i] * fprime(z[i]) * x[j]", "no sum"),
        ],
    )
    assert isinstance(exercise.task, Derivation)
    drawn = draw_numbers(exercise.task, [], np.random.default_rng(0)).consistent
    h, z = 1e-6, drawn["z"]
    slope = (drawn["f"](z + h) - drawn["f"](z - h)) / (2 * h)
    assert np.allclose(slope, drawn["fprime"](z), atol=1e-8)
