"""Where a notebook asks for processes it gets threads, and the same results."""

from __future__ import annotations

import pytest
from execution.conftest import Say

SQUARE = "def square(n):\n    return n * n\n"


@pytest.mark.parametrize(
    "source",
    [
        "from multiprocessing import Pool\nwith Pool() as p:\n    r = p.map(square, range(4))",
        "import multiprocessing as m\nr = m.get_context('spawn').Pool(2).map(square, range(4))",
        "from multiprocessing.pool import ThreadPool\nr = ThreadPool(2).map(square, range(4))",
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(64) as p:\n    r = list(p.map(square, range(4)))",
        "import multiprocessing as m\nq = m.Queue()\n"
        "ps = [m.Process(target=lambda n: q.put(square(n)), args=(n,)) for n in range(4)]\n"
        "[p.start() for p in ps]\n[p.join() for p in ps]\nr = sorted(q.get() for _ in ps)",
    ],
)
def test_what_is_asked_of_processes_comes_from_threads(say: Say, source: str) -> None:
    assert say(f"{SQUARE}{source}\nprint(r)") == "[0, 1, 4, 9]\n"
