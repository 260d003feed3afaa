"""Cells run as in Jupyter: displays, tracebacks, magics, figures; what needs a person says so."""

from __future__ import annotations

from typing import Any

import pytest
from execution.conftest import Say, run

from autograder.execution.child.output_recorder import PICTURE
from autograder.execution.process import Process


def outputs(process: Process, source: str) -> list[dict[str, Any]]:
    return list(run(process, source, 20)["outputs"])


def test_the_last_value_is_shown_and_a_semicolon_hides_it(process: Process) -> None:
    (shown,) = outputs(process, "x = 3\nx + 1")
    assert (shown["output_type"], shown["data"]) == ("execute_result", {"text/plain": "4"})
    assert outputs(process, "x;") == []


def test_prints_and_displays_keep_their_order(process: Process) -> None:
    found = outputs(
        process,
        "import sys\nprint('a')\ndisplay(1)\nprint('b', file=sys.stderr)\nprint('c')\n2",
    )
    assert [(o["output_type"], o.get("name")) for o in found] == [
        ("stream", "stdout"),
        ("display_data", None),
        ("stream", "stderr"),
        ("stream", "stdout"),
        ("execute_result", None),
    ]


def test_figures_are_sent_as_images(process: Process) -> None:
    (figure,) = outputs(process, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert figure["data"]["image/png"].startswith("iVBOR")
    (figure,) = outputs(process, "figure, axes = plt.subplots();")
    assert "image/png" in figure["data"]


def test_the_courses_own_figures_are_sent_as_what_they_are_drawn_from(process: Process) -> None:
    (picture,) = outputs(process, "draw.error_by_block({'dW': (np.eye(2), np.ones((2, 2)))})")
    assert '"later": ["errors_of_pair", [[1.0, 0.0]' in picture["data"][PICTURE]
    assert "drawn when" in picture["data"]["text/plain"]


def test_the_image_of_a_figure_is_drawn_when_a_cell_asks_for_it(process: Process) -> None:
    source = "p = draw.error_by_block({'a': np.ones(2)})\np.to_png()[1:4], len(p.figure.axes)"
    (answer,) = outputs(process, source)
    assert answer["data"]["text/plain"] == "(b'PNG', 1)"


def test_an_error_shows_the_students_line(process: Process) -> None:
    outputs(process, "def half(x):\n    return x / 0")
    (error,) = outputs(process, "half(2)")
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert "return x / 0" in "\n".join(error["traceback"])


def test_displays_can_be_cleared_and_updated(process: Process) -> None:
    found = outputs(
        process,
        "from IPython.display import clear_output, display\n"
        "print('gone')\nclear_output()\nshown = display(1, display_id=True)\nshown.update(2)",
    )
    assert [o["data"]["text/plain"] for o in found] == ["2"]


@pytest.mark.parametrize(
    "source, said",
    [
        ("%time 1 + 1", "2"),
        ("%%time\nprint('timed')", "timed"),
        ("%matplotlib tk\nimport matplotlib\nmatplotlib.use('TkAgg')\n'went on'", "went on"),
        ("await __import__('asyncio').sleep(0, 'awaited')", "awaited"),
        ("import warnings\nwarnings.warn('careful')", "careful"),
        ("%%writefile note.txt\nkept", "Writing note.txt"),
        ("!ls", "not run while grading: !ls"),
        ("%pip install torch", "nothing can be installed"),
        ("input('x?')", "expected a notebook that runs by itself"),
        ("import getpass\ngetpass.getpass()", "expected a notebook that runs by itself"),
        ("import sys\nsys.exit(3)", "SystemExit"),
        ("np.random.seed(1)\nprint(np.random.rand() > 0)", "True"),
        ("def f(:", "SyntaxError"),
    ],
)
def test_cells_say_what_they_say_in_jupyter(say: Say, source: str, said: str) -> None:
    assert said in say(source)


def test_leaving_does_not_end_the_notebook(say: Say) -> None:
    say("exit()")
    say("quit()")
    say("import sys\nsys.exit()")
    assert say("1 + 1") == "2"


def test_output_is_cut_before_it_fills_a_disk(process: Process) -> None:
    (text,) = outputs(process, "for k in range(100_000):\n    print('x' * 100)")
    assert len(text["text"]) < 2_100_000
    assert text["text"].endswith("(no room for more output)\n")
    assert outputs(process, "print('x')") == []


def test_files_of_the_notebook_lie_in_its_folder(process: Process) -> None:
    import numpy as np

    content = np.frombuffer(b"1,2\n", np.uint8)
    process.request("files", 5, files={"data/points.csv": content})
    (shown,) = outputs(process, "np.loadtxt('data/points.csv', delimiter=',').tolist()")
    assert shown["data"]["text/plain"] == "[1.0, 2.0]"


def test_what_a_notebook_does_to_its_cells_is_done_to_python_too(process: Process) -> None:
    outputs(
        process,
        "change = lambda lines: [line.replace('ONE', '1') for line in lines]\n"
        "get_ipython().input_transformers_post.append(change)",
    )
    (shown,) = outputs(process, "x = 1\nx + ONE")
    assert shown["data"] == {"text/plain": "2"}


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("In [1]: x = 40\nIn [2]: x + 2", ["42"]),
        (">>> x = 40\n>>> x + 2", ["42"]),
        ("    x = 40\n    x + 2", ["42"]),
        ("%time x = 40\nx + 2", ["42"]),
        ("%%capture none\nx = 40\nx + 2", []),
        ("text = '''\n%time\n!ls\n'''\nx = len(text) and 40\nx + 2", ["42"]),
    ],
)
def test_a_cell_of_several_lines_means_what_it_means_in_jupyter(
    process: Process, cell: str, values: list[str]
) -> None:
    shown = [one for one in outputs(process, cell) if one["output_type"] == "execute_result"]
    assert [one["data"]["text/plain"] for one in shown] == values
    (value,) = outputs(process, "x")
    assert value["data"] == {"text/plain": "40"}
