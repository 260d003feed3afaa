"""Processes that grade start without jsonschema's grammar, and nobody else loses the package."""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib.util import find_spec

import pytest

from autograder.batch.quick_start import GRAMMAR
from autograder.batch.tasks import Submission
from autograder.batch.worker_process import begin, grade_one

#: Whether they are imported: what asks for the grammar, the grammar, and what it is built with.
SAY = f"import sys\nprint(*(name in sys.modules for name in ('jsonschema', {GRAMMAR!r}, 'lark')))"
needs_grammar = pytest.mark.skipif(find_spec(GRAMMAR) is None, reason=f"{GRAMMAR} is not installed")


def run(code: str) -> str:
    """What a new process has imported once it has run the code, or as much of it as can be run."""
    program = f"try:\n    exec({code!r})\nexcept Exception:\n    pass\n{SAY}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


def test_importing_the_batch_leaves_the_package_importable() -> None:
    assert run("import autograder.batch") == "False False False"


@needs_grammar
def test_the_package_would_be_imported_otherwise() -> None:
    assert run("import nbformat") == "True True True"


@needs_grammar
def test_what_is_imported_already_stays() -> None:
    code = "from autograder.batch.quick_start import import_nbformat\nimport_nbformat()"
    assert run(f"import nbformat\n{code}") == "True True True"


@pytest.mark.parametrize("command", ["grade", "report", "hand-out"])
def test_the_command_starts_without_it(command: str) -> None:
    code = f"from autograder.cli import main\nmain([{command!r}, 'nowhere', '01_single_layer'])"
    assert run(code) == "True False False"


@pytest.mark.parametrize("task", [(begin,), (grade_one, b"", Submission("ada", {}))])
def test_a_worker_that_is_started_anew_does_without_it(task: tuple[object, ...]) -> None:
    code = f"import pickle\ndo, *given = pickle.loads({pickle.dumps(task)!r})\ndo(*given)"
    assert run(code) == "True False False"
