"""Build all distributions, and try each in an environment of its own.

    python tools/installs.py                 # every Python of this machine
    python tools/installs.py --python 3.12   # one of them
    python tools/installs.py --dist dist     # keep the distributions in this folder

Three environments for each Python: the library with NumPy alone, an instructor's, who makes a
class, hands it out and grades, and a student's, made from what was handed out. `make installs`
installs uv and runs this; it needs a package index.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import zipfile
from pathlib import Path

from environments import PYTHONS, ROOT, called, environment, pythons, uv

NOTEBOOK = "01_single_layer"
LIBRARY = """
import numpy as np
import backhand
from autograder import check

X, W, b = np.ones((5, 4)), np.ones((3, 4)), np.zeros(3)
dX, dW, db = backhand.affine_vjp(np.ones((5, 3)), X, W)
assert dW.shape == W.shape and (db == 5).all()
assert check("weight_gradient", lambda delta, x: np.outer(delta, x)) is not None
print(backhand.__file__, np.__version__)
"""
#: With Matplotlib and Jupyter: a whole notebook, from its first cell to its last.
RUN_ALL = ("-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output", "ran")


def build(folder: Path) -> tuple[Path, Path]:
    """Both projects as sdists, and the wheels that are built from these; the wheels' paths."""
    made = []
    for project in (ROOT, ROOT / "solutions"):
        uv("build", "--out-dir", folder, project)
    for name in ("backhand", "backhand_solutions"):
        (wheel,) = folder.glob(f"{name}-*.whl")
        (sdist,) = folder.glob(f"{name}-*.tar.gz")
        print(f"built {sdist.name} and, from it, {wheel.name}", flush=True)
        made.append(wheel)
    return made[0], made[1]


def library(folder: Path, python: str, wheel: Path) -> None:
    """With NumPy alone: the library, checks, the commands, and the notebooks without Jupyter."""
    ours = environment(folder / "library", python, wheel)
    said = called([ours, "-I", "-c", LIBRARY], folder)
    assert str(folder) in said.splitlines()[-1], said
    assert called([ours, "-I", "-m", "backhand"], folder).startswith("Backhand ")
    types_are_complete(folder, ours)
    command = ours.parent / "backhand"
    assert called([command, "--version"], folder).startswith("backhand ")
    called([command, "start", "--no-open", folder / "begun"], folder)
    assert (folder / "begun" / NOTEBOOK / f"{NOTEBOOK}.ipynb").is_file()


def types_are_complete(folder: Path, ours: Path) -> None:
    """Every public symbol of the library has a known type, says pyright, where it is installed."""
    pyright = shutil.which("pyright")
    if pyright is None:
        print("pyright is not installed: types were not verified", flush=True)
        return
    # It finds the environment by the python that is first on PATH.
    called(
        [pyright, "--verifytypes", "backhand", "--ignoreexternal"],
        folder,
        quiet=True,
        first=ours.parent,
    )


def instructor(folder: Path, python: str, wheel: Path, solutions: Path) -> Path:
    """With everything: make a class, grade one submission, hand out; returns the archive."""
    ours = environment(folder / "instructor", python, f"{wheel}[grade]", solutions)
    command = ours.parent / "backhand"
    called([command, "new-class", "spring"], folder, quiet=True)
    spring = folder / "spring"
    shutil.copytree(spring / "release" / NOTEBOOK, spring / "submitted" / "ada" / NOTEBOOK)
    called([command, "grade", "spring", NOTEBOOK], folder, quiet=True)
    assert "ada" in called([command, "report", "spring"], folder)
    called([command, "hand-out", "spring", NOTEBOOK], folder)
    return spring / "hand-out" / f"spring-{NOTEBOOK}.zip"


def student(folder: Path, python: str, archive: Path) -> None:
    """From the archive: install its wheel, begin, and run a notebook as it was handed out."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder / "unpacked")
    (wheel,) = (folder / "unpacked").rglob("*.whl")
    ours = environment(folder / "student", python, f"{wheel}[course]")
    called([ours.parent / "backhand", "start", "--no-open"], wheel.parent)
    (notebook,) = (wheel.parent / "backhand-course").rglob(f"{NOTEBOOK}.ipynb")
    called([ours, *RUN_ALL, notebook], notebook.parent, quiet=True)


def main() -> int:
    """Build, then try all environments with each Python; a failure ends it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", action="append", help="such as 3.12, or a path")
    parser.add_argument("--dist", type=Path, help="where to keep the distributions")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backhand-installs-") as name:
        wheel, solutions = build(asked.dist or Path(name) / "dist")
        for version, path in pythons(asked.python or PYTHONS).items():
            folder = Path(name) / version.replace("/", "-")
            folder.mkdir()
            library(folder, path, wheel)
            archive = instructor(folder, path, wheel, solutions)
            student(folder, path, archive)
            print(f"Python {version}: library, instructor, student: pass", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
