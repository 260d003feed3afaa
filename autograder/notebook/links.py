"""Links to headings, and a bar of progress, as HTML."""

from __future__ import annotations

from html import escape

from autograder.catalogue.headings import Heading
from autograder.notebook.places import address
from autograder.notebook.progress import Progress


def link(heading: Heading, notebook: str, words: str) -> str:
    """A link from a notebook to a heading."""
    return f'<a href="{escape(address(heading, notebook))}">{escape(words)}</a>'


def bar(progress: Progress) -> str:
    """The share of the points; what it shows is said beside it."""
    share = f'value="{progress.points:g}" max="{progress.total:g}"'
    return f'<progress {share} aria-hidden="true"></progress>'
