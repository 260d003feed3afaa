"""The indices of a line: which letters stand for what, where, and what is read in brackets."""

from __future__ import annotations

import ast
import re

from autograder.derivations.axes import Axes, letter
from autograder.derivations.language import Language, Unreadable
from autograder.derivations.tree import Place

INDEX = re.compile(r"[A-Za-z][0-9]?")
MOST_INDICES = 14
LARGEST_OFFSET = 99


class Indices:
    """The indices that a line has had so far, and those that stand for something at this point.

    Attributes
    ----------
    all : list of str
        Every index of the line, the answer's first.
    axes : Axes
        What is known about their axes.
    scope : dict
        The letters that can stand here, and the index that each stands for.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.axes = Axes(language.answer, "the answer")
        self.all = list(language.answer)
        self.scope = {i: i for i in language.answer}

    def bind(self, tree: ast.expr, where: str) -> str:
        """A new index, over which a sum runs."""
        name = tree.id if isinstance(tree, ast.Name) else ""
        wrong = self._not_to_be_summed(name)
        if wrong:
            raise Unreadable(f"`{where}`: {wrong}")
        again = sum(letter(index) == name for index in self.all)
        index = f"{name}#{again + 1}" if again else name
        self.all.append(index)
        if len(self.all) > MOST_INDICES:
            raise Unreadable(f"the line has too many indices; it may have {MOST_INDICES}")
        self.scope[name] = index
        if name in self.language.indices:
            self.axes.runs(index, self.language.indices[name], "the question")
        return index

    def _not_to_be_summed(self, name: str) -> str:
        """Why there can be no sum over this name."""
        if not INDEX.fullmatch(name):
            return "what stands before the last comma of a sum is an index, which is one letter"
        if name in self.language.symbols or name in self.language.counts:
            return f"{name} is a symbol of this stage; sum over another letter"
        if name in self.language.answer:
            return (
                f"{name} is an index of the answer, so it cannot be summed over; use another letter"
            )
        if name in self.scope:
            return f"{name} is summed twice, one sum inside the other; use another letter"
        return ""

    def index(self, name: str, where: str) -> str:
        """The index, or the size of an axis, that a letter stands for at this point."""
        if name in self.scope:
            return self.scope[name]
        if name in self.language.counts:
            return name
        if not INDEX.fullmatch(name) or name in self.language.symbols:
            raise Unreadable(f"`{where}`: an index is one letter, not {name[:40]}")
        answer = ", ".join(self.language.answer)
        of = f"one of the answer's indices, {answer}" if answer else "an index of the answer"
        raise Unreadable(f"{name} in `{where}` is neither summed nor {of}")

    def bracket(self, tree: ast.expr, where: str) -> Place:
        """What stands in one place of the brackets: at least one index."""
        place = self.place(tree, where)
        if not self.among(place):
            said = "".join(f"; {count} is one" for _, count in place.letters[:1])
            raise Unreadable(f"`{where}`: an index is a letter, not a number{said}")
        return place

    def place(self, tree: ast.expr, where: str) -> Place:
        """Indices and whole numbers, added up: in brackets, or on one side of a condition."""
        letters: list[tuple[int, str]] = []
        offset = 0
        for sign, part in signed(tree, 1):
            match part:
                case ast.Name(name):
                    letters.append((sign, self.index(name, where)))
                case ast.Constant(int(number)) if 0 <= number <= LARGEST_OFFSET:
                    offset += sign * int(number)
                case _:
                    raise Unreadable(f"`{where}`: an index is one letter")
        return Place(tuple(letters), offset)

    def among(self, place: Place) -> list[str]:
        """The indices in a place, without the sizes of axes."""
        return [index for _, index in place.letters if index not in self.language.counts]


def signed(tree: ast.expr, sign: int) -> list[tuple[int, ast.expr]]:
    """The terms of an index such as `i + a - 1`, each with its sign."""
    match tree:
        case ast.BinOp(left, ast.Add(), right):
            return signed(left, sign) + signed(right, sign)
        case ast.BinOp(left, ast.Sub(), right):
            return signed(left, sign) + signed(right, -sign)
        case ast.UnaryOp(ast.USub(), body):
            return signed(body, -sign)
    return [(sign, tree)]
