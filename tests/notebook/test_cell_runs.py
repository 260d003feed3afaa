"""A check says what it judges: nothing yet, or the version before the latest run of its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.notebook import cell_runs
from autograder.notebook.cell_runs import attach

SET_UP = "import numpy as np\nfrom autograder import check"
CHECK = 'check("weight_gradient", weight_gradient, points=2)  # a comment'
WRONG = "def weight_gradient(delta, x):\n    return np.outer(x, delta)"
RIGHT = "def weight_gradient(delta, x):\n    return np.outer(delta, x)"
UNDEFINED = (
    "A5 · The weight gradient: weight_gradient is not defined yet. "
    "Run the cell with your answer, then this one."
)
Run = Callable[..., str]


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    settings = Config()
    settings.HistoryManager.enabled = False
    shell = InteractiveShell(config=settings)
    attach(shell)
    yield shell
    cell_runs._runs.clear()


@pytest.fixture
def run(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run cells in a new notebook; what the last of them prints."""
    shell.reset()
    cell_runs._runs[0].failed.clear()

    def run(*cells: str) -> str:
        printed = ""
        for cell in (SET_UP, *cells):
            capsys.readouterr()
            shell.run_cell(cell)
            printed = capsys.readouterr().out
        return printed

    return run


def test_a_check_before_its_answer_is_one_line(run: Run) -> None:
    assert run(CHECK).strip() == UNDEFINED
    assert "right. 2 of 2 points" in run(RIGHT, CHECK)


@pytest.mark.parametrize(
    ("failing", "why"),
    [
        ("def weight_gradient(delta, x):\n    return (", "SyntaxError in line 2"),
        ("x = 1\n1 / 0\ndef weight_gradient(delta, x): return 1", "ZeroDivisionError in line 2"),
        ("weight_gradient = lambda delta, x: nowhere[\n", "SyntaxError in line 1"),
    ],
)
def test_a_check_says_that_it_judges_an_earlier_version(run: Run, failing: str, why: str) -> None:
    assert "latest run" not in run(WRONG, CHECK)
    said = " ".join(run(failing, CHECK).split())
    assert f"the latest run of its cell failed ({why}), so this is the verdict on the" in said
    assert "latest run" not in run(RIGHT, CHECK)


def test_where_there_is_no_earlier_version_it_says_why(run: Run) -> None:
    said = run("def weight_gradient(delta, x):\nreturn 1", CHECK).strip()
    assert said == f"{UNDEFINED} The latest run of its cell failed: IndentationError in line 2."


def test_what_was_defined_before_the_cell_failed_is_the_latest_version(run: Run) -> None:
    assert "latest run" not in run(WRONG, f"{RIGHT}\nweight_gradient(1, 2, 3)", CHECK)


def test_other_cells_are_as_they_are(run: Run) -> None:
    assert run("print(len([1]))") == "1\n"
    assert "NameError" in run("weight_gradient")
