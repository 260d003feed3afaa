"""Pairs of submissions that are alike in more than what everybody writes.

An answer counts with its lines that neither the released text nor the model answer has, whatever
its names. A right answer of three such lines or fewer counts for nothing, as there are not many
ways to write it; so does, in part, what many write.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Right answers of so many lines count for nothing.
SHORT = 3
#: A pair shares at least so many lines, and so much of what the shorter one has.
LEAST_LINES, LEAST_SHARE = 10, 0.75
#: Whole answers that they share, one more where a class is ten times as large: it has a hundred
#: times as many pairs.
LEAST_ANSWERS = 2
#: An answer that more students have counts less: more than so many, or than this part of a class.
MANY, PART = 5, 0.01
#: Students that are compared with all others at once.
ROWS = 500
#: Pairs that are kept.
MOST_PAIRS = 200


@dataclass(frozen=True)
class Pair:
    """Two submissions that are alike.

    Attributes
    ----------
    students : tuple of str
    lines : int
        Lines of their own that they have in common.
    share : float
        Of the lines of code of the one that has fewer.
    exercises : tuple of str
        Where they are alike.
    not_right : tuple of str
        Those of them that are not right in full.
    """

    students: tuple[str, str]
    lines: int
    share: float
    exercises: tuple[str, ...]
    not_right: tuple[str, ...]


class Own(NamedTuple):
    """What of an answer is a student's own: how many lines, and whether they are right, or text."""

    digest: int
    lines: int
    right: bool = False
    is_text: bool = False


class Alike:
    """Collects the answers of a class, student by student, and finds the pairs."""

    def __init__(self) -> None:
        self._students: list[str] = []
        self._columns: dict[tuple[str, int], int] = {}
        self._lines: list[int] = []
        self._right: list[bool] = []
        self._found: list[NDArray[Any]] = []
        self._code: list[int] = []

    def add(self, student: str, answers: Mapping[str, Own]) -> None:
        """Add a student's answers, by exercise."""
        columns, code = [], 0
        for exercise, one in answers.items():
            if one.lines <= (SHORT if one.right else 0):
                continue
            column = self._columns.setdefault((exercise, one.digest), len(self._lines))
            if column == len(self._lines):
                self._lines.append(one.lines)
                self._right.append(one.right)
            columns.append(column)
            # Whoever copies code may still explain it in words of their own.
            code += 0 if one.is_text else self._lines[column]
        self._students.append(student)
        self._found.append(np.array(columns, dtype=np.int32))
        self._code.append(code)

    def pairs(self) -> list[Pair]:
        """The pairs, those with most in common first."""
        found = sorted(self._pairs(), key=lambda one: (-one[0], one[1:]))[:MOST_PAIRS]
        return [self._pair(i, j) for _, i, j in found]

    def _pairs(self) -> Iterator[tuple[float, int, int]]:
        """What counts in common, and the two students."""
        count = np.zeros(len(self._lines), dtype=np.int64)
        for own in self._found:
            count[own] += 1
        shared = np.flatnonzero(count > 1)
        if not len(shared):
            return
        place = np.full(len(count), -1)
        place[shared] = np.arange(len(shared))
        lines = np.array(self._lines, dtype=np.float32)
        many = max(MANY, PART * len(self._students))
        counted = lines[shared] * np.minimum(1.0, many / count[shared]).astype(np.float32)
        matrix = np.zeros((len(self._found), len(shared)), dtype=np.float32)
        for i, own in enumerate(self._found):
            matrix[i, place[own][place[own] >= 0]] = 1
        answers = max(3, LEAST_ANSWERS + round(math.log10(len(self._students))))
        total = np.array(self._code, dtype=np.float32)
        for start in range(0, len(matrix), ROWS):
            some = matrix[start : start + ROWS]
            weight = (some * counted) @ matrix.T
            common = (some * lines[shared]) @ matrix.T
            least = np.minimum(total[start : start + ROWS, None], total[None, :])
            alike = (weight >= LEAST_LINES) & (common >= LEAST_SHARE * least)
            alike &= some @ matrix.T >= answers
            for i, j in zip(*np.nonzero(alike), strict=True):
                if start + i < j:
                    yield float(weight[i, j]), start + int(i), int(j)

    def _pair(self, i: int, j: int) -> Pair:
        common = np.intersect1d(self._found[i], self._found[j])
        names = {column: exercise for (exercise, _), column in self._columns.items()}
        exercises = [names[k] for k in common]
        shared = sum(self._lines[k] for k in common)
        wrong = tuple(names[k] for k in common if not self._right[k])
        share = min(1.0, shared / max(1, min(self._code[i], self._code[j])))
        students = self._students[i], self._students[j]
        return Pair(students, shared, share, tuple(exercises), wrong)
