"""What a slip is: a named mistake, written as a change of the rules of a backward pass.

A slip is declared in one place, with its formula below its words:

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
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from autograder.boundary.errors import unknown
from autograder.reference.rules import RIGHT, STEPS, Rules

#: A formula of a step, which takes the rule that it replaces, then the arguments of that rule; or a
#: formula of an exercise's blocks.
Formula = TypeVar("Formula", bound=Callable[..., Any])


# Compared by identity, which is fast: slips are the keys under which thousands of values are kept.
@dataclass(frozen=True, eq=False)
class Slip:
    """One named slip.

    Attributes
    ----------
    slug : str
        Its name in the taxonomy, counted in reports.
    clause : str
        Completes "This equals what you get if …". Describes the expression, never the person.
    question : str
        One question for the student to think about. Never the answer.
    item : str
        The item of the derivations to look at again.
    change : callable
        `rules -> rules`, for a slip of a step.
    values : callable
        `inputs -> blocks`, for a slip that fits no step; `expected -> entries`, for a slip of an
        exercise that is answered by entries.
    alone : bool
        Whether it is tried by itself only, and not as one of two: pairs take time, and rare slips
        seldom come in twos.
    formula : callable
        What was declared as the slip of a step, for pages that show it.

    Raises
    ------
    ValueError
        If the slug has another form, or the question is empty.
    """

    slug: str
    clause: str
    question: str
    item: str
    change: Callable[[Rules], Rules] | None = None
    values: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None
    alone: bool = False
    formula: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        """Refuse a slug of another form, and an empty question."""
        if not re.fullmatch("[a-z0-9-]+", self.slug):
            raise ValueError(
                f"expected a slug of small letters, digits and hyphens, got {self.slug!r}; "
                "likely it has a capital letter, a space or an underscore"
            )
        if not self.question.strip():
            raise ValueError(
                f"expected a question for the slip {self.slug!r}, got none; "
                "likely `question` is still to be written"
            )

    def rules(self, rules: Rules = RIGHT) -> Rules:
        """The rules with this slip applied."""
        return self.change(rules) if self.change else rules


class Slips(list[Slip]):
    """Slips, in order of declaration."""

    def slip(
        self,
        steps: str,
        slug: str,
        item: str,
        *,
        question: str,
        clause: str = "",
        alone: bool = False,
    ) -> Callable[[Formula], Formula]:
        """Declare a formula as a slip of a step, or of several that go wrong together.

        Parameters
        ----------
        steps : str
            Names of rules, such as `weight` or `weight bias`.
        slug, item, question, alone
            As in `Slip`.
        clause : str
            The slip's clause, if the formula is made by another function or serves several slips.
            By default, the formula's docstring.
        """

        def declare(formula: Formula) -> Formula:
            change = both(*(at(step, formula) for step in steps.split()))
            words = clause or words_of(formula)
            self.append(Slip(slug, words, question, item, change, alone=alone, formula=formula))
            return formula

        return declare


@dataclass(frozen=True)
class WrongFormula:
    """A wrong formula and its words, from which exercises make slips of their own."""

    slug: str
    clause: str
    question: str
    formula: Callable[..., Any]

    def slip(self, item: str, values: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Slip:
        """Make one exercise's slip; `values` computes the exercise's blocks with the formula."""
        return Slip(self.slug, self.clause, self.question, item, values=values)


class WrongFormulas(list[WrongFormula]):
    """Wrong formulas, in order of declaration."""

    def add(self, slug: str, *, question: str, clause: str = "") -> Callable[[Formula], Formula]:
        """Declare a wrong formula; its clause is `clause` or, by default, its docstring."""

        def declare(formula: Formula) -> Formula:
            self.append(WrongFormula(slug, clause or words_of(formula), question, formula))
            return formula

        return declare


def own_slip(
    slug: str, item: str = "", *, question: str, clause: str = ""
) -> Callable[[Callable[[Any], dict[str, Any]]], Slip]:
    """Declare a formula as a slip of one exercise, which replaces some of its blocks or entries.

    The formula takes the inputs or, in an exercise that is answered by entries, the right entries.
    """

    def declare(formula: Callable[[Any], dict[str, Any]]) -> Slip:
        return Slip(slug, clause or words_of(formula), question, item, values=formula)

    return declare


def words_of(formula: Callable[..., Any]) -> str:
    """A formula's docstring, as one line.

    Raises
    ------
    ValueError
        If the formula has no docstring.
    """
    words = " ".join((inspect.getdoc(formula) or "").split())
    if not words:
        raise ValueError(
            f"expected a docstring that completes 'This equals what you get if …' on "
            f"{getattr(formula, '__name__', formula)}, got none; give it one, or a clause"
        )
    return words


def at(step: str, wrong: Callable[..., Any]) -> Callable[[Rules], Rules]:
    """A change that replaces one step's rule by `wrong`.

    `wrong` takes the rule that it replaces, then the arguments of that rule. Because it can call
    the replaced rule, two slips of the same step can be combined.

    Raises
    ------
    ValueError
        If there is no such step.
    """
    if step not in STEPS:
        raise unknown("the name of a rule", step, STEPS)

    def change(rules: Rules) -> Rules:
        before = getattr(rules, step)
        changed: dict[str, Any] = {step: lambda *arguments: wrong(before, *arguments)}
        return rules.with_(**changed)

    return change


def both(*changes: Callable[[Rules], Rules]) -> Callable[[Rules], Rules]:
    """A change that makes several changes together, such as dividing both dW and db by N."""

    def change(rules: Rules) -> Rules:
        for one in changes:
            rules = one(rules)
        return rules

    return change
