"""Every slip under `slips/` by its slug, for whatever borrows its words."""

from __future__ import annotations

from autograder.boundary.errors import unknown
from autograder.slips import SLIPS
from autograder.slips.graph import EDGES, NEURONS, ORDERS
from autograder.slips.slip import Slip
from autograder.slips.update import DIFFERENCES, FACTORS, STEP


def all_slips() -> list[Slip]:
    """Every slip; several can have one slug, where their words differ with their steps."""
    formulas = [
        Slip(one.slug, one.clause, one.question, "") for one in (*ORDERS, *DIFFERENCES, *FACTORS)
    ]
    return [*SLIPS, *EDGES, *NEURONS, *STEP, *formulas]


def _by_slug() -> dict[str, Slip]:
    """The first slip of each slug."""
    return {slip.slug: slip for slip in reversed(all_slips())}


def slip_called(slug: str) -> Slip:
    """The slip of that slug.

    Raises
    ------
    ValueError
        If there is none.
    """
    slips = _by_slug()
    if slug not in slips:
        raise unknown("the slug of a slip", slug, slips)
    return slips[slug]
