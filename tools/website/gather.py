"""Gather all pages in one folder: those of docs/, of the repository, and the generated ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tools.website import api, derivations, notebooks, slips
from tools.website.numbers import numbers

#: Pages of the repository that are pages of the site as well.
OF_THE_REPOSITORY = ("CHANGELOG.md", "CONTRIBUTING.md")
#: Not between backticks, where a page says how this is written.
NUMBER = re.compile(r"(?<!`)\{\{(\w+)\}\}")


def gather(root: Path, pages: Path) -> None:
    """Write everything that Sphinx reads into `pages`, a folder that does not exist yet."""
    shutil.copytree(root / "docs", pages)
    shutil.copytree(root / "solutions" / "pictures", pages / "pictures")
    for name in OF_THE_REPOSITORY:
        text = (root / name).read_text(encoding="utf-8")
        _write(pages / name, text.replace("](docs/", "]("))
    known = numbers(root)
    for path in pages.rglob("*.md"):
        text = path.read_text(encoding="utf-8").replace("](../CONTRIBUTING.md", "](CONTRIBUTING.md")
        text = NUMBER.sub(lambda found: known[found[1]], text)
        if path.parent.name == "derivations" and derivations.HEADING.search(text):
            text = derivations.with_uses(text, root)
        _write(path, text)
    generated = api.pages() | notebooks.pages(root / "course") | slips.pages()
    for name, text in generated.items():
        _write(pages / name, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
