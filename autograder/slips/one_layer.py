"""Slips of the nonlinearity at some layers only, as where each layer has a line of its own."""

from __future__ import annotations

from typing import Any

from autograder.reference.rules import RIGHT, Context, NotApplicable, Rules
from autograder.slips.nonlinearity import NONLINEARITY
from autograder.slips.slip import Slip
from autograder.slips.slopes import SLOPES
from autograder.slips.upstream import UPSTREAM


def _expect_two_layers(p: Context) -> None:
    """Refuse what no clause could tell from the same slip at every layer."""
    curved = [layer for layer in p.layers if layer.f.name not in ("identity", "softmax")]
    if len(curved) < 2 or p.layers[0].W is p.layers[-1].W:
        raise NotApplicable("one nonlinearity, or one that is used several times")


def _confined(slip: Slip, step: str, output: bool) -> Slip:
    """The same slip, either only at the output layer or only below it."""

    def change(rules: Rules) -> Rules:
        right, wrong = getattr(rules, step), getattr(slip.rules(rules), step)

        def chosen(p: Context, *arguments: Any) -> Any:
            _expect_two_layers(p)
            if slip.slug == "hidden-fprime-missing" and (p.loss or output):
                raise NotApplicable("this has a name of its own")
            return (wrong if p.last == output else right)(p, *arguments)

        return rules.with_(**{step: chosen})

    where = "at the output layer alone" if output else "below the output layer alone"
    clause = f"{slip.clause} ({where})"
    # In pairs they would double the time that an unknown cause takes.
    return Slip(slip.slug, clause, slip.question, slip.item, change, alone=True)


def _steps(slip: Slip) -> set[str]:
    rules = slip.rules()
    return {
        step for step in ("slope", "through") if getattr(rules, step) is not getattr(RIGHT, step)
    }


#: Those of a slope or of a gradient on its way through one, but for those that name a layer.
ONE_LAYER = tuple(
    _confined(slip, step, output)
    for slip in (*NONLINEARITY, *SLOPES, *UPSTREAM)
    for step in sorted(_steps(slip))
    if slip.slug not in ("output-fprime-missing", "sign-flipped")
    for output in (False, True)
)
