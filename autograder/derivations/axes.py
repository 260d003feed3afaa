"""Which axis each index of a line runs over: what is said about it in different places agrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from autograder.derivations.language import Unreadable


def letter(index: str) -> str:
    """An index as it was typed: `k`, also for the k of a second sum, `k#2`."""
    return index.partition("#")[0]


class Axes:
    """What is known about the axes of a line's indices, and where it was said."""

    def __init__(self, given: Mapping[str, str], where: str) -> None:
        self.said: dict[str, tuple[str, str]] = {i: (axis, where) for i, axis in given.items()}
        self._same: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)

    def runs(self, index: str, axis: str, where: str) -> None:
        """The index runs over this axis, and so do those that it is compared with."""
        known = self.said.get(index)
        if known is None:
            self.said[index] = (axis, where)
            for other, compared in self._same[index]:
                self.runs(other, axis, compared)
        elif known[0] != axis:
            raise Unreadable(
                f"{letter(index)} runs over {known[0]} in {known[1]} and over {axis} in {where}"
            )

    def same(self, one: str, other: str, where: str) -> None:
        """Both indices run over one axis, as they are compared."""
        first, second = self.said.get(one), self.said.get(other)
        if first and second and first[0] != second[0]:
            raise Unreadable(
                f"{where} compares {letter(one)}, which runs over {first[0]} in {first[1]}, with "
                f"{letter(other)}, which runs over {second[0]} in {second[1]}"
            )
        self._same[one].append((other, where))
        self._same[other].append((one, where))
        if first:
            self.runs(other, first[0], where)
        elif second:
            self.runs(one, second[0], where)

    def axis(self, index: str) -> str:
        """The axis of an index."""
        if index not in self.said:
            name = letter(index)
            raise Unreadable(
                f"nothing says what {name} runs over: it is summed, but is an index of no symbol"
            )
        return self.said[index][0]
