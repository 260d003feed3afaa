"""Grade a submission of the corpus as a batch does, and see what it leaves behind."""

from __future__ import annotations

import contextlib
import copy
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from hostile.corpus import NOTEBOOK, RELEASED, Scores, Submission

from autograder.classroom.folder import files_in
from autograder.execution.cells import code_cells, is_set_up
from autograder.execution.engine import Engine
from autograder.execution.grading import grade_notebook
from autograder.execution.notebook_run import Timeouts
from autograder.execution.seeds import seeds_of
from autograder.execution.tree_shake import imports_of
from autograder.repair import find_notebook, repair
from autograder.repair.cell_role import grade_id
from autograder.repair.files import list_files
from autograder.sandbox.namespaces import NOBODY

SET_UP = [str(cell.source) for cell in code_cells(RELEASED) if is_set_up(cell)]
IMPORTS = imports_of(SET_UP)
SEEDS = seeds_of(b"only the judge knows" * 2)
CHECKOUT = Path(__file__).parents[2]
OURS = ("autograder", "backhand", "course", "solutions", "tests")
SHARED = (Path.home(), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))
#: Short, so that what never ends ends soon; who is careless only may take the usual time.
SHORT = Timeouts(cell=3.0, call=1.0, notebook=20.0, again=20.0)


def grade(one: Submission, folder: Path, engine: Engine) -> Scores | None:
    """The scores of a submission in a folder, those of 0 too; None where it is refused."""
    found = find_notebook(folder, NOTEBOOK, RELEASED)
    repaired = repair(found.content, RELEASED)
    if found.path is None or repaired.refused:
        return None
    graded = grade_notebook(
        repaired.notebook,
        engine=engine,
        seed_for=SEEDS,
        files=files_in(folder, list_files(folder).files),
        times=Timeouts() if one.threat == "careless" else SHORT,
    )
    return {exercise: verdict.score for exercise, verdict in graded.verdicts.items()}


def grade_honest(engine: Engine) -> float:
    """The score of one right answer."""
    wanted = ("setup_01", "weight_gradient-answer", "weight_gradient")
    notebook = copy.deepcopy(RELEASED)
    notebook.cells = [c for c in notebook.cells if grade_id(c) in wanted]
    notebook.cells[1].source = "def weight_gradient(delta, x):\n    return np.outer(delta, x)"
    graded = grade_notebook(notebook, engine=engine, seed_for=SEEDS)
    return graded.verdicts["weight_gradient"].score


def outside(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of each file that is no submission's business.

    In folders that everybody writes to, only what belongs to whom a submission is outside.
    """
    places = [folder, *(CHECKOUT / name for name in OURS)]
    ours = (p for top in places for p in top.rglob("*") if "__pycache__" not in p.parts)
    who = os.getuid() or NOBODY
    shared = (p for top in SHARED if top.is_dir() for p in top.iterdir())
    found = [*looked_at(ours), *((p, s) for p, s in looked_at(shared) if s.st_uid == who)]
    return {p: (s.st_size, s.st_mtime_ns) for p, s in found if not stat.S_ISDIR(s.st_mode)}


def looked_at(paths: Iterable[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """Each path that is still there when it is looked at; what others have comes and goes."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            yield path, path.lstat()
