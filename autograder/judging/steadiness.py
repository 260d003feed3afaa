"""Whether an answer gives the same for the same inputs, whatever it was called with before.

What is kept between calls may depend on the sizes of the inputs. So the last of the grading draws
has the sizes of the first, and then the first comes again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.judging.compare import normwise_error
from autograder.judging.confirm import Confirmed, Results, right_blocks, right_on
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.returned import NotAnArray, as_numbers, named_blocks, precision
from autograder.judging.verdict import HERE, BlockResult, Cause

UNSTEADY = (
    "{blocks}: gave two different results for the same inputs; likely it keeps something between "
    "calls, draws random numbers, or leaves entries of `np.empty` as they are"
)
FAILED_AGAIN = (
    "gave a result for these inputs once, and the second time {error}; likely it keeps something "
    "between calls"
)
#: What is said of a block that changes although the inputs do not.
ANOTHER = "another value the second time, for the same inputs"
_LEAD = "A second call with the same inputs"
Given = Sequence[Mapping[str, Any]]


def steady(
    draws: Draws, answer: Answer, results: Results, given: Given, own: Draw | None
) -> Confirmed:
    """The results with those blocks wrong that depend on earlier calls, and why.

    Parameters
    ----------
    results : tuple of BlockResult
        By block, on the grading draws.
    given : sequence of mapping of str to object
        What the answer returned on them, up to the first failure.
    own : Draw or None
        A draw of the answer's own.
    """
    unsteady, failure = _again(draws, answer, results, given[0])
    if failure and len(given) == len(draws.grading_draws()):
        where, names, lead = answer.kept(), [r.name for r in results], f"{_LEAD} {failure}:"
        said = FAILED_AGAIN.format(error=failure)
    elif unsteady:
        where, names, lead = answer.kept(), unsteady, f"{_LEAD} gives another value:"
        said = UNSTEADY.format(blocks=", ".join(unsteady))
    else:
        return _fresh(draws, answer, results, given, own)
    problem = "" if failure else ANOTHER
    changed = tuple(BlockResult(r.name, False, problem) if r.name in names else r for r in results)
    causes = (_keeps(lead, where),) if where else ()
    return Confirmed(changed, "" if where else said, causes, is_steady=False)


def _keeps(lead: str, where: str) -> Cause:
    return Cause(
        ("keeps-state",),
        "it keeps something between calls",
        "What is left in it from the first call when the second one begins?",
        HERE,
        lead=lead,
        detail=where,
    )


def _again(
    draws: Draws, answer: Answer, results: Results, first: Mapping[str, Any]
) -> tuple[list[str], str]:
    """The blocks that the same inputs give otherwise; or why they give nothing any more."""
    task, draw = draws.task, draws.grading_draws()[0]
    outcome = answer.call(draw.inputs)
    again, problem = named_blocks(task, outcome.value)
    if outcome.error or problem:
        return [], outcome.failure or problem
    # What is right both times is right, however it differs.
    both = {r.name for r in results if r.right} & right_blocks(task, again, draw)
    names = [block.name for block in task.blocks if block.name not in both]
    return [n for n in names if not _same(first[n], again[n], task.tolerance)], ""


def _fresh(
    draws: Draws, answer: Answer, results: Results, given: Given, own: Draw | None
) -> Confirmed:
    """Whether other inputs of the same sizes give another value, where they should.

    A value that is kept is right for the first inputs of its sizes: on the first draw or, if that
    came too late, on the draw of the answer's own.
    """
    first, *_, last = draws.grading_draws()
    stale = {
        r.name
        for r in results
        if not r.right
        and len(given) == len(draws.grading_draws())
        and _same(given[0][r.name], given[-1][r.name])
        and not np.array_equal(first.right[r.name], last.right[r.name])
    }
    where = answer.kept() if stale else ""
    if where and stale & (
        right_blocks(draws.task, given[0], first)
        or (right_on(draws.task, answer, own) if own else set())
    ):
        lead = "Other inputs of the same sizes give the same value:"
        return Confirmed(results, "", (_keeps(lead, where),), is_steady=False)
    return Confirmed(results)


def _same(one: Any, other: Any, tolerance: float = 0.0) -> bool:
    """Whether two values are the same up to rounding; what cannot be read as numbers is ignored."""
    try:
        before, after = as_numbers(one), as_numbers(other)
    except NotAnArray:
        return True
    if before.shape != after.shape:
        return False
    return normwise_error(after, before) <= max(tolerance, precision(one))
