"""A mistake in a declaration is refused in one line, where it is declared."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograder.catalogue
import autograder.slips
from autograder.catalogue import collected
from autograder.exercises.declare import Notebook
from autograder.exercises.exercise import AXES, RECTANGULAR, SIZES, Computed, Exercise, Inputs
from autograder.exercises.items import ITEMS
from autograder.reference.rules import Rules
from autograder.slips.slip import Slip, Slips, own_slip

GOOD: dict[str, Any] = {
    "points": 2,
    "minutes": 5,
    "difficulty": 1,
    "items": "S3",
    "takes": "delta: n_out, x: n_in",
    "gives": "dW: n_out n_in",
}


def weight_gradient(given: Inputs, rules: Rules) -> Any:
    """dW = δ xᵀ."""
    return given["delta"][:, None] * given["x"]


def notebook_of(name: str, **changed: Any) -> Notebook:
    """A notebook with one exercise, `weight_gradient`, declared with these changes."""
    notebook = Notebook(name)
    declare: Callable[[Any], Exercise] = notebook.computed("implement", **{**GOOD, **changed})
    declare(weight_gradient)
    return notebook


def declared(kind: Any = "implement", **changed: Any) -> Exercise:
    """An exercise declared with these changes; None leaves an argument out."""
    about = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    declare: Callable[[Any], Exercise] = Notebook("tiny").computed(kind, **about)
    return declare(weight_gradient)


def slip_of(item: str = "S3", slug: str = "sign-flipped", question: str = "Which sign?") -> Slip:
    @own_slip(slug, item, question=question)
    def flipped(given: Any) -> dict[str, Any]:
        """the sign is turned"""
        return {"dW": -given["delta"][:, None] * given["x"]}

    return flipped


def declared_slips() -> Iterator[tuple[str, Slip]]:
    """Every slip in a module of the slips or of the catalogue, alone or in a list."""
    for package in (autograder.slips, autograder.catalogue):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                slips = value if isinstance(value, Slips) else [value]
                yield from ((f"{module.name}.{name}", s) for s in slips if isinstance(s, Slip))


def test_a_good_declaration_is_accepted() -> None:
    assert declared(own=[slip_of()]).task.own[0].slug == "sign-flipped"  # type: ignore[union-attr]


def test_an_item_that_the_derivations_do_not_have_is_refused() -> None:
    expected = "expected an item of the derivations in weight_gradient, got 'S99'; likely 'S9'"
    with pytest.raises(ValueError) as refused:
        declared(items="S3 S99")
    assert str(refused.value) == expected


def test_such_an_item_of_an_own_slip_is_refused() -> None:
    with pytest.raises(ValueError, match="for the slip 'sign-flipped' of weight_gradient, got 'S9"):
        declared(own=[slip_of("S99")])


def test_every_declared_slip_has_an_item_of_the_derivations() -> None:
    found = list(declared_slips())
    assert {"STEP", "EDGES", "NEURONS", "LINEAR"} <= {name.rpartition(".")[2] for name, _ in found}
    assert [(name, s.slug, s.item) for name, s in found if s.item not in ITEMS] == []


#: What is wrong with a declaration, the changes that make it so, and the refusal.
MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "a kind that does not exist": (
        {"kind": "implment"},
        "expected a kind of weight_gradient, one of predict, derive, implement, repair, "
        "counterexample, worksheet, got 'implment'; likely 'implement'",
    ),
    "a keyword that does not exist": (
        {"need": "digits_loss"},
        "expected a keyword argument for weight_gradient, got 'need'; likely 'needs'",
    ),
    "no points": (
        {"points": None},
        "expected points, minutes, difficulty of weight_gradient, got no points; "
        "likely `points=` is still to be written",
    ),
    "neither minutes nor difficulty": (
        {"minutes": None, "difficulty": None},
        "expected points, minutes, difficulty of weight_gradient, got no minutes, difficulty; "
        "likely `minutes=` is still to be written",
    ),
    "a difficulty that does not exist": (
        {"difficulty": 4},
        "expected a difficulty of 1, 2 or 3 for weight_gradient, got 4; "
        "likely points or minutes stand in its place",
    ),
    "a size that does not exist": (
        {"takes": "delta: n_out, x: n_inn"},
        "expected an axis of the argument x of weight_gradient, one of "
        "N, n_in, n_hidden, n_more, n_out, T, n, got 'n_inn'; likely 'n_in'",
    ),
    "such a size, in spite of a draw": (
        {"takes": "delta: n_out, x: n_inn", "draw": lambda rng, sizes: {}},
        "expected an axis of the argument x of weight_gradient, one of "
        "N, n_in, n_hidden, n_more, n_out, T, n, got 'n_inn'; likely 'n_in'",
    ),
    "an axis that does not exist": (
        {"gives": "dW: n_out n_im"},
        "expected an axis of the block dW of weight_gradient, one of "
        "N, n_in, n_hidden, n_more, n_out, n, T, n_out·n_in, nodes, paths, weights, terms, size, "
        "rest, K, K_h, K_w, rows, columns, features, got 'n_im'; likely 'n_in'",
    ),
    "a number without a draw": (
        {"takes": "delta: n_out, x: n_in, rate"},
        "expected axes or a draw for the argument rate of weight_gradient, got neither; "
        "likely `rate: n_in`, or `draw={'rate': …}`",
    ),
    "a draw for no argument": (
        {"draw": {"detla": lambda rng, n: None}},
        "expected an argument of weight_gradient in `draw`, got 'detla'; likely 'delta'",
    ),
    "a block that does not exist": (
        {"carry_forward": {"dw": 0}},
        "expected a block of weight_gradient in `carry_forward`, got 'dw'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_in_one_line(mistake: str) -> None:
    changed, line = MISTAKES[mistake]
    with pytest.raises(ValueError) as refused:
        declared(**changed)
    assert str(refused.value) == line


def test_an_argument_with_the_name_of_a_size_needs_no_draw() -> None:
    task = declared(takes="delta: n_out, x: n_in, n_hidden").task
    assert isinstance(task, Computed)
    assert task.draw(np.random.default_rng(0), RECTANGULAR[0])["n_hidden"] == 6


def test_every_size_has_a_meaning() -> None:
    assert set(SIZES) <= set(AXES)
    assert all(hasattr(RECTANGULAR[0], size) for size in SIZES)


@pytest.mark.parametrize("slug", ["", "Sign-flipped", "sign flipped", "sign_flipped"])
def test_a_slug_of_another_form_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="expected a slug of small letters, digits and hyphens"):
        slip_of(slug=slug)


def test_a_slip_without_a_question_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a question for the slip 'sign-flipped'"):
        slip_of(question=" ")


@pytest.mark.parametrize("steps", ["wieght", "bias wieght"])
def test_a_slip_of_a_rule_that_does_not_exist_is_refused(steps: str) -> None:
    with pytest.raises(ValueError) as refused:
        Slips().slip(steps, "planted", "S3", question="?", clause="it is planted")(np.asarray)
    assert str(refused.value) == "expected the name of a rule, got 'wieght'; likely 'weight'"


def test_an_exercise_that_is_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError) as refused:
        collected(notebook_of("01_first"), notebook_of("02_second"))
    assert str(refused.value) == (
        "expected one exercise 'weight_gradient', got it declared twice, in 01_first and in "
        "02_second; likely a copy still has its old name"
    )


def test_a_need_that_is_not_an_exercise_is_refused() -> None:
    with pytest.raises(ValueError) as refused:
        collected(notebook_of("01_first", needs="weight_gradient wieght_gradient"))
    assert str(refused.value) == (
        "expected the id of an exercise in the needs of weight_gradient, got 'wieght_gradient'; "
        "likely 'weight_gradient'"
    )
