"""A submission written as text says what differs from others, and becomes a notebook."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.boundary.errors import BackhandError
from autograder.build.material import material
from autograder.devel.sample_class import model_answers, read_answers, write_submission

NAME = "01_single_layer"
RELEASE = material("course") / NAME / f"{NAME}.ipynb"
ADA = """\
# Ada answers three exercises, and deleted a check.
# do: delete input_gradient

# %% weight_gradient
def weight_gradient(delta, x):
    return 1

# %% input_gradient
def input_gradient(delta, W):
    return 2

# %% explain_delta
# δ is a
# derivative.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sample class with Ada in it."""
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "ada.py").write_text(ADA, encoding="utf-8")
    return tmp_path / NAME


def answered(folder: Path, *lines: str) -> dict[str, str]:
    """The last line of each answer of a submission that consists of these lines."""
    file = folder / "ben.py"
    file.write_text("\n".join(["# This is Ben.", *lines, ""]), encoding="utf-8")
    return {e: source.split("\n")[-1].strip() for e, source in read_answers(file).items()}


EVERYTHING = {
    "weight_gradient": "return 1",
    "input_gradient": "return 2",
    "explain_delta": "# derivative.",
}


def test_a_submission_takes_over_the_answers_of_another(folder: Path) -> None:
    assert answered(folder) == {}
    assert answered(folder, "# like: ada") == EVERYTHING


def test_what_it_says_itself_overrides_what_it_takes_over(folder: Path) -> None:
    own = ("# %% input_gradient", "def input_gradient(delta, W):", "    return 3")
    assert answered(folder, "# like: ada", *own) == EVERYTHING | {"input_gradient": "return 3"}


def test_it_takes_over_some_answers_and_leaves_others(folder: Path) -> None:
    some = {e: EVERYTHING[e] for e in ("weight_gradient", "explain_delta")}
    assert answered(folder, "# like: ada for weight_gradient, explain_delta") == some
    assert answered(folder, "# like: ada", "# like: the-release for input_gradient") == some


def test_a_later_line_overrides_an_earlier_one(folder: Path) -> None:
    model = "# like: the-solutions for weight_gradient"
    assert answered(folder, "# like: ada", model)["weight_gradient"] == "return np.outer(delta, x)"
    assert answered(folder, model, "# like: ada") == EVERYTHING


def test_a_path_leads_to_another_folder(folder: Path) -> None:
    (folder / "ada.py").rename(folder.parent / "ada.py")
    assert answered(folder, "# like: ../ada") == EVERYTHING


def test_a_misspelt_exercise_is_refused(folder: Path) -> None:
    for other in ("ada", "the-solutions", "the-release"):
        line = f"# like: {other} for wieght_gradient"
        with pytest.raises(BackhandError, match=f"'wieght_gradient' in '{line}'; likely misspelt"):
            answered(folder, line)


def test_model_answers_have_neither_markers_nor_stub_nor_docstring() -> None:
    model = model_answers()[NAME]
    assert model["single_shapes"].startswith('shapes = {"z": (3,), "delta"')
    outer = "def weight_gradient(delta, x):\n    return np.outer(delta, x)"
    assert model["weight_gradient"] == outer
    for source in (source for answers in model_answers().values() for source in answers.values()):
        compile(source, "answer", "exec")
        assert "SOLUTION" not in source and '"""' not in source


def test_answers_and_edits_go_into_the_released_notebook(folder: Path) -> None:
    write_submission(folder / "ada.py", RELEASE, folder / "ada.ipynb")
    released, made = (nbformat.read(file, as_version=4) for file in (RELEASE, folder / "ada.ipynb"))
    before, after = (
        {cell.metadata.nbgrader.grade_id: cell.source for cell in each.cells if cell.metadata}
        for each in (released, made)
    )
    assert before.keys() - after.keys() == {"input_gradient"}
    assert {e: source for e, source in after.items() if source != before[e]} == {
        "weight_gradient-answer": "def weight_gradient(delta, x):\n    return 1",
        "input_gradient-answer": "def input_gradient(delta, W):\n    return 2",
        "explain_delta": "δ is a\nderivative.",
    }


def test_edits_are_not_taken_over(folder: Path) -> None:
    (folder / "ben.py").write_text("# This is Ben.\n# like: ada\n", encoding="utf-8")
    write_submission(folder / "ben.py", RELEASE, folder / "ben.ipynb")
    cells = nbformat.read(folder / "ben.ipynb", as_version=4).cells
    assert len(cells) == len(nbformat.read(RELEASE, as_version=4).cells)


def test_windows_line_ends_reach_the_notebook(folder: Path) -> None:
    (folder / "ada.py").write_text(f"# do: windows weight_gradient-answer\n{ADA}", encoding="utf-8")
    write_submission(folder / "ada.py", RELEASE, folder / "ada.ipynb")
    sources = [cell.source for cell in nbformat.read(folder / "ada.ipynb", as_version=4).cells]
    assert "def weight_gradient(delta, x):\r\n    return 1" in sources


def test_an_unknown_edit_is_refused(folder: Path) -> None:
    (folder / "ada.py").write_text("# do: erase weight_gradient\n", encoding="utf-8")
    with pytest.raises(BackhandError, match=r"expected an edit of delete, .*, got 'erase'$"):
        write_submission(folder / "ada.py", RELEASE, folder / "ada.ipynb")
