"""An honest submission is graded as it was handed in: repair changes nothing but outputs."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repair.notebooks import (
    NAME,
    RELEASED,
    cell,
    code,
    content,
    grade_id_of,
    handed_in,
    released,
    without_outputs,
)

from autograder.build.material import material
from autograder.repair import repair
from autograder.repair.cell_role import NO_EXERCISES

SAMPLE = Path(__file__).parents[1] / "sample_class"
# Dora deleted a check.
HONEST = sorted(path for path in (SAMPLE / NAME).glob("*.py") if path.stem != "dora")
ANSWERS = [grade_id_of(c) for c in RELEASED.cells if c.metadata.get("nbgrader", {}).get("solution")]


#: The summary is a page to read.
NOTEBOOKS = sorted(path for path in material("course").glob("*/*.ipynb") if path.stem != "summary")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_released_notebook_is_left_as_it_is(path: Path) -> None:
    release = nbformat.read(path, as_version=4)
    done = repair(path, release)
    assert done.notebook == release
    assert done.remarks == () and done.refused == ""


def test_a_page_to_read_is_refused_as_one() -> None:
    path = material("course") / "summary" / "summary.ipynb"
    done = repair(path, nbformat.read(path, as_version=4))
    assert done.notebook is None and done.refused == NO_EXERCISES


def test_the_release_itself_is_not_changed() -> None:
    before = copy.deepcopy(RELEASED)
    done = repair(content(released()), RELEASED)
    done.notebook.cells[1].source = "changed"
    done.notebook.cells[1].metadata.nbgrader.points = 100
    done.notebook.metadata.kernelspec.name = "other"
    assert before == RELEASED


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.stem)
def test_the_sample_class_is_left_as_it_is(path: Path, tmp_path: Path) -> None:
    document = handed_in(path, tmp_path)
    done = repair(content(document), RELEASED)
    assert done.notebook == nbformat.from_dict(without_outputs(document))
    assert done.remarks == () and done.refused == ""


@given(
    answers=st.lists(
        st.tuples(st.sampled_from(ANSWERS), st.text(st.characters(exclude_categories=["Cs"]))),
        max_size=5,
    ),
    own=st.lists(st.tuples(st.integers(0, len(RELEASED.cells)), st.text("ab=()\n#", min_size=1))),
)
@settings(max_examples=60)
def test_answers_and_the_students_own_cells_are_left_as_they_are(
    answers: list[tuple[str, str]], own: list[tuple[int, str]]
) -> None:
    document = released()
    for grade_id, text in answers:
        # Jupyter writes Unix line ends.
        cell(document, grade_id)["source"] = text.replace("\r", "")
    for count, (at, text) in enumerate(own):
        document["cells"].insert(at, code(text) | {"id": f"own-{count}"})
    done = repair(content(document), RELEASED)
    assert done.notebook == nbformat.from_dict(document)
    assert done.remarks == ()


def test_outputs_are_dropped_without_a_remark() -> None:
    document = released()
    for count, one in enumerate(document["cells"], start=1):
        if one["cell_type"] == "code":
            one["execution_count"] = count
            one["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": "2 of 2 points\n" * 1000},
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "2.0", "application/x-new": {"any": [float("nan")]}},
                    "metadata": {},
                    "execution_count": count,
                },
            ]
    done = repair(content(document), RELEASED)
    assert done.notebook == RELEASED and done.remarks == ()


def test_what_jupyter_records_about_a_cell_is_dropped_without_a_remark() -> None:
    document = released()
    document["metadata"]["widgets"] = {"state": {}}
    document["metadata"]["language_info"]["version"] = "3.13.1"
    document["metadata"]["kernelspec"]["display_name"] = "my environment"
    for one in document["cells"]:
        one["metadata"] |= {"collapsed": True, "execution": {"iopub.status.busy": "now"}}
    done = repair(content(document), RELEASED)
    assert done.notebook == RELEASED and done.remarks == ()


def test_prose_that_was_deleted_or_moved_is_not_put_back() -> None:
    document = released()
    free = [c for c in document["cells"] if not grade_id_of(c)]
    document["cells"].remove(free[3])
    document["cells"].remove(free[5])
    document["cells"].append(free[5])
    done = repair(content(document), RELEASED)
    assert done.notebook == nbformat.from_dict(document) and done.remarks == ()


def test_a_picture_in_a_written_answer_stays() -> None:
    document = released()
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    written = cell(document, "explain_delta")
    written["source"] = "See ![my page](attachment:page.png)."
    written["attachments"] = {"page.png": {"image/png": png}}
    done = repair(content(document), RELEASED)
    assert done.notebook == nbformat.from_dict(document) and done.remarks == ()
