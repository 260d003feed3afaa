"""No instance that a question prints hides a slip: each gives other numbers than the truth."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Entries
from autograder.judging.judge import judge
from autograder.reference.graph_program import worksheet_backward, worksheet_forward
from autograder.reference.rules import RIGHT
from autograder.slips.graph import NEURONS
from autograder.slips.slip import Slip
from backhand.worksheet import INSTANCES, WEIGHT_NAMES

CASES = [
    pytest.param(name, slip, id=f"{name}: {slip.clause}")
    for name, exercise in CATALOGUE.items()
    if isinstance(exercise.task, Entries)
    for slip in exercise.task.own
]


@pytest.mark.parametrize(("name", "slip"), CASES)
def test_a_slip_changes_the_entries_of_the_printed_instance(name: str, slip: Slip) -> None:
    task = CATALOGUE[name].task
    assert isinstance(task, Entries) and slip.values
    right = task.expected()
    wrong = {**right, **slip.values(right)}
    found = judge(CATALOGUE[name], LocalAnswer(wrong), [0])
    assert found.score < CATALOGUE[name].points


def gradients(instance, rules):
    found = worksheet_backward(*INSTANCES[instance], rules)
    return np.array([found[name] for name in (*WEIGHT_NAMES, "x1", "x2")])


@pytest.mark.parametrize("instance", ["hand", "generic"])
@pytest.mark.parametrize("slip", NEURONS, ids=lambda slip: slip.clause)
def test_every_slip_of_the_worksheets_neurons_shows_on_its_instances(instance, slip):
    assert not np.allclose(gradients(instance, slip.change(RIGHT)), gradients(instance, RIGHT))


def test_on_the_instance_for_pen_and_paper_no_local_derivative_can_be_left_out():
    blanks = CATALOGUE["local_blanks"].task.expected()
    assert min(abs(abs(value) - 1) for value in blanks.values()) > 0.1
    assert min(map(abs, blanks.values())) > 0.1
    slopes = [
        layer.slope.item()
        for name, layer in worksheet_forward(*INSTANCES["hand"][:2]).items()
        if name != "h1"  # the identity
    ]
    assert min(abs(abs(slope) - 1) for slope in slopes) > 0.1


def test_on_the_worksheets_own_instance_every_slip_is_hidden():
    for slip in NEURONS:
        assert not gradients("seed", slip.change(RIGHT)).any()
