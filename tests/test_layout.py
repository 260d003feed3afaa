"""The map in CONTRIBUTING.md is true: the rooms are there, and imports go down it only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "autograder"
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
#: The rooms from top to bottom, without the faces that stand above them.
ROOMS = re.findall(r"^\| `(\w+)/` \|", PAGE.partition("| room |")[2], flags=re.M)
FACES = {"__init__.py", "cli.py", "plugin.py"}


def imported(path: Path) -> Iterator[str]:
    """The project's modules that a file imports anywhere in it, by their full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_map_names_every_room_once() -> None:
    packages = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
    assert sorted(ROOMS) == sorted(packages)


def test_nothing_but_thin_faces_is_at_the_top() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == FACES


def test_imports_go_down_the_map() -> None:
    upward = []
    for path in sorted(PACKAGE.rglob("*.py")):
        room, *inside = path.relative_to(PACKAGE).parts
        if not inside:
            continue
        for name in imported(path):
            package, target, *_ = *name.split("."), "", ""
            if package != "autograder":
                continue
            if target not in ROOMS or ROOMS.index(target) < ROOMS.index(room):
                upward.append(f"{path.relative_to(ROOT)} imports {name}")
    assert upward == []


def test_the_library_imports_nothing_of_the_grader() -> None:
    for path in (ROOT / "backhand").rglob("*.py"):
        assert not any(name.startswith("autograder") for name in imported(path)), path


def test_every_file_on_the_ways_is_there_and_none_comes_twice_on_one_way() -> None:
    ways = re.findall(r"^### The way .*?(?=^##)", PAGE, flags=re.M | re.S)
    assert len(ways) == 3
    for way in ways:
        files = re.findall(r"`((?:[\w]+/)+[\w.]+\.(?:py|md))`", way)
        assert len(files) >= 7
        assert len(files) == len(set(files))
        for file in files:
            places = [PACKAGE / file, ROOT / file]
            assert any(place.is_file() for place in places), file
