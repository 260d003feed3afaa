"""What the text of part C of `07_sharing_further` states is true of its own cells."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.build.source import read_sources

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
TEXT = (SOLUTIONS / "07_sharing_further.md").read_text(encoding="utf-8")


@cache
def shown() -> tuple[list[Any], list[str]]:
    """What the solved cells of part C draw and print, after the notebook's first cell."""
    drawn: list[Any] = []
    printed: list[str] = []
    space: dict[str, Any] = {}
    cells = read_sources(SOLUTIONS)["07_sharing_further"].cells
    codes = [k for k, cell in enumerate(cells) if cell.cell_type == "code"]
    exec(cells[codes[0]].source, space)
    space |= {
        "display": drawn.append,
        "print": lambda *said: printed.append(" ".join(map(str, said))),
    }
    (start,) = (k for k, cell in enumerate(cells) if "## C." in cell.source)
    (end,) = (k for k, cell in enumerate(cells) if "## D." in cell.source)
    for k in codes:
        if start < k < end and "check(" not in cells[k].source:
            exec(cells[k].source, space)
    return drawn, printed


def test_the_windows_printed_are_those_of_the_row() -> None:
    (row,) = re.findall(r"\$\$x = \((.*?)\)", TEXT)
    x = [int(v) for v in row.replace("\\", "").split(",")]
    windows = ",\\ ".join(f"({', '.join(map(str, x[k : k + 3]))})" for k in (0, 2, 4, 6))
    assert windows in TEXT


def test_the_picture_of_maxima_is_drawn_from_the_answer() -> None:
    picture = shown()[0][0]
    assert picture.numbers["dx"] == [0, 0, 4, 0, 2, 0, 0, 0, 5]


def test_neither_short_cut_gets_a_single_entry_right() -> None:
    blocks = shown()[0][1].numbers["blocks"]
    assert [block["passed"] for block in blocks] == [False, False, True]
    assert min(np.min(block["errors"]) for block in blocks[:2]) > 1e-2
    assert "Neither of the short cuts gets a single entry right" in TEXT


def test_the_bias_has_no_gradient_and_longer_weights_have_a_smaller_one() -> None:
    printed = shown()[1]
    sizes = [float(line.split()[-1]) for line in printed if "size" in line]
    assert np.isclose(sizes[0], 3 * sizes[1], rtol=1e-6)
    biases = [line.partition("[")[2].rstrip("]").split() for line in printed if "dL/db" in line]
    assert biases == [["0."] * 4] * 2
