"""An instructor grades by hand: the rubric in sight, ready comments, the next submission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from batch.classes import NAME, graded, notebook, small_class
from browser.chromium import NEEDS_BROWSER
from browser.formgrader import Formgrader, offline, submissions, violations
from every import every
from feedback.jupyter import Server, served

from autograder.devel.edits import known

pytestmark = NEEDS_BROWSER
QUESTION = "explain_delta"
TABLE = "\n\n| part | what happens |\n| --- | --- |\n| loss | it falls |\n"
#: Whether both are in sight at once, side by side or one below the other.
BESIDE = """([one, other]) => [one, other].every(name => {
  const box = document.querySelector(name).getBoundingClientRect();
  return box.top < innerHeight && box.bottom > 60;
})"""
#: The space between the words of two neighbouring cells of a table.
ROOM = """() => {
  const words = [...document.querySelectorAll(".nbgrader_cell th")].slice(0, 2).map(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getBoundingClientRect();
  });
  return words[1].left - words[0].right;
}"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in which two students' explanations wait; both are long, and have a table."""
    root = small_class(tmp_path_factory.mktemp("by-hand"), ("ada", "lisa"))
    for student in ("ada", "lisa"):
        handed_in = nbformat.read(notebook(root, student), 4)
        known(handed_in, QUESTION).source += TABLE + "\n\nBecause $p - y$.\n" * 40
        nbformat.write(handed_in, notebook(root, student))
    assert sorted(graded(root).graded) == ["ada", "lisa"]
    return root


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(root, tmp_path_factory.mktemp("jupyter") / "own") as running:
        yield running


@pytest.fixture
def formgrader(page: Any, server: Server, root: Path) -> Formgrader:
    return Formgrader(page, server, root, NAME)


def score(page: Any) -> Any:
    return page.locator(f"#{QUESTION}")


def test_from_the_list_to_a_score_with_a_comment_and_on_to_the_next_submission(
    page: Any, formgrader: Formgrader
) -> None:
    asked = offline(page)
    formgrader.open_list()
    first, second = submissions(formgrader.root, NAME)
    page.locator(f"#main-table a[href*='{first}']").first.click()
    formgrader.wait()
    page.locator(f"#{QUESTION}-phrase-1 + .bh-buttons >> text=Right").click()
    page.locator(f"#{QUESTION}-phrase-2 + .bh-buttons >> text=Missing").click()
    score(page).fill("2")
    page.keyboard.press("Control+.")
    # Not expect_navigation: the address leads to the next one, which Chromium may call an abort.
    page.wait_for_function("name => location.href.includes(name)", arg=second, timeout=60_000)
    formgrader.wait()
    assert not formgrader.saved(QUESTION)[1]

    formgrader.open(first)
    given, comment, waits = formgrader.saved(QUESTION)
    assert (given, waits) == (2.0, False)
    assert comment.startswith("- Right: δ as derivative of the *loss*")
    assert "\n- Missing: names cross-entropy" in comment and "1 point" not in comment
    assert page.locator(f"#{QUESTION}-comment").input_value() == comment
    assert asked == []


def test_the_keyboard_alone_is_enough(page: Any, formgrader: Formgrader) -> None:
    formgrader.open(submissions(formgrader.root, NAME)[1])
    score(page).focus()
    page.keyboard.type("1")
    # Past extra credit and the comment to the ready comments, and down to the second.
    for key in ("Tab", "Tab", "Tab", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    with page.expect_response("**/api/comment/**"):
        page.keyboard.press("Enter")
    assert page.locator(":focus").inner_text() == "Missing"
    assert "Added" in page.locator(".bh-said", has_text="Added").inner_text()
    page.keyboard.press("Shift+Tab")
    assert page.locator(":focus").get_attribute("id") == f"{QUESTION}-comment"
    given, comment, waits = formgrader.saved(QUESTION)
    assert (given, waits) == (1.0, False) and comment.startswith("- Missing: names cross-entropy")


@pytest.mark.parametrize("width", every(2, [800, 1300]))
def test_the_rubric_stays_in_sight_and_what_is_added_is_accessible(
    page: Any, formgrader: Formgrader, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    formgrader.open(submissions(formgrader.root, NAME)[0])
    page.wait_for_timeout(1500)  # the formgrader scrolls to its first field
    for place in (f"#{QUESTION}", f"#{QUESTION}-comment"):
        page.locator(place).scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        assert page.evaluate(BESIDE, [place, f"[aria-label='Rubric of {QUESTION}']"])
    assert page.evaluate(ROOM) > 10
    assert page.locator(".nbgrader_cell math", has_text="y").count() >= 40
    assert page.locator(".bh-rubric math").count() > 10
    assert violations(page, ".bh-rubric") == []
