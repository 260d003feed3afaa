"""The file of model answers is what solutions/ gives, small, and not plain to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.build.models import model_answers, models
from autograder.catalogue import CATALOGUE
from autograder.catalogue.models import FILE, course_models
from autograder.exercises.exercise import Computed
from autograder.judging.diagnosis.changed_models import usable

ROOT = Path(__file__).resolve().parents[2]


def test_the_file_is_up_to_date() -> None:
    assert FILE.read_bytes() == models(ROOT / "solutions", CATALOGUE, course_models()), (
        "run make course"
    )


def test_every_function_has_a_model_answer_and_no_other_exercise() -> None:
    functions = [name for name, e in CATALOGUE.items() if isinstance(e.task, Computed)]
    assert sorted(course_models()) == sorted(functions)
    assert all(one.changes for one in course_models().values())


def test_the_file_is_small_and_not_plain() -> None:
    content = FILE.read_bytes()
    assert len(content) < 100_000
    assert b"def " not in content and b"np." not in content


@pytest.mark.parametrize("name", ["layer_gradients", "reverse_sweep", "recurrent_gradients"])
def test_the_numbers_in_it_are_those_of_the_changes_that_are_slips(name: str) -> None:
    task = CATALOGUE[name].task
    assert isinstance(task, Computed)
    model = model_answers(ROOT / "solutions", CATALOGUE)[name]
    assert course_models()[name].changes == usable(task, model)
