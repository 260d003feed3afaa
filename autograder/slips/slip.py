"""What a slip is: a named way to go wrong, as a change of the rules of a backward pass.

A slip is declared in one place, its formula under its words:

    LINEAR = Slips()
    slip = LINEAR.slip

    @slip("weight", "outer-order-swapped", "S3", question="Which index of W names the output unit?")
    def _swapped(right: Any, p: Context, delta: Array) -> Array:
        '''the outer product is taken the other way round'''
        return right(p, delta).T

The docstring completes "This equals what you get if …".
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from autograder.reference.rules import RIGHT, Rules

#: A formula: of a step (the rule that stood there, then its arguments), or of an exercise's blocks.
Formula = TypeVar("Formula", bound=Callable[..., Any])


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


class Slips(list[Slip]):
    """Slips in the order in which they are declared."""

    def slip(
        self, steps: str, slug: str, item: str, *, question: str, clause: str = ""
    ) -> Callable[[Formula], Formula]:
        """Declare a formula as a slip of a step, or of several that go wrong together.

        Parameters
        ----------
        steps : str
            Names of rules, such as `weight` or `weight bias`.
        slug, item, question : str
            As in `Slip`.
        clause : str
            Its words, where the formula is made by another function or serves several slips;
            otherwise the formula's docstring.
        """

        def declare(formula: Formula) -> Formula:
            change = both(*(at(step, formula) for step in steps.split()))
            self.append(Slip(slug, clause or words_of(formula), question, item, change))
            return formula

        return declare


@dataclass(frozen=True)
class WrongFormula:
    """A wrong formula and its words, before it becomes the slip of an exercise."""

    slug: str
    clause: str
    question: str
    formula: Callable[..., Any]

    def slip(self, item: str, values: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Slip:
        """One exercise's slip: `values` makes the exercise's blocks of the formula."""
        return Slip(self.slug, self.clause, self.question, item, values=values)


class WrongFormulas(list[WrongFormula]):
    """Wrong formulas in the order in which they are declared."""

    def add(self, slug: str, *, question: str, clause: str = "") -> Callable[[Formula], Formula]:
        """Declare a formula; its words are its docstring, or `clause`."""

        def declare(formula: Formula) -> Formula:
            self.append(WrongFormula(slug, clause or words_of(formula), question, formula))
            return formula

        return declare


def own_slip(
    slug: str, item: str, *, question: str, clause: str = ""
) -> Callable[[Callable[[Any], dict[str, Any]]], Slip]:
    """Declare a formula as a slip of one exercise, which replaces some of its blocks or entries.

    The formula is given the inputs; for an exercise of entries, the right entries.
    """

    def declare(formula: Callable[[Any], dict[str, Any]]) -> Slip:
        return Slip(slug, clause or words_of(formula), question, item, values=formula)

    return declare


def words_of(formula: Callable[..., Any]) -> str:
    """A formula's docstring in one line.

    Raises
    ------
    ValueError
        If it has none.
    """
    words = " ".join((inspect.getdoc(formula) or "").split())
    if not words:
        raise ValueError(
            f"expected a docstring that completes 'This equals what you get if …' on "
            f"{getattr(formula, '__name__', formula)}, got none; give it one, or a clause"
        )
    return words


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
