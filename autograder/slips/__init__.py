"""The slips: named mistakes, each declared once and applied wherever its step occurs."""

from __future__ import annotations

from autograder.slips.batch import BATCH
from autograder.slips.chain import CHAIN
from autograder.slips.linear import LINEAR
from autograder.slips.nonlinearity import NONLINEARITY
from autograder.slips.output import OUTPUT
from autograder.slips.shared import SHARED
from autograder.slips.slip import Slip

#: Every slip of a step.
SLIPS: tuple[Slip, ...] = (*LINEAR, *OUTPUT, *NONLINEARITY, *CHAIN, *SHARED, *BATCH)

__all__ = ["SLIPS", "Slip"]
