"""What scores depend on besides the submissions: named parts, each as a short digest.

Parts are compared by name, so that a run can say what has changed. What decides about late
penalties is not among them: these are computed anew in every run.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.utils.importstring import import_item

import backhand
from autograder.batch.tasks import AssignmentSpec
from autograder.boundary.errors import BackhandError
from autograder.execution.cells import Notebook
from autograder.repair import RecordedCell
from autograder.repair.cell_role import grade_id, nbgrader_of

PACKAGES = ("numpy", "nbgrader", "nbconvert", "ipython", "matplotlib")
#: Fields of the spec that have parts of their own below. Any other field is a part by itself.
SPLIT = {"released", "recorded", "files", "config", "first", "last", "run", "only"}
POINTS, TEST = "points of ", "test "


def dependencies(
    spec: AssignmentSpec, released: Mapping[str, Notebook], root: Path
) -> dict[str, str]:
    """Each part that an assignment's scores depend on, by name, with its digest.

    Parameters
    ----------
    spec : AssignmentSpec
    released : mapping of str to notebook
        The released notebooks, parsed.
    root : Path
        The class's folder, which may hold steps of the class's own.
    """
    others = {one.name: getattr(spec, one.name) for one in fields(spec) if one.name not in SPLIT}
    run = asdict(spec.run)
    # Neither which figures are drawn nor what is allowed where nothing confines has a part in it.
    run = {name: value for name, value in run.items() if name not in {"figures", "unconfined"}}
    content = {
        **others,
        **{f"file {name}": data for name, data in spec.files.items()},
        **{
            f"released notebook {name}": _content(notebook, spec.recorded.get(name, {}))
            for name, notebook in released.items()
        },
        **dict(_steps(spec, root)),
        "time limits": run.pop("times"),
        **run,
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }
    digests = {name: digest_of(one) for name, one in content.items()}
    return {**digests, **dict(_cells(spec.recorded)), "Backhand": _code()}


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of the parts that are not what they were."""
    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    # The points may stand in the check's line too.
    implied = {name.replace(POINTS, TEST, 1) for name in names if name.startswith(POINTS)}
    return [name for name in names if name not in implied]


def digest_of(content: object) -> str:
    """A short digest of nested dictionaries and lists of texts, bytes and numbers."""
    text = json.dumps(content, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: object) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    # An object's address is another one in each process.
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def points_of(cell: str, notebook: str = "") -> str:
    """The name of the part that holds a cell's points; in one of several notebooks, if named."""
    return f"{POINTS}{cell} in {notebook}" if notebook else f"{POINTS}{cell}"


def _cells(recorded: Mapping[str, Mapping[str, RecordedCell]]) -> Iterator[tuple[str, str]]:
    """The points of each cell as they are, and a digest of its text, hidden tests included."""
    for notebook, cells in recorded.items():
        for name, cell in cells.items():
            points = points_of(name, notebook if len(recorded) > 1 else "")
            if cell.points is not None:
                yield points, str(cell.points)
            kind = TEST if cell.locked and cell.points is not None else "cell "
            yield points.replace(POINTS, kind, 1), digest_of([cell.source, cell.locked])


def _content(notebook: Notebook, recorded: Mapping[str, RecordedCell]) -> object:
    """A released notebook without what the gradebook's cells replace."""
    cells = []
    for cell in notebook.cells:
        known = recorded.get(grade_id(cell))
        replaced = {"checksum"} if known is None else {"checksum", "points"}
        graded = {key: one for key, one in nbgrader_of(cell).items() if key not in replaced}
        source = "" if known is not None and known.locked else cell.source
        cells.append({**cell, "source": source, "metadata": {**cell.metadata, "nbgrader": graded}})
    return {**notebook, "cells": cells}


def _steps(spec: AssignmentSpec, root: Path) -> Iterator[tuple[str, object]]:
    """The class's steps besides the judge: their configuration, and the code of its own ones."""
    yield "grading steps", [spec.first, spec.last]
    for path in (*spec.first, *spec.last):
        try:
            step = import_item(path)(config=Config(spec.config))
            traits = {name: getattr(step, name) for name in step.traits(config=True)}
        except Exception as failure:
            raise BackhandError(
                f"expected a grading step {path}, got {type(failure).__name__}: {failure}; "
                "correct nbgrader_config.py"
            ) from failure
        modules = [one.__module__ for one in type(step).__mro__]
        yield f"step {path.rpartition('.')[2]}", [traits, _sources(modules, root.resolve())]


def _sources(modules: Iterable[str], root: Path) -> dict[str, bytes]:
    """The files of modules that lie in a folder, and of those from there that they use."""
    pending, found = list(modules), dict[str, bytes]()
    while pending:
        name = pending.pop()
        module = sys.modules.get(name)
        file = Path(getattr(module, "__file__", None) or "/").resolve()
        if module is None or name in found or not file.is_relative_to(root):
            continue
        found[name] = file.read_bytes()
        used = [one for one in vars(module).values() if hasattr(one, "__name__")]
        pending += [getattr(one, "__module__", None) or one.__name__ for one in used]
    return found


def _code() -> str:
    """A digest of the code: another judge may give other scores."""
    total = hashlib.sha256()
    for package in (Path(__file__).parents[1], Path(backhand.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            total.update(str(path.relative_to(package)).encode() + path.read_bytes())
    return total.hexdigest()[:32]
