"""Wrong answers as people write them, independent of the formulas by which slips are declared."""

from __future__ import annotations

from typing import Any

import pytest
from answers import (
    heldout_computational_graph,
    heldout_edits_multi_layer,
    heldout_edits_single_layer,
    heldout_multi_layer,
    heldout_single_layer,
    heldout_symmetry_breaking,
    heldout_training,
    heldout_weight_sharing,
)
from judging.verdicts import judged

from autograder.catalogue import CATALOGUE
from autograder.judging.message import render

ANSWERS = [
    case
    for module in (
        heldout_single_layer,
        heldout_multi_layer,
        heldout_weight_sharing,
        heldout_computational_graph,
        heldout_symmetry_breaking,
        heldout_training,
        heldout_edits_single_layer,
        heldout_edits_multi_layer,
    )
    for case in module.HELD_OUT
]


@pytest.mark.parametrize(
    ("name", "slugs", "answer"),
    [pytest.param(*case, id=f"{case[0]}-{k}") for k, case in enumerate(ANSWERS)],
)
def test_a_wrong_answer_is_named_as_a_person_would_name_it(
    name: str, slugs: str, answer: Any
) -> None:
    verdict = judged(name, answer, seed=3)
    assert verdict.score < CATALOGUE[name].points, render(verdict)
    assert set(verdict.slugs) == set(slugs.split()), render(verdict)
