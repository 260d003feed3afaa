"""An answer in a submission's process, within the judge's reach."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.boundary.answers import CALL_SECONDS, Outcome
from autograder.execution.budget import Budget
from autograder.execution.process import Gone, Process

#: Seconds on top of a call's own limit, for the round trip.
MARGIN = 1.0
#: The most characters of what a function keeps.
LONGEST_KEPT = 200
NO_TIME = "was not called again: the calls of this notebook have used up their time"


class Missing(LookupError):
    """The notebook has nothing of that name."""


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
    prefetched : sequence of mapping
        The inputs of the first calls. These are all made in one request, as a round trip to the
        process takes longer than most calls.
    further : Budget, optional
        The time for all other calls.

    Attributes
    ----------
    cut_short : bool
        Whether a call was not made because there was no time left for it.

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
        prefetched: Sequence[Mapping[str, Any]] = (),
        further: Budget | None = None,
    ) -> None:
        self._process, self._name, self._seconds = process, name, seconds
        self._further, self.cut_short = further or Budget(math.inf), False
        self._late: Outcome | None = None
        began = time.monotonic()
        found = process.request(
            "look",
            seconds * max(1, len(prefetched)) + MARGIN,
            name=name,
            limit=seconds,
            inputs=[_pairs(inputs) for inputs in prefetched],
        )
        if found.get("kind") == "missing":
            raise Missing(f"there is no `{name}`; likely its cell did not run to the end")
        if error := _line(found.get("error")):
            raise Missing(f"`{name}` cannot be looked at: it {error}")
        self._function = found.get("kind") == "function"
        self._value = found.get("value")
        self.disturbed = _names(found.get("disturbed"))
        sent = found.get("outcomes")
        replies = zip(prefetched, sent if isinstance(sent, list) else [], strict=False)
        self._prefetched = [(inputs, self._read(reply, inputs, began)) for inputs, reply in replies]

    def is_function(self) -> bool:
        """Whether it can be called."""
        return self._function

    def source(self) -> str:
        """The source of a function; empty where it cannot be found."""
        if not self._function:
            return ""
        try:
            reply = self._process.request("source", self._seconds + MARGIN, name=self._name)
        except Gone:
            return ""
        return str(reply.get("source", ""))

    def kept(self) -> str:
        """What the code of a function shows that it keeps between calls; as `kept_by`."""
        try:
            reply = self._process.request("kept", self._seconds + MARGIN, name=self._name)
        except Gone:
            return ""
        return _line(reply.get("kept"))[:LONGEST_KEPT]

    def value(self) -> Any:
        """The answer itself, where it is not a function."""
        return self._value

    def call(self, inputs: Mapping[str, Any]) -> Outcome:
        """Call it with copies of `inputs`, by position, in the submission's process.

        Once a call has taken too long, no other is made.
        """
        if self._prefetched and self._prefetched[0][0] is inputs:
            return self._prefetched.pop(0)[1]
        if self._late:
            return self._late
        seconds = min(self._seconds, self._further.left)
        if seconds <= 0:
            self.cut_short = True
            return Outcome(error=NO_TIME)
        began = time.monotonic()
        try:
            with self._further.spending():
                reply = self._process.request(
                    "call",
                    seconds + MARGIN,
                    name=self._name,
                    inputs=_pairs(inputs),
                    limit=seconds,
                )
        except Gone as lost:
            return Outcome(error=str(lost))
        return self._read(reply, inputs, began)

    def _read(self, reply: Any, inputs: Mapping[str, Any], began: float) -> Outcome:
        """The outcome of one call, of whatever form the reply is."""
        sent = reply if isinstance(reply, dict) else {"error": "came back as something else"}
        outcome = Outcome(
            value=sent.get("value"),
            error=_line(sent.get("error")),
            changed=tuple(name for name in _names(sent.get("changed")) if name in inputs),
            unwritten=sent.get("unwritten") is True,
        )
        if outcome.error and time.monotonic() - began >= self._seconds:
            self._late = outcome
        return outcome


def _pairs(inputs: Mapping[str, Any]) -> list[list[Any]]:
    return [[name, value] for name, value in inputs.items()]


def _line(text: Any) -> str:
    """One printable line, whatever was sent."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", str(text or ""))[:500].strip()


def _names(sent: Any) -> tuple[str, ...]:
    names = sent if isinstance(sent, list) else []
    return tuple(_line(name)[:60] for name in names[:20] if isinstance(name, str))
