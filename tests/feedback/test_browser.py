"""In a real browser: what runs in nbgrader's own page does not run in ours."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from browser.chromium import BROWSER, NEEDS_BROWSER
from feedback.pages import code, markdown, output, raw, rendered
from feedback.vectors import AT_ONCE, MARK, RUN, VECTORS
from markupsafe import escape
from nbconvert.exporters import HTMLExporter

from autograder.feedback.page import POLICY

pytestmark = NEEDS_BROWSER
# The page is what is under test, not the browser's own walls, which root cannot put up.
OPTIONS = ("--headless", "--disable-gpu", "--no-sandbox", "--virtual-time-budget=3000")


def opened(page: str, folder: Path) -> str:
    """The page as it is in the browser after three seconds."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    assert BROWSER is not None
    command = [BROWSER, *OPTIONS, f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        [*command, file.as_uri()],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "HOME": str(folder)},
        timeout=120,
        check=False,
    )
    assert "<html" in done.stdout, done.stderr[-2000:]
    return done.stdout


def runs(dom: str) -> bool:
    """Whether a vector has left its trace on the page's first tag."""
    first = re.search(r"<html[^>]*>", dom)
    assert first is not None
    return MARK in first[0]


def everywhere(vectors: list[str]) -> list[object]:
    """Cells with each vector as Markdown, as a raw cell, and as an output."""
    return [
        cell
        for vector in vectors
        for cell in (
            markdown(vector),
            raw(vector, metadata={"raw_mimetype": "text/html"}),
            code("1", output(data={"text/html": vector})),
            code("1", output(data={"image/svg+xml": vector, "application/javascript": vector})),
            code("1", output("error", ename="E", evalue=vector, traceback=[vector])),
        )
    ]


def test_nothing_runs_in_a_feedback_page(tmp_path: Path) -> None:
    assert not runs(opened(rendered(everywhere(VECTORS)), tmp_path))


def test_nothing_runs_without_the_policy_either(tmp_path: Path) -> None:
    page = rendered(everywhere(VECTORS))
    written = str(escape(POLICY))
    assert written in page
    assert not runs(opened(page.replace(written, "default-src * 'unsafe-inline'"), tmp_path))


def test_nothing_runs_with_the_policy_alone(tmp_path: Path) -> None:
    page = rendered(everywhere(AT_ONCE), HTMLExporter)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    assert not runs(opened(page.replace("<head>", f"<head>{meta}", 1), tmp_path))


@pytest.mark.parametrize("vector", [AT_ONCE[0], f'<img src=x onerror="{RUN}">'])
def test_it_does_run_in_a_page_without_either(vector: str, tmp_path: Path) -> None:
    assert runs(opened(rendered([markdown(vector)], HTMLExporter), tmp_path))


def test_nothing_covers_the_page(tmp_path: Path) -> None:
    styles = [vector for vector in VECTORS if "position" in vector or "modal" in vector]
    dom = opened(rendered(everywhere(styles)), tmp_path)
    body = dom.partition("<body>")[2]
    assert len(styles) >= 3 and not re.search(r"<[^>]*(position:|modal-backdrop)", body)
