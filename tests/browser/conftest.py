"""One JupyterLab and one browser for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.chromium import launched
from browser.jupyterlab import serving

from autograder.handout.start import put_notebooks


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student's own copies of the notebooks."""
    return put_notebooks(tmp_path_factory.mktemp("student") / "work")[0]


@pytest.fixture(scope="session")
def lab(work: Path) -> Iterator[str]:
    with serving(work) as address:
        yield address


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page(viewport={"width": 1100, "height": 900})
    yield page
    page.close()
