"""The wheel contains packages and notebooks, dependencies are declared, the lock has no URLs."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import backhand
from autograder import __version__
from autograder.boundary.errors import BackhandError
from autograder.build.material import material, sample_class
from autograder.handout import wheel as wheel_module
from autograder.handout.archive import hand_out
from autograder.handout.wheel import Wheel, students_wheel

ROOT = Path(__file__).resolve().parents[1]
SOLUTIONS = ROOT / "solutions"
#: What a wheel says about the tool that made it.
OWN = re.compile(r"\.dist-info/(WHEEL|RECORD)$")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with `folder` first on the path from which modules are imported."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all distributions, and the students' one unpacked as `site`."""
    folder = tmp_path_factory.mktemp("built")
    for project, targets in ((ROOT, ["-t", "sdist", "-t", "wheel"]), (SOLUTIONS, ["-t", "wheel"])):
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *targets]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("backhand-*.whl"))) as archive:
        archive.extractall(folder / "site")
    return folder


def texts(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Path and text, without spaces, of each file of a distribution, and of those in it."""
    if path.endswith((".whl", ".zip")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from texts(name, archive.read(name))
    elif path.endswith(".tar.gz"):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in filter(tarfile.TarInfo.isfile, archive.getmembers()):
                if file := archive.extractfile(member):
                    yield from texts(member.name, file.read())
    else:
        text = content.decode("utf-8", "replace")
        if path.endswith(".ipynb"):
            text = "".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        yield path, "".join(text.split())


def holds_answers(content: bytes, name: str) -> set[str]:
    """The files of a distribution in which one of the model answers is found."""
    region = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.S)
    sources = [path.read_text(encoding="utf-8") for path in SOLUTIONS.glob("*.md")]
    answers = ["".join(one.split()) for text in sources for one in region.findall(text)]
    # Short ones, such as `W.T @ delta`, may stand in any text.
    long = [answer for answer in answers if len(answer) >= 40]
    assert len(long) > 50
    return {path for path, text in texts(name, content) if any(one in text for one in long)}


@pytest.mark.slow
def test_no_distribution_for_students_holds_a_model_answer(
    built: Path, new_tiny_class: Path, tmp_path: Path
) -> None:
    handed_out = hand_out(new_tiny_class, output=tmp_path)
    files = [*built.glob("backhand-*.whl"), *built.glob("backhand-*.tar.gz"), handed_out]
    assert len(files) == 3
    for file in files:
        found = holds_answers(file.read_bytes(), file.name)
        # The references stay inside the judge; the README says so.
        assert {path for path in found if "autograder/catalogue/" not in path} == set()
        paths = [path for path, _ in texts(file.name, file.read_bytes())]
        assert not [path for path in paths if re.search("solutions/|tests/|sample_class/", path)]


@pytest.mark.slow
def test_the_instructors_distribution_holds_every_model_answer(built: Path) -> None:
    (file,) = built.glob("backhand_solutions-*.whl")
    # A page to read has none.
    names = {path.name for path in SOLUTIONS.glob("*.md") if path.stem != "summary"}
    assert {Path(path).name for path in holds_answers(file.read_bytes(), file.name)} == names
    with zipfile.ZipFile(file) as archive:
        assert "backhand_solutions/06_training_by_hand/digits.npz" in archive.namelist()


@pytest.mark.slow
def test_no_wheel_holds_a_file_twice(built: Path) -> None:
    for file in (*built.glob("*.whl"), students_wheel()):
        content = file.content if isinstance(file, Wheel) else file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            # Some modules are short or empty; whatever is longer stands in one place only.
            long = [archive.read(one) for one in names if archive.getinfo(one).file_size > 200]
        assert len(names) == len(set(names)), file.name
        assert len(long) == len(set(long)) > 10, file.name


@pytest.mark.slow
def test_the_sdist_makes_the_same_wheel(built: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("backhand-*.tar.gz"))) as archive:
        archive.extractall(tmp_path)
    (project,) = tmp_path.iterdir()
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path), "-t", "wheel"]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (again,), (wheel,) = tmp_path.glob("*.whl"), built.glob("backhand-*.whl")
    assert again.read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_what_an_index_shows_has_no_relative_links(built: Path) -> None:
    (file,) = (built / "site").glob("*.dist-info/METADATA")
    page = file.read_text(encoding="utf-8")
    assert "Description-Content-Type: text/markdown" in page and "## For importers" in page
    assert "](" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert [one for one in re.findall(r"\]\((.*?)\)", page) if "://" not in one] == []


@pytest.mark.slow
def test_the_wheel_holds_both_packages_and_the_notebooks(built: Path, tmp_path: Path) -> None:
    site = built / "site"
    assert {path.name for path in site.iterdir() if "dist-info" not in path.name} == {
        "autograder",
        "backhand",
        "backhand_cli.py",
    }
    assert all((site / name / "py.typed").is_file() for name in ("autograder", "backhand"))
    program = "from autograder.build.material import material; print(material('course'))"
    assert Path(run(site, "-c", program).stdout.strip()) == site / "autograder/_material/course"

    made = run(site, "-m", "backhand_cli", "new-class", str(tmp_path / "class"))
    assert made.returncode == 2 and made.stderr.count("\n") == 1
    assert made.stderr.startswith("backhand: expected the model solutions")
    assert 'pip install ".[grade]" ./solutions' in made.stderr
    demo = run(site, "-m", "backhand_cli", "demo")
    assert demo.returncode == 2 and "the demo needs a checkout" in demo.stderr


@pytest.mark.slow
def test_an_installation_hands_out_the_students_wheel_that_is_built(
    built: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    # Another distribution's file in a package of that name is not handed out.
    (site / "autograder" / "guide.py").write_text("print('not ours')\n", encoding="utf-8")
    program = "import sys; from autograder.handout.wheel import students_wheel as made; "
    made = run(site, "-c", program + "open(sys.argv[1], 'wb').write(made().content)", "made.whl")
    assert made.returncode == 0, made.stderr

    students = zipfile.ZipFile(site / "made.whl")
    ours = zipfile.ZipFile(next(built.glob("backhand-*.whl")))
    assert {name: students.read(name) for name in students.namelist() if not OWN.search(name)} == {
        name: ours.read(name) for name in ours.namelist() if not OWN.search(name)
    }


@pytest.mark.whole  # make installs does this in clean environments
def test_with_the_solutions_installed_a_class_is_made(built: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    with zipfile.ZipFile(next(built.glob("backhand_solutions-*.whl"))) as archive:
        archive.extractall(site)
    made = run(site, "-m", "backhand_cli", "new-class", str(tmp_path / "class"))
    assert made.returncode == 0, made.stderr
    assert list((tmp_path / "class" / "release").rglob("*.ipynb"))


@pytest.mark.slow
def test_pip_installs_the_students_wheel(tmp_path: Path) -> None:
    wheel = students_wheel()
    assert wheel == students_wheel()
    (tmp_path / wheel.name).write_bytes(wheel.content)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    where = ["--target", str(tmp_path / "site"), str(tmp_path / wheel.name)]
    subprocess.run([*command, *where], check=True, capture_output=True)
    ran = run(tmp_path / "site", "-m", "backhand_cli", "start", "--no-open")
    assert ran.returncode == 0 and ran.stdout.startswith("Copied 01_single_layer, "), ran.stderr
    for line in Path(next(tmp_path.glob("site/*.dist-info/RECORD"))).read_text().splitlines():
        assert (tmp_path / "site" / line.split(",")[0]).exists() or "bin/" in line


def test_both_distributions_have_one_version() -> None:
    files = (ROOT / "pyproject.toml", SOLUTIONS / "pyproject.toml")
    projects = [tomllib.loads(file.read_text(encoding="utf-8"))["project"] for file in files]
    assert {project["version"] for project in projects} == {__version__, backhand.__version__}
    # The name `backhand` must not be looked up on an index.
    assert "dependencies" not in projects[1]


def test_code_that_is_newer_than_the_installation_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wheel_module, "__version__", "99")
    with pytest.raises(BackhandError, match=f"expected version 99, .* got {__version__}"):
        students_wheel()


def test_in_a_checkout_the_notebooks_are_the_checkouts_own() -> None:
    assert material("course") == ROOT / "course"
    assert material("solutions") == ROOT / "solutions"
    assert sample_class() == ROOT / "tests" / "sample_class"


def test_the_base_installation_needs_numpy_alone() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^dependencies = \["numpy[^",]*"\]$', text, re.M)


#: What is installed by hand: PyTorch to compare with, scikit-learn to make the digits again, and
#: mutmut, with what it brings, to test the tests.
BY_HAND = {"torch", "sklearn", "mutmut", "libcst", "coverage"}


def imported_packages(*folders: str) -> set[str]:
    """Top-level names of other packages that these folders import, in functions too."""
    names: set[str] = set()
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    # Submissions need not even be Python.
    for file in [file for file in files if "sample_class" not in file.parts]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(aliases):
                    names |= {alias.name for alias in aliases}
                case ast.ImportFrom(str() as module, _, 0):
                    names.add(module)
                case ast.Call(ast.Name("import_module"), [ast.Constant(str() as module)]):
                    names.add(module)
    tops = {name.partition(".")[0] for name in names}
    local = {path.stem for folder in (".", "tests", "tools") for path in (ROOT / folder).iterdir()}
    return tops - set(sys.stdlib_module_names) - local - BY_HAND


EXTRAS = ("figures", "course", "grade", "postgresql", "cluster", "docs", "test", "dev")


def requirements(*extras: str) -> dict[str, Requirement]:
    """The names of the dependencies that an installation with these extras declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [line for name in extras for line in project["optional-dependencies"][name]]
    found = [Requirement(line) for line in (*project["dependencies"], *lines)]
    return {canonicalize_name(one.name): one for one in found if one.name != "backhand"}


@pytest.mark.parametrize(
    ("folders", "extras"),
    [
        (["autograder", "backhand"], ["figures", "course", "grade", "cluster"]),
        (["tests", "tools"], EXTRAS),
    ],
)
def test_every_package_that_is_imported_is_declared(folders: list[str], extras: list[str]) -> None:
    declared = requirements(*extras)
    distributions = packages_distributions()
    for package in sorted(imported_packages(*folders)):
        names = {canonicalize_name(name) for name in distributions[package]}
        assert names & set(declared), f"{package} is imported, but none of {names} is declared"


def test_every_declared_package_has_a_lower_bound_that_the_installed_version_meets() -> None:
    for name, declared in requirements(*EXTRAS).items():
        assert any(one.operator == ">=" for one in declared.specifier), name
        assert declared.specifier.contains(version(name), prereleases=True), name


@pytest.mark.parametrize("name", ["ipython", "nbgrader", "nbconvert"])
def test_the_next_version_of_what_we_override_is_not_allowed_untested(name: str) -> None:
    major, minor = (int(part) for part in version(name).split(".")[:2])
    # Below 1.0, a minor version may change anything.
    following = f"{major + 1}.0" if major else f"0.{minor + 1}"
    assert not requirements("grade")[name].specifier.contains(following)


def test_the_lock_file_names_what_is_declared() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9.-]+)==\S+.*\n((?:    #.*\n)+)", text, re.M)
    direct = {name for name, comment in entries if "backhand (pyproject.toml)" in comment}
    assert direct == set(requirements(*EXTRAS))


def test_the_lock_file_pins_everything_and_holds_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert all(re.match(r"[a-z0-9.-]+==\S+( ; .+)?$", line) for line in lines)
    assert not re.search(r"//|index|find-links|\bfile:|^/|\s/", text)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_an_old_python_is_named_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac\n')
    old.chmod(0o755)
    command = ["make", "--silent", "demo", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode != 0 and not (tmp_path / "venv").exists()
    assert ended.stderr.startswith("expected Python 3.11 or newer, got Python 3.9.2; likely ")
