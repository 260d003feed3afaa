"""Answers, checks and locked cells are there once, in order, and as released."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from repair.notebooks import (
    FIXED,
    RELEASED,
    Document,
    assert_fixed_as_released,
    cell,
    code,
    content,
    index,
    released,
)

from autograder.repair import Repaired, repair
from autograder.repair.cell_role import ADVICE

CALL = f'check("weight_gradient", weight_gradient, points=2)  {ADVICE}'

RIGHT = "def weight_gradient(delta, x):\n    return np.outer(delta, x)"
WRONG = "def weight_gradient(delta, x):\n    return np.outer(x, delta)"
ANSWER, CHECK = "weight_gradient-answer", "weight_gradient"


def answered(source: str = RIGHT) -> Document:
    document = released()
    cell(document, ANSWER)["source"] = source
    return document


def repaired(document: Document) -> Repaired:
    """Repair a notebook, and state that everything fixed is as released."""
    done = repair(content(document), RELEASED)
    assert done.refused == ""
    assert_fixed_as_released(done.notebook)
    return done


def order(done: Repaired) -> list[str]:
    """What the notebook runs, cell by cell."""
    return [c.source for c in done.notebook.cells if c.cell_type == "code"]


def source(done: Repaired, grade_id: str) -> str:
    return str(cell(done.notebook, grade_id)["source"])


def copied(document: Document, grade_id: str, source: str | None = None) -> dict[str, Any]:
    """A copy as Jupyter makes it: the same metadata, another id."""
    twin = copy.deepcopy(cell(document, grade_id))
    return twin | {"id": "pasted", "source": twin["source"] if source is None else source}


@pytest.mark.parametrize("grade_id", FIXED)
def test_any_deleted_cell_comes_back_where_it_was(grade_id: str) -> None:
    document = answered()
    document["cells"].remove(cell(document, grade_id))
    done = repaired(document)
    ids = [c.id for c in done.notebook.cells]
    assert ids == [c.id for c in RELEASED.cells]
    assert len(done.remarks) == 1 and done.remarks[0].startswith(f"{grade_id}: the ")
    assert "was missing: put back" in done.remarks[0]


def test_all_deleted_checks_come_back_after_their_answers() -> None:
    document = answered()
    document["cells"] = [c for c in document["cells"] if not c["source"].startswith("check(")]
    checks = [c.id for c in RELEASED.cells if c.source.startswith("check(")]
    done = repaired(document)
    assert [c.id for c in done.notebook.cells] == [c.id for c in RELEASED.cells]
    assert source(done, ANSWER) == RIGHT
    assert done.remarks == (
        f"{len(checks)} cells, {checks[0]} to {checks[-1]}: the check was missing: put back",
    )


def test_a_deleted_answer_comes_back_empty_so_that_one_written_elsewhere_counts() -> None:
    document = released()
    document["cells"].remove(cell(document, ANSWER))
    # Two cells define it, so neither is surely the answer.
    document["cells"].insert(2, code(WRONG))
    document["cells"].insert(3, code(RIGHT))
    done = repaired(document)
    assert source(done, ANSWER) == ""
    runs = order(done)
    assert runs.index(RIGHT) < runs.index(source(done, CHECK))
    assert "def weight_gradient" not in "".join(runs[runs.index(RIGHT) + 1 :])


def test_a_deleted_check_comes_back_after_helpers_below_the_answer() -> None:
    document = released()
    at = index(document, CHECK)
    document["cells"][at : at + 1] = [code("helper = 1"), code(RIGHT + "  # again")]
    runs = order(repaired(document))
    assert runs.index(RIGHT + "  # again") < runs.index(source(repaired(document), CHECK))


def test_a_deleted_set_up_cell_comes_back_before_code_that_needs_it() -> None:
    document = released()
    at = index(document, "setup_01")
    document["cells"][at : at + 1] = [code("three = np.arange(3)")]
    runs = order(repaired(document))
    assert runs.index(source(repaired(document), "setup_01")) < runs.index("three = np.arange(3)")


@pytest.mark.parametrize("text", ["check('weight_gradient', lambda d, x: 1)", "2.0", "", "1 / 0"])
def test_an_edited_check_is_the_released_one_again(text: str) -> None:
    document = answered()
    cell(document, CHECK)["source"] = text
    done = repaired(document)
    assert done.remarks == (f"{CHECK}: the check was changed: the released one is used",)


@pytest.mark.parametrize("points", ["", ", points=1", ", points=0.5", ", points=2"])
@pytest.mark.parametrize("lost", [False, True])
def test_a_check_from_a_release_with_other_points_is_no_change(points: str, lost: bool) -> None:
    document = answered()
    check = cell(document, CHECK)
    check["source"] = f'check("weight_gradient", weight_gradient{points})'
    if lost:
        check["metadata"], check["id"] = {}, "other"
    done = repaired(document)
    assert [c.id for c in done.notebook.cells] == [c.id for c in RELEASED.cells]
    assert source(done, CHECK) == CALL
    said = "nbgrader's metadata of the check were changed or missing: put back"
    assert done.remarks == ((f"{CHECK}: {said}",) if lost else ())


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("grade_id", [ANSWER, CHECK, "setup_01"])
def test_a_retyped_cell_is_code_again(grade_id: str, kind: str) -> None:
    document = answered()
    cell(document, grade_id)["cell_type"] = kind
    done = repaired(document)
    assert source(done, ANSWER) == RIGHT
    assert len(done.remarks) == 1 and f"was a {kind} cell: turned into a code" in done.remarks[0]


def test_a_written_answer_turned_into_code_is_text_again() -> None:
    document = answered()
    cell(document, "explain_delta").update(cell_type="code", source="Because.")
    assert source(repaired(document), "explain_delta") == "Because."


def test_a_moved_check_is_moved_back() -> None:
    document = answered()
    document["cells"].append(document["cells"].pop(index(document, CHECK)))
    done = repaired(document)
    assert [c.id for c in done.notebook.cells] == [c.id for c in RELEASED.cells]
    assert done.remarks == (f"{CHECK}: the check stood somewhere else: moved to its place",)


def test_a_moved_answer_is_moved_back_with_what_is_in_it() -> None:
    document = answered()
    document["cells"].append(document["cells"].pop(index(document, ANSWER)))
    done = repaired(document)
    assert [c.id for c in done.notebook.cells] == [c.id for c in RELEASED.cells]
    assert source(done, ANSWER) == RIGHT


def test_where_answer_and_check_are_swapped_the_answer_stays_with_the_cells_around_it() -> None:
    document = answered()
    at = index(document, ANSWER)
    document["cells"][at : at + 2] = [
        document["cells"][at + 1],
        code("h = 1"),
        document["cells"][at],
    ]
    runs = order(repaired(document))
    assert runs.index("h = 1") < runs.index(RIGHT) < runs.index(CALL)


def test_a_notebook_in_reverse_is_put_in_order() -> None:
    document = answered()
    document["cells"].reverse()
    assert source(repaired(document), ANSWER) == RIGHT


@pytest.mark.parametrize(
    ("grade_id", "change"),
    [
        (CHECK, {"locked": False}),
        (CHECK, {"grade": False}),
        (CHECK, {"solution": True}),
        (ANSWER, {"solution": False, "locked": True}),
        (ANSWER, {"task": True}),
        (ANSWER, {"grade_id": "weight gradient\n"}),
        (CHECK, {"grade_id": ["weight_gradient"]}),
    ],
)
def test_edited_metadata_are_the_released_ones_again(
    grade_id: str, change: dict[str, object]
) -> None:
    document = answered()
    cell(document, grade_id)["metadata"]["nbgrader"].update(change)
    done = repaired(document)
    assert source(done, ANSWER) == RIGHT
    assert len(done.remarks) == 1 and done.remarks[0].startswith(f"{grade_id}: nbgrader's metadata")


@pytest.mark.parametrize("points", [5, 100, -1, "many"])
def test_other_points_are_put_back_without_a_remark_as_an_instructor_may_have_changed_them(
    points: object,
) -> None:
    document = answered()
    cell(document, CHECK)["metadata"]["nbgrader"]["points"] = points
    done = repaired(document)
    # `repaired` asserts that the metadata are the released ones.
    assert done.remarks == ()


def test_without_nbgrader_metadata_cells_are_known_by_their_ids() -> None:
    document = answered("...  # neither what was released nor what it has to define")
    cell(document, CHECK)["source"] = "pass"
    for one in document["cells"]:
        one["metadata"] = {}
    done = repaired(document)
    assert [c.id for c in done.notebook.cells] == [c.id for c in RELEASED.cells]
    assert source(done, ANSWER).startswith("...  # neither")


def test_without_metadata_and_ids_cells_are_known_by_their_text() -> None:
    document = answered()
    cell(document, "explain_delta")["source"] = "It is a sensitivity."
    for one in document["cells"]:
        one["metadata"] = {}
        del one["id"]
    document["nbformat_minor"] = 4
    done = repaired(document)
    assert source(done, ANSWER) == RIGHT
    assert source(done, "explain_delta") == "It is a sensitivity."
    assert len(done.notebook.cells) == len(RELEASED.cells)


def test_a_cell_with_an_unknown_grade_id_is_an_ordinary_cell() -> None:
    document = answered()
    metadata = {"nbgrader": {"grade_id": "bonus", "grade": True, "points": 50, "locked": True}}
    document["cells"].append(code("1") | {"metadata": metadata})
    done = repaired(document)
    assert done.notebook.cells[-1].metadata == {}
    assert done.remarks == ()


@pytest.mark.parametrize("what", ["duplicate", "edited"])
def test_of_two_checks_one_stays(what: str) -> None:
    document = answered()
    text = None if what == "duplicate" else "print(weight_gradient(1, 2))"
    document["cells"].insert(index(document, CHECK), copied(document, CHECK, text))
    done = repaired(document)
    assert order(done).count(source(done, CHECK)) == 1
    # What the student wrote into the copy still runs.
    assert (text in order(done)) == (text is not None)


@pytest.mark.parametrize(
    ("before", "between", "after", "counts"),
    [
        (WRONG, RIGHT, None, RIGHT),
        (RIGHT, WRONG, None, WRONG),
        (RIGHT, None, WRONG, RIGHT),
        (RIGHT, "stub", None, RIGHT),
        ("stub", RIGHT, None, RIGHT),
        ("stub", None, RIGHT, RIGHT),
        (RIGHT, "print(weight_gradient(a, b))", None, RIGHT),
        (RIGHT, "", None, RIGHT),
    ],
)
def test_of_two_answers_the_last_one_written_before_the_check_counts(
    before: str, between: str | None, after: str | None, counts: str
) -> None:
    stub = cell(released(), ANSWER)["source"]
    document = answered(stub if before == "stub" else before)
    at = index(document, CHECK)
    for position, text in ((at + 1, after), (at, between)):
        if text is not None:
            twin = copied(document, ANSWER, stub if text == "stub" else text)
            document["cells"].insert(position, twin)
    done = repaired(document)
    assert source(done, ANSWER) == counts
    assert any("the answer was there 2 times" in remark for remark in done.remarks)
    # Nothing that runs between the answer and its check defines it again.
    runs = order(done)
    between_them = runs[runs.index(counts) + 1 : runs.index(source(done, CHECK))]
    assert not any("def weight_gradient" in text for text in between_them)


def test_answer_and_check_copied_to_the_end_and_done_there_count() -> None:
    document = answered(WRONG)
    document["cells"] += [copied(document, ANSWER, RIGHT), copied(document, CHECK)]
    assert source(repaired(document), ANSWER) == RIGHT


def test_ids_that_occur_twice_or_are_invalid_are_replaced() -> None:
    document = answered()
    taken = document["cells"][0]["id"]
    for one in (taken, ANSWER, "", "with blank", "x" * 65, None, 7):
        document["cells"].append(code("pass") | {"id": one})
    done = repaired(document)
    ids = [c.id for c in done.notebook.cells]
    assert len(set(ids)) == len(ids)
