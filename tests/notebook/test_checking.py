"""`check` scores a cell under stock nbgrader, and fails closed."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from typing import Any

import nbformat
import numpy as np
import pytest
from nbgrader.utils import determine_grade

from autograder import NotYet, check
from autograder.notebook import checking


@pytest.fixture
def grading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_GRADING", True)


def weight(delta: Any, x: Any) -> Any:
    return np.outer(delta, x)


def graded(value: Any, points: float) -> float:
    """The score that nbgrader itself gives to a check cell that ends in `value`."""
    cell = nbformat.v4.new_code_cell("check(...)")
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": points}
    result = nbformat.v4.new_output("execute_result", {"text/plain": repr(value)})
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="…"), result]
    score, _ = determine_grade(cell)
    return float(score)


@pytest.mark.usefixtures("grading")
def test_a_right_answer_returns_all_points_as_a_built_in_float() -> None:
    score = check("weight_gradient", weight)
    assert type(score) is float
    assert graded(score, 2) == 2


@pytest.mark.usefixtures("grading")
def test_a_partly_right_answer_returns_part_of_the_points() -> None:
    def batch(Delta: Any, X: Any, W: Any) -> Any:
        per_sample = np.einsum("no,ni->noi", Delta, X)
        return per_sample, Delta.T @ X, Delta.mean(axis=0), Delta @ W

    score = check("batch_gradients", batch)
    assert type(score) is float
    assert graded(score, 4) == 3


@pytest.mark.usefixtures("grading")
@pytest.mark.parametrize("points", [5, 2, 1, 0.5, 1 / 3, 0.1 + 0.2, 0.007, 1.005, 0, 0.0])
def test_the_points_of_a_check_are_those_that_its_line_says(points: float) -> None:
    def batch(Delta: Any, X: Any, W: Any) -> Any:
        return np.einsum("no,ni->noi", Delta, X), Delta.T @ X, Delta.mean(axis=0), Delta @ W

    whole = check("weight_gradient", weight, points=points)
    assert type(whole) is float and graded(whole, points) == points
    with pytest.raises(NotYet):
        check("weight_gradient", lambda delta, x: np.outer(x, delta), points=points)
    if points:
        part = graded(check("batch_gradients", batch, points=points), points)
        assert part < points and part == pytest.approx(points * 3 / 4, abs=0.005)


@pytest.mark.parametrize("points", [-1, float("nan"), float("inf"), "2", True, 1e9])
def test_points_that_nothing_can_be_worth_are_refused(points: Any) -> None:
    with pytest.raises(ValueError, match="expected points from 0 to 1000000, got"):
        check("weight_gradient", weight, points=points)


@pytest.mark.usefixtures("grading")
@pytest.mark.parametrize(
    "answer",
    [
        lambda delta, x: None,
        lambda delta, x: np.full((len(delta), len(x)), np.nan),
        lambda delta, x: np.full((len(delta), len(x)), np.inf),
        lambda delta, x: True,
        lambda delta, x: "right",
        lambda delta, x: {"score": 2},
        lambda delta, x: 1 / 0,
        lambda delta: delta,
        lambda delta, x: [[1, 2], [3]],
        lambda delta, x: np.outer(delta, x) * 1j,
        2.0,
        None,
        ...,
        weight(np.ones(3), np.ones(4)),
    ],
)
def test_an_answer_that_earns_nothing_raises(answer: Any) -> None:
    with pytest.raises(NotYet):
        check("weight_gradient", answer)


@pytest.mark.usefixtures("grading")
def test_warnings_and_prints_of_an_answer_stay_off_stderr(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def noisy(delta: Any, x: Any) -> Any:
        print("hello", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.log(np.array([0.0, -1.0]))
        return np.outer(delta, x)

    assert check("weight_gradient", noisy) == 2
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("grading")
def test_grading_draws_the_same_inputs_every_time() -> None:
    seen: list[Any] = []

    def watch(delta: Any, x: Any) -> Any:
        seen.append(x)
        return np.outer(delta, x)

    check("weight_gradient", watch)
    check("weight_gradient", watch)
    half = len(seen) // 2
    assert all(np.array_equal(a, b) for a, b in zip(seen[:half], seen[half:], strict=True))


def test_a_student_at_work_gets_fresh_inputs_and_no_exception() -> None:
    seen: list[Any] = []

    def watch(delta: Any, x: Any) -> Any:
        seen.append(x.sum())
        return -np.outer(delta, x)

    assert check("weight_gradient", watch) == 0.0
    before = {*seen}
    seen.clear()
    assert check("weight_gradient", watch) == 0.0
    assert before.isdisjoint(seen)


@pytest.mark.usefixtures("grading")
def test_the_last_line_is_a_record_with_score_and_slips(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotYet):
        check("weight_gradient", lambda delta, x: np.outer(x, delta))
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "[backhand] weight_gradient 0/2 slips=outer-order-swapped"


@pytest.mark.usefixtures("grading")
def test_a_graded_message_never_shows_an_expected_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected: list[float] = []

    def wrong(delta: Any, x: Any) -> Any:
        expected.extend(np.outer(delta, x).ravel())
        return np.outer(delta, x) + 1

    with pytest.raises(NotYet):
        check("weight_gradient", wrong)
    said = capsys.readouterr().out
    assert not [v for v in expected if f"{v:.3f}"[:5] in said]


def test_an_unknown_exercise_gets_one_line_with_the_nearest_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check("weigth_gradient", weight) is None
    said = capsys.readouterr().out
    assert said.endswith("not here (or is 'weight_gradient' meant?).\n") and said.count("\n") == 1


def test_an_endless_loop_in_an_answer_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.boundary.answers import LocalAnswer

    def endless(delta: Any, x: Any) -> Any:
        while True:
            pass

    outcome = LocalAnswer(endless, seconds=0.1).call({"delta": 1, "x": 2})
    assert outcome.error == "did not come back within 0.1 seconds"


def test_importing_check_needs_only_numpy_and_the_standard_library() -> None:
    code = (
        "import sys; import autograder; from autograder import check;"
        "heavy = {'matplotlib', 'nbgrader', 'nbformat', 'IPython', 'jupytext', 'traitlets'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def released(delta: Any, x: Any) -> Any:
    dW = np.outer(x, delta)
    ...  # your code here
    return dW


def test_an_answer_that_still_contains_the_stub_counts_as_unwritten_and_gets_no_diagnosis(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check("weight_gradient", released) == 0
    said = capsys.readouterr().out
    assert "you get if" not in said and "take it out" in said


def test_an_exercise_that_depends_on_a_wrong_one_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_states", {})
    check("sigmoid_slope", np.tanh)
    capsys.readouterr()
    check("sigmoid_delta", lambda g, z: g * np.tanh(z))
    assert "If it calls sigmoid_slope: not right yet." in capsys.readouterr().out


def test_outside_grading_the_points_do_not_show_themselves() -> None:
    points = check("weight_gradient", weight)
    assert points == 2 and str(points) == "2.0" and repr(points) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_changed_environment_or_module_does_not_end_grading() -> None:
    # Linux keeps the environment that a process was started with.
    code = (
        "import os; os.environ.pop('NBGRADER_EXECUTION');"
        "from autograder import check; from autograder.notebook import checking;"
        "checking._GRADING = False;"
        "print(repr(check('weight_gradient', lambda delta, x: delta[:, None] * x)));"
        "check('weight_gradient', lambda delta, x: None)"
    )
    env = {**os.environ, "NBGRADER_EXECUTION": "autograde"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert "\n2.0\n" in done.stdout and "NotYet" in done.stderr


def test_validate_shows_the_whole_message_and_takes_part_of_the_points_for_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(NotYet) as nothing:
        check("weight_gradient", lambda delta, x: np.outer(x, delta))
    shown = nothing.value._render_traceback_()[0]
    assert shown.startswith("NotYet: weight_gradient: not yet. 0 of 2 points.")
    assert "Ask yourself" in shown and max(map(len, shown.splitlines())) <= 83
    with pytest.raises(NotYet, match="partly right"):
        check("batch_gradients", partly)
    assert check("weight_gradient", weight) == 2


def partly(Delta: Any, X: Any, W: Any) -> Any:
    per_sample = np.einsum("no,ni->noi", Delta, X)
    return per_sample, Delta.T @ X, Delta.mean(axis=0), Delta @ W


def test_what_is_raised_while_judging_is_the_graders_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*arguments: Any, **options: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr(checking, "judge", fails)
    assert check("weight_gradient", lambda delta, x: 0) == 0.0
    assert "the grader failed (RecursionError in" in capsys.readouterr().out
    monkeypatch.setattr(checking, "_GRADING", True)
    with pytest.raises(checking.NotYet):
        check("weight_gradient", lambda delta, x: 0)


def test_an_answer_that_exits_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("weight_gradient", lambda delta, x: sys.exit()) == 0.0
    assert "raised SystemExit" in capsys.readouterr().out
