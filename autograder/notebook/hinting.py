"""How much is said about a wrong answer: more when a changed answer has the same slip.

The first hint says that the slip is known, the second which one it is, the third what to ask
oneself and where to read about it; last comes a worked example. Each slip has hints of its own. Of
one change of the model answer, they say where it is, what kind it is, and what it is about. Where
the cause is unknown, each hint adds a line of advice, and the second the worked example.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from autograder.judging.message import where_to_look
from autograder.judging.verdict import Cause, Verdict

#: The answers that had a slip, as fingerprints in the order in which they came, by slip.
Seen = Mapping[str, tuple[str, ...]]
WHERE, WHICH, STEP, EXAMPLE = 1, 2, 3, 4
#: How many slips of one exercise are remembered, and how long a name may be.
MOST, LONGEST = 50, 80


@dataclass(frozen=True)
class Hint:
    """What is said: a verdict without what comes later, and whether an example is shown."""

    verdict: Verdict
    example: bool


def in_full(verdict: Verdict) -> Hint:
    """Everything at once."""
    return Hint(verdict, verdict.state in ("partial", "wrong"))


def now_seen(verdict: Verdict, answer: str, seen: Seen) -> Seen:
    """What has been seen with this answer; a right one leaves nothing to remember."""
    if verdict.state == "right":
        return {}
    now = dict(seen)
    for slip in slips(verdict):
        before = now.pop(slip, ())
        new = answer not in before and len(before) < EXAMPLE
        now[slip] = (*before, answer) if new else before
    return dict(list(now.items())[-MOST:])


def growing_hint(verdict: Verdict, seen: Seen) -> Hint:
    """As much as is due after these answers."""
    if verdict.state not in ("partial", "wrong"):
        return Hint(verdict, example=False)
    level = {cause: min(len(seen[slip]) for slip in names(cause)) for cause in verdict.causes}
    example = any(level[cause] > _steps(verdict, cause) for cause in verdict.causes)
    other = unrecognised(verdict)
    tries = len(seen[other]) if other else 0
    causes = tuple(_cut(cause, level[cause]) for cause in verdict.causes)
    cut = replace(verdict, causes=causes, advice=verdict.advice[:tries])
    return Hint(cut, example or tries > 1)


def _steps(verdict: Verdict, cause: Cause) -> int:
    """How many hints there are before the example."""
    more = cause.question or cause.about or where_to_look(verdict, cause)
    return STEP if more else WHICH


def _cut(cause: Cause, level: int) -> Cause:
    if level >= STEP:
        return cause
    clause = cause.clause if level == WHICH else ""
    detail = cause.detail if clause else ""
    return replace(cause, clause=clause, question="", item="", about="", detail=detail)


def slips(verdict: Verdict) -> list[str]:
    """What is wrong with an answer, each thing by its name."""
    found = [name for cause in verdict.causes for name in names(cause)]
    return list(dict.fromkeys(filter(None, [*found, unrecognised(verdict)])))


def names(cause: Cause) -> tuple[str, ...]:
    """The names of a cause; a mere factor has no slug."""
    return cause.slugs or (cause.clause[:LONGEST],)


def unrecognised(verdict: Verdict) -> str:
    """A name for what is wrong and not recognised; empty if there is no such thing."""
    if verdict.state not in ("partial", "wrong") or (verdict.causes and not verdict.unknown):
        return ""
    problem = next(filter(None, [verdict.problem, *(b.problem for b in verdict.blocks)]), "")
    what = verdict.unknown[0] if verdict.unknown else problem.partition(":")[0]
    return f"? {what}"[:LONGEST]
