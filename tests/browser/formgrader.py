"""nbgrader's formgrader in a browser, without a network, driven as an instructor drives it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from feedback.jupyter import TOKEN, Server

READY = "() => window.formgrader && formgrader.loaded && formgrader.comments.loaded"


def offline(page: Any) -> list[str]:
    """Cut a page off from the network; the addresses outside this machine that it asks for."""
    asked: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith(("http://127.0.0.1:", "file:", "data:")), refuse)
    return asked


def violations(page: Any, context: str | None = None) -> list[tuple[str, str]]:
    """What an accessibility scan finds in a part of a page, or in all of it.

    Formulas are left out: they have the colours of their text, and hundreds of them take long.
    """
    where = {"include": [context or "html"], "exclude": ["math"]}
    found = Axe().run(page, context=where).response["violations"]
    return [(one["id"], one["nodes"][0]["failureSummary"]) for one in found]


class Formgrader:
    """The formgrader of a class, in a page."""

    def __init__(self, page: Any, server: Server, root: Path, name: str) -> None:
        self.page, self.server, self.root, self.name = page, server, root, name
        # A page of the formgrader would log in for the pages below it alone.
        page.goto(f"{server.url}/api?token={TOKEN}")

    def open_list(self) -> None:
        """The list of submissions of a notebook."""
        self._go(f"/formgrader/gradebook/{self.name}/{self.name}")
        self.page.wait_for_selector("#main-table a")

    def open(self, submission: str, query: str = "") -> None:
        """The page of a submission, ready for keys."""
        self._go(f"/formgrader/submissions/{submission}/{query}")
        self.wait()

    def wait(self) -> None:
        """Wait until the page takes keys and has the scores."""
        self.page.wait_for_function(READY, timeout=60_000)

    def saved(self, question: str) -> tuple[float | None, str | None, bool]:
        """Score and comment by hand of the open submission, and whether it waits, as recorded."""
        submission = self.page.evaluate("() => submission_id")
        query = """
        select grade.manual_score, comment.manual_comment, grade.needs_manual_grade
        from grade join base_cell on base_cell.id = grade.cell_id
        join comment on comment.notebook_id = grade.notebook_id
        join base_cell as said on said.id = comment.cell_id and said.name = base_cell.name
        where grade.notebook_id = ? and base_cell.name = ?"""
        with sqlite3.connect(self.root / "gradebook.db") as book:
            score, comment, waits = book.execute(query, (submission, question)).fetchone()
        return score, comment, bool(waits)

    def _go(self, path: str) -> None:
        self.page.goto(self.server.url + path, timeout=120_000)


def submissions(root: Path, name: str) -> list[str]:
    """What the formgrader calls the submissions of a notebook, in the order of its pages."""
    query = """select submitted_notebook.id from submitted_notebook
    join notebook on notebook.id = submitted_notebook.notebook_id where notebook.name = ?"""
    with sqlite3.connect(root / "gradebook.db") as book:
        return sorted(one for (one,) in book.execute(query, (name,)))
