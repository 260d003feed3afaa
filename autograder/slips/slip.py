"""What a slip is: a named way to go wrong, as a change of the rules of a backward pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.reference.rules import RIGHT, Rules


@dataclass(frozen=True)
class Slip:
    """One named slip.

    Attributes
    ----------
    slug : str
        Its name in the taxonomy, counted in reports.
    clause : str
        Completes "This equals what you get if …". Speaks of the expression, never of the person.
    question : str
        One question to ask oneself. Never the answer.
    item : str
        The item of the derivations to look at again.
    change : callable
        `rules -> rules`, for a slip of a step.
    values : callable
        `inputs -> blocks`, for a slip that fits no step, or `expected -> entries`.
    """

    slug: str
    clause: str
    question: str
    item: str
    change: Callable[[Rules], Rules] | None = None
    values: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None

    def rules(self, rules: Rules = RIGHT) -> Rules:
        """The rules with this slip in them."""
        return self.change(rules) if self.change else rules


def at(step: str, wrong: Callable[..., Any]) -> Callable[[Rules], Rules]:
    """Replace one step's rule. `wrong` is given the rule that stood there, then its arguments.

    Keeping the old rule in reach lets two slips of the same step stand together.
    """

    def change(rules: Rules) -> Rules:
        before = getattr(rules, step)
        changed: dict[str, Any] = {step: lambda *arguments: wrong(before, *arguments)}
        return rules.with_(**changed)

    return change


def both(*changes: Callable[[Rules], Rules]) -> Callable[[Rules], Rules]:
    """One slip that shows in several steps, such as dW and db divided by N alike."""

    def change(rules: Rules) -> Rules:
        for one in changes:
            rules = one(rules)
        return rules

    return change
