"""A submission's own process: runs its cells and calls its functions when asked to."""

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
from autograder.boundary.kept import kept_by
from autograder.boundary.wire import FRAME, HEAD, Malformed, pack, unpack
from autograder.execution.child.output_recorder import MOST
from autograder.execution.child.shared_names import SharedNames
from autograder.execution.child.shell import Shell, run
from autograder.execution.child.smaller import shrunk
from autograder.execution.child.stand_ins import StandIns

#: Names a shell puts into every notebook.
SHELL_NAMES = frozenset({"In", "Out", "exit", "quit", "open", "get_ipython"})
#: Requests that call a student's function.
CALLS = ("look", "call")
#: The most characters of a function's source that are sent.
LONGEST = 50_000


class Child:
    """Answers requests, one at a time, until there are no more.

    Attributes
    ----------
    busy : bool
        Whether a student's code runs, which alone may be interrupted.
    bound : dict of str to int
        The names that set-up and answer cells have bound, each with the id of its object.
    names : SharedNames
        The names of modules, which a student's code may replace.
    errors : dict of str to str
        NumPy's treatment of floating-point errors at the beginning.
    """

    def __init__(self, shell: Shell, pictures: ModuleType | None) -> None:
        self.shell, self.pictures = shell, pictures
        self.busy = False
        self.bound: dict[str, int] = {}
        self.stand_ins = StandIns(self._exchange)
        self.names, self.errors = SharedNames(), np.geterr()
        self.requests: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "files": self._files,
            "run": self._run,
            "look": self._look,
            "call": self._call,
            "source": self._source,
            "kept": self._kept,
            "stand_in": self._stand_in,
            "draw": self._draw,
            "shrink": self._shrink,
        }

    def begin(self) -> None:
        """Bring everything into the state in which each submission begins, before forking."""
        reset: Any = self.shell.reset
        reset(new_session=True)
        self.shell.record.left = MOST
        self.bound, self.names, self.errors = {}, SharedNames(), np.geterr()
        np.random.seed(0)

    def serve(self, link: socket.socket) -> None:
        """Answer requests until the other side closes the connection."""
        self.link = link
        random.seed(0)  # not earlier: Python seeds it anew in each forked process
        signal.signal(signal.SIGINT, self._interrupted)
        while body := self._receive():
            self.link.sendall(self.answer(body))

    def answer(self, body: bytes) -> bytes:
        """The frame that answers the request in another frame's body."""
        request = unpack(body, function=self.stand_ins.handed_over)
        if "do" not in request:  # the reply to a question whose call was interrupted
            self.stand_ins.nothing_comes()
            return b""
        self.stand_ins.request = request["id"] if request["do"] in CALLS else None
        reply = {"id": request["id"], **self.requests[request["do"]](request)}
        try:
            return pack(reply, FRAME)
        except Malformed:
            return pack({"id": reply["id"], "error": "came out too large to be looked at"})

    def _interrupted(self, signum: int, frame: object) -> None:
        # An interrupt that comes after the cell has ended is too late: ignored.
        if self.busy:
            raise KeyboardInterrupt

    def _exchange(self, frame: bytes) -> dict[str, Any]:
        self.link.sendall(frame)
        reply: dict[str, Any] = unpack(self._receive())
        return reply

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
            outputs, fine = self.names.lent_to(run)(self.shell, request["source"])
        except BaseException as raised:  # such as an interrupt outside of the cell's own code
            self.shell._showtraceback(type(raised), raised, [describe(raised)])
            outputs, fine = self.shell.record.taken(), False
        finally:
            self.busy = False
        names.update(self.stand_ins.functions)
        if request["remember"]:
            now = {n: id(v) for n, v in names.items() if n[:1] != "_" and n not in SHELL_NAMES}
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
            outcomes = self._calls(answer, request["inputs"], request["limit"])
            return {**reply, "kind": "function", "outcomes": outcomes}
        outcome = self._outcome(lambda: answer, {}, request["limit"])
        return {**reply, "kind": "value", **outcome_to_json(outcome)}

    def _source(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"source": source_of(self.shell.user_ns.get(request["name"]))[:LONGEST]}

    def _kept(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            self.busy = True
            return {"kept": kept_by(self.shell.user_ns.get(request["name"]))}
        except BaseException:  # such as an interrupt, where an object of a student's is looked at
            return {"kept": ""}
        finally:
            self.busy = False

    def _stand_in(self, request: dict[str, Any]) -> dict[str, Any]:
        """Let functions stand for earlier answers, whatever cells bind to their names."""
        self.stand_ins.make(request["parameters"])
        self.shell.user_ns.update(self.stand_ins.functions)
        return {}

    def _draw(self, request: dict[str, Any]) -> dict[str, Any]:
        """Draw a picture that a cell of another process has shown."""
        try:
            if self.pictures is None:
                raise ValueError("there is nothing to draw with")
            picture = self.pictures.Picture.from_json(request["picture"])
            figure = picture.figure
            figure.set_dpi(figure.dpi * request["scale"])
            return {"data": picture._repr_mimebundle_()}
        except Exception as raised:  # whatever the text holds
            return {"error": describe(raised)}

    def _shrink(self, request: dict[str, Any]) -> dict[str, Any]:
        """Write a picture of a submission in fewer bytes."""
        try:
            return {"picture": shrunk(request["picture"])}
        except Exception as raised:  # whatever the file holds
            return {"error": describe(raised)}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self.shell.user_ns.get(request["name"])
        return self._calls(function, [request["inputs"]], request["limit"])[0]

    def _calls(self, function: Any, inputs: list[Any], seconds: float) -> list[dict[str, Any]]:
        """The outcomes of calls one after another, up to the first that fails."""
        outcomes = []
        for given in inputs:
            outcome = self._outcome(function, dict(given), seconds)
            outcomes.append(outcome_to_json(outcome))
            if outcome.error or outcome.unwritten:
                break
        return outcomes

    def _outcome(self, function: Any, inputs: dict[str, Any], seconds: float) -> Outcome:
        """Call a function as `check` would, and read its result within the same time limit."""
        answer = LocalAnswer(self.names.lent_to(function), seconds)
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
        """Names that no longer mean what the set-up, an answer's cell or Python made them mean."""
        names = self.shell.user_ns
        own = [n for n in names if n[:1] != "_" and n not in SHELL_NAMES]
        rebound = {n for n, i in self.bound.items() if id(names.get(n)) != i or n not in names}
        shadowed = {n for n in own if hasattr(builtins, n)}
        is_patched = self.names.replaced or np.geterr() != self.errors
        patched = {"a module"} if is_patched else set()
        return sorted(rebound | shadowed | patched)[:20]


def source_of(function: Any) -> str:
    """The source of a function; empty where it cannot be found."""
    try:
        return inspect.getsource(function)
    except Exception:  # a student's own callable may do anything when it is inspected
        return ""


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """The form in which an outcome is sent."""
    return {
        "value": outcome.value,
        "error": outcome.error[:500],
        "changed": list(outcome.changed),
        "unwritten": outcome.unwritten,
    }
