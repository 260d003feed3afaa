"""The exercise that CONTRIBUTING.md adds as an example is built and graded."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE, NOTEBOOK = "single_layer.py", "01_single_layer"

GRADE = """
from pathlib import Path

import numpy as np

import autograder
from autograder import check
from autograder.build.source import read_sources

assert Path(autograder.__file__).is_relative_to(Path.cwd())
cells = {cell.id: cell.source for cell in read_sources(Path("solutions"))["01_single_layer"].cells}
space = {"np": np, "check": check}
exec(cells["scale_gradient-answer"], space)
right = eval(cells["scale_gradient"], space)
exec("def scale_gradient(delta, x): return x.sum()", space)
wrong = eval(cells["scale_gradient"], space)
print(right, wrong)
"""


def section() -> str:
    """The section of CONTRIBUTING.md on adding an exercise."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition("## How to add an exercise\n")[2].partition("\n## ")[0]


def example(language: str) -> str:
    """The one block of this language in the section."""
    pattern = rf"^   (`{{3,}}){language}\n(.*?)^   \1$"
    ((_, block),) = re.findall(pattern, section(), flags=re.M | re.S)
    return textwrap.dedent(block)


def declare(module: Path, block: str) -> None:
    """Put a declaration at the end of a module of the catalogue, as CONTRIBUTING.md says."""
    module.write_text(f"{module.read_text('utf-8')}\n\n{block}", encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of those parts of the checkout that are needed to build and to grade."""
    for name in ("autograder", "backhand", "solutions", "course"):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "backhand_cli.py", tmp_path)
    return tmp_path


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # -c and -m look into the current folder first, so that the copy is what runs.
    return subprocess.run(
        [sys.executable, *arguments], cwd=copy, capture_output=True, text=True, timeout=300
    )


@pytest.mark.slow
def test_the_example_exercise_is_built_and_graded_and_its_slip_is_named(copy: Path) -> None:
    source = copy / "solutions" / f"{NOTEBOOK}.md"
    declare(copy / "autograder" / "catalogue" / MODULE, example("python"))

    # Declared but not yet written: the build says what is missing.
    refused = run(copy, "-m", "backhand_cli", "build")
    assert refused.returncode == 2
    assert 'expected a cell check="scale_gradient"' in refused.stderr, refused.stderr

    with source.open("a", encoding="utf-8") as file:
        file.write("\n" + example("markdown"))
    built = run(copy, "-m", "backhand_cli", "build")
    assert built.stdout == f"wrote course/{NOTEBOOK}/{NOTEBOOK}.ipynb\n", built.stderr
    released = (copy / "course" / NOTEBOOK / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8")
    (line,) = re.findall(r"\*1 point ·[^*]+\*", section())
    assert line in released
    assert "return delta @ x" not in released

    graded = run(copy, "-c", GRADE)
    assert graded.stdout.splitlines()[-1:] == ["1.0 0.0"], graded.stdout + graded.stderr
    # The slip that the example declares is named.
    assert "the entries of x are added up without their δ" in graded.stdout
