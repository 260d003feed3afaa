"""Wrong answers as people write them, independent of the formulas by which slips are declared."""

from __future__ import annotations

from typing import Any

import pytest
from answers import (
    heldout_computational_graph,
    heldout_computational_graph_edits,
    heldout_multi_layer,
    heldout_multi_layer_edits,
    heldout_single_layer,
    heldout_single_layer_edits,
    heldout_symmetry_breaking,
    heldout_symmetry_breaking_edits,
    heldout_training,
    heldout_training_edits,
    heldout_weight_sharing,
    heldout_weight_sharing_edits,
)
from judging.verdicts import judged

from autograder.catalogue import CATALOGUE
from autograder.judging.message import render
from autograder.mutations.words import SLUG

ANSWERS = [
    case
    for module in (
        heldout_single_layer,
        heldout_multi_layer,
        heldout_weight_sharing,
        heldout_weight_sharing_edits,
        heldout_computational_graph,
        heldout_computational_graph_edits,
        heldout_symmetry_breaking,
        heldout_symmetry_breaking_edits,
        heldout_training,
        heldout_training_edits,
        heldout_single_layer_edits,
        heldout_multi_layer_edits,
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
    # What has no name may still be one change of the model answer.
    named = {slug for slug in verdict.slugs if slugs or not slug.startswith(SLUG)}
    assert named == set(slugs.split()), render(verdict)
