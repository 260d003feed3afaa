"""Each tutorial is tried exactly as it is written: its code, what it prints, and its commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
TUTORIALS = ROOT / "docs" / "tutorials"
COMMANDS = """\
set -e
backhand() {{ "{python}" -m backhand_cli "$@"; }}
nbgrader() {{ "{python}" -m nbgrader "$@"; }}
"""


def blocks(name: str, *languages: str) -> list[tuple[str, str]]:
    """Language and text of a tutorial's blocks, in their order."""
    text = (TUTORIALS / f"{name}.md").read_text(encoding="utf-8")
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, flags=re.M | re.S)
    return [(language, block) for language, block in found if language in languages]


@pytest.mark.parametrize("name", ["student", "importer"])
def test_the_code_prints_what_the_page_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {"__name__": "__main__"}
    for language, block in blocks(name, "python", "text"):
        if language == "python":
            exec(block, space)
        else:
            assert capsys.readouterr().out.strip() == block.strip()


def run(folder: Path, commands: str) -> str:
    """Run lines of a shell as the page shows them, but for those that install."""
    lines = [line for line in commands.splitlines() if not line.startswith("pip ")]
    script = COMMANDS.format(python=sys.executable) + "\n".join(lines)
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.whole
def test_an_instructor_gets_from_nothing_to_a_named_slip(tmp_path: Path) -> None:
    new, hand_out, collect, grade, give_back = (text for _, text in blocks("instructor", "sh"))
    run(tmp_path, new)
    run(tmp_path, hand_out)
    assert (tmp_path / "spring" / "hand-out" / "spring-01_single_layer.zip").is_file()
    run(tmp_path, collect)
    name = "01_single_layer"
    notebook = tmp_path / "spring" / "submitted" / "ada" / name / f"{name}.ipynb"
    document = nbformat.read(notebook, as_version=4)
    (cell,) = (one for one in document.cells if "def weight_gradient(" in one.source)
    cell.source = "def weight_gradient(delta, x):\n    return np.outer(x, delta)"
    nbformat.write(document, notebook)
    said = run(tmp_path, grade)
    assert re.search(r"outer-order-swapped", said) and "ada" in said
    run(tmp_path, give_back)
    assert (tmp_path / "spring" / "grades-csv.csv").is_file()
    assert list((tmp_path / "spring" / "feedback" / "ada").rglob("*.html"))


@pytest.mark.slow
def test_a_student_gets_notebooks_of_their_own(tmp_path: Path) -> None:
    (_, commands), *_ = blocks("student", "sh")
    run(tmp_path, commands.replace("backhand start", "backhand start --no-open"))
    notebook = tmp_path / "backhand-course" / "01_single_layer" / "01_single_layer.ipynb"
    assert notebook.is_file()
