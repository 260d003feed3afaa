"""The report and a feedback page, opened from disk, without a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from batch.classes import NAME, graded, small_class
from browser.chromium import NEEDS_BROWSER
from browser.formgrader import offline, violations

pytestmark = NEEDS_BROWSER
#: Whether some text is wider than the page.
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class with its report and its feedback."""
    root = small_class(tmp_path_factory.mktemp("pages"), ("ada", "tess", "noor"))
    graded(root)
    for arguments in (("report", ".", "--html", "report"), ("feedback", ".", NAME)):
        command = [sys.executable, "-m", "backhand_cli", *arguments]
        subprocess.run(command, cwd=root, check=True, capture_output=True)
    return root


def opened(page: Any, path: Path, width: int, scheme: str) -> list[str]:
    """Open a file; the addresses that it asks the network for."""
    asked = offline(page)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path.as_uri())
    return asked


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        ("report/report.html", 1280, "light"),
        ("report/report.html", 400, "dark"),
        ("report/students/tess.html", 400, "light"),
        (f"feedback/tess/{NAME}/{NAME}.html", 400, "dark"),
    ],
)
def test_a_page_needs_no_network_and_is_accessible(
    page: Any, root: Path, path: str, width: int, scheme: str
) -> None:
    asked = opened(page, root / path, width, scheme)
    assert not violations(page)
    assert not page.evaluate(SIDEWAYS)
    assert not asked


def test_the_map_of_the_report_is_read_by_keyboard(page: Any, root: Path) -> None:
    opened(page, root / "report/report.html", 1280, "light")
    table = page.locator("table.map").first
    said = page.locator(f"#{table.get_attribute('data-said')}")
    table.locator("tbody td").first.focus()
    first = said.inner_text()
    page.keyboard.press("ArrowRight")
    assert said.inner_text() != first
    assert said.inner_text().split(" · ")[0] == first.split(" · ")[0]
    page.keyboard.press("ArrowDown")
    assert said.inner_text().split(" · ")[0] != first.split(" · ")[0]


def test_a_slip_of_the_report_unfolds_by_keyboard(page: Any, root: Path) -> None:
    opened(page, root / "report/report.html", 1280, "light")
    folded = page.locator("details:not([open]) > summary").first
    parent = folded.locator("xpath=..").element_handle()
    folded.focus()
    page.keyboard.press("Enter")
    assert parent.get_attribute("open") is not None


def test_a_feedback_page_shows_formulas_and_verdicts(page: Any, root: Path) -> None:
    opened(page, root / f"feedback/tess/{NAME}/{NAME}.html", 1280, "light")
    assert page.locator("math").count() > 20
    assert "This equals what you get if" in page.locator("main, body").first.inner_text()
    heights = page.locator("math").evaluate_all("all => all.map(one => one.clientHeight)")
    assert min(heights) >= 0 and max(heights) > 10
