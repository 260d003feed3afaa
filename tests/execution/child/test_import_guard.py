"""While grading, `backhand` has its figures and no gradients, and `autograder` judges nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.execution.child.output_recorder import PICTURE
from autograder.execution.process import Process

Say = Callable[[str], str]


@pytest.mark.parametrize(
    "source",
    [
        "from backhand import weight_gradient",
        "import backhand\nbackhand.weight_gradient",
        "import backhand.affine",
        "from backhand.affine import weight_gradient",
        "from backhand.gradcheck import central_difference",
        "import importlib\nimportlib.import_module('backhand.network')",
        "import sys\nsys.modules.pop('backhand')\nfrom backhand.affine import weight_gradient",
        "import autograder.catalogue",
        "from autograder.judging.judge import judge",
        "from autograder import CATALOGUE",
        "draw.relative_error(np.ones(2), np.ones(2))",
        "draw.error_by_block.__globals__['relative_error'](np.ones(2), np.ones(2))",
    ],
)
def test_asking_for_a_gradient_is_refused_in_one_line(say: Say, source: str) -> None:
    said = say(source)
    assert "is not to be had while grading" in said or "No module named" in said


def test_a_figure_that_needs_an_answer_is_told_and_not_drawn_there(process: Process) -> None:
    source = "p = draw.graph_picture(draw.Node(1.0, 'x'))\np"
    (told,) = process.request("run", 20, source=source, remember=False)["outputs"]
    assert '"name": "x"' in told["data"][PICTURE]
    (error,) = process.request("run", 20, source="p.png()", remember=False)["outputs"]
    assert "drawn later" in error["evalue"]


def test_no_source_of_the_references_is_on_the_disk(say: Say) -> None:
    said = say("""
import glob, os, sys
folders = [f for f in {*sys.path, sys.prefix, sys.base_prefix, "/"} if f]
names = ("backhand", "autograder", "solutions")
print([p for f in folders for p in glob.glob(f + "/*") if os.path.basename(p) in names])
print([p for p, _, files in os.walk("/") if "affine.py" in files and "losses.py" in files])
found = {f for _, _, files in os.walk("/") for f in files}
print(sorted(found & {"01_single_layer.ipynb", "01_single_layer.md", "single_layer.py", "secret"}))
""")
    assert said.split() == ["[]", "[]", "[]"]


def test_no_code_of_a_reference_is_in_memory(say: Say) -> None:
    said = say("""
import gc, types
gc.unfreeze()
functions = [o for o in gc.get_objects() if isinstance(o, types.FunctionType)]
words = ("gradient", "vjp", "backward", "half_squared", "reference", "difference", "topological")
ours = [f for f in functions if (f.__module__ or "").startswith(("backhand", "autograder"))]
print(len(ours) > 0, [f.__name__ for f in ours if any(w in f.__name__ for w in words)])
""")
    assert said == "True []\n"


def test_check_in_another_cell_is_no_judgement(say: Say) -> None:
    assert (
        say("check('weight_gradient', None)") == "weight_gradient: judged at its own check cell.\n"
    )
    assert say("hints(growing=False)") == ""


def test_blocks_reads_an_answer_as_it_does_in_a_notebook(say: Say) -> None:
    source = "from autograder import blocks\nblocks([[1.0], [2.0]], db=(2,)), blocks is draw.blocks"
    assert say(source) == "(array([1., 2.]), True)"
