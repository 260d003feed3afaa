"""Every numbered item of the derivations has a test that names it."""

from __future__ import annotations

import ast
from pathlib import Path

COUNTS = {"S": 12, "M": 14, "N": 15, "W": 16, "B": 12, "Y": 15, "G": 13, "F": 18}
ITEMS = [f"{letter}{i}" for letter, count in COUNTS.items() for i in range(1, count + 1)]


def named_items(path: Path) -> set[str]:
    """Collect the arguments of `pytest.mark.item` on the test functions of a file."""
    return {
        argument.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.item"
        for argument in decorator.args
        if isinstance(argument, ast.Constant)
    }


def test_every_item_has_a_test_and_no_test_names_an_unknown_item():
    assert len(ITEMS) == 115
    here = Path(__file__).parent
    named = set().union(*(named_items(path) for path in here.glob("test_*.py")))
    assert sorted(set(ITEMS) - named) == []
    assert sorted(named - set(ITEMS)) == []
