"""A class with one exercise of its own, made by following the documentation's page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "own_exercises.md"
OWN, ID = "08_mine", "scaled_layer"
HEAD = "import numpy as np\n\ndef scaled_layer(delta, x, W, s):\n    return "
ANSWERS = {
    "right": "s * np.outer(delta, x), (delta @ W) @ x",
    "library": "s * np.outer(x, delta), delta @ W @ x",
    "own": "np.outer(delta, x), delta @ W @ x",
    "nonsense": "W + 0.37, s",
}


def blocks(language: str) -> list[str]:
    """The page's blocks of code in this language."""
    found = re.findall(r"^(`{3,})(\w+)\n(.*?)^\1$", PAGE.read_text("utf-8"), flags=re.M | re.S)
    return [text for _, name, text in found if name == language]


def run_block(text: str) -> None:
    """Run the commands of a block, which are all our own."""
    for line in text.splitlines():
        program, *words = line.split()
        assert program == "backhand" and main(words) == 0, line


def hand_in(root: Path, student: str, answer: str) -> Path:
    """Hand in the released notebook with this answer in it."""
    released = nbformat.read(root / "release" / OWN / f"{OWN}.ipynb", 4)
    (cell,) = (one for one in released.cells if "your code here" in one.source)
    cell.source = HEAD + answer
    place = root / "submitted" / student / OWN / f"{OWN}.ipynb"
    place.parent.mkdir(parents=True)
    nbformat.write(released, place)
    return place


@pytest.fixture(scope="module")
def documented(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in which the page's first two steps are done, and four answers are handed in."""
    root = tmp_path_factory.mktemp("page") / "spring"
    new, add, *_ = blocks("sh")
    assert new == "backhand new-class spring\n"
    shutil.copytree(new_tiny_class, root)
    (root / "exercises.py").write_text(blocks("python")[0], "utf-8")
    (root.parent / f"{OWN}.md").write_text(blocks("markdown")[0], "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(root.parent)
        run_block(add)
    for student, answer in ANSWERS.items():
        hand_in(root, student, answer)
    return root


@pytest.fixture
def spring(documented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that class, with the current folder above it."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(documented, tmp_path / "spring"))
