"""The README's example runs, and the files and make targets it names exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from autograder.build.source import read_sources

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_for_importers_runs_and_agrees_with_the_numbers() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.S)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pass: 1 of 1 blocks" in done.stdout


def test_every_file_that_the_readme_links_to_exists() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", README, flags=re.M)
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, flags=re.M), target


def test_the_time_of_each_notebook_is_the_one_that_it_says() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", README, flags=re.M))
    for name, notebook in read_sources(ROOT / "solutions").items():
        text = "\n".join(cell.source for cell in notebook.cells)
        said = re.search(r"^\*\*Time:\*\* (.+?) hours", text, flags=re.M)
        assert said is None or rows.pop(name) == said[1], name
    assert not rows
