"""Numbers about a notebook: how scores are spread, how hard an exercise is, what it tells apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.report.results import Report

#: Bars in the distribution of scores.
BARS = 10
#: Students from which on a correlation says anything.
FEW = 5


@dataclass(frozen=True)
class ItemFigures:
    """The figures of one exercise; None where they cannot be computed.

    Attributes
    ----------
    graded : int
        Students whose score is final.
    full : int
        Students with full points.
    mean_share : float or None
        The mean share of the points, from 0 to 1: the field's difficulty index.
    discrimination : float or None
        The correlation of its share with the sum of all other shares (item-rest correlation).
    """

    graded: int
    full: int
    mean_share: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Bar:
    """A bar of the distribution: scores from `low` to `high`, and how many students have them."""

    low: float
    high: float
    count: int


def item_figures(report: Report) -> list[ItemFigures]:
    """The figures of each column."""
    shares = _shares(report)
    totals = np.nansum(shares, axis=1)
    return [_figures(shares[:, k], totals) for k in range(shares.shape[1])]


def totals(report: Report) -> dict[str, float]:
    """The score of each graded student after the late penalty, as nbgrader exports it."""
    return {
        student: max(0.0, sum(r.score for r in found.values()) - report.late.get(student, 0.0))
        for student, found in report.results.items()
        if found
    }


def distribution(scores: Sequence[float], points: float) -> list[Bar]:
    """How many students have which scores, in bars of equal width; the last one has its end."""
    if not scores or points <= 0:
        return []
    width = _nice(max(points, *scores) / BARS)
    count = max(1, math.ceil(max(points, *scores) / width - 1e-9))
    counts = [0] * count
    for score in scores:
        counts[min(count - 1, int(score / width + 1e-9))] += 1
    return [Bar(k * width, (k + 1) * width, one) for k, one in enumerate(counts)]


def _nice(width: float) -> float:
    """The next width that is easy to read."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= width - 1e-9)


def _shares(report: Report) -> NDArray[Any]:
    """The share of each student in each column; NaN where there is none to be had yet."""
    rows = [found for found in report.results.values() if found]
    shares = np.full((len(rows), len(report.columns)), np.nan)
    for k, found in enumerate(rows):
        for j, column in enumerate(report.columns):
            result = found.get(column.exercise)
            if result and not result.pending and column.points:
                shares[k, j] = result.score / column.points
    return shares


def _figures(share: NDArray[Any], total: NDArray[Any]) -> ItemFigures:
    final = ~np.isnan(share)
    own, rest = share[final], (total - np.nan_to_num(share))[final]
    if not len(own):
        return ItemFigures(0, 0, None, None)
    correlation = None
    if len(own) >= FEW and np.ptp(own) > 0 and np.ptp(rest) > 0:
        correlation = float(np.corrcoef(own, rest)[0, 1])
    return ItemFigures(len(own), int((own >= 1 - 1e-9).sum()), float(own.mean()), correlation)
