"""Feedback pages in which nothing of a submission runs, and which load nothing.

`backhand feedback` makes them. These lines of `nbgrader_config.py` put them in place for nbgrader's
own command too; the last two do the same for the pages that the formgrader shows to an instructor:

    c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
    c.GenerateFeedback.force = True
    c.HTMLExporter.preprocessors = [
        "autograder.feedback.Figures", "autograder.feedback.Harmless"
    ]
    c.HTMLExporter.filters = {"markdown2html": "autograder.feedback.markdown_to_html"}
"""

from autograder.feedback.exporter import FeedbackExporter
from autograder.feedback.figures import Figures
from autograder.feedback.harmless import Harmless
from autograder.feedback.markdown import markdown_to_html

__all__ = ["FeedbackExporter", "Figures", "Harmless", "markdown_to_html"]
