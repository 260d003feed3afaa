"""One submission's process on the judge's side: ask, wait with a limit, trust no answer."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable
from typing import Any

from autograder.boundary.probes import ProbeFunction
from autograder.boundary.wire import FRAME, HEAD, Malformed, pack, unpack
from autograder.sandbox import process_tree

#: Seconds that a process may take to react to an interrupt.
REACTION = 2.0
#: Requests during which the process may ask the judge something, where it has been let to.
CALLS = ("look", "call")
BY_ITSELF = "it ended by itself, as if it had crashed or called exit"


class Gone(Exception):
    """The submission's process has ended, or had to be ended; the text says why, in one line."""


class Process:
    """One submission's process, as the judge's side sees it.

    Attributes
    ----------
    alive : bool
        Whether it has not been ended.
    on_ask : callable or None
        Answers what the process asks while a function is called in it, `(name, inputs) -> answer`;
        None, as in nearly every process, where it may not ask.
    """

    def __init__(self, link: socket.socket, process: process_tree.Tree) -> None:
        self._link, self._process = link, process
        self._count = 0
        self.alive = True
        self.on_ask: Callable[[str, list[Any]], dict[str, Any]] | None = None
        self._functions: list[ProbeFunction] = []

    def request(self, do: str, seconds: float, **more: Any) -> dict[str, Any]:
        """Send a request and wait for its answer.

        Parameters
        ----------
        do : str
            The name of the request.
        seconds : float
            After this time the process is interrupted, and killed if it does not react.
        **more
            What the request is about.

        Raises
        ------
        Gone
            If the process ended, did not stop when interrupted, or answered something else.
        """
        if not self.alive:
            raise Gone("the notebook's process has ended")
        self._count += 1
        self._functions = []
        frame = pack({"id": self._count, "do": do, **more}, functions=self._functions)
        try:
            reply = self._exchange(frame, seconds, may_ask=do in CALLS)
        except Malformed as problem:
            raise self._end("it sent what was not asked for") from problem
        except OSError as problem:
            raise self._end(BY_ITSELF) from problem
        if not isinstance(reply, dict) or reply.get("id") != self._count:
            raise self._end("it sent what was not asked for")
        return reply

    def close(self) -> None:
        """End the process and everything that it started, and wait until it has ended."""
        if self.alive:
            self.alive = False
            process_tree.kill(self._process)
            process_tree.ended(self._process, 10.0)
            self._link.close()
            os.close(self._process.descriptor)

    def _exchange(self, frame: bytes, seconds: float, *, may_ask: bool) -> Any:
        self._expect_silence()
        until = time.monotonic() + seconds
        self._send(frame, until)
        try:
            return self._replied(until, may_ask)
        except TimeoutError:
            process_tree.interrupt(self._process)
            try:
                return self._replied(time.monotonic() + REACTION, may_ask)
            except TimeoutError:
                raise self._end(f"it did not stop after {seconds:g} seconds") from None

    def _replied(self, until: float, may_ask: bool) -> Any:
        """The reply to a request; what the process asks before it replies is answered."""
        while True:
            reply = unpack(self._receive(until))
            if not isinstance(reply, dict) or "ask" not in reply:
                return reply
            match reply:
                case {"id": self._count, "ask": str() as name, "inputs": list() as inputs} if (
                    may_ask and self.on_ask and len(reply) == 3
                ):
                    self._send(pack({"id": self._count, **self.on_ask(name, inputs)}), until)
                case {"id": self._count, "ask": int() as number, "inputs": [w]} if (
                    may_ask and 0 <= number < len(self._functions) and len(reply) == 3
                ):
                    answer = _value(self._functions[number], w)
                    self._send(pack({"id": self._count, **answer}), until)
                case _:
                    raise Malformed("expected a reply, got a question")

    def _expect_silence(self) -> None:
        """Refuse what arrived before the question was sent: it cannot be the answer."""
        self._link.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            if self._link.recv(1, socket.MSG_PEEK):
                raise Malformed("something came unasked")

    def _send(self, frame: bytes, until: float) -> None:
        self._link.settimeout(max(0.01, until - time.monotonic()))
        try:
            self._link.sendall(frame)
        except TimeoutError:
            raise self._end("it does not listen") from None

    def _receive(self, until: float) -> bytes:
        (length,) = HEAD.unpack(self._exactly(HEAD.size, until))
        if length > FRAME:
            raise Malformed(f"expected a frame of at most {FRAME} bytes, got {length}")
        return self._exactly(length, until)

    def _exactly(self, size: int, until: float) -> bytes:
        parts = []
        while size:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._link.settimeout(left)
            part = self._link.recv(min(size, 1 << 20))
            if not part:
                raise self._end(BY_ITSELF)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _end(self, why: str) -> Gone:
        self.close()
        return Gone(f"the notebook's process was lost: {why}")

    def __enter__(self) -> Process:
        """Begin a `with` block, at whose end the process is ended."""
        return self

    def __exit__(self, *raised: object) -> None:
        """End the process."""
        self.close()


def _value(function: ProbeFunction, w: Any) -> dict[str, Any]:
    """The value of a function that was handed over, or one line why there is none."""
    try:
        return {"value": function(w)}
    except (TypeError, ValueError) as problem:
        return {"error": str(problem).partition("\n")[0]}
