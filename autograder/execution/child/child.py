"""A submission's own process: runs its cells, and calls its functions, as it is asked to."""

from __future__ import annotations

import builtins
import inspect
import os
import random
import signal
import socket
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from autograder.boundary.answers import LocalAnswer, Outcome, TooLong, describe
from autograder.boundary.plain import plain
from autograder.boundary.wire import FRAME, HEAD, Malformed, pack, unpack
from autograder.execution.child.output_recorder import MOST
from autograder.execution.child.shell import Shell, run

#: Modules that a cell can change for all cells after it.
SHARED = (builtins, np, np.linalg, np.random)
#: Names a shell puts into every notebook.
GIVEN = frozenset({"In", "Out", "exit", "quit", "open", "get_ipython"})


#: What IPython keeps among the builtins, the last value, changes all the time.
LAST = ("_", "__")
#: Characters of a function's source that are looked at.
LONGEST = 50_000


class Child:
    """Answers requests, one at a time, until there are no more."""

    def __init__(self, shell: Shell, pictures: ModuleType | None) -> None:
        self.shell, self.pictures = shell, pictures
        self.busy = False
        self.bound: dict[str, int] = {}
        self.known = 0
        self.requests: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "files": self._files,
            "run": self._run,
            "look": self._look,
            "call": self._call,
            "source": self._source,
            "draw": self._draw,
        }

    def begin(self) -> None:
        """Begin as every submission does; the process forks after this."""
        reset: Any = self.shell.reset
        reset(new_session=True)
        self.shell.record.left = MOST
        self.bound, self.known = {}, self._shared()
        random.seed(0)
        np.random.seed(0)

    def serve(self, link: socket.socket) -> None:
        """Answer until the other side hangs up."""
        self.link = link
        signal.signal(signal.SIGINT, self._interrupted)
        while body := self._receive():
            self.link.sendall(self.answer(body))

    def answer(self, body: bytes) -> bytes:
        """The frame that answers what another frame's body asks."""
        request = unpack(body, functions=True)
        reply = {"id": request["id"], **self.requests[request["do"]](request)}
        try:
            return pack(reply, FRAME)
        except Malformed:
            return pack({"id": reply["id"], "error": "came out too large to be looked at"})

    def _interrupted(self, signum: int, frame: object) -> None:
        # One that comes too late, after the cell has ended, is for nobody.
        if self.busy:
            raise KeyboardInterrupt

    def _receive(self) -> bytes:
        head = self._exactly(HEAD.size)
        return self._exactly(HEAD.unpack(head)[0]) if head else b""

    def _exactly(self, size: int) -> bytes:
        parts = []
        while size and (part := self.link.recv(min(size, 1 << 20))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts) if not size else b""

    def _files(self, request: dict[str, Any]) -> dict[str, Any]:
        for name, content in request["files"].items():
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            with open(name, "wb") as file:
                file.write(content.tobytes())
        return {}

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        names = self.shell.user_ns
        before = {name: id(value) for name, value in names.items()}
        try:
            self.busy = True
            outputs, fine = run(self.shell, request["source"])
        except BaseException as raised:  # an interrupt outside of the cell's own code, say
            self.shell._showtraceback(type(raised), raised, [describe(raised)])
            outputs, fine = self.shell.record.taken(), False
        finally:
            self.busy = False
        if request["remember"]:
            now = {n: id(v) for n, v in names.items() if n[:1] != "_" and n not in GIVEN}
            changed = {n: i for n, i in now.items() if before.get(n) != i}
            self.bound = {**changed, **self.bound}
        return {"outputs": outputs, "fine": fine}

    def _look(self, request: dict[str, Any]) -> dict[str, Any]:
        name, names = request["name"], self.shell.user_ns
        reply: dict[str, Any] = {"disturbed": self._disturbed()}
        if name not in names:
            return {**reply, "kind": "missing"}
        answer = names[name]
        if callable(answer):
            told = self._calls(answer, request["inputs"], request["limit"])
            return {**reply, "kind": "function", "outcomes": told}
        outcome = self._outcome(lambda: answer, {}, request["limit"])
        return {**reply, "kind": "value", **_told(outcome)}

    def _source(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"source": source_of(self.shell.user_ns.get(request["name"]))[:LONGEST]}

    def _draw(self, request: dict[str, Any]) -> dict[str, Any]:
        """Draw a picture that another process told of."""
        try:
            if self.pictures is None:
                raise ValueError("there is nothing to draw with")
            return {"data": self.pictures.Picture.from_json(request["told"])._repr_mimebundle_()}
        except Exception as raised:  # whatever was told
            return {"error": describe(raised)}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self.shell.user_ns.get(request["name"])
        return self._calls(function, [request["inputs"]], request["limit"])[0]

    def _calls(self, function: Any, inputs: list[Any], seconds: float) -> list[dict[str, Any]]:
        """What came of calls, one after another; none after one that failed."""
        told = []
        for given in inputs:
            outcome = self._outcome(function, dict(given), seconds)
            told.append(_told(outcome))
            if outcome.error or outcome.unwritten:
                break
        return told

    def _outcome(self, function: Any, inputs: dict[str, Any], seconds: float) -> Outcome:
        """Call as `check` would; what comes back is read within the same limit of time."""
        answer = LocalAnswer(lambda *given: plain(function(*given)), seconds)
        try:
            self.busy = True
            return answer.call(inputs)
        except (TooLong, KeyboardInterrupt):
            return Outcome(error=f"did not come back within {seconds:g} seconds")
        except BaseException as raised:
            return Outcome(error=describe(raised))
        finally:
            self.busy = False

    def _disturbed(self) -> list[str]:
        """Names that are not what the set-up or an answer's own cell made them."""
        names = self.shell.user_ns
        moved = {n for n, i in self.bound.items() if id(names.get(n)) != i or n not in names}
        hidden = {n for n in names if n[:1] != "_" and n not in GIVEN and hasattr(builtins, n)}
        patched = {"a module"} if self._shared() != self.known else set()
        return sorted(moved | hidden | patched)[:20]

    def _shared(self) -> int:
        """A digest of what is in these modules; asked for at every check, and so without a loop."""
        found: list[Any] = [sorted(np.geterr().items())]
        for module in SHARED:
            names = dict(vars(module))
            for last in LAST:
                names.pop(last, None)
            found += [tuple(names), tuple(map(id, names.values()))]
        return hash(repr(found[0])) ^ hash(tuple(found[1:]))


def source_of(function: Any) -> str:
    """The source of a function; empty where there is none to be had."""
    try:
        return inspect.getsource(function)
    except Exception:  # whatever a callable of the student's own does when it is asked
        return ""


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "value": outcome.value,
        "error": outcome.error[:500],
        "changed": list(outcome.changed),
        "unwritten": outcome.unwritten,
    }
