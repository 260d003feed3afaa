"""A command gives a result, or one clear line and exit status 2."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commands import run

from autograder import __version__
from autograder.cli import main


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert all(
        command in text for command in ("new-class", "report", "demo", "build", "start", "hand-out")
    )


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"backhand {__version__}\n"


@pytest.mark.parametrize("module", ["autograder", "backhand", "backhand_cli"])
def test_the_version_is_printed_where_the_command_is_not_found(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    assert run(tmp_path, module, "--version").stdout == f"backhand {__version__}\n"


def test_build_says_what_it_wrote(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(checkout)]) == 0
    assert "wrote course/tiny/tiny.ipynb" in capsys.readouterr().out
    assert main(["build", str(checkout)]) == 0
    assert capsys.readouterr().out == "course/ is up to date\n"


@pytest.mark.parametrize(
    "arguments", [["build", "FOLDER"], ["report", "FOLDER"], ["new-class", "FOLDER"]]
)
def test_a_bad_input_is_one_line_and_exit_status_2(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "something").write_text("precious")
    assert main([str(tmp_path) if word == "FOLDER" else word for word in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("backhand: expected ")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["grade-me"], ["new-class"]])
def test_an_unknown_or_incomplete_command_is_exit_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2


def test_without_nbgrader_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in [name for name in sys.modules if name.startswith("autograder.build")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "jupytext", None)
    assert main(["build", str(tmp_path)]) == 2
    assert "pip install 'backhand[grade]'" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["report"], ["grade", "01_single_layer"]])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("c.x = (", ", line 3: expected a configuration that runs, got SyntaxError: '(' was never"),
        ("1 / 0", ", line 3: expected a configuration that runs, got ZeroDivisionError: division"),
        ("raise SystemExit", ", line 3: expected a configuration that runs, got SystemExit; corr"),
        (
            "import json\njson.loads('{')",
            ", line 4: expected a configuration that runs, got JSONDecodeError: ",
        ),
        ("import no_such_package", ", line 3: expected the package no_such_package, which the con"),
        ("c.CourseDirectory.course_id = 5", ": expected values that nbgrader can use, got an err"),
    ],
)
def test_a_broken_configuration_is_one_line_that_says_where(
    command: list[str],
    wrong: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "nbgrader_config.py"
    file.write_text(f"# A class.\nc = get_config()\n{wrong}\n")
    name, *more = command
    assert main([name, str(tmp_path), *more]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"backhand: {file}{said}")
    assert "backhand[grade]" not in line


def test_ctrl_c_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(root: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.build.build", interrupted)
    assert main(["build", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "backhand: interrupted\n"
