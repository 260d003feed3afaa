"""Hidden tests on a feedback page: that one failed, and neither its text nor its values."""

from __future__ import annotations

import re
from typing import Any

from autograder.feedback.text import plain_text

#: An instructor's hidden tests, as nbgrader removes them from a release; to the end if need be.
REGION = re.compile(r"^.*BEGIN HIDDEN TESTS(?:.*\n)*?(?:.*END HIDDEN TESTS.*(?:\n|\Z)|.*\Z)", re.M)
#: The lines of code that a traceback points at, from the test's own to the one that failed.
ARROW = re.compile(r"^-+> *\d+ (.*)$", re.M)
#: The most characters of a test in which hidden ones are looked for.
MOST = 1_000_000
FAILED = "a hidden test failed"

Output = dict[str, Any]


def visible_part(source: Any) -> str:
    """The part of a test that a student has."""
    return REGION.sub("", plain_text(source, MOST))


def without_hidden(outputs: list[Output], source: Any, traced: Any) -> list[Output]:
    """A test's outputs without what its hidden part alone says.

    Parameters
    ----------
    outputs : list of dict
        As `harmless_outputs` gives them.
    source : str or list of str
        The whole test.
    traced : list of dict
        The outputs with their tracebacks.
    """
    hidden = "\n".join(REGION.findall(plain_text(source, MOST)))
    visible = _lines(visible_part(source))
    for output in outputs if hidden else ():
        if output["output_type"] == "stream":
            # A warning shows the line of code that it comes from.
            kept = [x for x in output["text"].splitlines(True) if x.strip() not in _lines(hidden)]
            output["text"] = "".join(kept)
        elif output["output_type"] == "error":
            arrows = _arrows(traced, output["ename"]) or [""]
            if arrows[0] not in visible:
                message = _message(output, hidden, arrows[-1])
                output["evalue"] = message
                output["traceback"] = [f"{output['ename']}: {message}"]
    return outputs


def _message(error: Output, hidden: str, last: str) -> str:
    """One line about an error in a hidden test; a student's own error keeps its words."""
    said = next(iter(error["evalue"].strip().splitlines()), "")
    of_the_test = error["ename"] == "AssertionError" or last in _lines(hidden)
    return FAILED if of_the_test or not said or said in hidden else f"{said} ({FAILED})"


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()} - {""}


def _arrows(outputs: Any, name: str) -> list[str]:
    """The lines of code in the traceback of the error of that name."""
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict) and output.get("ename") == name:
            trace = output.get("traceback")
            text = "\n".join(map(plain_text, trace)) if isinstance(trace, list) else ""
            return [line.strip() for line in ARROW.findall(text)]
    return []
