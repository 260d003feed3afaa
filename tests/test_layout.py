"""The layout in CONTRIBUTING.md is true: the packages exist, and imports go down the table only."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "autograder"
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
#: The packages from top to bottom, without the entry points above them.
PACKAGES = re.findall(r"^\| `(\w+)/` \|", PAGE.partition("| package |")[2], flags=re.M)
ENTRY_POINTS = {"__init__.py", "__main__.py", "cli.py", "plugin.py"}


def imported(path: Path) -> Iterator[str]:
    """The project's modules that a file imports anywhere in it, by their full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = _package(path, node.level) if node.level else ()
            module = ".".join([*package, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _package(path: Path, level: int) -> tuple[str, ...]:
    """The package that a relative import with so many dots begins at."""
    return path.relative_to(ROOT).parts[:-level]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from ..batch import grade", "autograder.batch.grade"),
        ("from .. import batch", "autograder.batch"),
        ("from . import fence", "autograder.build.fence"),
        ("from .fence import KINDS", "autograder.build.fence.KINDS"),
        ("from autograder.build import fence", "autograder.build.fence"),
        ("import autograder.batch", "autograder.batch"),
    ],
)
def test_an_import_is_known_by_its_full_name(
    line: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    file = tmp_path / "autograder" / "build" / "one.py"
    file.parent.mkdir(parents=True)
    file.write_text(line)
    assert list(imported(file)) == [name]


def test_the_table_names_every_package_once() -> None:
    packages = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
    assert sorted(PACKAGES) == sorted(packages)


def test_only_the_entry_points_are_at_the_top() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == ENTRY_POINTS


def test_imports_go_down_the_table() -> None:
    upward = []
    for path in sorted(PACKAGE.rglob("*.py")):
        source, *inside = path.relative_to(PACKAGE).parts
        if not inside:
            continue
        for name in imported(path):
            project, target, *_ = *name.split("."), "", ""
            if project != "autograder":
                continue
            if target not in PACKAGES or PACKAGES.index(target) < PACKAGES.index(source):
                upward.append(f"{path.relative_to(ROOT)} imports {name}")
    assert upward == []


def test_the_library_imports_nothing_of_the_grader() -> None:
    for path in (ROOT / "backhand").rglob("*.py"):
        assert not any(name.startswith("autograder") for name in imported(path)), path


def test_every_file_of_the_walkthroughs_exists_and_is_named_once_in_each() -> None:
    walkthroughs = re.findall(r"^### Following .*?(?=^##)", PAGE, flags=re.M | re.S)
    assert len(walkthroughs) == 3
    for walkthrough in walkthroughs:
        files = re.findall(r"`((?:[\w]+/)+[\w.]+\.(?:py|md))`", walkthrough)
        assert len(files) >= 7
        assert len(files) == len(set(files))
        for file in files:
            places = [PACKAGE / file, ROOT / file]
            assert any(place.is_file() for place in places), file
