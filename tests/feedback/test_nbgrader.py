"""nbgrader's own command makes the safe pages, by one line of configuration."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from feedback.pages import dangers
from feedback.vectors import AT_ONCE, SVG

from autograder.classroom.new_class import new_class

LINE = 'c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"\n'
ANSWER = f"""
from IPython.display import HTML, SVG, Javascript, display
display(HTML({AT_ONCE[0]!r}), SVG({SVG!r}), Javascript("alert(1)"))
print("<script>alert(1)</script> \\x1b[31mred\\x1b[38m")
double = lambda: 1
"""


def nbgrader(klass: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", command, "tiny"],
        cwd=klass,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.slow
def test_a_hostile_submission_gets_a_harmless_page(checkout: Path, tmp_path: Path) -> None:
    klass = tmp_path / "class"
    new_class(klass, plain=True, solutions=checkout / "solutions")
    with (klass / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(LINE)
    notebook = json.loads((klass / "release/tiny/tiny.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double-answer":
            cell["source"] = ANSWER
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "tiny-why":
            cell["source"] = "$\\delta < 1$ " + " ".join(AT_ONCE)
    submitted = klass / "submitted" / "eve" / "tiny" / "tiny.ipynb"
    submitted.parent.mkdir(parents=True)
    submitted.write_text(json.dumps(notebook), encoding="utf-8")

    nbgrader(klass, "autograde")
    nbgrader(klass, "generate_feedback")

    page = (klass / "feedback/eve/tiny/tiny.html").read_text(encoding="utf-8")
    assert dangers(page) == []
    text = BeautifulSoup(page, "html.parser").body.get_text()
    assert "tiny (Score: 1.0 / 3.0)" in text and "$\\delta < 1$" in text
    assert "<script>alert(1)</script> red" in text
    assert "[backhand] double 1.0/2" not in text
