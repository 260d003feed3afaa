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


def test_the_minutes_of_each_notebook_are_those_in_the_course() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", README, flags=re.M)
    sources = read_sources(ROOT / "solutions")
    # The lines under the headings: of the catalogue's exercises, and of the written ones.
    line = r"^\*\d+ points? · (\d+) minutes"
    minutes = {
        name: sum(map(int, re.findall(line, "\n".join(c.source for c in notebook.cells), re.M)))
        for name, notebook in sources.items()
    }
    # A page to read takes none.
    assert {name: int(said) for name, said in rows} == {n: m for n, m in minutes.items() if m}
