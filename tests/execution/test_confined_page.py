"""Every row of docs/confined.md is what happens in a submission's process."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from execution.conftest import SET_UP, run

from autograder.execution.child.output_recorder import MOST, OUTPUTS
from autograder.execution.engine import Engine
from autograder.execution.grading import grade_notebook
from autograder.execution.notebook_run import Timeouts
from autograder.execution.seeds import seeds_of
from autograder.sandbox.limits import MIB, Limits

PAGE = (Path(__file__).parents[2] / "docs" / "confined.md").read_text(encoding="utf-8")
#: First column to last column.
ROWS = {row[0]: row[-1] for row in (re.findall(r"[^|]+", x) for x in PAGE.splitlines()[6:]) if row}
ROWS = {what.strip(): said.strip() for what, said in ROWS.items()}
#: What is run for a row, cell by cell, and what the last one says: its outputs' text or error.
CELLS = {
    "the network": [
        ("import urllib.request as u\nu.urlopen('http://192.0.2.1', timeout=1)", "URLError")
    ],
    "listening on a port": [
        ("import socket\nsocket.socket().bind(('127.0.0.1', 0))", "PermissionError")
    ],
    "`subprocess`": [("import subprocess\nsubprocess.run(['true'])", "PermissionError")],
    "`os.system`": [("import os\nos.system('true') != 0", "True")],
    "`!command`, `%sx`, `%system`": [
        ("!ls", "not run while grading: !ls"),
        ("x = !ls\nx", r"\[\]$"),
        ("%sx ls", r"\[\]$"),
        ("%system ls", r"\[\]$"),
    ],
    "`%%bash`, `%%script`": [
        ("%%bash\ntrue", "PermissionError"),
        ("%%script python\n1", "PermissionError"),
    ],
    "`os.fork`": [("import os\nos.fork()", "PermissionError")],
    "`multiprocessing`, `ProcessPoolExecutor`": [
        ("import multiprocessing, os\nmultiprocessing.Pool(2).map(abs, [-1])", r"\[1\]"),
        (
            "from concurrent.futures import ProcessPoolExecutor as Pool\n"
            "Pool(2).submit(os.getpid).result() == os.getpid()",
            "True",
        ),
    ],
    "threads": [
        (
            "import threading\nstop = threading.Event()\n"
            f"for k in range({Limits().threads}):\n    threading.Thread(target=stop.wait).start()",
            "RuntimeError: can't start new thread",
        ),
        ("stop.set()\nk > 20", "True"),
    ],
    "signals to other processes": [
        ("import os\nos.kill(os.getppid(), 9)", "PermissionError|ProcessLookupError")
    ],
    "signals to itself, such as `signal.alarm`": [
        (
            "import signal, time\nsignal.signal(signal.SIGALRM, lambda *_: print('rang'))\n"
            "signal.setitimer(signal.ITIMER_REAL, 0.01)\ntime.sleep(0.1)",
            "rang",
        )
    ],
    "`%pip`, `%conda`": [
        ("%pip install torch", "nothing can be installed"),
        ("%conda install torch", "nothing can be installed"),
    ],
    "packages": [("import numpy, matplotlib\n'here'", "here"), ("import no_such", "NotFound")],
    "`backhand`": [
        ("from backhand import draw\n'here'", "here"),
        ("from backhand import sigmoid", "ImportError"),
        ("from backhand import affine_vjp", "ImportError"),
    ],
    "`autograder`": [
        ("from autograder import NotYet, blocks, check, hints\ncheck('x', 1)", "judged at its own"),
        ("from autograder.judging import judge", "ImportError"),
    ],
    "modules beside the notebook": [("import beside\nbeside.x", "^7$")],
    "files outside the notebook's folder": [
        ("open('/etc/passwd')", "FileNotFoundError"),
        ("open('../new', 'w')", "OSError|PermissionError"),
        ("import numpy\nopen(numpy.__file__, 'a')", "OSError|PermissionError"),
    ],
    "files in the notebook's folder": [
        ("open('mine.txt', 'w').write('x')\nopen('mine.txt').read()", "'x'"),
        ("open('large', 'wb').write(bytes(100_000_000))", "OSError"),
    ],
    "temporary files": [
        ("import os, tempfile\ntempfile.gettempdir() == os.getcwd()", "True"),
        ("os.path.exists('/tmp')", "False"),
    ],
    "environment variables": [
        ("import os\nos.environ['NBGRADER_EXECUTION'], 'PATH' in os.environ", "autograde', False")
    ],
    "memory": [("x = bytearray(2_000_000_000)", "MemoryError")],
    "time of a cell": [("while True: pass", "KeyboardInterrupt"), ("'next'", "next")],
    "`await` outside a function": [("import asyncio\nawait asyncio.sleep(0, 'done')", "done")],
    "`asyncio.run`": [("import asyncio\nasyncio.run(asyncio.sleep(0, 'done'))", "done")],
    "`asyncio.create_task` in a cell without `await`": [
        ("import asyncio\nasyncio.create_task(asyncio.sleep(0))", "RuntimeError: no running")
    ],
    "`input()`, `getpass()`": [
        ("input()", "RuntimeError"),
        ("import getpass\ngetpass.getpass()", "RuntimeError"),
    ],
    "`breakpoint()`, `pdb.set_trace()`": [
        ("breakpoint()\n'on'", "on"),
        ("import pdb\npdb.set_trace()\n'on'", "on"),
    ],
    "`exit()`, `quit()`": [("exit()", "^$"), ("quit()", "^$"), ("'next'", "next")],
    "magics such as `%time`, `%%capture`, `%%writefile`, `%matplotlib`": [
        ("%time 7", "7"),
        ("%%capture kept\nprint(1)", "^$"),
        ("%%writefile mine.py\nx = 8", "Writing"),
        ("%matplotlib inline\nimport mine\nmine.x", "8"),
    ],
    "Matplotlib's backend": [
        ("import matplotlib\nmatplotlib.use('Agg')\nmatplotlib.get_backend()", "inline")
    ],
    "`display(..., display_id=...)` and its update": [
        ("shown = display('one', display_id=True)\nshown.update('two')", "^'two'$"),
        ("shown.update('three')", "^$"),
    ],
    "widgets": [
        ("import ipywidgets\nslider = ipywidgets.IntSlider(3)\nslider.value = 5\nslider", "value=5")
    ],
    "`get_ipython().kernel`": [("get_ipython().kernel", "AttributeError")],
    "text that is written to the descriptors 1 and 2, past Python": [
        ("import os\nos.write(1, b'x')\nos.write(2, b'x');", "^$")
    ],
    "output": [
        ("for k in range(300): display(k)\nassert False", "AssertionError"),
        (f"print('x' * {MOST})\n0.5", r"0\.5$"),
    ],
}
#: These take a whole notebook, see below.
NOTEBOOKS = {"time of a notebook", "a process that crashes", "random numbers without a seed"}
NUMBERS = {
    "threads": f"{Limits().threads}",
    "files in the notebook's folder": f"{Limits().scratch // MIB} MB",
    "memory": f"{Limits().memory // (1 << 30)} GB",
    "time of a cell": f"{Timeouts().cell:g} seconds",
    "time of a notebook": f"{Timeouts().notebook:g} seconds",
    "output": f"{MOST // 10**6} million characters a notebook and {OUTPUTS} outputs a cell",
}


def test_every_row_has_a_test_and_every_test_a_row() -> None:
    assert ROWS.keys() == CELLS.keys() | NOTEBOOKS


@pytest.mark.parametrize("what", NUMBERS)
def test_a_number_in_a_row_is_the_limit(what: str) -> None:
    assert NUMBERS[what] in ROWS[what]


@pytest.mark.parametrize("what", CELLS)
def test_a_row_says_what_happens(engine: Engine, what: str) -> None:
    beside = np.frombuffer(b"x = 7", np.uint8)
    with engine.spawn() as process:
        process.request("files", 5, files={"beside.py": beside})
        run(process, SET_UP, 20)
        for source, said in CELLS[what]:
            seconds = 0.2 if what == "time of a cell" else 20
            assert re.search(said, text(run(process, source, seconds)["outputs"])), source


def text(outputs: list[dict[str, Any]]) -> str:
    """What outputs say; of an error its name and its message."""
    parts = [
        output.get("text")
        or output.get("data", {}).get("text/plain")
        or f"{output['ename']}: {output['evalue']}"
        for output in outputs
    ]
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("what", "cells", "names"),
    [
        ("time of a notebook", ["while True: pass"] * 2, ["KeyboardInterrupt", "NotRun"]),
        ("a process that crashes", ["import os\nos._exit(1)", "np.e"], ["ProcessLost", None]),
    ],
)
def test_a_row_about_a_notebook_says_what_happens(
    engine: Engine, build: Any, what: str, cells: list[str], names: list[str | None]
) -> None:
    assert what in ROWS
    times = Timeouts(notebook=0.5 if "time" in what else 20.0)
    graded = grade_notebook(build(*cells), engine=engine, seed_for=seeds_of(b"x" * 32), times=times)
    assert [c.outputs[0].get("ename") for c in graded.notebook.cells[1:]] == names


def test_random_numbers_are_the_same_in_every_run(engine: Engine) -> None:
    def drawn() -> list[str]:
        with engine.spawn() as process:
            sources = ("import random\nrandom.random()", "import numpy as np\nnp.random.rand()")
            new = "np.random.default_rng().random()"
            return [text(run(process, one, 20)["outputs"]) for one in (*sources, new)]

    one, other = drawn(), drawn()
    assert one[:2] == other[:2] and one[2] != other[2]
