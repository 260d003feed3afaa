"""A student's way through JupyterLab, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.chromium import NEEDS_BROWSER
from browser.formgrader import violations
from browser.jupyterlab import Notebook, serving

from autograder.catalogue import CATALOGUE

pytestmark = NEEDS_BROWSER
NOTEBOOKS = sorted({exercise.notebook for exercise in CATALOGUE.values()})
ANSWER, CHECK = "weight_gradient-answer", "weight_gradient"
#: The same slip, written in three ways.
SWAPPED = (
    "np.outer(x, delta)",
    "np.outer(delta, x).T",
    "x[:, None] * delta",
)
TWO_WRONG = """def layer_gradients(x, y, W, b):
    a = 1 / (1 + np.exp(-(W @ x + b)))
    delta = (a - y) * a * (1 - a)
    return delta, -np.outer(delta, x), delta, W.T @ (a - y)
"""
#: Words that do not fit their box, which a browser would have to break or to cut off.
TOO_WIDE = """() => [...document.querySelectorAll(".bh, .bh *")]
  .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .filter(one => getComputedStyle(one).overflowX === "visible")
  .map(one => one.outerHTML.slice(0, 200))"""

IN_SIGHT = """title => [...document.querySelectorAll(".jp-Notebook h3")]
  .filter(one => one.textContent.startsWith(title)).map(one => one.getBoundingClientRect().top)
  .some(top => top >= 0 && top < innerHeight)"""


def written(body: str) -> str:
    return f"def weight_gradient(delta, x):\n    return {body}"


def test_from_the_set_up_to_a_right_answer_and_on_after_a_restart(page: Any, lab: str) -> None:
    notebook = Notebook(page, lab, "01_single_layer")
    assert notebook.run("setup_01") == ""
    said = []
    for body in SWAPPED:
        notebook.run(ANSWER, written(body))
        said.append(notebook.run(CHECK))
    assert "A5 · The weight gradient: not yet. 0 of 2 points." in said[0]
    assert "This equals what you get if" not in said[0] and "This equals what you get if" in said[1]
    assert "Ask yourself" in said[2] and len(set(said)) == 3
    assert notebook.run(CHECK) == said[2]
    notebook.run(ANSWER, written("np.outer(delta, x)"))
    assert "right. 2 of 2 points." in notebook.run(CHECK)
    page.wait_for_selector(".bh")
    # A link of the card leads to its heading.
    page.locator(".jp-mod-active .bh a", has_text="A1").first.click()
    page.wait_for_function(IN_SIGHT, arg="A1. Predict the shapes", timeout=10_000)
    assert page.evaluate("() => document.querySelectorAll('.bh h1, .bh h2, .bh h3').length") == 0

    notebook.restart()
    notebook.run("setup_01")
    notebook.run("single_shapes-answer")
    points = sum(e.points for e in CATALOGUE.values() if e.notebook == "01_single_layer")
    assert f"2 of {points} points" in notebook.run("single_shapes")


# `notebook/test_run_all.py` runs all cells in every run, without a browser.
@pytest.mark.whole
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_goes_through_a_released_notebook(page: Any, lab: str, name: str) -> None:
    notebook = Notebook(page, lab, name)
    notebook.command("notebook:run-all-cells")
    outputs = notebook.outputs()
    assert outputs and [one for one in outputs if one["output_type"] == "error"] == []


def test_the_card_is_accessible_and_breaks_no_word_at_any_width(page: Any, lab: str) -> None:
    notebook = Notebook(page, lab, "01_single_layer")
    notebook.command("application:toggle-left-area")
    notebook.run("setup_01")
    notebook.run("layer_gradients-answer", TWO_WRONG)
    notebook.run("layer_gradients")
    page.wait_for_selector(".bh")
    page.evaluate("() => document.querySelectorAll('.bh details').forEach(d => d.open = true)")
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.command("apputils:change-theme", theme=theme)
        for width in (400, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            assert page.evaluate(TOO_WIDE) == []
            assert violations(page, ".bh") == []


def test_the_keyboard_alone_is_enough(page: Any, lab: str) -> None:
    notebook = Notebook(page, lab, "02_multi_layer")
    page.locator(".jp-Notebook").first.focus()
    page.keyboard.press("Escape")
    for _ in range(20):
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(100)
        if page.query_selector(".bh"):
            break
    notebook.wait()
    # A card that was scrolled out of sight has no inner text.
    assert "not yet" in page.locator(".bh").first.text_content()


@pytest.mark.whole
def test_notebook_7_shows_the_same(page: Any, work: Path) -> None:
    with serving(work, "notebook") as server:
        notebook = Notebook(page, server, "01_single_layer", view="notebooks")
        notebook.command("notebook:run-all-cells")
        outputs = notebook.outputs()
        assert outputs and [one for one in outputs if one["output_type"] == "error"] == []
        page.wait_for_selector(".bh")
