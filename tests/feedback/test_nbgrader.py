"""nbgrader's own command makes the safe pages, by one line of configuration."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from commands import succeed
from feedback.pages import dangers
from feedback.vectors import AT_ONCE, SVG

from autograder.classroom.new_class import new_class
from autograder.devel.edits import known

LINE = 'c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"\n'
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
        config.write(LINE)
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
    assert "tiny (Score: 1.0 / 3.0)" in text and "$\\delta < 1$" in text
    assert "<script>alert(1)</script> red" in text
    assert "[backhand] double 1.0/2" not in text
