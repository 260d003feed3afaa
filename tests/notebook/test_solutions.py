"""Model solutions are shown when asked, where the instructor's file lies beside the notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cards import read, shown

from autograder import check, solution
from autograder.notebook.card import card
from autograder.notebook.model_solutions import ModelSolution, write_solutions

MODEL = "def weight_gradient(delta, x):\n    return np.outer(delta, x)  # <dW>"
SOLUTIONS = {
    "weight_gradient": ModelSolution("A5. The weight gradient", "code", MODEL),
    "single_explain": ModelSolution("Explain", "markdown", "Because $x$."),
}


@pytest.fixture
def handed_out(tmp_path: Path) -> Path:
    file = tmp_path / "01_single_layer.solutions.json"
    file.write_text(write_solutions("01_single_layer", SOLUTIONS), encoding="utf-8")
    return file


@pytest.mark.usefixtures("handed_out")
def test_a_solution_is_shown_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    solution("weight_gradient")
    assert capsys.readouterr().out == f"A5. The weight gradient\n\n{MODEL}\n"
    solution("single_explain")
    assert capsys.readouterr().out == "Explain\n\nBecause $x$.\n"


@pytest.mark.usefixtures("handed_out")
def test_a_check_names_the_solution_and_does_not_print_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    check("weight_gradient", np.outer)
    text = capsys.readouterr().out
    assert 'The model solution: solution("weight_gradient")' in text and MODEL not in text
    check("input_gradient", np.outer)
    assert "model solution" not in capsys.readouterr().out


def test_the_card_folds_the_solution() -> None:
    html = card(shown("weight_gradient", np.outer, solution=MODEL))
    assert "<details><summary>the model solution</summary><pre>" in html
    assert MODEL in "".join(read(html).words)


def test_without_a_file_one_line_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    check("weight_gradient", np.outer)
    capsys.readouterr()
    solution("weight_gradient")
    said = capsys.readouterr().out
    assert said.startswith("expected 01_single_layer.solutions.json beside this notebook")
    assert said.count("\n") == 1


@pytest.mark.usefixtures("handed_out")
def test_an_unknown_id_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    solution("weigth_gradient")
    assert "likely 'weight_gradient'" in capsys.readouterr().out


def test_a_damaged_file_is_one_line_and_the_check_goes_on(
    handed_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handed_out.write_text("{")
    assert check("weight_gradient", np.outer) == 2
    assert capsys.readouterr().out.count("expected model solutions") == 1
    solution("weight_gradient")
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.usefixtures("handed_out")
def test_when_grading_no_solution_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    solution("weight_gradient")
    assert capsys.readouterr().out == ""
    check("weight_gradient", np.outer)
    assert "model solution" not in capsys.readouterr().out


def test_each_state_of_the_file_leaves_the_points_alone(handed_out: Path) -> None:
    def wrong(delta: Any, x: Any) -> Any:
        return -np.outer(delta, x)

    assert check("weight_gradient", wrong) == 0
    handed_out.unlink()
    assert check("weight_gradient", wrong) == 0
