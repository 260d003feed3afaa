"""What a test may import is decided by what the process of a submission is built from."""

from __future__ import annotations

import pytest
from execution.conftest import SET_UP, cell
from nbformat.v4 import new_notebook

from autograder.boundary.errors import BackhandError
from autograder.catalogue import CATALOGUE
from autograder.execution.gradable import expect_imports, expect_known_checks


def lines(test: str, set_up: str = SET_UP, beside: tuple[str, ...] = ()) -> list[str]:
    """What is said of a notebook with this test."""
    cells = [
        cell(set_up, grade_id="set-up", locked=True),
        cell("%%writefile written.py\nx = 1"),
        cell(test, grade_id="own", grade=True, locked=True, points=1),
    ]
    try:
        expect_imports({"mine": new_notebook(cells=cells)}, beside)
    except BackhandError as refusal:
        return str(refusal).splitlines()
    return []


@pytest.mark.parametrize(
    "test",
    [
        "import numpy.linalg as la, os.path, matplotlib.pyplot as plt",
        "from backhand import draw\nimport backhand\nbackhand.draw",
        "from autograder import check, blocks\nimport autograder",
        "try:\n    import torch\nexcept ImportError:\n    torch = None",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import torch",
        "import written, beside, folder.inside",
        "%matplotlib inline\nimport numpy",
        "def f(:",
        "'import torch'",
    ],
)
def test_what_works_there_is_not_refused(test: str) -> None:
    assert lines(test, beside=("beside.py", "folder/inside.py", "data.csv")) == []


@pytest.mark.parametrize(
    ("test", "name", "remedy"),
    [
        ("from backhand import affine_vjp", "backhand.affine_vjp", "exercises.py"),
        ("from backhand.affine import weight_gradient", "backhand.affine.weight_gradient", "s.py"),
        ("def f():\n    from backhand import network_backward as b", "network_backward", "s.py"),
        ("import backhand as b\nb.softmax_vjp(1)", "backhand.softmax_vjp", "exercises.py"),
        ("import importlib\nimportlib.import_module('backhand.graph')", "backhand.graph", "s.py"),
        ("from backhand import sigmoid", "backhand.sigmoid", "add it to `from backhand import"),
        ("from autograder.judging import judge", "autograder.judging.judge", "s.py"),
        ("%matplotlib inline\nimport nowhere.inside", "nowhere", "install it where backhand is"),
        ("try:\n    import nowhere\nexcept ValueError:\n    pass", "nowhere", "install it"),
    ],
)
def test_what_fails_there_is_refused_with_a_remedy(test: str, name: str, remedy: str) -> None:
    (line,) = lines(test)
    assert line.startswith("mine, cell own: expected only imports that work where submissions run")
    assert f"{name}, " in line and remedy in line


def test_a_set_up_cell_makes_a_function_available_and_never_a_gradient() -> None:
    sigmoid = "%matplotlib inline\nfrom backhand import sigmoid"
    assert lines("from backhand import sigmoid", sigmoid) == []
    (line,) = lines("1", "from backhand import sigmoid, sigmoid_derivative")
    assert line.startswith("mine, cell set-up: ") and "got backhand.sigmoid_derivative, " in line


def test_a_check_of_an_unknown_exercise_is_refused_with_the_nearest_id() -> None:
    check = cell('check("weight_gradien", f)', grade_id="weight_gradien", grade=True, points=1)
    with_ours = [cell(SET_UP, grade_id="set-up", locked=True), check]
    with pytest.raises(BackhandError, match=r"mine, cell weight_gradien: .*'weight_gradient' is"):
        expect_known_checks({"mine": new_notebook(cells=with_ours)}, CATALOGUE)
    expect_known_checks({"mine": new_notebook(cells=[check])}, CATALOGUE)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("swish", "got 'weight_gradien'; likely 'weight_gradient' is meant"),
        ("weight_gradient", "got 'weight_gradien'; likely 'weight_gradient' is meant"),
    ],
)
def test_the_id_that_is_misspelt_is_named_whatever_the_cell_is_called(name: str, line: str) -> None:
    assert line in refused('check("weight_gradien", f)', name)


def test_a_check_in_a_cell_of_another_id_is_refused_with_both() -> None:
    for name in ("swish", "input_gradient"):
        assert refused('check("weight_gradient", f)', name).startswith(
            f"mine, cell {name}: expected the check of weight_gradient in a cell with the id "
            f"weight_gradient, got {name}; correct one of them"
        )
    assert "as an exercise has that id" in refused("assert True", "weight_gradient")


def refused(test: str, name: str) -> str:
    """What is said of a notebook with a graded cell of this name."""
    cells = [
        cell(SET_UP, grade_id="set-up", locked=True),
        cell(test, grade_id=name, grade=True, locked=True, points=1),
    ]
    with pytest.raises(BackhandError) as refusal:
        expect_known_checks({"mine": new_notebook(cells=cells)}, CATALOGUE)
    return str(refusal.value)
