"""Run repaired notebooks without any walls, once whole and once an exercise at a time.

    python alone.py FOLDER

writes each exercise's better score to `FOLDER/scores.json`, by notebook. For submissions that do
no harm: it is how a test makes sure that the scores in `expected.csv` can be had.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

SECONDS = 60


def run(cells: Sequence[tuple[str, str]], queue: Any) -> None:
    """Run cells, each with the exercise that it grades or an empty name, and send the scores."""
    from IPython.core.interactiveshell import InteractiveShell

    from autograder import check

    sys.stdin.close()
    shell = InteractiveShell.instance()
    scores = {}
    for exercise, source in cells:
        if exercise:
            shell.user_ns["check"] = check
        result = shell.run_cell(source)
        if exercise:
            scores[exercise] = float(result.result) if result.success else 0.0
    queue.put(scores)


def apart(cells: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Run cells in a process of their own; nothing is scored where it does not come back."""
    context = get_context("fork")
    queue = context.Queue()
    process = context.Process(target=run, args=(cells, queue))
    process.start()
    try:
        scores: dict[str, float] = queue.get(timeout=SECONDS)
    except Exception:
        scores = {}
    process.kill()
    process.join()
    return scores


def score(path: Path) -> dict[str, float]:
    """Score a notebook: whole, and each answer with the set-up cell alone."""
    found = [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    cells = {}
    for cell in found:
        graded = cell["metadata"].get("nbgrader", {})
        name = graded.get("grade_id") or cell["id"]
        cells[name] = (name if graded.get("grade") else "", "".join(cell["source"]))
    best = apart(list(cells.values()))
    for name in [name for name, (graded, _) in cells.items() if graded]:
        # An answer that was right needs no second try.
        if not best.get(name):
            alone = apart([cells["setup_01"], cells[f"{name}-answer"], cells[name]])
            best[name] = alone.get(name, 0.0)
    return best


if __name__ == "__main__":
    # Read when the modules below are imported, once for all notebooks.
    os.environ |= {"NBGRADER_EXECUTION": "autograde", "MPLBACKEND": "agg"}

    import autograder.checking  # noqa: F401

    folder = Path(sys.argv[1])
    scores = {path.stem: score(path) for path in sorted(folder.glob("*.ipynb"))}
    (folder / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
