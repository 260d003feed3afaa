"""`progress` shows what is right, partly right and open, in the notebook and in the course."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cards import POINTS, partial_batch, read

from autograder import check, progress
from autograder.catalogue import CATALOGUE
from autograder.notebook.memory import FILE, Remembered, recall, remember
from autograder.notebook.overview import Overview
from autograder.notebook.places import course_notebook, current_notebook, folders


def turned(delta: Any, x: Any) -> Any:
    return -np.outer(delta, x)


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Any:
    def now() -> str:
        capsys.readouterr()
        progress()
        return capsys.readouterr().out

    return now


def test_it_lists_what_is_right_partly_right_and_open_by_part(shown: Any) -> None:
    check("weight_gradient", np.outer)
    check("batch_gradients", partial_batch)
    text = shown()
    assert text.startswith(f"01_single_layer: 5 of {POINTS} points\n")
    assert "  A  right: A5 · open: A1–A4, A6–A12\n" in text
    assert "  B  open: B1–B9\n" in text
    assert "  C  partly right: C1 · open: C3, C4\n" in text
    assert re.search(r"^The course: 5 of \d+ points$", text, flags=re.M)
    points = sum(e.points for e in CATALOGUE.values() if e.notebook == "02_multi_layer")
    open_yet = rf"^  02_multi_layer +0 of {points} points · open: A1–F\d+$"
    assert re.search(open_yet, text, flags=re.M)


def test_it_survives_a_restart_and_a_wrong_answer_lowers_it(
    shown: Any, restart: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check("weight_gradient", np.outer)
    restart()
    check("single_shapes", {})
    assert f"2 of {POINTS} points · open: A1–A4, A6–C4" in capsys.readouterr().out
    check("weight_gradient", turned)
    assert f"0 of {POINTS} points · open: A1–C4" in capsys.readouterr().out
    restart()
    assert f"0 of {POINTS} points" in shown()


def test_points_of_a_check_are_remembered(
    shown: Any, restart: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    check("weight_gradient", np.outer, points=5)
    restart()
    check("input_gradient", lambda delta, W: W.T @ delta)
    assert f"01_single_layer: 7 of {float(POINTS) + 3:g} points" in shown()


@pytest.mark.parametrize("flat", [True, False])
def test_the_memory_of_other_notebooks_counts_wherever_they_lie(
    flat: bool, shown: Any, tmp_path: Path, restart: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (tmp_path / ("" if flat else name) for name in ("01_single_layer", "02_multi_layer"))
    for folder in (one, two):
        folder.mkdir(exist_ok=True)
    monkeypatch.chdir(two)
    remember("linear_chain", Remembered("right", 3, 3), two)
    restart()
    monkeypatch.chdir(one)
    check("weight_gradient", np.outer)
    text = shown()
    assert f"01_single_layer: 2 of {POINTS} points" in text
    assert re.search(r"^  02_multi_layer +3 of \d+ points", text, flags=re.M)
    assert re.search(r"^The course: 5 of ", text, flags=re.M)


def test_the_card_says_what_the_text_says_with_links(tmp_path: Path) -> None:
    checked = {
        "weight_gradient": Remembered("right", 2, 2),
        "batch_gradients": Remembered("partial", 3, 4),
        "a <b>": Remembered("right", 1, 1),
    }
    overview = Overview("01_single_layer", checked)
    html = overview.html()
    said = re.sub(r"[✓◐○\s]", "", "".join(read(html).words))
    for line in overview.text().splitlines():
        part = re.match(r"  (\S+)  +(.*)", line)
        words = (part[1] + (":" if len(part[1]) > 1 else "") + part[2]) if part else line
        assert re.sub(r"\s", "", words) in said, line
    assert 'href="#A5.-The-weight-gradient"' in html
    assert "../02_multi_layer/02_multi_layer.ipynb#A1." in html
    assert not re.search(r"<h[1-6]|<script|<b>", html)


def test_where_notebooks_lie_in_one_folder_links_find_them(tmp_path: Path) -> None:
    (tmp_path / "02_multi_layer.ipynb").touch()
    html = Overview("01_single_layer", {}).html()
    assert 'href="02_multi_layer.ipynb#A1.' in html
    assert 'href="../03_weight_sharing/03_weight_sharing.ipynb#' in html


def test_exercises_of_a_class_of_its_own_are_listed_by_name() -> None:
    text = Overview("", {"my_own": Remembered("partial", 1, 3)}).text()
    assert text.splitlines()[-1] == "Other exercises: my_own 1 of 3"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("01_single_layer", "01_single_layer"),
        ("01_single_layer-Copy1", "01_single_layer"),
        ("06_training_by_hand (2)", "06_training_by_hand"),
        ("homework", ""),
    ],
)
def test_a_notebook_is_known_by_how_its_name_begins(file: str, name: str) -> None:
    assert course_notebook(file) == name


def test_the_notebook_that_runs_is_found_in_several_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert current_notebook() == ""
    (tmp_path / "03_weight_sharing.ipynb").touch()
    assert current_notebook() == "03_weight_sharing"
    (tmp_path / "01_single_layer.ipynb").touch()
    assert current_notebook() == ""
    check("linear_chain", turned)
    assert current_notebook() == "02_multi_layer"
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "01_single_layer.ipynb"))
    assert current_notebook() == "01_single_layer"
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "renamed.ipynb"))
    assert current_notebook() == "02_multi_layer"


def test_a_folder_is_read_once_even_if_it_is_listed_twice(tmp_path: Path) -> None:
    assert recall([*folders(), *folders()]) == {}
    assert not (tmp_path / FILE).exists()
