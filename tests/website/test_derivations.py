"""Every derivation has a section with an anchor, a formula, shapes and steps, and a test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autograder.exercises.items import ITEMS
from tools.website.derivations import HEADING, heading, held_by_tests

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "derivations"


def sections() -> dict[str, str]:
    """Item → the text of its section."""
    found = {}
    for letter in dict.fromkeys(item[0].lower() for item in ITEMS):
        text = (FOLDER / f"{letter}.md").read_text(encoding="utf-8")
        starts = [*HEADING.finditer(text)]
        ends = [*(one.start() for one in starts[1:]), len(text)]
        for start, end in zip(starts, ends, strict=True):
            found[start["item"]] = text[start.start() : end]
    return found


SECTIONS = sections()


def test_the_items_of_the_course_have_sections_in_their_order() -> None:
    assert list(SECTIONS) == list(ITEMS)


@pytest.mark.parametrize("item", ITEMS)
def test_a_section_has_its_anchor_and_title_a_formula_shapes_and_steps(item: str) -> None:
    text = SECTIONS[item]
    assert text.startswith(f"({item.lower()})=\n## {heading(item)}\n")
    assert text.count("$$") >= 2 or "\n| " in text
    assert "**Shapes.** " in text and "**Steps.** " in text


def test_each_formula_is_held_against_the_code_in_a_test_of_items() -> None:
    for item, tests in held_by_tests(ROOT).items():
        assert any(test.startswith(f"test_items_{item[0].lower()}") for test in tests), item


def test_the_sections_refer_to_sections_that_exist() -> None:
    for item, text in SECTIONS.items():
        for shown, anchor in re.findall(r"\[([A-Z]\d+)\]\(#(\w+)\)", text):
            assert shown in ITEMS and anchor == shown.lower(), item


def test_docstrings_refer_to_items_that_exist() -> None:
    for path in (ROOT / "backhand").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                text = ast.get_docstring(node) or ""
                for items in re.findall(r"Derivations?: ([^.]*)\.", text):
                    assert set(items.split(", ")) <= set(ITEMS), (path.name, node.name)
