"""An answer in a submission's process, in reach of the judge."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from autograder.answers import CALL_SECONDS, Outcome
from autograder.running.process import Gone, Process

#: Seconds on top of a call's own limit, for the way there and back.
MARGIN = 1.0


class Missing(LookupError):
    """There is nothing of that name."""


class RemoteAnswer:
    """What a name stands for in a submission, at the moment of the check.

    Implements `autograder.answers.Answer`. Whatever the process does instead of answering becomes
    an outcome with one line.

    Raises
    ------
    Missing
        If the notebook has nothing of that name.
    Gone
        If the process has ended.
    """

    def __init__(self, process: Process, name: str, seconds: float = CALL_SECONDS) -> None:
        self._process, self._name, self._seconds = process, name, seconds
        self._late: Outcome | None = None
        found = process.request("look", seconds + MARGIN, name=name, limit=seconds)
        if found.get("kind") == "missing":
            raise Missing(f"there is no `{name}`; likely its cell did not run to the end")
        if error := _line(found.get("error")):
            raise Missing(f"`{name}` cannot be looked at: it {error}")
        self._function = found.get("kind") == "function"
        self._value = found.get("value")
        self.disturbed = _names(found.get("disturbed"))

    def is_function(self) -> bool:
        """Whether it can be called."""
        return self._function

    def source(self) -> str:
        """The source of a function; empty where there is none to be had."""
        if not self._function:
            return ""
        try:
            reply = self._process.request("source", self._seconds + MARGIN, name=self._name)
        except Gone:
            return ""
        return str(reply.get("source", ""))

    def value(self) -> Any:
        """The answer itself, where it is no function."""
        return self._value

    def call(self, inputs: Mapping[str, Any]) -> Outcome:
        """Call it with copies of `inputs`, by position, in the submission's process.

        What took too long once is not waited for again.
        """
        if self._late:
            return self._late
        began = time.monotonic()
        try:
            reply = self._process.request(
                "call",
                self._seconds + MARGIN,
                name=self._name,
                inputs=[[name, value] for name, value in inputs.items()],
                limit=self._seconds,
            )
        except Gone as lost:
            return Outcome(error=str(lost))
        outcome = Outcome(
            value=reply.get("value"),
            error=_line(reply.get("error")),
            changed=tuple(name for name in _names(reply.get("changed")) if name in inputs),
            unwritten=reply.get("unwritten") is True,
        )
        if outcome.error and time.monotonic() - began >= self._seconds:
            self._late = outcome
        return outcome


def _line(text: Any) -> str:
    """One line of print, whatever came."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", str(text or ""))[:500].strip()


def _names(sent: Any) -> tuple[str, ...]:
    names = sent if isinstance(sent, list) else []
    return tuple(_line(name)[:60] for name in names[:20] if isinstance(name, str))
