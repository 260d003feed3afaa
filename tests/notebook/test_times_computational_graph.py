"""The times that `04_computational_graph` states are those of its exercises and of its words."""

from __future__ import annotations

import re

from autograder.build.material import material
from autograder.catalogue import CATALOGUE

TEXT = (material("solutions") / "04_computational_graph.md").read_text(encoding="utf-8")


def minutes_of(text: str) -> float:
    """The minutes of the exercises, and one more for every 200 words of prose."""
    minutes = sum(CATALOGUE[name].minutes for name in re.findall(r'check="(\w+)"', text))
    minutes += sum(map(int, re.findall(r"written=.* minutes=(\d+)", text)))
    prose = re.sub(r"```.*?```|<!-- #region.*?#endregion -->", "", text, flags=re.S)
    return minutes + len(prose.split()) / 200


def rounded(minutes: float, to: int) -> int:
    return to * round(minutes / to)


def test_the_minutes_of_each_part_are_those_of_its_exercises_and_its_words() -> None:
    for part in re.split(r"^## (?=[A-D]\. )", TEXT, flags=re.M)[1:]:
        low = minutes_of(part)
        said = f"| {rounded(low, 5)} to {rounded(1.5 * low, 5)} |"
        assert re.search(rf"^\| {part[0]} \|.*{re.escape(said)}$", TEXT, flags=re.M), (
            part[0],
            said,
        )


def test_the_hours_are_those_of_the_whole_notebook() -> None:
    low = minutes_of(TEXT)
    assert (rounded(low, 15), rounded(1.5 * low, 15)) == (3.5 * 60, 5.25 * 60)
    assert "**Time:** 3½ to 5¼ hours" in TEXT
