"""The pages that the site is built from, and the site; each made once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.website.gather import gather

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that Sphinx reads."""
    folder = tmp_path_factory.mktemp("website") / "pages"
    gather(ROOT, folder)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site built as `make site` builds it: warnings are errors, and links are checked."""
    pytest.importorskip("sphinx")
    folder = tmp_path_factory.mktemp("website") / "site"
    command = [sys.executable, "-m", "tools.website", "--output", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
