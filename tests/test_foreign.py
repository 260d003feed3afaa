"""Another package named `autograder` is told apart, in one line, without running any of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import backhand_cli
from autograder.build.config import TEMPLATE

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / "autograder"
RUNS = "raise SystemExit('ran')\n"


def entered(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Run a program where a folder is all that there is beside Python's own library."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    # -S, as the path file of an editable installation would find the checkout's package.
    command = [sys.executable, "-S", "-P", "-c", program]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def site(folder: Path, files: dict[str, str]) -> Path:
    """A folder of packages with our entry point, these files, and a distribution that owns them."""
    shutil.copy(ROOT / "backhand_cli.py", folder)
    for name, content in files.items():
        path = folder / "autograder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    record = folder / "other_grader-1.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: other-grader\nVersion: 1.0\n")
    (record / "RECORD").write_text("autograder/__init__.py,,\n")
    return folder


#: What is left of our files where another distribution was installed over them, or removed.
MIXED = {
    "another one": {"__init__.py": RUNS},
    "another one with a command line": {"__init__.py": RUNS, "cli.py": RUNS},
    "ours, with the command line of another": {
        "__init__.py": (OURS / "__init__.py").read_text(encoding="utf-8"),
        "cli/__init__.py": RUNS,
        "cli.py": (OURS / "cli.py").read_text(encoding="utf-8"),
    },
    "ours without its beginning": {"cli.py": (OURS / "cli.py").read_text(encoding="utf-8")},
    "nothing": {},
}


@pytest.mark.parametrize("case", MIXED)
def test_the_command_names_it_in_one_line(case: str, tmp_path: Path) -> None:
    folder = site(tmp_path, MIXED[case])
    ended = entered(folder, "import sys, backhand_cli; sys.exit(backhand_cli.main())")
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr.startswith("backhand: expected Backhand's own package `autograder`, got ")
    assert "(other-grader)" in ended.stderr and "--force-reinstall" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_class_of_nbgrader_names_it_in_one_line(tmp_path: Path) -> None:
    folder = site(tmp_path, MIXED["another one"])
    (folder / "nbgrader_config.py").write_text(TEMPLATE.partition("# -- The class")[0])
    program = "get_config = object\nexec(open('nbgrader_config.py').read())"
    ended = entered(folder, program)
    assert ended.returncode == 1 and ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("backhand: expected Backhand's own package `autograder`, got ")


def test_our_own_package_is_not_called_foreign() -> None:
    assert backhand_cli.foreign() is None
    backhand_cli.expect_own()
