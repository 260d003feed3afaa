"""Pictures of what students and instructors see, for people to look at: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from batch.classes import NAME, graded, small_class
from browser.chromium import launched
from browser.formgrader import Formgrader, submissions
from browser.jupyterlab import Notebook, serving
from feedback.jupyter import served
from PIL import Image

from autograder.batch.feedback import make_pages
from autograder.batch.options import Options
from autograder.classroom.folder import ClassFolder
from autograder.handout.start import put_notebooks
from autograder.notebook.memory import FILE
from autograder.report.page.write import write_pages

ACTIVE = ".jp-Cell.jp-mod-active"
WIDTHS = (400, 1100, 1600)
#: The width at which the picture for the first page of the documentation is taken.
OF_SITE = 1100
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
WRONG = """def layer_gradients(x, y, W, b):
    a = 1 / (1 + np.exp(-(W @ x + b)))
    delta = (a - y) * a * (1 - a)
    return delta, -np.outer(delta, x), delta, W.T @ (a - y)
"""
RIGHT = "def weight_gradient(delta, x):\n    return np.outer(delta, x)\n"
CRASH = "def input_gradient(delta, W):\n    return W @ delta\n"
CLOSE = "() => document.querySelectorAll('.bh details').forEach(one => one.open = false)"
OPEN = "() => document.querySelectorAll('.bh details').forEach(one => one.open = true)"

TO_TOP = """name => scrollTo({
  top: document.getElementById(name).getBoundingClientRect().top + scrollY - 200,
  behavior: "instant",
})"""


def main(folder: str = "build/screenshots") -> None:
    """Take all pictures into a folder."""
    shots = Path(folder)
    shots.mkdir(parents=True, exist_ok=True)
    with browser_and_lab() as (browser, lab, work):
        for theme in THEMES:
            for width in WIDTHS:
                for remembered in work.rglob(FILE):
                    remembered.unlink()
                _cards(browser, lab, shots, theme, width)
    with tempfile.TemporaryDirectory() as scratch, launched() as browser:
        _formgrader(browser, Path(scratch), shots)
        _pages(browser, Path(scratch) / "pages", shots)
    print(f"{len(list(shots.iterdir()))} pictures in {shots}")


@contextmanager
def browser_and_lab() -> Iterator[tuple[Any, str, Path]]:
    """A browser, a JupyterLab, and the student's folder in which it runs."""
    with tempfile.TemporaryDirectory() as scratch, launched() as browser:
        work, *_ = put_notebooks(Path(scratch) / "work")
        with serving(work) as lab:
            yield browser, lab, work


def _cards(browser: Any, lab: str, shots: Path, theme: str, width: int) -> None:
    """Every kind of card, in one theme and at one width."""
    page = browser.new_page(viewport={"width": width, "height": 1900}, device_scale_factor=2)
    notebook = Notebook(page, lab, "01_single_layer")
    notebook.command("apputils:change-theme", theme=THEMES[theme])
    notebook.command("application:toggle-left-area")
    notebook.restart()
    notebook.run("setup_01")

    def shoot(name: str, check: str) -> None:
        notebook.run(check)
        page.wait_for_timeout(800)
        card = page.locator(".jp-mod-active .jp-Cell-outputArea")
        card.screenshot(path=str(shots / f"{name}-{theme}-{width}.png"))
        page.evaluate(OPEN)
        card.screenshot(path=str(shots / f"{name}-open-{theme}-{width}.png"))

    shoot("not-defined", "weight_gradient")
    for name, check, answer in (
        ("crash", "input_gradient", CRASH),
        ("right", "weight_gradient", RIGHT),
        ("hint-1", "layer_gradients", WRONG),
        ("hint-2", "layer_gradients", WRONG.replace("-np.outer(delta, x)", "np.outer(-delta, x)")),
        ("hint-3", "layer_gradients", WRONG.replace("-np.outer(delta, x)", "np.outer(delta, -x)")),
    ):
        notebook.run(f"{check}-answer", answer)
        shoot(name, check)
    page.evaluate(CLOSE)
    page.set_viewport_size({"width": width, "height": 900})
    notebook.scroll_to("layer_gradients-answer")
    page.wait_for_timeout(500)
    page.screenshot(path=str(shots / f"page-{theme}-{width}.png"))
    if width == OF_SITE:
        _for_the_site(page, shots / f"card-{theme}.webp")
    notebook.run_last()
    page.wait_for_timeout(500)
    page.screenshot(path=str(shots / f"progress-{theme}-{width}.png"))
    page.close()


def _for_the_site(page: Any, file: Path) -> None:
    """The answer and its card, as the first page of the documentation shows them."""
    card = page.locator(f"{ACTIVE} .bh").first.bounding_box()
    top = page.locator(f".jp-Cell:has(+ {ACTIVE}) .jp-InputArea-editor").bounding_box()["y"]
    clip = {
        "x": card["x"] - 6,
        "y": top - 6,
        "width": card["width"] + 12,
        "height": card["y"] + card["height"] - top + 12,
    }
    picture = Image.open(BytesIO(page.screenshot(clip=clip)))
    picture.save(file, quality=80, method=6)


def _formgrader(browser: Any, scratch: Path, shots: Path) -> None:
    """Questions that wait for a person, beside their rubrics, with a ready comment added."""
    root = small_class(scratch, ("ada", "lisa"))
    graded(root)
    with served(root, scratch / "jupyter") as server:
        page = browser.new_page(device_scale_factor=2)
        formgrader = Formgrader(page, server, root, NAME)
        for width in (800, *WIDTHS[1:]):
            page.set_viewport_size({"width": width, "height": 1000})
            formgrader.open(submissions(root, NAME)[0])
            for question in ("by_hand_batch_gradient", "explain_delta"):
                page.locator(f"#{question}").focus()
                page.locator(f"#{question}-phrase-1 + .bh-buttons >> text=Right").click()
                # The formgrader scrolls to its first field when it has loaded.
                page.wait_for_timeout(2000)
                page.evaluate(TO_TOP, question)
                page.screenshot(path=str(shots / f"formgrader-{question}-{width}.png"))
        page.close()


def _pages(browser: Any, scratch: Path, shots: Path) -> None:
    """The report of a class, a student's page of it, and a page of feedback, each as a whole."""
    scratch.mkdir()
    root = small_class(scratch, ("ada", "lisa", "noor", "tess"))
    graded(root)
    write_pages(root, NAME, root / "report")
    make_pages(ClassFolder.open(root), NAME, Options(), lambda progress: None)
    pages = {
        "report": root / "report" / "report.html",
        "report-student": root / "report" / "students" / "tess.html",
        "feedback": root / "feedback" / "tess" / NAME / f"{NAME}.html",
    }
    for scheme in THEMES:
        for width in WIDTHS[:2]:
            view = {"width": width, "height": 900}
            page = browser.new_page(viewport=view, color_scheme=scheme)
            for name, path in pages.items():
                page.goto(path.as_uri())
                page.screenshot(path=str(shots / f"{name}-{scheme}-{width}.png"), full_page=True)
            page.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
