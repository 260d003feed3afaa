"""A class made before keeps working: its configuration is never rewritten.

`nbgrader_config_0.1.0.txt` is the configuration as `backhand new-class` wrote it in version 0.1.0.
It stays as it is; what it names has to stay importable.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from batch.classes import DESERVED, NAME, copy_of, small_class, totals
from every import every
from traitlets.config.loader import Config, PyFileConfigLoader
from traitlets.utils.importstring import import_item

from autograder.classroom.autograde import Judged

FROZEN = Path(__file__).with_name("nbgrader_config_0.1.0.txt")
IMPORTS = sorted(
    set(re.findall(r'"((?:autograder|nbgrader|nbconvert)\.[\w.]+)"', FROZEN.read_text()))
)
EXPECTED = {student: DESERVED[student] for student in ("ada", "otto")}


def loaded(folder: Path) -> Config:
    """The frozen configuration, read as nbgrader reads it."""
    (folder / "nbgrader_config.py").write_bytes(FROZEN.read_bytes())
    return PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with submissions and the frozen configuration; nothing is graded."""
    root = small_class(tmp_path_factory.mktemp("older"), tuple(EXPECTED))
    loaded(root)
    return root


def test_the_configuration_names_the_classes_of_this_project() -> None:
    assert {path for path in IMPORTS if path.startswith("autograder.")} == {
        "autograder.feedback.FeedbackExporter",
        "autograder.feedback.Figures",
        "autograder.feedback.Harmless",
        "autograder.feedback.markdown_to_html",
        "autograder.plugin.Judged",
        "autograder.plugin.Submissions",
        "autograder.plugin.expect_released_names",
    }


@pytest.mark.parametrize("path", IMPORTS)
def test_every_import_path_of_the_configuration_resolves(path: str) -> None:
    assert callable(import_item(path))


def test_its_options_for_the_judge_are_still_options(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    config.Judged.unconfined = True
    assert set(config.Judged) <= set(Judged.class_trait_names(config=True))
    judged = Judged(config=config)
    assert (judged.timeout, judged.notebook_timeout, judged.unconfined) == (30, 150, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", every(2, [("backhand_cli", "grade", ".", NAME), ("nbgrader", "autograde", NAME)])
)
def test_it_is_graded_and_gives_the_expected_scores(
    older: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    root = copy_of(older, tmp_path / "class")
    ran = subprocess.run(
        [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert totals(root) == EXPECTED
