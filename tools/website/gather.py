"""Gather all pages in one folder: those of docs/, of the repository, and the generated ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tools.website import api, derivations, notebooks, slips
from tools.website.navigation import contents
from tools.website.numbers import numbers
from tools.website.repository import at_home

#: Pages of the repository that are pages of the site as well.
OF_THE_REPOSITORY = ("CHANGELOG.md", "CONTRIBUTING.md")
#: Not between backticks, where a page says how this is written.
NUMBER = re.compile(r"(?<!`)\{\{(\w+)\}\}")


def gather(root: Path, pages: Path) -> None:
    """Write everything that Sphinx reads into `pages`, a folder that does not exist yet."""
    shutil.copytree(root / "docs", pages)
    shutil.copytree(root / "solutions" / "pictures", pages / "pictures")
    for name in OF_THE_REPOSITORY:
        _write(pages / name, at_home((root / name).read_text(encoding="utf-8"), name))
    generated = api.pages() | notebooks.pages(root / "course") | slips.pages()
    written = {path.relative_to(pages).as_posix() for path in pages.rglob("*.md")}
    there = {name.rpartition(".")[0] for name in written | generated.keys()}
    known = numbers(root) | {"contents": contents(there)}
    for name in written:
        _write(pages / name, _completed(name, pages / name, root, known))
    for name, text in generated.items():
        _write(pages / name, text)


def _completed(name: str, path: Path, root: Path, known: dict[str, str]) -> str:
    """A hand-written page, with its numbers, and its links as they are on the site."""
    text = path.read_text(encoding="utf-8")
    if name not in OF_THE_REPOSITORY:
        text = at_home(text, f"docs/{name}")
    text = NUMBER.sub(lambda found: known[found[1]], text)
    if name.startswith("derivations/") and derivations.HEADING.search(text):
        text = derivations.with_uses(text, root)
    return text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
