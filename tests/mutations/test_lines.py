"""Each change of a line of a derivation is in one place."""

from __future__ import annotations

import pytest

from autograder.derivations.language import Function, Language
from autograder.derivations.reading import read
from autograder.mutations.lines import changed_lines

ENTRIES = Language(
    {"i": "units"},
    {"d": ("units",), "g": ("units",), "W": ("units", "units")},
    {"f": Function("f"), "fprime": Function("f'")},
)
MATRICES = Language({"i": "units"}, {"d": ("units",), "W": ("units", "units")}, matrices=True)


@pytest.mark.parametrize(
    ("language", "line", "kind", "expected"),
    [
        (ENTRIES, "d[i] * g[i]", "factor-missing", {"d[i]", "g[i]"}),
        (ENTRIES, "d[i] * g[i]", "name", {"g[i] * g[i]", "d[i] * d[i]"}),
        (ENTRIES, "d[i] - g[i]", "term-missing", {"d[i]", "-g[i]"}),
        (ENTRIES, "d[i] * fprime(g[i])", "function", {"d[i] * f(g[i])"}),
        (ENTRIES, "sum(k, d[k] * W[k, i])", "sum-missing", {"d[i] * W[i, i]"}),
        (ENTRIES, "d[i] ** 2", "power", {"d[i]"}),
        (MATRICES, "W.T @ d", "transpose-missing", {"W @ d"}),
    ],
)
def test_a_line_is_changed_in_one_place(
    language: Language, line: str, kind: str, expected: set[str]
) -> None:
    found = [one for change, one in changed_lines(read(line, language), "") if change.kind == kind]
    wanted = [read(text, language) for text in expected]
    assert all(any(one.same_form(other) for one in found) for other in wanted)
    if kind != "power":
        assert all(any(one.same_form(other) for other in wanted) for one in found)


def test_another_index_of_the_same_axis_is_a_change() -> None:
    line = read("sum(k, d[k] * W[k, i])", ENTRIES)
    found = [one for change, one in changed_lines(line, "") if change.kind == "index"]
    turned = read("sum(k, d[k] * W[k, k])", ENTRIES)
    assert any(one.same_form(turned) for one in found)
