"""In a real browser: pages fit a phone, and can be read by everybody in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.chromium import NEEDS_BROWSER, launched

pytestmark = [*NEEDS_BROWSER, pytest.mark.whole]

#: A page of each kind.
PAGES = ("index", "derivations/s", "api/affine", "slips/linear", "judge", "notebooks/summary")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as started:
        yield started


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 400), ("dark", 1280)])
def test_a_page_fits_the_window_and_has_no_barriers(
    browser: Any, site: Path, name: str, theme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, offline=True
    )
    page = context.new_page()
    page.goto((site / f"{name}.html").as_uri(), timeout=120_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    told = [
        (one["id"], node["html"])
        for one in found
        for node in one["nodes"]
        # The scan takes a heading that is a formula for an empty one.
        if not (one["id"] == "empty-table-header" and "<math" in node["html"])
    ]
    context.close()
    assert told == []


def test_the_search_works_without_a_network(browser: Any, site: Path) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(f"{(site / 'search.html').as_uri()}?q=softmax", timeout=120_000)
    page.wait_for_selector("#search-results li", timeout=120_000)
    assert "oftmax" in page.inner_text("#search-results")
    context.close()
