"""The form of a stage's lines: what they have and what they do not have, `sum, no kronecker`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from autograder.boundary.errors import unknown
from autograder.derivations.line import Line

#: What can be counted in a line: the name of the count, one of it in words, and several.
THINGS = {
    "sum": ("sums", "a sum", "sums"),
    "kronecker": ("kroneckers", "a Kronecker delta", "Kronecker deltas"),
    "condition": ("conditions", "a condition", "conditions"),
    "mean": ("expectations", "a mean E(…)", "means E(…)"),
    "fraction": ("fractions", "a fraction", "fractions"),
    "product": ("products", "a product", "products"),
    "factor": ("factors", "a factor in a term", "factors in one term"),
}
_BOUNDS = "`sum`, `no sum`, `at most 2 products`"


class Bound(NamedTuple):
    """How often something may stand in a line: a thing of `THINGS`, a symbol or a function."""

    thing: str
    least: int
    most: int | None

    def count(self, line: Line) -> int:
        """How often it stands in a line."""
        features = line.features
        if self.thing in THINGS:
            return int(getattr(features, THINGS[self.thing][0]))
        return int(self.thing in features.symbols | features.functions)

    def words(self) -> str:
        """What the form says: `no sum`, `a sum`, `at most 2 products`."""
        _, single, several = THINGS.get(self.thing, ("", self.thing, self.thing))
        if self.most is None:
            return single if self.least == 1 else f"at least {self.least} {several}"
        if self.most == 0:
            return f"no {single.removeprefix('a ')}"
        if self.most == 1:
            return f"at most one {single.removeprefix('a ')}"
        return f"at most {self.most} {several}"


class Form(NamedTuple):
    """All that a stage says about the form of its lines."""

    bounds: tuple[Bound, ...] = ()

    @classmethod
    def parse(cls, text: str, names: Iterable[str]) -> Form:
        """Read a form: things that a line has, after `no` or `at most 2` or `at least 2`.

        Parameters
        ----------
        text : str
            Such as `sum, no kronecker`.
        names : iterable of str
            The symbols and functions that it may name as well.

        Raises
        ------
        ValueError
            If something in it is not known.
        """
        return cls(tuple(_bounds(text.replace(",", " ").split(), list(names))))

    def problem(self, line: Line) -> str:
        """What a line lacks or has too much, in words; empty if the form is right."""
        for bound in self.bounds:
            count = bound.count(line)
            if count < bound.least:
                return f"this stage has {bound.words()}"
            if bound.most is not None and count > bound.most:
                return f"this stage has {bound.words()}"
        return ""

    def words(self) -> str:
        """The form in words, for the table of the question."""
        return ", ".join(bound.words() for bound in self.bounds)


def _bounds(words: list[str], names: list[str]) -> Iterator[Bound]:
    while words:
        least, most = 1, None
        if words[0] == "no":
            least, most, words = 0, 0, words[1:]
        elif words[:2] in (["at", "most"], ["at", "least"]) and words[2:3]:
            if not words[2].isdigit():
                raise ValueError(f"expected a number in a form, as in {_BOUNDS}, got {words[2]!r}")
            number = int(words[2])
            least, most = (number, None) if words[1] == "least" else (0, number)
            words = words[3:]
        if not words:
            raise ValueError(f"expected a form such as {_BOUNDS}, got it cut off at its end")
        thing = words[0] if words[0] in names else words[0].removesuffix("s")
        if thing not in THINGS and thing not in names:
            raise unknown(f"a form such as {_BOUNDS}", words[0], [*THINGS, *names])
        yield Bound(thing, least, most)
        words = words[1:]
