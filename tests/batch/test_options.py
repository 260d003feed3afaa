"""An option of `backhand grade` is declared once, and reaches what it is about."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder import cli, sandbox
from autograder.batch import command
from autograder.batch.dependencies import changed, dependencies
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.batch.tasks import AssignmentSpec
from autograder.boundary.errors import BackhandError
from autograder.classroom.autograde import Judged
from autograder.execution.notebook_run import Timeouts
from autograder.execution.run_settings import RunSettings

LINE = ["--student", "ada", "--student", "ben", "--exercise", "e", "--force", "--figures"]
LINE += ["--dry-run", "--jobs", "3", "--scheduler", "tcp://there:1", "--unconfined"]
ALL = Options(["ada", "ben"], "e", True, True, True, 3, "tcp://there:1", True, [], [])
MORE = ["--leave-out", "a", "--leave-out", "b", "--count-again", "c"]


def parsed(*words: str) -> argparse.Namespace:
    return cli.parser().parse_args(["grade", "spring", "01_single_layer", *words])


def test_the_command_line_has_an_option_for_each_field() -> None:
    every = [Options.of(parsed(*LINE)), Options.of(parsed(*MORE))]
    assert every == [ALL, replace(Options([]), leave_out=["a", "b"], count_again=["c"])]
    for one in fields(Options):
        assert any(getattr(given, one.name) != one.default for given in every), one.name


def test_a_dry_run_leaves_no_question_out() -> None:
    with pytest.raises(BackhandError, match="expected --dry-run alone"):
        Options(dry_run=True, leave_out=["a"])


def test_without_options_every_field_has_its_default() -> None:
    given = Options.of(parsed())
    assert given == Options(students=[], leave_out=[], count_again=[])
    # A second line begins anew.
    assert (Options.of(parsed("--student", "ada")).students, given.students) == (["ada"], [])


def test_a_negative_number_of_jobs_is_refused() -> None:
    with pytest.raises(BackhandError, match="expected --jobs of at least 0, got -1; 0 is one per"):
        Options.of(parsed("--jobs", "-1"))
    assert Options.of(parsed("--jobs", "0")) == Options.of(parsed())


def test_a_question_cannot_be_left_out_and_counted_again_at_once() -> None:
    with pytest.raises(BackhandError, match="expected --leave-out or --count-again of b, got both"):
        Options.of(parsed("--leave-out", "a", "--leave-out", "b", "--count-again", "b"))


@pytest.mark.parametrize("configured", [False, True])
@pytest.mark.parametrize("asked", [False, True])
def test_a_class_and_an_option_can_each_allow_unconfined_running(
    configured: bool, asked: bool
) -> None:
    times = Timeouts(cell=1.0)
    found = Options(unconfined=asked).applied_to(RunSettings(times, configured))
    assert found == RunSettings(times, configured or asked, figures=False)


def test_a_class_can_carry_errors_forward_and_its_scores_depend_on_it(tmp_path: Path) -> None:
    config = Config({"Judged": {"carry_forward": True}})
    on, off = (Options().applied_to(Judged(config=c).settings()) for c in (config, Config()))
    assert (on.carry_forward, off.carry_forward) == (True, False)
    spec = AssignmentSpec({}, {}, None, {}, (), (), off)
    before, now = (dependencies(one, {}, tmp_path) for one in (spec, replace(spec, run=on)))
    assert changed(before, now) == ["carry_forward"]


def test_a_class_that_allows_it_is_graded_where_nothing_can_confine(
    klass: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "available", lambda: ())
    monkeypatch.setattr(command, "grade", lambda *given: Progress(0))
    with pytest.raises(BackhandError, match="allow unconfined running"):
        command.run(klass, "tiny", Options())
    with (klass / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.Judged.unconfined = True\n")
    assert command.run(klass, "tiny", Options()) == 0
