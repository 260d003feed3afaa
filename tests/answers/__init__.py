"""Right and wrong answers to every exercise, written as different students write them.

Each module holds, by exercise id:

- `RIGHT`: right answers; every one has to score full, with no accusation. Where an exercise is
  answered by a function there are at least four, which reach the numbers by different algorithms:
  closed formula, index by index, full Jacobian, differences of the loss. In which forms an answer
  may be returned is tried in `judging/test_forms.py`.
- `WRONG`: pairs of a slug (or None, where the cause should stay unknown; or several, separated by
  spaces, that give the same numbers) and an answer; every one has to score less than full, and to
  be named so.

The lines of derivations are in the package `derivations`, and the proofs that are put in order in
`orders`.
"""

from __future__ import annotations

from typing import Any

from answers import (
    computational_graph,
    derivations,
    multi_layer,
    orders,
    sharing_further,
    single_layer,
    symmetry_breaking,
    training,
    training_decay,
    weight_sharing,
)
from autograder.catalogue import CATALOGUE

MODULES = (
    single_layer,
    multi_layer,
    weight_sharing,
    computational_graph,
    symmetry_breaking,
    training,
    training_decay,
    sharing_further,
    orders,
)

RIGHT: dict[str, list[Any]] = {}
WRONG: dict[str, list[tuple[str | None, Any]]] = {}
for _module in MODULES:
    RIGHT.update(_module.RIGHT)
    WRONG.update(_module.WRONG)
for _name in derivations.RIGHT:
    _models = CATALOGUE[_name].task.model()  # type: ignore[union-attr]
    RIGHT[_name] = [
        {**_models, stage: line}
        for stage, lines in derivations.RIGHT[_name].items()
        for line in lines
    ]
    WRONG[_name] = [
        (slug, {**_models, stage: line})
        for stage, lines in derivations.WRONG[_name].items()
        for slug, line in lines
    ]
