"""Functions whose values the judge computes: arguments, and stand-ins for earlier answers."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.boundary.plain import plain
from autograder.boundary.wire import pack


class Blocks(tuple[Any, ...]):
    """The blocks that an answer returns, in order; each can be had by its name too."""

    names: Sequence[str]

    def __getitem__(self, key: Any) -> Any:
        """A block by its position or by its name."""
        return super().__getitem__(self.names.index(key) if isinstance(key, str) else key)


class StandIns:
    """Stands in for earlier answers while a student's function is called for the judge.

    Parameters
    ----------
    exchange : callable
        Sends the judge a frame, and returns its reply.

    Attributes
    ----------
    functions : dict of str to callable
        By the names that they have in the notebook.
    request : int or None
        The judge's request in which they may be called; None while cells run.
    """

    def __init__(self, exchange: Callable[[bytes], dict[str, Any]]) -> None:
        self.functions: dict[str, Callable[..., Any]] = {}
        self.request: int | None = None
        self._exchange = exchange
        self._waiting = False

    def make(self, parameters: Mapping[str, Sequence[str]]) -> None:
        """Make functions of these names, with these parameters."""
        self.functions = {name: self._function(name, of) for name, of in parameters.items()}

    def _function(self, name: str, parameters: Sequence[str]) -> Callable[..., Any]:
        either = inspect.Parameter.POSITIONAL_OR_KEYWORD
        signature = inspect.Signature([inspect.Parameter(one, either) for one in parameters])

        def stand_in(*given: Any, **named: Any) -> Any:
            inputs = signature.bind(*given, **named).arguments.values()
            return _blocks(self._ask(name, [plain(one) for one in inputs])["blocks"])

        stand_in.__name__ = stand_in.__qualname__ = name
        return stand_in

    def handed_over(self, number: int) -> Callable[[Any], float]:
        """The function of that number in the judge's request."""

        def f(w: Any) -> float:
            return float(self._ask(number, [plain(w)])["value"])

        return f

    def nothing_comes(self) -> None:
        """Note that no reply is to come, as that to a question that was interrupted has come."""
        self._waiting = False

    def _ask(self, name: str | int, inputs: list[Any]) -> dict[str, Any]:
        # A reply that another thread waits for could be taken for the judge's next request.
        alone = threading.current_thread() is threading.main_thread() and not self._waiting
        if self.request is None or not alone:
            asked = f"`{name}`" if isinstance(name, str) else "f"
            raise RuntimeError(f"{asked} can only be called from a function that is being judged")
        frame = pack({"id": self.request, "ask": name, "inputs": inputs})
        # After an interrupt the reply is still to come, so it stays so.
        self._waiting = True
        reply = self._exchange(frame)
        self._waiting = False
        if "error" in reply:
            raise ValueError(reply["error"])
        return reply


def _blocks(named: dict[str, Any]) -> Any:
    found = Blocks(named.values())
    found.names = list(named)
    return found if len(found) > 1 else found[0]
