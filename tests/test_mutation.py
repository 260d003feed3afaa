"""The part of the mutation testing that needs no other package: functions take edited code."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tools.mutation.swap import swap

TEXT = """
def outer(x):
    def inner(y):
        return y + 1
    return inner(x)

def made():
    return lambda y: y + 1

class Thing:
    @property
    def double(self):
        return 2

kept = made()
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("        return y + 1", "        return y - 1", (0, 2, 2)),
        ("lambda y: y + 1", "lambda y: y - 1", (2, 0, 2)),
        ("return 2", "return 3", (2, 2, 3)),
    ],
)
def test_living_functions_take_the_code_of_the_edited_text(
    old: str, new: str, expected: tuple[int, int, int], tmp_path: Path
) -> None:
    path = tmp_path / "module.py"
    path.write_text(TEXT)
    spec = importlib.util.spec_from_file_location("edited_module", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert swap(path, TEXT, TEXT.replace(old, new))

    assert (module.outer(1), module.kept(1), module.Thing().double) == expected


def test_an_edit_that_compiles_to_the_same_code_changes_nothing(tmp_path: Path) -> None:
    assert swap(tmp_path / "module.py", TEXT, TEXT.replace("return 2", "return 2  # two")) == 0
