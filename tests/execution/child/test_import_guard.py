"""While grading, `backhand` has its figures and no gradients, and `autograder` judges nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.execution.child.output_recorder import PICTURE
from autograder.execution.engine import Engine
from autograder.execution.process import Process
from autograder.execution.tree_shake import imports_of
from backhand import draw, relative_error

Say = Callable[[str], str]


@pytest.mark.parametrize(
    "source",
    [
        "from backhand import weight_gradient",
        "import backhand\nbackhand.weight_gradient",
        "import backhand.affine",
        "from backhand import convolution1d_vjp",
        "from backhand.pooling import max_pool1d_vjp",
        "import backhand._windows",
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
    assert "cannot be imported while grading" in said or "No module named" in said


@pytest.mark.parametrize(
    "source",
    [
        "from backhand import curves",
        "from backhand.figures import draw",
        "from backhand.figures.draw import loss_slice",
        "from backhand.graph import exp, Node\nfrom backhand import Node",
        "from backhand import graph\nfrom backhand.graph import exp",
        "from backhand.graph import exp\nfrom backhand import graph\ngraph.square",
        "from backhand import convolution2d\nconvolution2d([[[[1, 2]]]], [[[[1, 1]]]], [0])",
        "from backhand import max_pool1d\nmax_pool1d([[[1, 2]]], 2)",
        "pass",
    ],
)
def test_what_a_set_up_imports_can_be_imported(engine: Engine, source: str) -> None:
    with Engine(imports_of([source])) as other, other.spawn() as process:
        reply = process.request("run", 20, source=source, remember=True)
    assert reply["fine"] is True, reply


def test_a_figure_that_needs_an_answer_is_told_and_not_drawn_there(process: Process) -> None:
    source = "p = draw.graph_picture(draw.Node(1.0, 'x'))\np"
    (told,) = process.request("run", 20, source=source, remember=False)["outputs"]
    assert '"name": "x"' in told["data"][PICTURE]
    (error,) = process.request("run", 20, source="p.to_png()", remember=False)["outputs"]
    assert "drawn later" in error["evalue"]


def test_the_errors_that_a_figure_holds_have_too_few_digits_to_be_an_answer() -> None:
    got, expected = np.array([1.0, 2.0]), np.array([1.0, 2.345])
    block = draw.error_by_block({"a": (got, expected)}).numbers["blocks"][0]
    assert 1e-6 < abs(block["error"] / relative_error(got, expected) - 1) < 1e-3
    steps = draw.step_size_sweep(lambda x: np.sum(np.sin(x)), got, np.cos(got)).numbers["errors"]
    assert all(float(f"{e:.4g}") == e for errors in steps.values() for e in errors)
    measured = draw.loss_slice(lambda x: np.sum(np.sin(x)), got, got, got).numbers["measured"]
    assert float(f"{measured:.4g}") == measured


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
