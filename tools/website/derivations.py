"""What stands below each derivation: where it is used, asked for and checked in code."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import backhand
from autograder.catalogue import CATALOGUE
from autograder.exercises.items import ITEMS
from tools.website.docstrings import DERIVATION
from tools.website.notebooks import link

#: An item's heading, below its anchor: `(s3)=`, then `## S3. The weight gradient`.
HEADING = re.compile(r"^\((?P<anchor>[a-z]\d+)\)=\n## (?P<item>[A-Z]\d+)\. (?P<title>.+)$", re.M)
TESTS = "tests/backhand"


def heading(item: str) -> str:
    """The title of an item's section."""
    title = ITEMS[item]
    first = title[0].upper() if title[0].isascii() else title[0]  # δ stays a small letter
    return f"{item}. {first}{title[1:]}"


def held_by_tests(root: Path) -> dict[str, list[str]]:
    """Item → the tests that hold its formula against the code."""
    found: dict[str, list[str]] = {item: [] for item in ITEMS}
    for path in sorted((root / TESTS).glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for item in _marked(node):
                found[item].append(f"{path.name}::{node.name}")
    return found


def _marked(node: ast.stmt) -> list[str]:
    """The arguments of `pytest.mark.item` on a test."""
    return [
        str(argument.value)
        for decorator in getattr(node, "decorator_list", ())
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.item"
        for argument in decorator.args
        if isinstance(argument, ast.Constant)
    ]


def functions_of() -> dict[str, list[str]]:
    """Item → the library's names whose docstrings name it."""
    found: dict[str, list[str]] = {item: [] for item in ITEMS}
    for name in backhand.__all__:
        text = inspect.getdoc(getattr(backhand, name)) or ""
        for items in DERIVATION.findall(text):
            for item in items.split(", "):
                found[item].append(name)
    return found


def with_uses(text: str, root: Path) -> str:
    """A page of derivations, with a line of uses at the end of each section."""
    tests, functions = held_by_tests(root), functions_of()
    starts = [*HEADING.finditer(text)]
    ends = [*(one.start() for one in starts[1:]), len(text)]
    parts = [text[: starts[0].start()]]
    for start, end in zip(starts, ends, strict=True):
        item = start["item"]
        parts += [text[start.start() : end].rstrip(), uses(item, functions[item], tests[item])]
    return "\n\n".join(parts)


def uses(item: str, functions: list[str], tests: list[str]) -> str:
    """One paragraph, of a class of its own: the functions, the exercises and the tests."""
    asked = [link(name) for name, one in CATALOGUE.items() if item in one.items]
    told = [f"{{py:obj}}`backhand.{name}`" for name in functions]
    parts = [
        f"In the library: {', '.join(told)}." if told else "",
        f"Asked for in {', '.join(asked)}." if asked else "",
        f"Held against the code by `{tests[0]}`"
        + (f" and {len(tests) - 1} more." if tests[1:] else "."),
    ]
    return "{.uses}\n" + " ".join(part for part in parts if part) + "\n"
