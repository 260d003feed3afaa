"""An answer in a submission's process, in reach of the judge."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.boundary.answers import CALL_SECONDS, Outcome
from autograder.execution.process import Gone, Process

#: Seconds on top of a call's own limit, for the way there and back.
MARGIN = 1.0


class Missing(LookupError):
    """There is nothing of that name."""


class RemoteAnswer:
    """What a name stands for in a submission, at the moment of the check.

    Implements `autograder.boundary.answers.Answer`. Whatever the process does instead of answering
    becomes an outcome with one line.

    Parameters
    ----------
    process : Process
    name : str
    seconds : float
        How long one call may take.
    ahead : sequence of mapping
        Inputs that will be asked for first. The calls are made at once, as each way to the
        submission and back takes longer than most calls.

    Raises
    ------
    Missing
        If the notebook has nothing of that name.
    Gone
        If the process has ended.
    """

    def __init__(
        self,
        process: Process,
        name: str,
        seconds: float = CALL_SECONDS,
        ahead: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._process, self._name, self._seconds = process, name, seconds
        self._late: Outcome | None = None
        began = time.monotonic()
        found = process.request(
            "look",
            seconds * max(1, len(ahead)) + MARGIN,
            name=name,
            limit=seconds,
            inputs=[_pairs(inputs) for inputs in ahead],
        )
        if found.get("kind") == "missing":
            raise Missing(f"there is no `{name}`; likely its cell did not run to the end")
        if error := _line(found.get("error")):
            raise Missing(f"`{name}` cannot be looked at: it {error}")
        self._function = found.get("kind") == "function"
        self._value = found.get("value")
        self.disturbed = _names(found.get("disturbed"))
        told = found.get("outcomes")
        replies = zip(ahead, told if isinstance(told, list) else [], strict=False)
        self._ahead = [(inputs, self._read(reply, inputs, began)) for inputs, reply in replies]

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
        if self._ahead and self._ahead[0][0] is inputs:
            return self._ahead.pop(0)[1]
        if self._late:
            return self._late
        began = time.monotonic()
        try:
            reply = self._process.request(
                "call",
                self._seconds + MARGIN,
                name=self._name,
                inputs=_pairs(inputs),
                limit=self._seconds,
            )
        except Gone as lost:
            return Outcome(error=str(lost))
        return self._read(reply, inputs, began)

    def _read(self, reply: Any, inputs: Mapping[str, Any], began: float) -> Outcome:
        """What a reply says of one call."""
        told = reply if isinstance(reply, dict) else {"error": "came back as something else"}
        outcome = Outcome(
            value=told.get("value"),
            error=_line(told.get("error")),
            changed=tuple(name for name in _names(told.get("changed")) if name in inputs),
            unwritten=told.get("unwritten") is True,
        )
        if outcome.error and time.monotonic() - began >= self._seconds:
            self._late = outcome
        return outcome


def _pairs(inputs: Mapping[str, Any]) -> list[list[Any]]:
    return [[name, value] for name, value in inputs.items()]


def _line(text: Any) -> str:
    """One line of print, whatever came."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", str(text or ""))[:500].strip()


def _names(sent: Any) -> tuple[str, ...]:
    names = sent if isinstance(sent, list) else []
    return tuple(_line(name)[:60] for name in names[:20] if isinstance(name, str))
