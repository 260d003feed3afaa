"""nbgrader's own command makes the safe pages, by one line of configuration."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from commands import succeed
from feedback.pages import dangers
from feedback.vectors import AT_ONCE, SVG

from autograder.batch.old_pages import feedback_line
from autograder.classroom.folder import ClassFolder
from autograder.classroom.new_class import new_class
from autograder.devel.edits import known

LINES = """
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
c.GenerateFeedback.force = True
"""
ANSWER = f"""
from IPython.display import HTML, SVG, Javascript, display
display(HTML({AT_ONCE[0]!r}), SVG({SVG!r}), Javascript("alert(1)"))
print("<script>alert(1)</script> \\x1b[31mred\\x1b[38m")
double = lambda: 1
"""


@pytest.mark.slow
def test_a_hostile_submission_gets_a_harmless_page(checkout: Path, tmp_path: Path) -> None:
    klass = tmp_path / "class"
    new_class(klass, plain=True, solutions=checkout / "solutions")
    with (klass / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(LINES)
    notebook = nbformat.read(klass / "release/tiny/tiny.ipynb", 4)
    known(notebook, "double-answer").source = ANSWER
    known(notebook, "tiny-why").source = "$\\delta < 1$ " + " ".join(AT_ONCE)
    submitted = klass / "submitted" / "eve" / "tiny" / "tiny.ipynb"
    submitted.parent.mkdir(parents=True)
    nbformat.write(notebook, submitted)

    succeed(klass, "nbgrader", "autograde", "tiny")
    succeed(klass, "nbgrader", "generate_feedback", "tiny")

    page = (klass / "feedback/eve/tiny/tiny.html").read_text(encoding="utf-8")
    assert dangers(page) == []
    text = BeautifulSoup(page, "html.parser").body.get_text()
    assert "Score: 1 of 3" in text and "δ<1" in text
    assert "<script>alert(1)</script> red" in text
    assert "[backhand] double 1.0/2" not in text

    # The page is the one that backhand feedback would make, and is not kept when scores change.
    assert feedback_line(ClassFolder.open(klass), "tiny") == ""
    with sqlite3.connect(klass / "gradebook.db") as book:
        book.execute("update grade set manual_score = 1.5 where auto_score = 1")
    assert "Feedback of 1 student" in feedback_line(ClassFolder.open(klass), "tiny")
    succeed(klass, "nbgrader", "generate_feedback", "tiny")
    page = (klass / "feedback/eve/tiny/tiny.html").read_text(encoding="utf-8")
    assert "Score: 1.5 of 3" in page and "scored by hand" in page
