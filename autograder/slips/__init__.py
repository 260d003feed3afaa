"""The slips: named mistakes, each declared once and applied wherever its step occurs."""

from __future__ import annotations

from autograder.slips.batch import BATCH
from autograder.slips.chain import CHAIN
from autograder.slips.linear import LINEAR
from autograder.slips.nonlinearity import NONLINEARITY
from autograder.slips.one_layer import ONE_LAYER
from autograder.slips.output import OUTPUT
from autograder.slips.shared import SHARED
from autograder.slips.slip import Slip
from autograder.slips.slopes import SLOPES
from autograder.slips.softmax import SOFTMAX
from autograder.slips.upstream import UPSTREAM

#: Every slip of a step.
SLIPS: tuple[Slip, ...] = (
    *LINEAR,
    *OUTPUT,
    *SOFTMAX,
    *NONLINEARITY,
    *SLOPES,
    *CHAIN,
    *SHARED,
    *BATCH,
    *UPSTREAM,
    *ONE_LAYER,
)

__all__ = ["SLIPS", "Slip"]
