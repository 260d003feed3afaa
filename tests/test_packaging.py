"""The wheel contains packages and notebooks, dependencies are declared, the lock has no URLs."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.build.material import material, sample_class

ROOT = Path(__file__).resolve().parents[1]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with `folder` first on the path from which modules are imported."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_the_wheel_holds_both_packages_and_the_notebooks(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*command, "-w", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("backhand-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    site = tmp_path / "site"

    assert {path.name for path in site.iterdir() if "dist-info" not in path.name} == {
        "autograder",
        "backhand",
        "backhand_cli.py",
    }
    assert (site / "backhand" / "py.typed").is_file()
    for kind in ("course", "solutions"):
        program = f"from autograder.build.material import material; print(material({kind!r}))"
        assert Path(run(site, "-c", program).stdout.strip()) == site / "autograder/_material" / kind

    made = run(site, "-m", "backhand_cli", "new-class", str(tmp_path / "class"))
    assert made.returncode == 0, made.stderr
    assert list((tmp_path / "class" / "release").rglob("*.ipynb"))
    demo = run(site, "-m", "backhand_cli", "demo")
    assert demo.returncode == 2 and "the demo needs a checkout" in demo.stderr


def test_in_a_checkout_the_notebooks_are_the_checkouts_own() -> None:
    assert material("course") == ROOT / "course"
    assert material("solutions") == ROOT / "solutions"
    assert sample_class() == ROOT / "tests" / "sample_class"


def test_the_base_installation_needs_numpy_alone() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^dependencies = \["numpy[^",]*"\]$', text, re.M)


def imported_packages() -> set[str]:
    """Top-level names of other packages that this project imports, in functions too."""
    files = [*(ROOT / "autograder").rglob("*.py"), *(ROOT / "backhand").rglob("*.py")]
    names: set[str] = set()
    for file in [*files, ROOT / "backhand_cli.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(aliases):
                    names |= {alias.name for alias in aliases}
                case ast.ImportFrom(str() as module, _, 0):
                    names.add(module)
                case ast.Call(ast.Name("import_module"), [ast.Constant(str() as module)]):
                    names.add(module)
    tops = {name.partition(".")[0] for name in names}
    return tops - set(sys.stdlib_module_names) - {"autograder", "backhand", "backhand_cli"}


def requirements(*extras: str) -> dict[str, Requirement]:
    """The names of the dependencies that an installation with these extras declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [line for name in extras for line in project["optional-dependencies"][name]]
    found = [Requirement(line) for line in (*project["dependencies"], *lines)]
    return {canonicalize_name(one.name): one for one in found if one.name != "backhand"}


def test_every_package_that_is_imported_is_declared() -> None:
    declared = requirements("course", "grade", "cluster")
    distributions = packages_distributions()
    for package in sorted(imported_packages()):
        names = {canonicalize_name(name) for name in distributions[package]}
        assert names & set(declared), f"{package} is imported, but none of {names} is declared"


def test_every_declared_package_has_a_lower_bound_that_the_installed_version_meets() -> None:
    for name, declared in requirements("course", "grade", "postgresql", "cluster", "dev").items():
        assert any(one.operator == ">=" for one in declared.specifier), name
        assert declared.specifier.contains(version(name), prereleases=True), name


def test_the_next_major_version_of_ipython_is_not_allowed_untested() -> None:
    major = int(version("ipython").partition(".")[0])
    assert not requirements("grade")["ipython"].specifier.contains(f"{major + 1}.0")


def test_the_lock_file_names_what_is_declared() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9.-]+)==\S+.*\n((?:    #.*\n)+)", text, re.M)
    direct = {name for name, comment in entries if "backhand (pyproject.toml)" in comment}
    assert direct == set(requirements("course", "grade", "postgresql", "cluster", "dev"))


def test_the_lock_file_pins_everything_and_holds_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert all(re.match(r"[a-z0-9.-]+==\S+( ; .+)?$", line) for line in lines)
    assert not re.search(r"//|index|find-links|\bfile:|^/|\s/", text)


@pytest.mark.parametrize(
    "files",
    [
        {"__init__.py": ""},
        {"__init__.py": "", "cli.py": "def main(): print('foreign')"},
        {"__init__.py": "def check(): ...", "cli.py": "def main(): print('foreign')"},
    ],
)
def test_a_foreign_autograder_is_named_in_one_line(tmp_path: Path, files: dict[str, str]) -> None:
    (tmp_path / "autograder").mkdir()
    for name, content in files.items():
        (tmp_path / "autograder" / name).write_text(content)
    # Ours can be found too, but the foreign one comes first.
    program = f"import sys; sys.path.append({str(ROOT)!r}); import backhand_cli; "
    program += "sys.exit(backhand_cli.main())"
    ended = run(tmp_path, "-c", program)
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr.startswith("backhand: expected Backhand's own package `autograder`, got ")
    assert str(tmp_path) in ended.stderr and ended.stderr.count("\n") == 1


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_an_old_python_is_named_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac\n')
    old.chmod(0o755)
    command = ["make", "--silent", "demo", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode != 0 and not (tmp_path / "venv").exists()
    assert ended.stderr.startswith("expected Python 3.11 or newer, got Python 3.9.2; likely ")
