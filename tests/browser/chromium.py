"""The browser of the tests: Debian's Chromium, or one's own Chrome."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
#: Root cannot put up the browser's own walls, and there is no network to look for.
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
NEEDS_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(
        BROWSER is None and "CI" not in os.environ, reason="no Chromium or Chrome is installed"
    ),
]


@contextmanager
def launched() -> Iterator[Any]:
    """A browser without a window."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=list(OPTIONS))
        yield browser
        browser.close()
