"""Bad surroundings get one line, and everything that can work without them does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import backhand
from autograder import beside, needs_version
from autograder.boundary.beside import NotHere

COURSE = Path(__file__).resolve().parents[2] / "course"
#: A student's answer is judged and what is drawn from it is shown, without pictures and memory.
SESSION = """
import sys
sys.modules["matplotlib"] = None
import numpy as np
from autograder import blocks, check, your_answers
from backhand import draw
check("weight_gradient", np.outer)
with your_answers():
    dW = blocks(np.outer([1.0, 2.0], [3.0]), dW=(2, 1))
    print(draw.error_by_block({"dW": (dW, dW)})._repr_mimebundle_())
    blocks(None, db=(2,))
"""


def set_up_of(notebook: str) -> str:
    document = nbformat.read(COURSE / notebook / f"{notebook}.ipynb", as_version=4)
    return next(str(cell.source) for cell in document.cells if cell.cell_type == "code")


def ran(source: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    here = {"PYTHONPATH": str(COURSE.parent), "PATH": os.environ["PATH"], **environment}
    command = [sys.executable, "-c", source]
    return subprocess.run(
        command, cwd=folder, env=here, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write to")
def test_checks_work_read_only_and_without_a_home_and_matplotlib() -> None:
    done = ran(SESSION, Path("/proc"), HOME="/proc/none")
    assert done.stderr == ""
    assert "A5 · The weight gradient: right. 2 of 2 points." in done.stdout
    assert "(No figure here: " in done.stdout
    assert "Nothing to show yet: expected db of shape (2,), got nothing" in done.stdout


@pytest.mark.parametrize("notebook", ["01_single_layer", "06_training_by_hand"])
@pytest.mark.parametrize("foreign", [True, False])
def test_the_set_up_cell_says_what_to_install(notebook: str, foreign: bool, tmp_path: Path) -> None:
    # As if nothing were installed, or another package of that name were.
    source = "import sys\nsys.modules['autograder'] = None\n"
    if foreign:
        (tmp_path / "autograder.py").write_text("def grade(): ...\n")
        source = "import sys\nsys.path.insert(0, '')\n"
    done = ran(source + set_up_of(notebook), tmp_path)
    assert done.returncode == 1
    (last,) = re.findall("^.*Error: .*$", done.stderr, re.M)
    assert "autograder" in last
    assert last.endswith("install Backhand as START says, then restart the kernel")


@pytest.mark.parametrize("notebook", sorted(path.name for path in COURSE.glob("0*")))
def test_every_set_up_cell_asks_for_a_version_that_there_is(notebook: str) -> None:
    (least,) = re.findall(r'needs_version\("(.*)"\)', set_up_of(notebook))
    needs_version(least)


def test_a_version_that_is_too_old_is_one_line() -> None:
    needs_version("0.0.9")
    needs_version(backhand.__version__)
    with pytest.raises(ImportError, match=r"^this notebook needs Backhand 99\.10, got "):
        needs_version("99.10")


def test_a_file_that_is_not_beside_the_notebook_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotHere, match=r"^digits\.npz is not in .*: copy it there") as raised:
        beside("digits.npz")
    assert raised.value._render_traceback_() == [f"NotHere: {raised.value}"]
    # VS Code says where the notebook is that it runs in another folder.
    folder = COURSE / "06_training_by_hand"
    notebook = str(folder / "06_training_by_hand.ipynb")
    monkeypatch.setattr(sys.modules["__main__"], "__vsc_ipynb_file__", notebook, raising=False)
    assert beside("digits.npz") == str(folder / "digits.npz")
    (tmp_path / "digits.npz").touch()
    assert beside("digits.npz") == "digits.npz"
