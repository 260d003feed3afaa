"""Feedback pages in which nothing of a submission runs.

These lines of `nbgrader_config.py` put them in place. The first is for the feedback pages, the
other two do the same for the pages that the formgrader shows to an instructor:

    c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
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
