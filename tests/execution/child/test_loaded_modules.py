"""Every module of this project that a submission's process holds, by name."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from autograder.execution.engine import Engine
from autograder.sandbox import BARE

#: What the forking process is made of.
SERVER = [
    "autograder.boundary",
    "autograder.boundary.answers",
    "autograder.boundary.beside",
    "autograder.boundary.blocks",
    "autograder.boundary.code_reached",
    "autograder.boundary.errors",
    "autograder.boundary.explained",
    "autograder.boundary.expression",
    "autograder.boundary.kept",
    "autograder.boundary.plain",
    "autograder.boundary.probes",
    "autograder.boundary.wire",
    "autograder.boundary.your_answers",
    "autograder.execution",
    "autograder.execution.child",
    "autograder.execution.child.child",
    "autograder.execution.child.control",
    "autograder.execution.child.import_guard",
    "autograder.execution.child.output_recorder",
    "autograder.execution.child.server",
    "autograder.execution.child.shared_names",
    "autograder.execution.child.shell",
    "autograder.execution.child.smaller",
    "autograder.execution.child.stand_ins",
    "autograder.execution.child.threads",
    "autograder.execution.child.warmup",
    "autograder.sandbox",
    "autograder.sandbox.bubblewrap",
    "autograder.sandbox.filesystem",
    "autograder.sandbox.kernel",
    "autograder.sandbox.landlock",
    "autograder.sandbox.limits",
    "autograder.sandbox.namespaces",
    "autograder.sandbox.paths",
    "autograder.sandbox.privileges",
    "autograder.sandbox.seccomp",
]
#: What the cut leaves of `backhand` for a set-up that imports `draw`.
DRAW = [
    "backhand._validate",
    "backhand.figures.blank",
    "backhand.figures.canvas",
    "backhand.figures.draw",
    "backhand.figures.labelled",
    "backhand.figures.layer",
    "backhand.figures.matrix",
    "backhand.figures.measured",
    "backhand.figures.modules",
    "backhand.figures.network",
    "backhand.figures.normalized",
    "backhand.figures.nudged",
    "backhand.figures.panels",
    "backhand.figures.picture",
    "backhand.figures.render_curves",
    "backhand.figures.render_errors",
    "backhand.figures.render_graph",
    "backhand.figures.render_labelled",
    "backhand.figures.render_layer",
    "backhand.figures.render_matrix",
    "backhand.figures.render_modules",
    "backhand.figures.render_network",
    "backhand.figures.render_routes",
    "backhand.figures.render_row",
    "backhand.figures.render_steps",
    "backhand.figures.render_uses",
    "backhand.figures.render_worksheet",
    "backhand.figures.routes",
    "backhand.figures.uses",
    "backhand.graph",
    "backhand.symmetry",
]
#: What it leaves in addition for other names.
MORE = {
    "Node": [],
    "History": [],
    "sigmoid": ["backhand._elementwise", "backhand.activations"],
    "curves": ["backhand.figures.curves", "backhand.figures.render_training"],
}
#: The modules that are alive, whether or not they can still be imported.
ALIVE = """\
import gc
gc.unfreeze()
spaces = [o for o in gc.get_objects() if type(o) is dict and {"__name__", "__loader__"} <= set(o)]
names = {str(space["__name__"]) for space in spaces}
print(sorted(n for n in names if n.startswith(("autograder.", "backhand."))))
"""
IMPORTABLE = """\
import sys
print(sorted(n for n in sys.modules if n.partition(".")[0] in ("autograder", "backhand")))
"""


def listed(engine: Engine, source: str) -> list[str]:
    with engine.spawn() as process:
        (output,) = process.request("run", 20, source=source, remember=False)["outputs"]
    names: list[str] = ast.literal_eval(output["text"])
    return names


def test_the_forking_process_loads_these_modules_and_no_other() -> None:
    code = (
        "import runpy, sys\n"
        "sys.argv = ['', 'autograder.execution.child.server', 'not a descriptor']\n"
        f"try: runpy.run_path({str(BARE)!r}, run_name='__main__')\n"
        "except ValueError: pass\n"
        "print(sorted(n for n in sys.modules if n.startswith(('autograder.', 'backhand'))))"
    )
    command = [sys.executable, "-E", "-P", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == SERVER


def test_these_modules_are_in_a_submissions_process_and_no_other(engine: Engine) -> None:
    assert listed(engine, ALIVE) == [*SERVER, *DRAW]


@pytest.mark.parametrize("wanted", MORE)
def test_a_name_that_a_set_up_imports_brings_these_modules(engine: Engine, wanted: str) -> None:
    with Engine(["draw", wanted]) as other:
        assert listed(other, ALIVE) == [*SERVER, *sorted([*DRAW, *MORE[wanted]])]


def test_only_what_the_set_up_imports_can_be_imported(engine: Engine) -> None:
    assert listed(engine, IMPORTABLE) == ["autograder", "backhand", "backhand.figures.draw"]
