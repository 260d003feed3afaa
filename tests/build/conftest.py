"""The tiny notebook as one of a course with a catalogue."""

from __future__ import annotations

import pytest


@pytest.fixture
def ours(tiny: str) -> str:
    """The tiny notebook with `check` from the grader, and its exercise left to the catalogue."""
    start, end = tiny.index("def check"), tiny.index("```\n\n## Double")
    text = tiny[:start] + "from autograder import check\n" + tiny[end:]
    return text.replace('check="double" points=2 minutes=3', 'check="double"')
